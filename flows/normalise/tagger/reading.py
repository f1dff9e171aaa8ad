"""What the encoder says about one text: tag probabilities for every piece, and pointers on demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .encode import Encoded
from .windows import Window

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

# The heads that are read, in the order of the model's columns; a model may have more after them.
HEADS = {"outer": 7, "inner": 7, "addressee": 3, "mention": 15}
POINTERS = ("content_cue", "cue_source", "content_source")
WIDTH = 64
FAR = 512
COLUMNS: dict[str, slice] = {}
_at = 0
for _head, _size in HEADS.items():
    COLUMNS[_head] = slice(_at, _at + _size)
    _at += _size
TAG_COLUMNS = _at


def log_softmax(x: Floats) -> Floats:
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def distance_table(buckets: Floats) -> Floats:
    """[pointers, 2 * FAR + 1] bias of every distance from -FAR to FAR: exact up to 4, then by powers of two."""
    distance = np.arange(-FAR, FAR + 1)
    size = np.maximum(np.abs(distance), 1).astype(np.float32)
    log = np.where(size <= 4, size, 4 + np.ceil(np.log2(size / 4)))
    log = np.where(distance == 0, 0, np.minimum(log, 11)).astype(np.intp)
    return np.ascontiguousarray(buckets[:, np.where(distance >= 0, log, 12 + log)])


@dataclass
class Reading:
    """`tags` are logits [n, 32]; `projections[w]` are [pieces + 2, 384] of window w, CLS first.

    `distance` is the bias of every distance (`distance_table`).
    """

    enc: Encoded
    windows: list[Window]
    tags: Floats
    projections: list[Floats]
    distance: Floats

    def head(self, name: str) -> Floats:
        """Log probabilities [n, classes]."""
        return log_softmax(self.tags[:, COLUMNS[name]])

    def window_of(self) -> Indices:
        """For each piece the window that answers for it."""
        out = np.zeros(len(self.enc), dtype=np.intp)
        for w, window in enumerate(self.windows):
            out[window.core_start : window.core_end] = w
        return out

    def point(self, name: str, w: int, rows: Indices, columns: Indices) -> tuple[Floats, Floats]:
        """Logits [rows, columns] of pieces pointing at pieces of the same window, and [rows] at nothing (CLS)."""
        p = POINTERS.index(name)
        base, start = self.projections[w], self.windows[w].start
        at, to = rows - start + 1, columns - start + 1
        q = base[at, 2 * p * WIDTH : (2 * p + 1) * WIDTH] * np.float32(WIDTH**-0.5)
        keys = base[:, (2 * p + 1) * WIDTH : (2 * p + 2) * WIDTH]
        bias = self.distance[p]
        scores = q @ keys[to].T + bias[to[None, :] - at[:, None] + FAR]
        nothing = q @ keys[0] + bias[FAR - at]
        return np.asarray(scores, dtype=np.float32), np.asarray(nothing, dtype=np.float32)
