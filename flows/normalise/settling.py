"""Tagged mentions put right before they are grouped: pieces joined, pairs parted, persons told by the article's vote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flows.normalise.document import Document
from flows.normalise.geography import place
from flows.normalise.names import fold, parse
from flows.normalise.roles import offices


class Tagged(Protocol):
    """A mention as the tagger finds it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def score(self) -> float: ...


def settled(doc: Document, tagged: Sequence[Tagged]) -> tuple[list[Tagged], list[Tagged]]:
    """Persons in text order, and the other mentions."""
    return _persons_by_vote(doc, [part for m in _whole_names(doc, tagged) for part in _single_names(doc, m)])


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a tagged mention."""

    start: int
    end: int
    label: str
    score: float


_REST_OF_WORD = re.compile(r"(?:(?:(?<=-)|-)\w+|['’](?!s\b)[a-z]{1,12}\b(?!['’]))(?:-\w+)*")


def _whole_word(doc: Document, m: Tagged) -> Tagged:
    """ "Moon Jae-" cut at its hyphen is "Moon Jae-in", "Gideon Sa" before "’ar" is "Gideon Sa’ar"."""
    rest = _REST_OF_WORD.match(doc.text, m.end) if m.label == "PERSON" else None
    return _Part(m.start, rest.end(), m.label, m.score) if rest else m


def _whole_names(doc: Document, tagged: Sequence[Tagged]) -> list[Tagged]:
    """A name tagged in pieces ("Noam" "Peled") is one; an adjective of a nation before a title is no person."""
    out: list[Tagged] = []
    for m in sorted(tagged, key=lambda m: (m.start, m.end)):
        last = out[-1] if out else None
        if m.label == "PERSON" and last is not None and last.label == "PERSON" and _beside(doc, last, m):
            out[-1] = _Part(last.start, m.end, "PERSON", min(last.score, m.score))
            continue
        found = place(doc.text[m.start : m.end]) if m.label == "PERSON" else None
        if m.label == "PERSON" and fold(doc.text[m.start : m.end]) in offices():
            continue  # "Bishop", "the governor": an office is no name
        out.append(_Part(m.start, m.end, "NORP", m.score) if found and found.kind == "demonym" else m)
    return out


def _beside(doc: Document, a: Tagged, b: Tagged) -> bool:
    """Nothing but a space between them, and together no longer than a name: a first name and what follows."""
    first, whole = doc.text[a.start : a.end].split(), doc.text[a.start : b.end].split()
    return doc.text[a.end : b.start] == " " and len(first) == 1 and len(whole) <= 3


def _single_names(doc: Document, m: Tagged) -> list[Tagged]:
    """ "Trump and Clinton" tagged as one person are two."""
    m = _whole_word(doc, m)
    words = doc.text[m.start : m.end]
    if m.label != "PERSON" or " and " not in words:
        return [m]
    cut = words.index(" and ")
    return [
        _Part(m.start, m.start + cut, m.label, m.score),
        _Part(m.start + cut + len(" and "), m.end, m.label, m.score),
    ]


def _persons_by_vote(doc: Document, tagged: Sequence[Tagged]) -> tuple[list[Tagged], list[Tagged]]:
    """Persons, and the rest. A last name that the article gives a person is that person's wherever it stands alone."""
    people = [m for m in tagged if m.label == "PERSON"]
    names = [parse(doc.text[m.start : m.end]) for m in people]
    full = {fold(n.last) for n in names if n and n.first}
    alone = Counter(fold(n.last) for n in names if n and not n.first)
    bodies = Counter(fold(doc.text[m.start : m.end]) for m in tagged if m.label in ("ORG", "GPE"))
    others: list[Tagged] = []
    for m in tagged:
        surface = fold(doc.text[m.start : m.end])
        known = m.label in ("ORG", "GPE", "GROUP", "NORP") and surface in full
        if known or (m.label in ("ORG", "GPE") and alone[surface] > bodies[surface]):
            people.append(m)
        elif m.label != "PERSON":
            others.append(m)
    return sorted(people, key=lambda m: m.start), others
