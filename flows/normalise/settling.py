"""Tagged mentions put right before they are grouped: pieces joined, pairs parted, persons told by the article's vote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flows.normalise.bodies import is_half, whole_name
from flows.normalise.document import Document
from flows.normalise.names import PARTICLES, fold, parse
from flows.normalise.no_persons import kept_part, label_of, past_credit
from flows.normalise.repeated import missed_names
from flows.normalise.told_to import missed_outlets


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


# How sure a name is that only the rest of the article tells, and one that only its place does.
_UNTAGGED, _UNTAGGED_OUTLET = 0.8, 0.6


def settled(doc: Document, tagged: Sequence[Tagged]) -> tuple[list[Tagged], list[Tagged]]:
    """Persons in text order, and the other mentions."""
    parts = [part for m in _whole_names(doc, tagged) for part in _single_names(doc, m)]
    people, others = _persons_by_vote(doc, _checked(doc, parts))
    covered = [(m.start, m.end) for m in (*parts, *people)]
    found = missed_names(doc, [(m.start, m.end) for m in people], covered)
    people += [_Part(*span, "PERSON", _UNTAGGED) for span in found]
    last_names = [doc.text[m.start : m.end].split()[-1] for m in people]
    outlets = [
        _Part(*span, "ORG", _UNTAGGED_OUTLET) for span in missed_outlets(doc.text, covered, last_names)
    ]
    others = sorted([*others, *outlets], key=lambda m: m.start) if outlets else others
    return sorted(people, key=lambda m: m.start), _whole_bodies(doc, others)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a tagged mention."""

    start: int
    end: int
    label: str
    score: float


# "Moon Jae-" goes on after its hyphen, "Gideon Sa" after an apostrophe, "Donald Trump" before ", Jr."; so does a family
# name of two.
_REST_OF_WORD = re.compile(
    r"(?:(?<=-)\w+|-[A-Z]\w+|(?<=\w\s\w{3})-[a-z]\w{1,3}\b|(?<=\w\s\w{4})-[a-z]\w{1,3}\b|['’](?!s\b)[a-z]{1,12}\b(?!['’])|,\s+[JS]r\b\.?)(?:-\w+)*"
)
# "Gartenstein-" before a tagged "Ross".
_FRONT_OF_WORD = re.compile(r"[A-Z]\w+-$")


def _whole_word(doc: Document, m: Tagged) -> Tagged:
    """ "Moon Jae-" cut at its hyphen is "Moon Jae-in", "Gideon Sa" before "’ar" is "Gideon Sa’ar"."""
    if m.label != "PERSON":
        return m
    rest = _REST_OF_WORD.match(doc.text, m.end)
    front = _FRONT_OF_WORD.search(doc.text, max(0, m.start - 30), m.start)
    if rest is None and front is None:
        return m
    return _Part(front.start() if front else m.start, rest.end() if rest else m.end, m.label, m.score)


def _whole_names(doc: Document, tagged: Sequence[Tagged]) -> list[Tagged]:
    """A name tagged in pieces ("Noam" "Peled") is one."""
    out: list[Tagged] = []
    for m in sorted(tagged, key=lambda m: (m.start, m.end)):
        last = out[-1] if out else None
        if m.label == "PERSON" and last is not None and last.label == "PERSON" and _beside(doc, last, m):
            out[-1] = _Part(last.start, m.end, "PERSON", min(last.score, m.score))
        else:
            out.append(m)
    return out


def _checked(doc: Document, tagged: Sequence[Tagged]) -> list[Tagged]:
    """Persons that are none under another label, or left out; names cut out of compounds."""
    persons = [parse(doc.text[m.start : m.end]) for m in tagged if m.label == "PERSON"]
    last_names = {fold(n.last) for n in persons if n and n.first}
    out: list[Tagged] = []
    for m in tagged:
        if m.label != "PERSON":
            out.append(m)
            continue
        start = m.start + past_credit(doc.text[m.start : m.end])
        end = start + len(kept_part(doc.text[start : m.end], last_names))
        label = label_of(doc.text, start, end, last_names)
        if label:
            out.append(_Part(start, end, label, m.score))
    return out


_BETWEEN = re.compile(rf" (?:(?:{'|'.join(sorted(PARTICLES))}) )*")


def _beside(doc: Document, a: Tagged, b: Tagged) -> bool:
    """Nothing but a space or "van der" between them, and together no longer than a name: a first name and what follows."""
    between = _BETWEEN.fullmatch(doc.text, a.end, b.start)
    if between is None:
        return False
    first, last = doc.text[a.start : a.end].split(), doc.text[b.start : b.end].split()
    return len(first) == 1 and len(last) <= 2


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


def _whole_bodies(doc: Document, others: Sequence[Tagged]) -> list[Tagged]:
    """Bodies with their whole names, each once; the other mentions as they are."""
    out: list[Tagged] = []
    done = 0  # where the last body ends
    for m in others:
        if m.label != "ORG":
            out.append(m)
            continue
        span = whole_name(doc.text, m.start, m.end)
        if span is None or m.start < done or is_half(doc.text, span[1]):
            continue
        if span[0] < done:  # "American Council" and "Education" of one name
            last = next(i for i in range(len(out) - 1, -1, -1) if out[i].label == "ORG")
            out[last] = _Part(out[last].start, span[1], "ORG", out[last].score)
        else:
            out.append(_Part(span[0], span[1], "ORG", m.score))
        done = span[1]
    return out


def _persons_by_vote(doc: Document, tagged: Sequence[Tagged]) -> tuple[list[Tagged], list[Tagged]]:
    """Persons, and the rest. A last name that the article gives a person is that person's wherever it stands alone."""
    people = [m for m in tagged if m.label == "PERSON"]
    names = [parse(doc.text[m.start : m.end]) for m in people]
    full = {fold(n.last) for n in names if n and n.first}
    alone = Counter(fold(n.last) for n in names if n and not n.first)
    bodies = Counter(fold(doc.text[m.start : m.end]) for m in tagged if m.label in ("ORG", "GPE"))
    others: list[Tagged] = []
    for m in tagged:
        words = doc.text[m.start : m.end]
        surface = fold(words)
        short = words.isupper() and len(surface) < 3  # "UN" is not Kim Jong Un
        known = m.label in ("ORG", "GPE", "GROUP", "NORP") and surface in full and not short
        if known or (m.label in ("ORG", "GPE") and alone[surface] > bodies[surface]):
            people.append(m)
        elif m.label != "PERSON":
            others.append(m)
    return sorted(people, key=lambda m: m.start), others
