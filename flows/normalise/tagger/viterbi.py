"""Best BIO path, all paragraphs of a text at once: an inside tag needs its own begin or inside tag before it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .reading import Floats, Indices

Span = tuple[int, int]
NEVER = -1e4
LONGEST = 400


def segments(starts: Indices, n: int) -> list[Span]:
    """Paragraphs as [start, end); very long ones in parts."""
    bounds = [*starts.tolist(), n]
    out: list[Span] = []
    for a, b in pairwise(bounds):
        out += [(s, min(s + LONGEST, b)) for s in range(a, b, LONGEST)]
    return out


def _transitions(classes: int) -> Floats:
    """0 where allowed, NEVER where an inside tag follows neither its begin nor itself."""
    table = np.zeros((classes, classes), dtype=np.float32)
    for inside in range(2, classes, 2):
        table[:, inside] = NEVER
        table[inside - 1, inside] = table[inside, inside] = 0.0
    return table


def best_path(logp: Floats, parts: list[Span]) -> Indices:
    """Tags [n]. At the start of a part an inside tag is allowed: spans may run over paragraph ends.

    Where the likeliest tags one by one form a legal path they are the best path; only other parts are searched.
    """
    out: Indices = np.asarray(logp.argmax(axis=1), dtype=np.intp)
    inside = (out > 0) & (out % 2 == 0)
    before = np.concatenate(([0], out[:-1]))
    broken = inside & (before != out) & (before != out - 1)
    broken[[a for a, b in parts if a < b]] = False
    if broken.any():
        count = np.concatenate(([0], np.cumsum(broken)))
        _search(logp, [(a, b) for a, b in parts if count[b] > count[a]], out)
    return out


def _search(logp: Floats, parts: list[Span], out: Indices) -> None:
    """Viterbi (1967) over all given parts at once, written into `out`."""
    classes = logp.shape[1]
    order = sorted(range(len(parts)), key=lambda i: parts[i][0] - parts[i][1])
    starts = np.array([parts[i][0] for i in order])
    lengths = np.array([parts[i][1] - parts[i][0] for i in order])
    longest = int(lengths[0])
    alive = [int((lengths > t).sum()) for t in range(longest)]
    allowed = _transitions(classes).T[None]
    score = logp[starts].copy()
    back = np.zeros((longest, len(parts), classes), dtype=np.int8)
    for t in range(1, longest):
        k = alive[t]
        through = score[:k, None, :] + allowed
        came = through.argmax(-1)
        back[t, :k] = came
        score[:k] = np.take_along_axis(through, came[..., None], -1)[..., 0] + logp[starts[:k] + t]
    state = score.argmax(-1)
    for t in range(longest - 1, -1, -1):
        k = alive[t]
        out[starts[:k] + t] = state[:k]
        if t:
            state[:k] = back[t, np.arange(k), state[:k]]


def sparse_path(logp: Floats, parts: list[Span], floor: float = 0.1) -> Indices:
    """`best_path` for tags that are rare: only paragraphs with a likely begin tag are decoded."""
    likely = logp[:, 1::2].max(axis=1) >= np.log(floor)
    hot = [p for p in parts if likely[p[0] : p[1]].any()]
    out = np.zeros(len(logp), dtype=np.intp)
    if hot:
        where = np.concatenate([np.arange(a, b) for a, b in hot])
        firsts = np.cumsum([0] + [b - a for a, b in hot]).tolist()
        out[where] = best_path(logp[where], list(pairwise(firsts)))
    return out


def spans(path: Indices, begin: int) -> list[Span]:
    """[first, last) of every span whose begin tag is `begin`."""
    mine = (path == begin) | (path == begin + 1)
    opens = (path == begin) | (mine & ~np.concatenate(([False], mine[:-1])))
    firsts = np.flatnonzero(opens)
    closes = np.flatnonzero(mine & ~np.concatenate((mine[1:] & ~opens[1:], [False]))) + 1
    return list(zip(firsts.tolist(), closes.tolist(), strict=True))
