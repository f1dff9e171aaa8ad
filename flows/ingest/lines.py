"""The lines of a file, plain or gzip, streamed: memory holds one piece of the file and one line."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flows.ingest.decoding import encoding_of_stream

MAX_LINE_BYTES = 64 * 1024 * 1024
_PIECE = 1024 * 1024
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without its end; `cut` says that it was too long and holds its start only."""

    number: int
    data: bytes
    cut: bool = False


class BrokenStream(Exception):
    """Compressed data stopped making sense at a line; lines before it are good, `rest` is what it began with."""

    def __init__(self, message: str, number: int, rest: bytes) -> None:
        super().__init__(message)
        self.number = number
        self.rest = rest


def is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def first_bytes(path: Path, size: int = 4096) -> bytes:
    """The start of a file's content, unpacked where the file is gzip; empty where it cannot be unpacked."""
    try:
        with _open(path) as stream:
            return stream.read(size)
    except (OSError, EOFError, zlib.error):
        return b""


def read_lines(path: Path) -> Iterator[Line]:
    """The lines that are not blank, numbered from 1 as an editor counts them; UTF-16 comes as UTF-8.

    Raises BrokenStream where gzip data is cut off or damaged.
    """
    pending, number, cut = b"", 1, False
    try:
        for piece in _pieces(path):
            *whole, pending = (pending + piece).split(b"\n")
            for data in whole:
                if data.strip():
                    yield Line(number, data.rstrip(b"\r"), cut)
                number, cut = number + 1, False
            if len(pending) > MAX_LINE_BYTES:
                pending, cut = pending[:_PIECE], True
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BrokenStream(str(error), number, pending) from error
    if pending.strip():
        yield Line(number, pending.rstrip(b"\r"), cut)


def _open(path: Path) -> BinaryIO:
    """By content, not by name: a .jsonl that is gzip is read, too."""
    return gzip.open(path, "rb") if is_gzip(path) else path.open("rb")  # type: ignore[return-value]


def _pieces(path: Path) -> Iterator[bytes]:
    encoding = encoding_of_stream(first_bytes(path))
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
    with _open(path) as stream:
        first = True
        # GzipFile.read1 gives what is unpacked so far, so that good lines before a break are not lost.
        while piece := stream.read1(_PIECE):  # type: ignore[attr-defined]
            piece = decoder.decode(piece).encode("utf-8", "replace") if decoder else piece
            yield piece.removeprefix(codecs.BOM_UTF8) if first else piece
            first = False
