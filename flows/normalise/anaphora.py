"""Words that stand for somebody named elsewhere: "the senator", "they", and the "I" of a writer."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log2

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Entity, Reference, by_name
from flows.normalise.names import parse
from flows.normalise.roles import offices
from flows.normalise.salience import weight

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source is: the entity (None for nobody), how it is written, the mention that says so, how sure."""

    entity: int | None
    form: str
    evidence: tuple[Span, ...] = ()
    confidence: float | None = None


NOBODY = Speaker(None, "none")


# Words that describe one person whom the article has named before.
_DESCRIBED = re.compile(
    r"(?:[Tt]he|[Tt]hat|[Tt]his)\s+(?:[\w.’'-]+\s+){0,4}?(?P<noun>candidate|nominee|businessman|businesswoman|billionaire|mogul|"
    r"senator|congressman|congresswoman|lawmaker|governor|president|secretary|minister|premier|chancellor|judge|justice|"
    r"general|mayor|leader|speaker|chairman|chairwoman|ambassador|director|spokesman|spokeswoman|front-runner|frontrunner|"
    r"lady|author|actor|actress|singer|lawyer|attorney|professor|doctor|man|woman|newcomer|veteran|hopeful|incumbent|"
    r"Democrat|Republican|independent|native|president-elect|contender|magnate|developer)$"
)
_MALE = frozenset({"businessman", "congressman", "chairman", "spokesman", "actor", "man"})
_WOMEN = frozenset(
    {"businesswoman", "congresswoman", "chairwoman", "spokeswoman", "actress", "lady", "woman"}
)


def described(doc: Document, cast: Cast, head: str, start: int) -> Speaker | None:
    """ "the senator", "the Republican nominee": who holds the title, else the most salient of the last sentences."""
    m = _DESCRIBED.match(head)
    if m is None:
        return None
    office = offices().get(m["noun"].casefold())
    gender = "m" if m["noun"] in _MALE else "f" if m["noun"] in _WOMEN else ""
    before = [r for r in cast.references if r.start < start and _person_of(cast, r, gender)]
    if office is not None:
        holders = [r for r in before if office.role in cast.entities[r.entity].titles]
        if holders:
            ref = max(holders, key=lambda r: r.start)
            return Speaker(ref.entity, "noun", ((ref.start, ref.end),), 0.7)
    here = doc.sentence_at(start)
    recent = [r for r in before if here - doc.sentence_at(r.start) <= 2]
    if not recent:
        return None
    spoken_of = Counter(r.entity for r in before)
    ref = max(
        recent, key=lambda r: (_salience(doc, cast, r, here) + 0.4 * log2(1 + spoken_of[r.entity]), r.start)
    )
    return Speaker(ref.entity, "noun", ((ref.start, ref.end),), 0.5)


def _salience(doc: Document, cast: Cast, ref: Reference, here: int) -> float:
    worth = weight(doc, ref.start, ref.end, pronoun=ref.form == "pronoun")
    worth += 0.5 if cast.entities[ref.entity].gender else 0.0
    return worth - 0.5 * (here - doc.sentence_at(ref.start))


def holder_below(doc: Document, cast: Cast, head: str, start: int) -> Speaker | None:
    """A headline's "Retired General": whom the first sentences below give that title."""
    words = head.split()
    office = offices().get(words[-1].casefold()) if words else None
    if office is None or doc.sentence_at(start) > 0:
        return None
    stop = doc.sentences[min(3, len(doc.sentences) - 1)][1]
    for ref in cast.references:
        if start < ref.start < stop and office.role in cast.entities[ref.entity].titles:
            return Speaker(ref.entity, "noun", ((ref.start, ref.end),), 0.6)
    return None


def _person_of(cast: Cast, ref: Reference, gender: str) -> bool:
    entity = cast.entities[ref.entity]
    return entity.kind == "person" and not (gender and entity.gender and entity.gender != gender)


_ABOUT_THE_WRITER = re.compile(r"\s+(?:is|was|teaches|writes|serves|worked|lives|has)\b")


def writer(doc: Document, cast: Cast) -> int | None:
    """The entity of the writer: the only name of the byline, else whom a closing line introduces."""
    if len(doc.byline) > 1:
        return None
    if not doc.byline:
        return _introduced_last(doc, cast)
    known = by_name(cast, doc.byline)
    if known is not None:
        return known
    name = parse(doc.byline[0])
    if name is None or not name.first or len(name.tokens) > 4:
        return None
    entity = Entity("person", person=name, sector="JRN")
    entity.names[name.text] += 1
    return cast.add(entity)


def _introduced_last(doc: Document, cast: Cast) -> int | None:
    """An op-ed often ends with a line about its writer: "Mary Jones is a professor of law at ..."."""
    start = doc.paragraphs[-1][0] if doc.paragraphs else 0
    ref = next((r for r in cast.references if r.start == start and r.form == "name"), None)
    if (
        ref is None
        or cast.entities[ref.entity].kind != "person"
        or not _ABOUT_THE_WRITER.match(doc.text, ref.end)
    ):
        return None
    return ref.entity
