"""What a run's result depends on: its input and the code, as short hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import schemas

_FOLDERS = (Path(__file__).parent, Path(str(schemas.__file__)).parent)


@cache
def code_version() -> str:
    """The release and a hash of the sources and data files that run, edited or not: `0.1.0+1f0c9a2b7d3e`."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            digest.update(f"{path.relative_to(folder.parent).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{version('onrecord')}+{digest.hexdigest()[:12]}"


@cache
def corrections_version() -> str:
    """Hash of the reviewed corrections of actors."""
    corrections = Path(__file__).parent / "normalise" / "data" / "corrections.tsv"
    return hashlib.sha256(corrections.read_bytes()).hexdigest()[:12]


def fingerprint(parts: Iterable[object]) -> str:
    """SHA-256 over the parts, one a line.

    >>> fingerprint(["a", "b"]) == fingerprint(["ab"])
    False
    """
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()
