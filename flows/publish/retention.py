"""Removal of old snapshots: the newest stay, and so do the one that readers are pointed at and every pinned one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from flows.publish.current import LATEST, manifest_of
from flows.publish.files import TEMPORARY, locked, remove_leftovers

PIN = "PINNED"


def pin(snapshot: Path, why: str) -> None:
    """Keep a snapshot for good; the file says why."""
    (snapshot / PIN).write_text(f"{why}\n", encoding="utf-8")


def unpin(snapshot: Path) -> None:
    (snapshot / PIN).unlink(missing_ok=True)


def prune_snapshots(warehouse: Path, keep: int) -> list[str]:
    """Remove all but the `keep` newest snapshots (1 or more); returns the versions that went, oldest first.

    Never goes: the one that latest.json names, one with a file PINNED in its folder, a folder that is no snapshot.
    """
    if keep < 1:
        raise ValueError(f"keep must be 1 or more, was {keep}")
    with locked(warehouse):
        snapshots = warehouse / "snapshots"
        remove_leftovers(snapshots)
        dead = [folder for folder in _newest_first(snapshots)[keep:] if not _is_kept(warehouse, folder)]
        for folder in reversed(dead):
            # Out of sight first: nobody finds half a snapshot.
            shutil.rmtree(folder.rename(folder.with_name(f"{TEMPORARY}{folder.name}")))
    return [folder.name for folder in reversed(dead)]


def _newest_first(snapshots: Path) -> list[Path]:
    dated = []
    for folder in snapshots.glob("[0-9]*"):
        try:
            dated.append((manifest_of(folder).created_at, folder))
        except (OSError, ValueError):
            continue
    return [folder for _, folder in sorted(dated, reverse=True)]


def _is_kept(warehouse: Path, folder: Path) -> bool:
    pointer = warehouse / LATEST
    good = json.loads(pointer.read_text(encoding="utf-8"))["version"] if pointer.exists() else None
    return folder.name == good or (folder / PIN).exists()
