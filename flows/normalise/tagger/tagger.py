"""The tagger: text in, `Tags` out. One encoder pass feeds attributions, mentions and contacts."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from .contacts import contacts
from .link import Draft, Weights, drafts
from .mentions import mentions
from .nested import nested
from .network import MODEL, Network
from .reading import Reading
from .tags import Attribution, Kind, Mention, Span, Tags
from .viterbi import segments, spans, sparse_path

MOSTLY = 0.85


def kind(reading: Reading, content: list[tuple[int, int]]) -> Kind:
    """By the share of the content that stands between quotation marks."""
    quoted = np.concatenate([reading.enc.quote[a:b] > 0 for a, b in content])
    share = float(quoted.mean())
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
        self.trigger_bias = float(meta.get("trigger_bias", 0.0))
        self.link_floor = float(meta.get("link_floor", 0.3))

    def tag(self, text: str) -> Tags:
        reading = self.network.read(text)
        if not len(reading.enc):
            return Tags()
        found, pieces = mentions(reading, text)
        called = contacts(reading, text, found, pieces, self.trigger_bias, self.link_floor)
        return Tags(self._attributions(reading, found), found, called)

    def tag_many(self, texts: list[str]) -> list[Tags]:
        """One after the other: batching windows of unlike length measured slower on one thread."""
        return [self.tag(t) for t in texts]

    def _attributions(self, reading: Reading, found: list[Mention]) -> list[Attribution]:
        outer = [d for d in drafts(reading, self.weights) if self._kept(d)]
        told = _addressees(reading)
        out = [self._attribution(reading, d, None, told) for d in outer]
        inner = nested(reading, outer, self.nested_floor)
        return out + [self._attribution(reading, d, parent, told) for parent, d in inner]

    def _kept(self, d: Draft) -> bool:
        """Hardly believed attributions cost more precision than they bring recall."""
        return not self.confidence or calibrated(d.evidence, self.confidence) >= self.confidence_floor

    def _attribution(
        self, reading: Reading, d: Draft, parent: int | None, told: list[tuple[int, int]]
    ) -> Attribution:
        enc = reading.enc

        def chars(span: tuple[int, int]) -> Span:
            return int(enc.starts[span[0]]), int(enc.ends[span[1] - 1])

        return Attribution(
            content=[chars(c) for c in d.content],
            cue=[chars(d.cue)] if d.cue else [],
            source=[chars(d.source)] if d.source else [],
            addressee=[chars(a) for a in told if d.cue and 0 <= a[0] - d.cue[1] <= 2][:1],
            kind=kind(reading, d.content),
            confidence=d.evidence[0] if parent is not None else calibrated(d.evidence, self.confidence),
            parent=parent,
        )


def _addressees(reading: Reading) -> list[tuple[int, int]]:
    path = sparse_path(
        reading.head("addressee"), segments(np.flatnonzero(reading.enc.para), len(reading.enc))
    )
    return spans(path, 1)


def load(threads: int = 1, folder: Path = MODEL) -> Tagger:
    return Tagger(folder, threads)
