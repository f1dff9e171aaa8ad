"""Removal of intermediate work that no run used for a while. Runs renew the time of what they use."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

_DAY_SECONDS = 86_400


def prune_work(work: Path, days: int) -> int:
    """Remove ingested files and whole extractor versions older than `days`; returns how many went.

    Only for the holder of the warehouse's lock. What is removed in error costs time, not data.
    """
    limit = time.time() - days * _DAY_SECONDS
    dead = [path for path in _kept(work) if path.stat().st_mtime < limit]
    for path in dead:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return len(dead)


def _kept(work: Path) -> Iterator[Path]:
    for store in ("ingested", "extracted"):
        if (work / store).is_dir():
            yield from (work / store).iterdir()
