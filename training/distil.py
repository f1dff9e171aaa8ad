"""Distillation: larger taggers label text, a smaller one learns from their mean probabilities (Hinton et al. 2015).

The teachers also label unlabelled news (self-training), and attributions inside attributions: it reads the content
of an attribution as a text of its own, and what it finds there is the inner layer of the student.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from flows.normalise.tagger.link import Draft, Weights, drafts
from flows.normalise.tagger.network import Network
from flows.normalise.tagger.reading import Floats, Indices, Reading

from .examples import CONTENT, CUE, NONE, SOURCE, UNKNOWN, Example, mark

SPEAKING = re.compile(
    r"\b(told|tells|said|says|say|stressed|warned|warns|argued|insisted|denied|claimed|added|acknowledged|announced"
    r"|testified|reported|according to|asked|urged|promised|assured)\b"
)


@dataclass
class Mean(Reading):
    """Several readings of one text as one: probabilities and pointer scores are means."""

    members: Sequence[Reading] = field(default_factory=list)

    def head(self, name: str) -> Floats:
        probabilities = np.mean([np.exp(r.head(name)) for r in self.members], axis=0)
        return np.asarray(np.log(probabilities + 1e-9), dtype=np.float32)

    def point(self, name: str, w: int, rows: Indices, columns: Indices) -> tuple[Floats, Floats]:
        each = [r.point(name, w, rows, columns) for r in self.members]
        return np.mean([s for s, _ in each], axis=0), np.mean([n for _, n in each], axis=0)


class Reader(Protocol):
    """Whoever reads a text: one network or several."""

    def read(self, text: str) -> Reading: ...


class Together:
    """Readers that see the same windows, as one: each has the same weight."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self.readers = readers

    def read(self, text: str) -> Reading:
        each = [r.read(text) for r in self.readers]
        first = each[0]
        return Mean(first.enc, first.windows, first.tags, first.projections, first.distance, each)


def small_teachers(folders: Sequence[Path], window: int) -> Together:
    """Networks of other seeds."""
    networks = [Network(folder) for folder in folders]
    for network in networks:
        network.window = window
    return Together(networks)


def label_pointers(example: Example, found: list[Draft]) -> None:
    n = len(example.enc)
    targets = {
        p: np.full((n, 2), UNKNOWN, dtype=np.int64) for p in ("content_cue", "cue_source", "content_source")
    }
    for d in found:
        if d.cue is None:
            continue
        targets["cue_source"][d.cue[0] : d.cue[1]] = d.source or (NONE, NONE)
        for a, b in d.content:
            targets["content_cue"][a:b] = d.cue
            targets["content_source"][a:b] = d.source or (NONE, NONE)
    example.targets = targets


def label_inner(
    example: Example, text: str, reading: Reading, found: list[Draft], teacher: Reader, weights: Weights
) -> None:
    """Outside contents nothing is nested; inside, what the teacher finds in the content alone."""
    inner = np.zeros(len(example.enc), dtype=np.int64)
    enc = reading.enc
    for a, b in (span for d in found for span in d.content):
        start, end = int(enc.starts[a]), int(enc.ends[b - 1])
        content = text[start:end]
        if b - a < 6 or (enc.quote[a:b] > 0).mean() > 0.3 or not SPEAKING.search(content):
            continue
        offset = 5 if content.startswith("that ") else 0
        nested = teacher.read(content[offset:])
        shift = int(np.searchsorted(enc.starts, start + offset))
        if len(nested.enc) != b - shift:
            inner[a:b] = UNKNOWN
            continue
        for d in drafts(nested, weights):
            if d.cue is None or d.source is None or d.evidence[0] < -0.7 or d.evidence[2] < -1.0:
                continue
            for span, begin in [(c, CONTENT) for c in d.content] + [(d.cue, CUE), (d.source, SOURCE)]:
                mark(inner, (span[0] + shift, span[1] + shift), begin)
    example.tags["inner"] = inner


def teach(example: Example, text: str, teacher: Reader, weights: Weights) -> None:
    """Add the teachers' view of who said what: probabilities for tags, their decoding for pointers."""
    reading = teacher.read(text)
    soften(example, reading)
    found = drafts(reading, weights)
    label_pointers(example, found)
    label_inner(example, text, reading, found, teacher, weights)


def soften(example: Example, reading: Reading) -> None:
    example.soft["outer"] = np.exp(reading.head("outer")).astype(np.float16)
