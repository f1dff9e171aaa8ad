"""From tags and pointers to attributions: every content finds its cue, every cue its source.

The pairing is learned (pointers), not nearest-wins: each content span takes the cue that its pieces point at, each
cue the source that it and its contents point at. Words that fell short of a tag may still serve as cue or source.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from .reading import Floats, Indices, Reading
from .viterbi import Flags, Span, best_path, means, segments, spans

SOURCE, CUE, CONTENT = 1, 3, 5
LABEL_PIECES, COLON = 8, 1024
NEAR = 1.5  # how far below the best piece of an untagged source a piece of it may be; 1 to 3 measure alike


@dataclass(frozen=True)
class Weights:
    """Decoding parameters, chosen on held-out articles and stored beside the model."""

    content_bias: float = 0.0  # added to the log probability of content tags: recall against precision
    cue_floor: float = 0.02
    source_floor: float = 0.05
    cue_tag: float = 0.3
    cue_distance: float = 0.02
    direct_source: float = 0.5  # weight of content -> source beside cue -> source
    source_tag: float = 0.3
    source_none: float = 0.0  # added to the score of "no source"
    join_gap: int = 1
    keep_cueless: float = 0.5


@dataclass
class Candidate:
    span: Span
    log: float  # mean log probability of its tag


@dataclass(frozen=True)
class Outer:
    """Log probabilities of the outer layer: of every tag [n, 7], and of being in a source, cue or content [n]."""

    tags: Floats
    source: Floats
    cue: Floats
    content: Floats


def outer(reading: Reading) -> Outer:
    tags = reading.head("outer")
    return Outer(tags, *(np.logaddexp(tags[:, b], tags[:, b + 1]) for b in (SOURCE, CUE, CONTENT)))


@dataclass
class Draft:
    """An attribution in pieces, with what its confidence is computed from."""

    content: list[Span]
    cue: Span | None
    source: Span | None
    evidence: list[float] = field(default_factory=list)


def edges(flags: Flags) -> Indices:
    """Where each run of set flags begins and ends, in turn."""
    return np.flatnonzero(np.diff(flags, prepend=False, append=False))


def runs(flags: Flags) -> list[Span]:
    found = edges(flags)
    return list(zip(found[::2].tolist(), found[1::2].tolist(), strict=True))


def near_best(mass: Floats, free: Flags) -> Flags:
    """Of each run of pieces only those near its best one: the rest is what stands beside a source."""
    out, found = free.copy(), edges(free)
    if len(found):
        best = np.maximum.reduceat(mass, found[::2])
        out[free] = mass[free] >= np.repeat(best - NEAR, found[1::2] - found[::2])
    return out


def candidates(mass: Floats, tagged: list[Span], free: Flags) -> list[Candidate]:
    """Tagged spans, and the runs of untagged pieces that are `free` to serve; `mass` is their log probability."""
    found = sorted([*tagged, *runs(free)])
    return [Candidate(s, log) for s, log in zip(found, means(mass, found), strict=True)]


def positions(found: list[Span]) -> tuple[Indices, Indices, Indices]:
    """Every piece of the spans in turn; where each span begins among them; how many pieces it has."""
    edges = np.array(found, dtype=np.intp)
    sizes = edges[:, 1] - edges[:, 0]
    firsts = np.cumsum(sizes) - sizes
    return np.repeat(edges[:, 0] - firsts, sizes) + np.arange(sizes.sum()), firsts, sizes


def pointed(
    reading: Reading, name: str, w: int, sources: list[Span], targets: list[Span]
) -> tuple[Floats, Floats]:
    """Mean probability [sources, targets] of pointing into each target, and [sources] of pointing at nothing."""
    rows, firsts, sizes = positions(sources)
    columns, offsets, _ = positions(targets)
    scores, nothing = reading.point(name, w, rows, columns)
    top = np.maximum(scores.max(axis=1), nothing)
    each, none = np.exp(scores - top[:, None]), np.exp(nothing - top)
    total = each.sum(axis=1) + none
    by_target = np.add.reduceat(each, offsets, axis=1) / total[:, None]
    mean = np.add.reduceat(by_target, firsts, axis=0) / sizes[:, None]
    mean_none = np.add.reduceat(none / total, firsts) / sizes
    return np.asarray(mean, dtype=np.float32), np.asarray(mean_none, dtype=np.float32)


def gap(a: Span, b: Span) -> int:
    return max(0, b[0] - a[1], a[0] - b[1])


def within(items: list[Candidate], start: int, end: int) -> list[Candidate]:
    return [c for c in items if start <= c.span[0] and c.span[1] <= end]


def clipped(span: Span, start: int, end: int) -> Span:
    return max(span[0], start), min(span[1], end)


def by_cue(
    reading: Reading, w: int, contents: list[Span], cues: list[Candidate], weights: Weights
) -> list[tuple[Candidate | None, list[Span], float]]:
    """Contents of one window grouped by the cue they point at."""
    if not cues:
        return [(None, [c], 0.0) for c in contents]
    window = reading.windows[w]
    sources = [clipped(c, window.start, window.end) for c in contents]
    mean, _ = pointed(reading, "content_cue", w, sources, [c.span for c in cues])
    score = np.log(mean + 1e-6)
    score += weights.cue_tag * np.array([c.log for c in cues])[None, :]
    ends = np.array([c.span for c in cues])
    begins = np.array(contents)
    apart = np.maximum(ends[None, :, 0] - begins[:, None, 1], begins[:, None, 0] - ends[None, :, 1])
    score -= weights.cue_distance * np.maximum(apart, 0)
    best = score.argmax(axis=1)
    groups: dict[int, list[int]] = {}
    for i, q in enumerate(best.tolist()):
        groups.setdefault(q, []).append(i)
    return [
        (cues[q], [contents[i] for i in members], _mean(mean[members, q])) for q, members in groups.items()
    ]


@dataclass
class SourceScores:
    """For the cues and contents of one window: how far each points at every source candidate, and at none."""

    targets: list[Span]
    tag: Floats
    cues: dict[Span, tuple[Floats, float]]
    contents: dict[Span, tuple[Floats, float]]


def source_scores(
    reading: Reading, w: int, cues: list[Span], contents: list[Span], sources: list[Candidate]
) -> SourceScores:
    window = reading.windows[w]
    targets = [s.span for s in sources]
    tag = np.array([s.log for s in sources], dtype=np.float32)
    if not targets or not cues:
        return SourceScores(targets, tag, {}, {})
    by_cue, cue_none = pointed(reading, "cue_source", w, cues, targets)
    inside = [clipped(c, window.start, window.end) for c in contents]
    by_content, content_none = pointed(reading, "content_source", w, inside, targets)
    return SourceScores(
        targets,
        tag,
        {c: (by_cue[i], float(cue_none[i])) for i, c in enumerate(cues)},
        {c: (by_content[i], float(content_none[i])) for i, c in enumerate(contents)},
    )


def choose_source(
    scores: SourceScores, cue: Span, contents: list[Span], weights: Weights
) -> tuple[Span | None, float, float]:
    """(source or none, its probability, its lead over none)."""
    if not scores.targets:
        return None, 0.5, 0.0
    from_cue, none_cue = scores.cues[cue]
    from_content = np.add.reduce([scores.contents[c][0] for c in contents]) / len(contents)
    none_content = sum(scores.contents[c][1] for c in contents) / len(contents)
    score = (
        np.log(from_cue + 1e-6)
        + weights.direct_source * np.log(from_content + 1e-6)
        + weights.source_tag * scores.tag
    )
    none = (
        math.log(none_cue + 1e-6)
        + weights.direct_source * math.log(none_content + 1e-6)
        + weights.source_none
    )
    best = int(score.argmax())
    lead = float(score[best]) - none
    if lead < 0:
        return None, none_cue, -lead
    return scores.targets[best], float(from_cue[best]), lead


def _log_gap(a: Span | None, b: Span | None) -> float:
    return math.log1p(gap(a, b)) if a and b else 3.0


def gathered(values: npt.NDArray[Any], found: list[Span]) -> npt.NDArray[Any]:
    """The values under the spans, one after the other."""
    return np.concatenate([values[a:b] for a, b in found]) if len(found) > 1 else values[slice(*found[0])]


def _mean(values: Floats) -> float:
    """As numpy's own, which spends three times as long on a handful."""
    return float(np.add.reduce(values) / np.float32(len(values)))


def _evidence(
    reading: Reading, log: Outer, contents: list[Span], cue: Candidate | None, source: Span | None
) -> list[float]:
    """What tells a right attribution from a wrong one; the calibrated confidence is made of it."""
    tag = gathered(log.content, contents)
    first, last = contents[0][0], contents[-1][1]
    begins = float(log.tags[first, CONTENT])
    runs_on = float(log.tags[last, CONTENT + 1]) if last < len(log.tags) else -math.inf
    nearest = min(contents, key=lambda c: gap(c, cue.span)) if cue else None
    return [
        _mean(tag),
        float(tag.min()),
        max(-6.0, begins),
        math.log(max(1e-4, 1.0 - math.exp(runs_on))),
        cue.log if cue else -5.0,
        _mean(log.source[slice(*source)]) if source else -2.0,
        float(source is not None),
        _log_gap(cue.span if cue else None, nearest),
        _log_gap(cue.span if cue else None, source),
        float(len(contents) > 1),
        np.count_nonzero(gathered(reading.enc.quote, contents)) / len(tag),
        math.log(len(tag)),
    ]


def _without_labels(reading: Reading, contents: list[Span]) -> list[Span]:
    """A section label at the head of a paragraph ("Why it matters:") is no part of what was said."""
    enc = reading.enc
    said = [
        (a, b)
        for a, b in contents
        if not (enc.para[a] and b - a <= LABEL_PIECES and b < len(enc) and int(enc.ids[b]) == COLON)
    ]
    return said or contents


def drafts(reading: Reading, weights: Weights) -> list[Draft]:
    n = len(reading.enc)
    if not n:
        return []
    log = outer(reading)
    biased = log.tags.copy()
    biased[:, CONTENT : CONTENT + 2] += weights.content_bias
    path = best_path(biased, segments(np.flatnonzero(reading.enc.para), n))
    contents = spans(path, CONTENT)
    untagged = path == 0
    maybe_cue = untagged & (log.cue >= math.log(weights.cue_floor))
    maybe_source = untagged & (log.source >= math.log(weights.source_floor))
    cues = candidates(log.cue, spans(path, CUE), maybe_cue)
    sources = candidates(log.source, spans(path, SOURCE), near_best(log.source, maybe_source))
    window_of = reading.window_of()
    by_window: dict[int, list[Span]] = {}
    for c in contents:
        by_window.setdefault(int(window_of[c[0]]), []).append(c)
    out: list[Draft] = []
    for w, mine in by_window.items():
        window = reading.windows[w]
        near_cues, near_sources = (
            within(cues, window.start, window.end),
            within(sources, window.start, window.end),
        )
        groups = by_cue(reading, w, mine, near_cues, weights)
        scores = source_scores(reading, w, [c.span for c, _, _ in groups if c], mine, near_sources)
        for cue, group, pairing in groups:
            span = None if cue is None else cue.span
            source, p, lead = (None, 0.0, 0.0)
            if span is not None:
                source, p, lead = choose_source(scores, span, group, weights)
            group = _without_labels(reading, sorted(group))
            evidence = [pairing, p, min(lead, 15.0), *_evidence(reading, log, group, cue, source)]
            out.append(Draft(group, span, source, evidence))
    return sorted(out, key=lambda d: d.content[0])
