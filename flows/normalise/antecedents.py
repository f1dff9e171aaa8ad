"""How likely each mention is what a pronoun goes back to.

What counts follows Lappin and Leass (1994): recency, subjects before objects, whoever speaks on. The weights of this
multinomial logistic model, in data/antecedents.json, were fitted on 1,434 pronouns labelled by reading
(`python -m training.pronouns`).
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from flows.normalise.document import Document
from flows.normalise.salience import POSSESSIVES, narrows, object_before, verb_after

# "[T]he" is none.
_PRONOUN = re.compile(
    r"\b(?<!\])(?:[Hh]e|[Hh]im|[Hh]is|[Hh]imself|[Ss]he|[Hh]ers?|[Hh]erself|H(?:E|IM|IS|ER)|SHE)\b"
)
_EITHER = re.compile(r"\b(?:he|his|him|she|her)(?: or |/)(?:he|his|him|she|her)\b", re.I)
FEMALE = frozenset({"she", "her", "hers", "herself"})
_PEOPLE = (
    "man woman person guy girl boy child kid baby leader resident secretary owner teacher doctor lawyer officer soldier "
    "student member senator congressman lawmaker candidate politician journalist reporter friend mother father son "
    "daughter wife husband brother sister victim patient worker employee president governor mayor judge voter player "
    "actor individual citizen suspect driver gunman attacker neighbor neighbour aide adviser official source spokesman "
    "spokeswoman diplomat agent whistleblower professor expert director author host asset figure"
).split()
# "A resident said": somebody without a name, whom the pronoun may mean instead.
_SOMEBODY = re.compile(
    rf"\b(?:an?|one|any|every|each|this|that|another)\s+(?:[\w’'-]+\s+){{0,3}}?(?:{'|'.join(_PEOPLE)})\b|"
    r"\b(?:someone|somebody|anyone|anybody|whoever)\b|"
    r"\bthe\s+(?:man|woman|girl|boy|child|victim|suspect|gunman|attacker|author|director|driver|whistleblower|mother|father)\b",
    re.I,
)
FEATURES = (
    "speaks_on", "pronoun", "narrows", "possessive", "verb_after", "no_object", "distance", "somebody_since",
    "unnamed_since", "count", "sentences_since_name", "name_tells_nothing", "same_sentence", "reflexive", "quoted_once",
    "opens_sentence", "sentences", "subject_before_subject", "name_of_other_sex", "nearest", "speaks", "and",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention that a pronoun may go back to, and its place."""

    entity: int
    start: int
    end: int
    sentence: int
    opening: int  # characters from the start of its sentence
    pronoun: bool
    possessive: bool
    narrows: bool
    verb_after: bool
    no_object: bool
    quoted: bool


def seen(doc: Document, entity: int, start: int, end: int, *, pronoun: bool, quoted: bool) -> Seen:
    text, sentence = doc.text, doc.sentence_at(start)
    first = doc.sentences[sentence][0]
    return Seen(
        entity, start, end, sentence, start - first, pronoun,
        pronoun and text[start:end].lower() in POSSESSIVES,
        not pronoun and narrows(text, end),
        verb_after(text, end), not object_before(text, first, start), quoted,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pronoun:
    """One to resolve: where it stands, and where somebody without a name was spoken of last in its sentence (-1: nowhere)."""

    start: int
    end: int
    word: str
    gender: str
    sentence: int
    opens: bool
    quoted: bool
    somebody: int
    unnamed: int


def pronouns(doc: Document, quoted: Sequence[tuple[int, int]], unnamed: Sequence[int]) -> Iterator[Pronoun]:
    """Every he, she, him, her and his, "he or she" left out.

    `quoted` are the stretches of direct speech, `unnamed` the places of people without a name in text order.
    """
    for m in _PRONOUN.finditer(doc.text):
        if not _EITHER.search(doc.text, max(0, m.start() - 8), m.end() + 8):
            yield _pronoun(doc, m, any(a <= m.start() < b for a, b in quoted), unnamed)


def _pronoun(doc: Document, m: re.Match[str], quoted: bool, unnamed: Sequence[int]) -> Pronoun:
    start, word = m.start(), m.group().lower()
    sentence = doc.sentence_at(start)
    first = doc.sentences[sentence][0]
    somebody = max((found.start() for found in _SOMEBODY.finditer(doc.text, first, start)), default=-1)
    at = bisect_left(unnamed, start)
    last = unnamed[at - 1] if at and unnamed[at - 1] >= first else -1
    gender = "f" if word in FEMALE else "m"
    return Pronoun(start, m.end(), word, gender, sentence, start - first < 12, quoted, somebody, last)


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for an entity wherever it was mentioned."""

    speaks_on: bool
    count: int
    sentences_since_name: int
    name_tells_nothing: bool
    name_of_other_sex: bool


def features(text: str, p: Pronoun, m: Seen, e: Standing, *, nearest: bool, speaks: bool) -> list[float]:
    """The numbers of FEATURES."""
    sentences = max(0, p.sentence - m.sentence)
    subject = p.word in ("he", "she") and p.opens
    return [
        e.speaks_on, m.pronoun, m.narrows, m.possessive, m.verb_after, m.no_object,
        math.log2(2 + abs(p.start - m.end) / 20), p.somebody >= m.end, p.unnamed >= m.end,
        math.log2(1 + e.count), min(e.sentences_since_name, 6), e.name_tells_nothing, not sentences,
        p.word.endswith("self"), m.quoted != p.quoted, m.opening < 25, min(sentences, 4),
        subject and sentences == 1 and (m.verb_after or m.opening < 15), e.name_of_other_sex,
        nearest, speaks, text[m.end : p.start] == " and ",
    ]  # fmt: skip


@cache
def _fitted() -> tuple[list[float], float]:
    """The weights of FEATURES, and the score of "nobody of these"."""
    found = json.loads((files("flows.normalise") / "data" / "antecedents.json").read_text(encoding="utf-8"))
    return [found["weights"][name] for name in FEATURES], found["nobody"]


def chances(rows: Sequence[Sequence[float]], entities: Sequence[int]) -> dict[int, float]:
    """The probability that each entity is meant; what is missing to 1 is that nobody of them is."""
    weights, nobody = _fitted()
    odds: dict[int, float] = {}
    for row, entity in zip(rows, entities, strict=True):
        odds[entity] = odds.get(entity, 0.0) + math.exp(sum(map(mul, weights, row)))
    total = sum(odds.values()) + math.exp(nobody)
    return {entity: odd / total for entity, odd in odds.items()}
