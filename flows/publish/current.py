"""The newest snapshot: which it is, and how the warehouse comes to point at it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from flows.publish.files import copy_atomically, dump_json, sha256_of, write_atomically
from schemas.manifest import Manifest

DATABASE = "onrecord.duckdb"
MANIFEST = "manifest.json"
LATEST = "latest.json"


def folder_of(warehouse: Path, version: str) -> Path:
    return warehouse / "snapshots" / version


def manifest_of(folder: Path) -> Manifest:
    """The manifest of a snapshot folder; ValueError where it is not valid."""
    return Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))


def latest_manifest(warehouse: Path) -> Manifest | None:
    """The manifest of the newest snapshot; None in a warehouse without one."""
    pointer = warehouse / LATEST
    if not pointer.exists():
        return None
    version = json.loads(pointer.read_text(encoding="utf-8"))["version"]
    folder = folder_of(warehouse, version)
    if not folder.exists():
        raise FileNotFoundError(
            f"{pointer} names {version}, but {folder} is gone: restore it or remove {pointer}"
        )
    return manifest_of(folder)


def point_at(warehouse: Path, manifest: Manifest) -> None:
    """Make a complete snapshot the current one; does nothing where it already is."""
    current, folder = warehouse / DATABASE, folder_of(warehouse, manifest.version)
    if version_inside(current) != manifest.version:
        # A log that a writer left beside the old database would be replayed into the new one.
        current.with_name(f"{DATABASE}.wal").unlink(missing_ok=True)
        copy_atomically(folder / DATABASE, current)
    write_pointer(warehouse, manifest)


def write_pointer(warehouse: Path, manifest: Manifest) -> None:
    """latest.json, with the checksum that the manifest can be trusted by."""
    pointer = {
        "version": manifest.version,
        "manifest": f"snapshots/{manifest.version}/{MANIFEST}",
        "manifest_sha256": sha256_of(folder_of(warehouse, manifest.version) / MANIFEST),
        "created_at": manifest.created_at.isoformat(),
    }
    text = dump_json(pointer)
    latest = warehouse / LATEST
    if not latest.exists() or latest.read_text(encoding="utf-8") != text:
        write_atomically(latest, text)


def version_inside(database: Path) -> str | None:
    """The snapshot that a database file says it is; None where it is missing or cannot be read."""
    if not database.exists():
        return None
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            row = connection.execute("SELECT version FROM snapshot_info").fetchone()
    except duckdb.Error:
        return None
    return str(row[0]) if row else None
