"""Attribution inside attribution: "A told B that X, officials say" holds an inner A / told / X.

The inner layer is a tag head of its own; inside one content, nearest cue and nearest source are near enough.
"""

from __future__ import annotations

import numpy as np

from .link import CONTENT, CUE, SOURCE, Draft, gap
from .reading import Floats, Reading
from .viterbi import Span, segments, spans, sparse_path


def inside(items: list[Span], outer: Span) -> list[Span]:
    return [s for s in items if outer[0] <= s[0] and s[1] <= outer[1]]


def nested(reading: Reading, outer: list[Draft], floor: float) -> list[tuple[int, Draft]]:
    """(index of the attribution around it, attribution) for every inner attribution with cue and source."""
    if not outer:
        return []
    logp: Floats = reading.head("inner")
    path = sparse_path(logp, segments(np.flatnonzero(reading.enc.para), len(reading.enc)))
    contents, cues, sources = (spans(path, b) for b in (CONTENT, CUE, SOURCE))
    out: list[tuple[int, Draft]] = []
    for i, parent in enumerate(outer):
        for around in parent.content:
            near_cues, near_sources = inside(cues, around), inside(sources, around)
            groups: dict[Span, list[Span]] = {}
            for c in inside(contents, around):
                if near_cues and near_sources and c != around:
                    groups.setdefault(min(near_cues, key=lambda q: gap(c, q)), []).append(c)
            for cue, group in groups.items():
                source = min(near_sources, key=lambda s: gap(s, cue))
                score = _confidence(logp, group, cue, source)
                if score >= floor:
                    out.append((i, Draft(group, cue, source, [round(score, 4)])))
    return out


def _confidence(logp: Floats, contents: list[Span], cue: Span, source: Span) -> float:
    def mean(span: Span, begin: int) -> float:
        return float(np.logaddexp(logp[span[0] : span[1], begin], logp[span[0] : span[1], begin + 1]).mean())

    total = min(mean(c, CONTENT) for c in contents) + mean(cue, CUE) + mean(source, SOURCE)
    return float(np.exp(total))
