"""From the paths that a person gave to the list of files to read."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.ingest.errors import IngestError

_GLOB_CHARACTERS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to read. `name` is the path as it was given (posix), which articles keep as raw_path;
    `sha256` and `bytes` are of the file as it lies on disk."""

    path: Path
    name: str
    sha256: str
    bytes: int


def discover(paths: Sequence[Path]) -> list[RawFile]:
    """The files behind files, folders and globs, sorted by name, each once.

    Folders are searched to any depth; hidden files and README files in them are left out. Files of a kind
    that is not read are listed too, so that reading them can say so.

    Raises IngestError for a path that is not there, a pattern that matches nothing, a file that may not be
    read, and for anything that is neither a file nor a folder.
    """
    found: dict[Path, Path] = {}
    for given in paths:
        for path in _expand(given):
            found.setdefault(path.resolve(), path)
    return sorted((_describe(path) for path in found.values()), key=lambda raw: raw.name)


def _expand(given: Path) -> Iterator[Path]:
    if given.is_dir():
        yield from _in_folder(given)
    elif given.is_file():
        yield given
    elif given.exists():
        raise IngestError(f"{given}: neither a file nor a folder. Give a file, a folder or a pattern.")
    elif _GLOB_CHARACTERS & set(str(given)):
        yield from _matches(given)
    else:
        raise IngestError(
            f"{given}: there is no such file or folder. Check the spelling, or give another path."
        )


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        below = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in below)
        if path.is_file() and not hidden and not path.name.upper().startswith("README"):
            yield path


def _matches(pattern: Path) -> Iterator[Path]:
    # Path.glob wants the folder apart from the pattern, and refuses absolute patterns.
    matches = sorted(glob.glob(str(pattern), recursive=True))  # noqa: PTH207
    if not matches:
        raise IngestError(f"{pattern}: no file matches this pattern. Check the folder and the pattern.")
    for match in matches:
        path = Path(match)
        if path.is_dir():
            yield from _in_folder(path)
        elif path.is_file():
            yield path


def _describe(path: Path) -> RawFile:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise IngestError(f"{path}: cannot be read ({error.strerror}). Check its permissions.") from error
    # A file name need not be UTF-8, the tables' text has to be.
    name = path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return RawFile(path, name, digest, size)
