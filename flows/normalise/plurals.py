"""Words that stand for several, or for a body: "they", "it", "the two senators".

A speaker is one actor: of two persons named together it is the first, as for "Smith and Jones said".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from flows.normalise.anaphora import Speaker
from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference
from flows.normalise.salience import weight

_LOOK_BACK = 3  # sentences
_GOES_ON = 2
_FAR = 0.6  # what a sentence between costs
# How well a kind of actor goes with the word.
_FITS = {
    "they": {"pair": 1.0, "unnamed": 0.6, "group": 0.6, "organisation": -0.4, "country": -0.8},
    "it": {"organisation": 0.6, "country": 0.3},
}
_WORDS = {
    "they": "they",
    "them": "they",
    "their": "they",
    "its": "it",
    "those": "they",
    "these": "they",
    "it": "it",
}
_THEY = re.compile(r"\b(?:they|them|their)\b", re.I)
_AND = re.compile(
    r"(?:,? (?:R|D|I)-[\w.]+)?(?:, (?:Republican|Democrat) of [A-Z]\w+)?,? and (?:then-)?(?:[A-Z][\w.’'-]* |his |her |the |former ){0,4}"
)
_TWO_OF_THEM = re.compile(
    r"(?:[Tt]he|[Bb]oth)\s+(?:two\s+)?(?:[\w’'-]+\s+){0,2}(?:senators|presidents|leaders|candidates|nominees|lawmakers|men|"
    r"women|ministers|rivals|governors|congressmen|officials|authors|writers|pair|couple|two|duo|foes)$"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An actor, or two named together, that a plural may go back to."""

    entity: int
    start: int
    end: int
    kind: str


def plural(doc: Document, cast: Cast, start: int, word: str) -> Speaker:
    """they: the persons named together, group or body most salient before; it: the body or country."""
    word = _WORDS.get(word, "")
    if not word:
        return Speaker(None, "pronoun")
    found = _antecedent(doc, cast, start, word)
    if found is None:
        return Speaker(None, "pronoun")
    return Speaker(found.entity, "pronoun", ((found.start, found.end),), 0.5)


def two_of_them(doc: Document, cast: Cast, head: str, start: int) -> Speaker | None:
    """ "the two senators", where two persons were named together shortly before."""
    if not _TWO_OF_THEM.match(head):
        return None
    here = doc.sentence_at(start)
    pairs = [c for c in _pairs(doc, cast) if c.end <= start and here - doc.sentence_at(c.start) <= _LOOK_BACK]
    return Speaker(pairs[-1].entity, "noun", ((pairs[-1].start, pairs[-1].end),), 0.6) if pairs else None


def _antecedent(doc: Document, cast: Cast, start: int, word: str) -> _Candidate | None:
    """The most salient candidate of the last sentences; what an earlier "they" meant goes on where nobody new came."""
    candidates = list(_candidates(doc, cast, word))
    earlier = [m.start() for m in _THEY.finditer(doc.text, 0, start)] if word == "they" else []
    meant: _Candidate | None = None
    said = 0  # where it was meant last
    for place in [*earlier, start]:
        best = _best(doc, candidates, place, word)
        goes_on = meant is not None and doc.sentence_at(place) - doc.sentence_at(said) <= _GOES_ON
        if not goes_on or (best is not None and best.start > said):
            meant = best
        said = place
    return meant


def _best(doc: Document, candidates: list[_Candidate], start: int, word: str) -> _Candidate | None:
    here = doc.sentence_at(start)
    near = [c for c in candidates if c.end <= start and here - doc.sentence_at(c.start) <= _LOOK_BACK]
    return max(near, key=lambda c: (_salience(doc, c, here, word), c.start), default=None)


def _salience(doc: Document, c: _Candidate, here: int, word: str) -> float:
    return _FITS[word][c.kind] + weight(doc, c.start, c.end) - _FAR * (here - doc.sentence_at(c.start))


def _candidates(doc: Document, cast: Cast, word: str) -> Iterator[_Candidate]:
    kinds = _FITS[word]
    if "pair" in kinds:
        yield from _pairs(doc, cast)
    for r in cast.references:
        kind = cast.entities[r.entity].kind
        many = word != "they" or kind != "unnamed" or _is_plural(cast.entities[r.entity].name)
        if kind in kinds and r.form != "pronoun" and many:
            yield _Candidate(r.entity, r.start, r.end, kind)


def _is_plural(name: str) -> bool:
    last = name.split()[-1].lower() if name.split() else ""
    return (last.endswith("s") and not last.endswith("ss")) or last in (
        "people",
        "men",
        "women",
        "children",
        "police",
    )


def _pairs(doc: Document, cast: Cast) -> list[_Candidate]:
    """Two persons named together: "Obama and Clinton", "Senators Smith, R-Ky., and Jones"."""
    named = sorted((r for r in cast.references if _is_named_person(cast, r)), key=lambda r: r.start)
    return [
        _Candidate(a.entity, a.start, b.end, "pair")
        for a, b in pairwise(named)
        if a.entity != b.entity and b.start - a.end < 80 and _AND.fullmatch(doc.text, a.end, b.start)
    ]


def _is_named_person(cast: Cast, ref: Reference) -> bool:
    return cast.entities[ref.entity].kind == "person" and ref.form == "name"
