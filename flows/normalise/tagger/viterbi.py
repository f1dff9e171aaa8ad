"""Best BIO path, all paragraphs of a text at once: an inside tag needs its own begin or inside tag before it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .reading import Floats, Indices

Span = tuple[int, int]
Flags = npt.NDArray[np.bool_]
LONGEST = 400


def segments(starts: Indices, n: int) -> list[Span]:
    """Paragraphs as [start, end); very long ones in parts."""
    bounds = [*starts.tolist(), n]
    out: list[Span] = []
    for a, b in pairwise(bounds):
        out += [(s, min(s + LONGEST, b)) for s in range(a, b, LONGEST)]
    return out


def best_path(logp: Floats, parts: list[Span]) -> Indices:
    """Tags [n]. At the start of a part an inside tag is allowed: spans may run over paragraph ends.

    `logp` may be log probabilities or logits: a constant added to a row changes no path. Where the likeliest tags
    one by one form a legal path they are the best path; only stretches around broken rules are searched.
    """
    out: Indices = np.asarray(logp.argmax(axis=1), dtype=np.intp)
    inside = (out > 0) & (out % 2 == 0)
    before = np.concatenate(([0], out[:-1]))
    firsts: Flags = np.zeros(len(out) + 1, dtype=np.bool_)
    firsts[[a for a, b in parts if a < b]] = True
    broken = inside & (before != out) & (before != out - 1) & ~firsts[:-1]
    if broken.any():
        _mend(logp, out, np.flatnonzero(broken).tolist(), firsts, ~inside)
    return out


def _mend(logp: Floats, out: Indices, broken: list[int], firsts: Flags, free: Flags) -> None:
    """Search [s, e) around every broken rule and write it into `out`; the whole is the best path.

    s and e are pieces that may follow any tag (`free`, or the start of a part). A stretch is solved as if any tag
    might begin it: then nothing can score higher than the likeliest tags outside and the solutions inside. Where a
    solution may not follow the tag before it, the stretch grows to the left, at most to the start of its part.
    """
    gates = np.flatnonzero(np.append(free, True) | firsts)
    done: list[Span] = []
    for i in broken:
        if done and i < done[-1][1]:
            continue
        at = int(np.searchsorted(gates, i))
        s, e = int(gates[at - 1]), int(gates[at])
        while True:
            while done and s < done[-1][1]:
                s = min(s, done.pop()[0])
            tags = _search(logp[s:e].tolist())
            if firsts[s] or tags[0] % 2 or not tags[0] or out[s - 1] in (tags[0], tags[0] - 1):
                break
            s = int(gates[np.searchsorted(gates, s) - 1])
        out[s:e] = tags
        done.append((s, e))


def _search(rows: list[list[float]]) -> list[int]:
    """Viterbi (1967) over one stretch. A stretch is a dozen pieces: plain lists are faster than arrays."""
    score = rows[0]
    back: list[list[int]] = []
    for row in rows[1:]:
        best = max(score)
        likeliest = score.index(best)
        came, now = [likeliest], [best + row[0]]
        for begin in range(1, len(row), 2):
            inner = begin if score[begin] >= score[begin + 1] else begin + 1
            came += (likeliest, inner)
            now += (best + row[begin], score[inner] + row[begin + 1])
        back.append(came)
        score = now
    tags = [score.index(max(score))]
    for came in reversed(back):
        tags.append(came[tags[-1]])
    return tags[::-1]


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


def every_span(path: Indices) -> list[tuple[int, int, int]]:
    """[first, last) and begin tag of every span, in order."""
    kind = (path + 1) // 2
    opens = (path % 2 == 1) | ((path > 0) & (kind != np.concatenate(([0], kind[:-1]))))
    ends = np.concatenate((opens[1:] | (kind[1:] != kind[:-1]), [True])) & (path > 0)
    firsts = np.flatnonzero(opens)
    lasts = np.flatnonzero(ends) + 1
    return list(zip(firsts.tolist(), lasts.tolist(), (kind[firsts] * 2 - 1).tolist(), strict=True))


def spans(path: Indices, begin: int) -> list[Span]:
    """[first, last) of every span whose begin tag is `begin`."""
    return [(a, b) for a, b, tag in every_span(path) if tag == begin]


def means(values: Floats, found: list[Span]) -> list[float]:
    """The mean of `values` over every span; spans must be in order and not overlap."""
    if not found:
        return []
    edges = np.array(found, dtype=np.intp)
    sums = np.add.reduceat(np.append(values, np.float32(0)), edges.ravel())[::2]
    return (sums / (edges[:, 1] - edges[:, 0])).tolist()  # type: ignore[no-any-return]
