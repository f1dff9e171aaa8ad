"""Whether the files of a warehouse, or of one snapshot, are what their manifests say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.current import DATABASE, LATEST, MANIFEST, manifest_of, version_inside
from flows.publish.files import sha256_of
from flows.publish.pull import PULLED, pulled_tables, wanted_files
from flows.publish.retention import PIN
from schemas.manifest import FileEntry, Manifest

_NOTES = {MANIFEST, PULLED, PIN}


@dataclass(frozen=True, slots=True)
class Problem:
    """One file, what is wrong with it."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def verify(folder: Path) -> list[Problem]:
    """Everything that is wrong with a snapshot folder, or with a warehouse and all its snapshots.

    Reads every byte once. FileNotFoundError where the folder holds neither.
    """
    if (folder / MANIFEST).exists():
        return list(_snapshot(folder))
    if not (folder / "snapshots").is_dir():
        raise FileNotFoundError(f"{folder} holds neither {MANIFEST} nor snapshots/: nothing to verify there")
    snapshots = sorted(p for p in (folder / "snapshots").iterdir() if not p.name.startswith("."))
    found = [problem for snapshot in snapshots for problem in _snapshot(snapshot)]
    return [*found, *_pointer(folder)]


def _snapshot(folder: Path) -> Iterator[Problem]:
    try:
        manifest = manifest_of(folder)
    except (OSError, ValueError) as error:
        yield Problem(folder / MANIFEST, f"cannot be read: {error}")
        return
    if manifest.version != folder.name:
        yield Problem(folder / MANIFEST, f"is of {manifest.version}, not of the folder it lies in")
    expected = wanted_files(manifest, pulled_tables(folder))
    for file in expected:
        yield from _file(folder, file, manifest)
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    for name in sorted(there - {f.path for f in expected} - _NOTES):
        yield Problem(folder / name, "is not in the manifest")


def _file(folder: Path, file: FileEntry, manifest: Manifest) -> Iterator[Problem]:
    path = folder / file.path
    if not path.is_file():
        yield Problem(path, "is missing")
    elif path.stat().st_size != file.bytes:
        yield Problem(path, f"has {path.stat().st_size:,} bytes, not {file.bytes:,}")
    elif sha256_of(path) != file.sha256:
        yield Problem(path, "has another SHA-256 than the manifest says")
    elif file.table and (rows := _rows(path)) != file.rows:
        yield Problem(path, f"has {rows} rows, not {file.rows:,}")
    elif file.path == DATABASE and (version := version_inside(path)) != manifest.version:
        yield Problem(path, f"holds {version or 'no snapshot'}, not {manifest.version}")


def _rows(path: Path) -> int | None:
    try:
        rows: int = pq.read_metadata(path).num_rows
    except pa.ArrowException:
        return None
    return rows


def _pointer(warehouse: Path) -> Iterator[Problem]:
    pointer = warehouse / LATEST
    try:
        version = json.loads(pointer.read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Problem(pointer, f"cannot be read: {error}")
        return
    if not (warehouse / "snapshots" / str(version) / MANIFEST).exists():
        yield Problem(pointer, f"names {version}, which is not there")
        return
    database = warehouse / DATABASE
    if database.exists() and _inside(database) != version:
        yield Problem(database, f"is not that of {version}, which {LATEST} names")


def _inside(database: Path) -> str | None:
    try:
        return version_inside(database)
    except duckdb.Error:
        return None
