"""Sources whose words no mention covers: descriptions, documents, kin, and people who stay unnamed."""

from __future__ import annotations

import re

from flows.normalise.anaphora import Span, Speaker, described, holder_below
from flows.normalise.document import Document
from flows.normalise.entities import Cast, Entity, Reference, unnamed
from flows.normalise.geography import country_name, place
from flows.normalise.names import fold, parse
from flows.normalise.nouns import stands_for_people, unnamed_name
from flows.normalise.plurals import two_of_them
from flows.normalise.relations import described_kin, owner_of, related

# Things that say without being anybody.
DOCUMENTS = frozenset(
    (
        "report reports poll polls survey surveys study studies statement statements letter letters email "
        "emails e-mail e-mails memo memos law laws bill article articles book books data figures document "
        "documents transcript ad ads tweet tweets website site page post posts lawsuit complaint indictment "
        "affidavit order ruling opinion editorial headline story stories text texts release message "
        "messages sign signs evidence research analysis platform plan policy rule rules constitution "
        "amendment video tape speech remarks filing filings records record resolution findings results "
        "numbers statistics estimate estimates forecast note notes column piece caption narrative"
    ).split()
)


def from_nouns(
    doc: Document, cast: Cast, start: int, end: int, head_end: int, inside: list[Reference]
) -> Speaker:
    """Who the words from `start` to `end` mean, whose head noun ends at `head_end`; `inside` are mentions among them."""
    head = doc.text[start:head_end]
    words = head.split()
    if not any(c.isalpha() for c in head) or fold(words[-1]) in DOCUMENTS:
        return _author(doc, cast, start, end, head_end) or Speaker(None, "noun")
    known = _by_words(cast, head)
    if known is not None:
        return Speaker(known, "name", ((start, head_end),), 0.8)
    if not inside and (capital := place(head, tagged=True)) and capital.kind == "capital":
        return _government(cast, capital.country, start, head_end)
    if not stands_for_people(head) and (named := _named_inside(doc, cast, inside)) is not None:
        return named
    kin = owner_of(doc, cast, start, head_end)
    who = related(doc, cast).get((kin[0], kin[1].entity)) if kin else None
    if who is not None:
        return Speaker(who, "noun", (_first_named(cast, who),), 0.7)
    person = _described_person(doc, cast, head, start)
    if person is not None:
        return person
    if _looks_like_a_name(head, words) and not inside:
        return _new_name(cast, doc, start, head_end)
    name = described_kin(doc, cast, kin[1], head_end) if kin else _short_name(doc.text[start:end])
    return _unnamed(cast, name, start, head_end)


def _government(cast: Cast, country: str, start: int, end: int) -> Speaker:
    """ "Beijing denied it": a capital that speaks is its country."""
    known = (i for i, e in enumerate(cast.entities) if e.kind == "country" and e.country == country)
    index = next(known, None)
    index = cast.add(Entity("country", country=country)) if index is None else index
    cast.entities[index].names[country_name(country)] += 1
    cast.references.append(Reference(start, end, "name", index, 0.6))
    return Speaker(index, "name", ((start, end),), 0.6)


def _described_person(doc: Document, cast: Cast, head: str, start: int) -> Speaker | None:
    return (
        two_of_them(doc, cast, head, start)
        or described(doc, cast, head, start)
        or holder_below(doc, cast, head, start)
    )


def _short_name(words: str) -> str:
    """What an unnamed source is called: eight words at most, up to a comma or a relative clause."""
    return " ".join(unnamed_name(re.split(r",|\s+who\b|\s+that\b", words)[0]).split()[:8])


def _unnamed(cast: Cast, name: str, start: int, end: int) -> Speaker:
    if not name or name.lower() in _DETERMINERS:
        return Speaker(None, "noun")
    index = unnamed(cast, name)
    cast.references.append(Reference(start, end, "unnamed", index, 0.8))
    return Speaker(index, "unnamed", ((start, end),), 0.8)


_BY = re.compile(r"\s+by\s+(?:[\w.’'-]+\s+){0,6}$")


def _author(doc: Document, cast: Cast, start: int, end: int, head_end: int) -> Speaker | None:
    """Whose words a document is: "a study by law professor Justin Levitt", "Levitt's letter"."""
    for ref in cast.references:
        if not start <= ref.start < end or cast.entities[ref.entity].kind != "person" or ref.form == "title":
            continue
        owns = ref.start == start and doc.text[ref.end : ref.end + 1] in ("'", "’")
        wrote = ref.start >= head_end and _BY.fullmatch(doc.text, head_end, ref.start) is not None
        if owns or wrote:
            return Speaker(ref.entity, "noun", ((ref.start, ref.end),), 0.6)
    return None


def _first_named(cast: Cast, entity: int) -> Span:
    return min((r.start, r.end) for r in cast.references if r.entity == entity)


def _named_inside(doc: Document, cast: Cast, inside: list[Reference]) -> Speaker | None:
    """Words that stand for nobody, with a person among them ("Fox News' Megyn Kelly confronted him"): that person."""
    for ref in inside:
        owner = doc.text[ref.end : ref.end + 2] in ("'s", "’s") or doc.text[ref.end : ref.end + 1] in "'’"
        if cast.entities[ref.entity].kind == "person" and ref.form == "name" and not owner:
            return Speaker(ref.entity, "name", ((ref.start, ref.end),), 0.6)
    return None


def _looks_like_a_name(head: str, words: list[str]) -> bool:
    """Two words or more, all with capitals, none of them an article or a word for many people."""
    return (
        len(words) >= 2
        and all(w[:1].isupper() for w in words)
        and words[0].lower() not in _DETERMINERS
        and not stands_for_people(head)
        and parse(head) is not None
    )


_DETERMINERS = frozenset(
    "the a an his her their its our my this that these those some many most all one".split()
)


def _by_words(cast: Cast, head: str) -> int | None:
    """A name in capitals, as transcripts have it ("PENCE:"), or one that the tagger missed in this place."""
    name = parse(head)
    if name is None or not all(w[:1].isupper() for w in name.tokens):
        return None
    words = [fold(w) for w in name.tokens]
    for i, e in enumerate(cast.entities):
        own = [fold(w) for w in e.person.tokens] if e.person else []
        if own and (words == own or (len(words) == 1 and words[0] == own[-1])):
            return i
    return None


def _new_name(cast: Cast, doc: Document, start: int, end: int) -> Speaker:
    """A capitalised name that the tagger did not mark as a mention is one all the same."""
    name = parse(doc.text[start:end])
    assert name is not None
    entity = Entity("person", person=name)
    entity.names[name.text] += 1
    index = cast.add(entity)
    cast.references.append(Reference(start, end, "name", index, 0.5))
    return Speaker(index, "name", ((start, end),), 0.5)
