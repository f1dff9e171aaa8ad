"""What the encoder made of each piece of a text, for small models that stand on it (links, triggers).

The pointer projections are an almost lossless linear image of the encoder's last layer; with the tag logits beside
them nothing more has to leave the network.
"""

from __future__ import annotations

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
    """Rows [pieces, STATE_WIDTH]; `starts` and `ends` are the pieces' string offsets."""

    starts: Ints
    ends: Ints
    rows: Floats

    def of(self, found: Sequence[Span]) -> Floats:
        """Mean state [spans, STATE_WIDTH] of the pieces under each span."""
        out = np.zeros((len(found), STATE_WIDTH), dtype=np.float32)
        if not len(self.rows) or not found:
            return out
        edges = np.asarray(found)
        first = np.minimum(np.searchsorted(self.ends, edges[:, 0], side="right"), len(self.rows) - 1)
        last = np.maximum(np.searchsorted(self.starts, edges[:, 1], side="left"), first + 1)
        for i, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            out[i] = self.rows[a] if b == a + 1 else self.rows[a:b].mean(axis=0)
        return out


def states(reading: Reading) -> States:
    rows = np.empty((len(reading.enc), STATE_WIDTH), dtype=np.float32)
    for w, projected in zip(reading.windows, reading.projections, strict=True):
        core = slice(w.core_start - w.start + 1, w.core_end - w.start + 1)
        rows[w.core_start : w.core_end, :PROJECTED] = projected[core, :PROJECTED]
    rows[:, PROJECTED:] = reading.tags[:, :TAG_COLUMNS]
    return States(reading.enc.starts, reading.enc.ends, rows)


def no_states() -> States:
    none = np.zeros(0, dtype=np.int32)
    return States(none, none, np.zeros((0, STATE_WIDTH), dtype=np.float32))
