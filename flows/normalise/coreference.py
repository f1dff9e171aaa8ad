"""Whether two places of an article tell of the same contact: "the call", "their meeting", told again with other words.

A small network over what both say: parties, channel, day, status, how far apart they stand and with which words
(event coreference, after Bejan and Harabagiu 2010). Weights in data/coreference.npz are made by
`python -m training.contact_models`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from flows.normalise.document import Document
from flows.normalise.triggers import Trigger
from flows.normalise.weights import Floats, from_features, stored

_DEFINITE = re.compile(r"\b(?:the|that|this|these|those|both|such)\s+(?:[\w’'-]+\s+){0,3}$", re.I)
_OWNED = re.compile(r"(?:\b(?:his|her|their|its|my|our)|['’]s?)\s+(?:[\w’'-]+\s+){0,3}$", re.I)
_INDEFINITE = re.compile(
    r"\b(?:an?|any|another|more|further|several|two|three)\s+(?:[\w’'-]+\s+){0,3}$", re.I
)
_AGAIN = re.compile(
    r"\b(?:again|another|second|third|next|follow-up|previous|earlier|separate(?:ly)?|other|also)\b", re.I
)
_KINDS = (
    re.compile(r"phone|\bcall|rang|dial"), re.compile(r"\bme[et]t?\b|meets|meeting|summit|\bsat\b|\bsit|session|gather"),
    re.compile(r"talk|negotiat|discuss|consult|dialogue"), re.compile(r"visit|trip|host|welcom|greet"),
    re.compile(r"dinner|lunch|breakfast|dine"), re.compile(r"sp[eo]ke?|spoken|convers|chat|brief|contact|told"),
)  # fmt: skip
# Where another clause begins: what follows it may tell of something else.
_ELSE = re.compile(r"[;:]|,\s|\b(?:and|but|then|after|before|while|which|who|that)\b")
weights = partial(stored, "coreference")


@dataclass(frozen=True, slots=True)
class Told:
    """A contact as told so far, or in one place: entities, channel, status, day and the spans of its triggers."""

    parties: Collection[int]
    channel: str
    status: str
    day: date | None
    triggers: tuple[tuple[int, int], ...]


def kind_of(word: str) -> int:
    """Which family of contact words: by telephone, meeting, talks, visit, meal, conversation; -1 for others."""
    word = word.casefold()
    return next((i for i, pattern in enumerate(_KINDS) if pattern.search(word)), -1)


def features(
    doc: Document, trigger: Trigger, told: Told, known: Told, newest: bool, others: int
) -> list[float]:
    """What speaks for and against: `newest` is the contact told of last, `others` how many there are besides."""
    chance = {c.entity: p for p, c in trigger.parties}
    shared = [*sorted((chance.get(e, 0.0) for e in known.parties), reverse=True)[:2], 0.0, 0.0]
    foreign = max((p for e, p in chance.items() if e not in known.parties), default=0.0)
    strangers = [e for e in told.parties if e not in known.parties]
    before = doc.text[max(0, trigger.start - 30) : trigger.start]
    around = doc.text[max(0, trigger.start - 25) : trigger.end + 12]
    apart = doc.sentence_at(trigger.start) - doc.sentence_at(known.triggers[-1][0])
    kinds = [kind_of(doc.text[a:b]) for a, b in known.triggers]
    mine = kind_of(doc.text[trigger.start : trigger.end])
    either = "unspecified" in (told.channel, known.channel)
    days = told.day is not None and known.day is not None
    gap = doc.text[known.triggers[-1][1] : trigger.start] if apart == 0 else ""
    return [
        shared[0], shared[1], shared[0] * shared[1], foreign, float(len(strangers)), float(not strangers and bool(told.parties)),
        float(len(told.parties) < 2),
        float(told.channel == known.channel), float(told.channel != known.channel and not either),
        float(mine in kinds), float(mine == kinds[-1]),
        float(days and told.day == known.day), float(days and told.day != known.day),
        float(told.status == known.status), float((told.status == "planned") != (known.status == "planned")),
        float(bool(_DEFINITE.search(before))), float(bool(_OWNED.search(before))), float(bool(_INDEFINITE.search(before))),
        float(bool(_AGAIN.search(around))),
        float(np.log1p(max(apart, 0))), float(apart == 0), float(newest), min(others, 8) / 4, min(len(known.triggers), 5) / 5,
        float(apart == 0 and not _ELSE.search(gap)), min(len(gap), 200) / 200 if apart == 0 else 1.0,
    ]  # fmt: skip


def probabilities(rows: Sequence[Sequence[float]]) -> Floats:
    """The probability [n] that both tell of the same contact, for each row of features."""
    return from_features(np.asarray(rows, dtype=np.float32), weights())
