"""Fetching a snapshot: only what is not there yet, continued after a break, checked, and never two versions mixed.

The version is fixed by the first read of latest.json. Files gather in `snapshots/.pull-<version>/`, which gets
its name when the last one is there and checked; then the pointer moves.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, GenericError, NotFoundError, NotSupportedError

from flows.publish.current import DATABASE, MANIFEST, folder_of, manifest_of, point_at, write_pointer
from flows.publish.files import dump_json, locked, replace, sha256_of, write_atomically
from flows.publish.parts import link_or_copy
from flows.publish.store import Place, TransferError, open_place
from schemas.manifest import FileEntry, Manifest
from schemas.tables import TABLES

PULLED = "pulled.json"
_STAGE = ".pull-"
_CHUNK = 1024 * 1024

Progress = Callable[[str, int, int], None]
"""Called with the file at hand, bytes that are there, and bytes in all, of the whole pull."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did. `created` is false where the snapshot was there, whole, before."""

    version: str
    folder: Path
    created: bool
    fetched_files: int
    fetched_bytes: int
    reused_files: int


def pull(
    url: str, folder: Path, tables: Sequence[str] | None = None, progress: Progress = lambda *_: None
) -> Pulled:
    """Fetch the newest snapshot at `url` (folder, http(s), s3) into `folder/snapshots/<version>/`.

    `tables` fetches the Parquet files of these tables only, with the documents and without the database.
    Raises TransferError where something is missing, damaged or out of reach: run it again to go on.
    """
    place = open_place(url)
    with locked(folder):
        pointer = place.pointer()
        manifest, content = place.manifest(pointer)
        target = folder_of(folder, pointer.version)
        wanted = _joined(tables, pulled_tables(target)) if target.exists() else tables
        stage = target if target.exists() else target.with_name(_STAGE + pointer.version)
        stage.mkdir(parents=True, exist_ok=True)
        transfer = _Transfer(place, manifest, stage, progress)
        if stage is not target:
            write_atomically(stage / MANIFEST, content.decode("utf-8"))
        transfer.run(wanted_files(manifest, wanted))
        _settle(stage, target, wanted)
        _point(folder, manifest)
        _remove_stages(folder)
    created = stage is not target or transfer.fetched > 0
    return Pulled(
        manifest.version, target, created, transfer.fetched, transfer.fetched_bytes, transfer.reused
    )


def wanted_files(manifest: Manifest, tables: Sequence[str] | None) -> list[FileEntry]:
    """The files of a whole snapshot, or of some tables: their Parquet files and the documents."""
    if tables is None:
        return list(manifest.files)
    unknown = set(tables) - set(manifest.row_counts)
    if unknown:
        raise TransferError(
            f"no table {', '.join(sorted(unknown))}; there are {', '.join(manifest.row_counts)}"
        )
    return [f for f in manifest.files if (f.table in tables if f.table else f.path != DATABASE)]


def pulled_tables(snapshot: Path) -> list[str] | None:
    """The tables that a snapshot folder was limited to when it was pulled; None for a whole one."""
    note = snapshot / PULLED
    return list(json.loads(note.read_text(encoding="utf-8"))["tables"]) if note.exists() else None


def _joined(wanted: Sequence[str] | None, before: Sequence[str] | None) -> Sequence[str] | None:
    return None if wanted is None or before is None else [t for t in TABLES if t in {*wanted, *before}]


class _Transfer:
    """The files of one version on their way into a folder."""

    def __init__(self, place: Place, manifest: Manifest, stage: Path, progress: Progress) -> None:
        self._place, self._manifest, self._stage, self._progress = place, manifest, stage, progress
        self._done = self._total = 0
        self.fetched = self.fetched_bytes = self.reused = 0

    def run(self, files: Sequence[FileEntry]) -> None:
        self._total = sum(f.bytes for f in files)
        known = _known_files(self._stage.parent)
        for file in files:
            target = self._stage / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            if not _is_whole(target, file) and not self._reuse(known.get(file.sha256), file, target):
                self._fetch(file, target)
            self._done += file.bytes
            self._progress(file.path, self._done, self._total)

    def _reuse(self, found: Path | None, file: FileEntry, target: Path) -> bool:
        if found is None or not _is_whole(found, file):
            return False
        target.unlink(missing_ok=True)
        link_or_copy(found, target)
        self.reused += 1
        return True

    def _fetch(self, file: FileEntry, target: Path) -> None:
        """Go on with what an earlier pull left; start over where that proves wrong."""
        part = target.with_name(f"{target.name}.part")
        resumed = self._download(file, part)
        if resumed and not _is_whole(part, file):
            part.unlink()
            self._download(file, part)
        if not _is_whole(part, file):
            part.unlink()
            raise TransferError(
                f"{self._place.url}: {file.path} of {self._manifest.version} is damaged: its checksum is not the "
                "one in the manifest. It was refused; nothing that was here before has changed."
            )
        part.chmod(0o444)
        replace(part, target)
        self.fetched += 1

    def _download(self, file: FileEntry, part: Path) -> bool:
        """Fetch into `part`, from where it ends; returns whether there was something to go on from."""
        start = part.stat().st_size if part.exists() else 0
        if start > file.bytes:
            part.unlink()
            start = 0
        path = f"snapshots/{self._manifest.version}/{file.path}"
        try:
            chunks, start = self._open(path, start)
            with part.open("ab" if start else "wb") as out:
                for chunk in chunks:
                    out.write(chunk)
                    self.fetched_bytes += len(chunk)
                    self._progress(file.path, self._done + out.tell(), self._total)
        except (NotFoundError, FileNotFoundError) as error:
            raise TransferError(
                f"{self._place.url}: {path} is gone, perhaps because a newer snapshot has replaced it: run it again"
            ) from error
        except (BaseError, OSError) as error:
            raise TransferError(
                f"{self._place.url}: {path} broke off ({error}): run it again to go on"
            ) from error
        return start > 0

    def _open(self, path: str, start: int) -> tuple[Iterable[bytes], int]:
        """The content from `start` on, or from 0 where the place cannot give parts."""
        if start:
            try:
                return obstore.get(self._place.store, path, options={"range": {"offset": start}}).stream(
                    _CHUNK
                ), start
            except (NotSupportedError, GenericError):
                pass
        return obstore.get(self._place.store, path).stream(_CHUNK), 0


def _is_whole(path: Path, file: FileEntry) -> bool:
    return path.exists() and path.stat().st_size == file.bytes and sha256_of(path) == file.sha256


def _known_files(snapshots: Path) -> dict[str, Path]:
    """Files that are here already, by checksum, of whole snapshots and of pulls that broke off."""
    known: dict[str, Path] = {}
    for found in snapshots.glob(f"*/{MANIFEST}"):
        try:
            entries = manifest_of(found.parent).files
        except ValueError:
            continue
        known |= {f.sha256: found.parent / f.path for f in entries if (found.parent / f.path).exists()}
    return known


def _settle(stage: Path, target: Path, tables: Sequence[str] | None) -> None:
    """Note what was left out, and give the folder its name."""
    if tables is None:
        (stage / PULLED).unlink(missing_ok=True)
    else:
        write_atomically(stage / PULLED, dump_json({"tables": list(tables)}))
    if stage is not target:
        replace(stage, target)


def _point(folder: Path, manifest: Manifest) -> None:
    """A snapshot of some tables has no database, and one of another version must not stand in for it."""
    if (folder_of(folder, manifest.version) / DATABASE).exists():
        point_at(folder, manifest)
        return
    (folder / DATABASE).unlink(missing_ok=True)
    write_pointer(folder, manifest)


def _remove_stages(folder: Path) -> None:
    """What broken pulls of other versions left."""
    for stage in (folder / "snapshots").glob(f"{_STAGE}*"):
        shutil.rmtree(stage)
