"""The extractor's version: the hash of its code, data and model. What it made is redone when it changes."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_ROOM = Path(__file__).parent
# The reduce step runs in full each time: a change there redoes no extraction.
_REDUCE = {
    "assemble.py",
    "actors.py",
    "people.py",
    "kinds.py",
    "known_as.tsv",
    "known_bodies.tsv",
    "organisations.py",
    "ledger.py",
    "copies.py",
    "corrections.py",
    "corrections.tsv",
    "version.py",
}
_SUFFIXES = {".py", ".tsv", ".npz", ".onnx", ".json"}


@cache
def extractor_version() -> str:
    """12 hexadecimal digits over every file that extraction depends on, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(_ROOM.rglob("*")):
        if path.suffix in _SUFFIXES and path.name not in _REDUCE and path.is_file():
            digest.update(path.relative_to(_ROOM).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
