"""Whether a run would find anything new."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from flows.publish import last_run, latest_manifest
from flows.report import RunReport
from flows.settings import Settings
from schemas.manifest import Manifest

_FINISHED = ("published", "unchanged", "nothing new")


def nothing_new(settings: Settings, report: RunReport) -> Manifest | None:
    """The newest snapshot, where the last run over the same input with the same code led to it and it is whole."""
    warehouse = settings.warehouse
    last = last_run(warehouse)
    if last is None or last["outcome"] not in _FINISHED:
        return None
    same = ("inputs_fingerprint", "code_version", "extractor_version")
    if any(last[name] != getattr(report, name) for name in same) or damage(warehouse):
        return None
    manifest = latest_manifest(warehouse)
    same_kind = manifest and manifest.version == last["version"] and manifest.with_text == settings.text
    return manifest if same_kind else None


def damage(warehouse: Path) -> str | None:
    """What is missing or cut short of the newest snapshot and of what points at it; None where all is whole."""
    try:
        manifest = latest_manifest(warehouse)
    except (FileNotFoundError, ValueError) as error:
        return str(error)
    if manifest is None:
        return f"{warehouse / 'latest.json'} is missing"
    folder = warehouse / "snapshots" / manifest.version
    for file in manifest.files:
        path = folder / file.path
        if not path.exists() or path.stat().st_size != file.bytes:
            return f"{path} is not as it was published: remove {folder} and {warehouse / 'latest.json'}, and run again"
    return _database_damage(warehouse / "onrecord.duckdb", manifest)


def _database_damage(database: Path, manifest: Manifest) -> str | None:
    """A copy of the snapshot's database is whole; so is one that somebody added something to."""
    try:
        with database.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == manifest.file(database.name).sha256:
                # Not asked through DuckDB: a process that reads the version before would get its answers.
                return None
        with duckdb.connect(str(database), read_only=True) as connection:
            row = connection.execute("SELECT version FROM snapshot_info").fetchone()
    except (duckdb.Error, OSError) as error:
        return f"{database} cannot be read: {error}"
    return None if row == (manifest.version,) else f"{database} is not that of {manifest.version}"
