"""One run a warehouse at a time: a lock that the operating system drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Locked(Exception):
    """Another run holds the warehouse."""


@contextmanager
def warehouse_lock(warehouse: Path) -> Iterator[None]:
    """Hold the warehouse; raises Locked, naming the holder's process, where another run has it."""
    path = _lock_file(warehouse)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise Locked(
                f"{warehouse}: another run (process {holder}) is working in this warehouse. "
                "Wait for it to end, or give another --warehouse."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def ensure_free(warehouse: Path) -> None:
    """Raise Locked where another run holds the warehouse, before anything slow is started."""
    if _lock_file(warehouse).exists():
        with warehouse_lock(warehouse):
            pass


def _lock_file(warehouse: Path) -> Path:
    return warehouse / ".work" / "run.lock"
