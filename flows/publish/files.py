"""Files that appear whole or not at all, and checksums of what was written."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TEMPORARY = ".tmp-"


def write_atomically(path: Path, text: str) -> None:
    """Write beside, flush to disk, rename: a reader sees the old file or the new one."""
    beside = path.with_name(f"{TEMPORARY}{path.name}")
    beside.write_text(text, encoding="utf-8")
    replace(beside, path)


def copy_atomically(source: Path, path: Path) -> None:
    """A copy rather than a hard link: who writes into the copy must not change the original."""
    beside = path.with_name(f"{TEMPORARY}{path.name}")
    shutil.copyfile(source, beside)
    replace(beside, path)


def replace(beside: Path, path: Path) -> None:
    """Flush a file or folder and its name to disk, then rename it."""
    flush(beside)
    beside.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """fsync of a file or folder; what follows can rely on its being on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def dump_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one process publishes into a folder at a time; the lock dies with its process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def remove_leftovers(folder: Path) -> None:
    """What killed runs left half-written."""
    for path in folder.glob(f"{TEMPORARY}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
