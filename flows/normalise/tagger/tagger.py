"""The tagger: text in, `Tags` out. One encoder pass feeds attributions and mentions."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from .link import Draft, Weights, drafts, gathered
from .mentions import mentions, whole_words
from .nested import nested
from .network import MODEL, Network
from .reading import Reading
from .relay import relayed_stretch
from .states import states
from .tags import Attribution, Kind, Span, Tags
from .viterbi import segments, spans, sparse_path

MOSTLY = 0.85


def kind(reading: Reading, content: list[tuple[int, int]]) -> Kind:
    """By the share of the content that stands between quotation marks."""
    quote = gathered(reading.enc.quote, content)
    share = np.count_nonzero(quote) / len(quote)
    return "direct" if share >= MOSTLY else "indirect" if share < 0.05 else "mixed"


def calibrated(evidence: list[float], model: dict[str, list[float]]) -> float:
    """Logistic calibration (Platt 1999) fitted on held-out articles; evidence is what decoding knew."""
    if not model:
        return 0.5
    z = model["intercept"][0] + sum(
        w * (v - m) / s
        for w, v, m, s in zip(model["weights"], evidence, model["mean"], model["scale"], strict=True)
    )
    return round(1.0 / (1.0 + math.exp(-z)), 4)


class Tagger:
    """Loaded once per process; `tag` is a pure function of the text and the model."""

    def __init__(self, folder: Path = MODEL, threads: int = 1) -> None:
        self.network = Network(folder, threads)
        meta = self.network.meta
        self.weights = Weights(**meta["weights"])
        self.confidence: dict[str, list[float]] = meta.get("confidence", {})
        self.confidence_floor = float(meta.get("confidence_floor", 0.0))
        self.nested_floor = float(meta.get("nested_floor", 0.5))

    def tag(self, text: str) -> Tags:
        reading = self.network.read(text)
        if not len(reading.enc):
            return Tags()
        return Tags(self._attributions(reading, text), mentions(reading, text), states(reading))

    def tag_many(self, texts: list[str]) -> list[Tags]:
        """One after the other: batching windows of unlike length measured slower on one thread."""
        return [self.tag(t) for t in texts]

    def _attributions(self, reading: Reading, text: str) -> list[Attribution]:
        told = _addressees(reading)
        outer = [d for d in drafts(reading, self.weights) if self._kept(d, self.confidence_floor)]
        for d in outer:
            d.content = [c for c in d.content if c not in told] or d.content
        relays = [(d, self._relayed(reading, text, d)) for d in outer]
        # What the first reading found within a relayed content the second has found better.
        outer = [
            d for d in outer if not any(r is not d and found and _cue_within(d, r) for r, found in relays)
        ]
        inner = [replace(a, parent=outer.index(r)) for r, found in relays if r in outer for a in found]
        known = {a.parent for a in inner}
        inner += [
            self._attribution(reading, text, d, i, told)
            for i, d in nested(reading, outer, self.nested_floor)
            if i not in known
        ]
        return [self._attribution(reading, text, d, None, told) for d in outer] + inner

    def _relayed(self, reading: Reading, text: str, d: Draft) -> list[Attribution]:
        """What is told within a relayed content; the content grows to hold it whole."""
        stretch = relayed_stretch(reading, text, d)
        if stretch is None:
            return []
        start, end = int(reading.enc.starts[stretch[0]]), int(reading.enc.ends[stretch[1] - 1])
        again = self.network.read(text[start:end])
        found = [
            q for q in drafts(again, self.weights) if q.cue and q.source and self._kept(q, self.nested_floor)
        ]
        if found:
            d.content = [stretch, *(c for c in d.content if c[0] >= stretch[1])]
        told = _addressees(again)
        return [self._attribution(again, text[start:end], q, None, told, start) for q in found]

    def _kept(self, d: Draft, floor: float) -> bool:
        """Hardly believed attributions cost more precision than they bring recall."""
        return not self.confidence or calibrated(d.evidence, self.confidence) >= floor

    def _attribution(
        self,
        reading: Reading,
        text: str,
        d: Draft,
        parent: int | None,
        told: list[tuple[int, int]],
        shift: int = 0,
    ) -> Attribution:
        enc = reading.enc

        def chars(span: tuple[int, int]) -> Span:
            a, b = whole_words(enc, span, text)
            return int(enc.starts[a]), int(enc.ends[b - 1])

        def placed(found: list[Span]) -> list[Span]:
            return [(a + shift, b + shift) for a, b in found]

        return Attribution(
            content=placed(joined([chars(c) for c in d.content], text)),
            cue=placed([chars(d.cue)] if d.cue else []),
            source=placed([chars(d.source)] if d.source else []),
            addressee=placed([chars(a) for a in told if d.cue and 0 <= a[0] - d.cue[1] <= 2][:1]),
            kind=kind(reading, d.content),
            confidence=calibrated(d.evidence, self.confidence) if len(d.evidence) > 1 else d.evidence[0],
            parent=parent,
        )


def joined(found: list[Span], text: str) -> list[Span]:
    """Spans that overlap, or that only spaces of one line part, as one.

    >>> joined([(0, 4), (2, 9), (10, 20), (22, 30)], "I agree, and we must. We shall")
    [(0, 20), (22, 30)]
    """
    out: list[Span] = []
    for start, end in sorted(found):
        if out and not text[out[-1][1] : start].strip(" "):
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return out


def _cue_within(d: Draft, around: Draft) -> bool:
    return d.cue is not None and any(a <= d.cue[0] and d.cue[1] <= b for a, b in around.content)


def _addressees(reading: Reading) -> list[tuple[int, int]]:
    path = sparse_path(
        reading.head("addressee"), segments(np.flatnonzero(reading.enc.para), len(reading.enc))
    )
    return spans(path, 1)


def load(threads: int = 1, folder: Path = MODEL) -> Tagger:
    return Tagger(folder, threads)
