"""Cut a long text into windows the encoder can read, at paragraph ends wherever possible.

Every piece is the core of exactly one window. Where a paragraph is longer than a window, neighbouring windows
overlap, so that the pieces at the cut are read with context on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .encode import Encoded

SENTENCE_END = frozenset((1012, 1029, 999))  # . ? !
OVERLAP = 48


@dataclass(frozen=True)
class Window:
    """Pieces [start, end) are read; of these, [core_start, core_end) are answered for."""

    start: int
    end: int
    core_start: int
    core_end: int


def _split_long(enc: Encoded, start: int, end: int, size: int) -> list[Window]:
    out: list[Window] = []
    core = start
    while core < end:
        first = max(start, core - OVERLAP)
        last = min(end, first + size)
        cut = end
        if last < end:
            latest, earliest = last - OVERLAP, core + (last - OVERLAP - core) // 2
            ends = [i + 1 for i in range(earliest, latest) if int(enc.ids[i]) in SENTENCE_END]
            cut = ends[-1] if ends else latest
        out.append(Window(first, last, core, cut))
        core = cut
    return out


def plan(enc: Encoded, size: int, first: int | None = None) -> list[Window]:
    """Windows over a whole text; `first` limits the first window (training draws it at random)."""
    n = len(enc)
    starts = np.flatnonzero(enc.para).tolist()
    out: list[Window] = []
    begin, limit = 0, first or size
    for i, a in enumerate(starts):
        b = starts[i + 1] if i + 1 < len(starts) else n
        if b - begin <= limit:
            continue
        if a > begin:
            out.append(Window(begin, a, begin, a))
            begin = a
        limit = size
        if b - a > size:
            out += _split_long(enc, a, b, size)
            begin = b
    if begin < n:
        out.append(Window(begin, n, begin, n))
    return out
