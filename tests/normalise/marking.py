"""Help for the tests of this room: a text whose mentions are marked, read as a document with its cast.

"[Kadri Tamm] met [Israeli officials|GROUP]" marks a person and a group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flows.normalise.document import Document, read_document
from flows.normalise.entities import Cast, Entity, cast
from flows.normalise.offices import describe

_MARK = re.compile(r"\[([^\]|]+)(?:\|([A-Z]+))?\]")
PUBLISHED = date(2024, 2, 20)  # a Tuesday


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention as the tagger would find it."""

    start: int
    end: int
    label: str
    score: float = 0.9


def read(text: str, byline: tuple[str, ...] = (), title_end: int = 0) -> tuple[Document, Cast]:
    """The document and its cast, before offices are described."""
    plain, marks, at = "", [], 0
    for m in _MARK.finditer(text):
        plain += text[at : m.start()]
        marks.append(Mark(len(plain), len(plain) + len(m[1]), m[2] or "PERSON"))
        plain += m[1]
        at = m.end()
    doc = read_document("a", plain + text[at:], title_end, PUBLISHED, byline)
    return doc, cast(doc, marks)


def described(text: str, byline: tuple[str, ...] = ()) -> tuple[Document, Cast]:
    """The same, with offices, counterparts and titles that stand alone."""
    doc, people = read(text, byline)
    describe(people, doc)
    return doc, people


def named(people: Cast, name: str) -> Entity:
    return next(e for e in people.entities if e.name == name)


def names(people: Cast) -> set[str]:
    return {e.name for e in people.entities}


def refers(doc: Document, people: Cast, words: str) -> set[str]:
    """The names of the entities that a stretch of words refers to; the words stand in the text once."""
    assert doc.text.count(words) == 1
    start = doc.text.index(words)
    found = [r for r in people.references if r.start < start + len(words) and start < r.end]
    return {people.entities[r.entity].name for r in found}


def span(doc: Document, words: str) -> tuple[int, int]:
    """Where words stand, which must be once."""
    assert doc.text.count(words) == 1, words
    start = doc.text.index(words)
    return start, start + len(words)
