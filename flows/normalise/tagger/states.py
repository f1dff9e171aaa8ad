"""What the encoder made of each piece of a text, for small models that stand on it (links, triggers).

The pointer projections are an almost lossless linear image of the encoder's last layer; with the tag logits beside
them nothing more has to leave the network.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .encode import Ints
from .reading import POINTERS, TAG_COLUMNS, WIDTH, Floats, Reading
from .viterbi import Span

PROJECTED = 2 * WIDTH * len(POINTERS)
STATE_WIDTH = PROJECTED + TAG_COLUMNS


@dataclass(frozen=True)
class States:
    """Rows [pieces, STATE_WIDTH], put together only where they are asked for: few of an article's pieces are.

    `starts` and `ends` are the pieces' string offsets, `tags` their tag logits; `projected[w]` are the projections of
    the pieces from `firsts[w]` on.
    """

    starts: Ints
    ends: Ints
    tags: Floats
    firsts: Sequence[int]
    projected: Sequence[Floats]

    def __len__(self) -> int:
        return len(self.tags)

    def rows(self, first: int, last: int) -> Floats:
        """The states [last - first, STATE_WIDTH] of the pieces [first, last)."""
        out = np.empty((last - first, STATE_WIDTH), dtype=np.float32)
        out[:, PROJECTED:] = self.tags[first:last, :TAG_COLUMNS]
        at = first
        while at < last:
            w = bisect_right(self.firsts, at) - 1
            stop = min(last, self.firsts[w] + len(self.projected[w]))
            out[at - first : stop - first, :PROJECTED] = self.projected[w][
                at - self.firsts[w] : stop - self.firsts[w], :PROJECTED
            ]
            at = stop
        return out

    def of(self, found: Sequence[Span]) -> Floats:
        """Mean state [spans, STATE_WIDTH] of the pieces under each span."""
        out = np.zeros((len(found), STATE_WIDTH), dtype=np.float32)
        if not len(self) or not found:
            return out
        edges = np.asarray(found)
        first = np.minimum(np.searchsorted(self.ends, edges[:, 0], side="right"), len(self) - 1)
        last = np.maximum(np.searchsorted(self.starts, edges[:, 1], side="left"), first + 1)
        for i, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            rows = self.rows(a, b)
            out[i] = rows[0] if b == a + 1 else rows.mean(axis=0)
        return out


def states(reading: Reading) -> States:
    projected = [
        rows[w.core_start - w.start + 1 : w.core_end - w.start + 1]
        for w, rows in zip(reading.windows, reading.projections, strict=True)
    ]
    firsts = [w.core_start for w in reading.windows]
    return States(reading.enc.starts, reading.enc.ends, reading.tags, firsts, projected)


def no_states() -> States:
    none = np.zeros(0, dtype=np.int32)
    return States(none, none, np.zeros((0, TAG_COLUMNS), dtype=np.float32), [], [])
