"""Who is who inside one article: names that belong to one actor, with roles, country and sector.

Names are grouped by rules of newswriting rather than learned: the full name comes first, then the last name
(Nenkova & McKeown 2003, "References to named entities"), honorifics and suffixes keep namesakes apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from flows.normalise.bodies import named_bodies, names_none
from flows.normalise.document import Document
from flows.normalise.furniture import credits
from flows.normalise.geography import country_in, country_name, place
from flows.normalise.leaders import leader, titled_alone
from flows.normalise.names import (
    PersonName,
    begins_family,
    called_alone,
    family,
    fold,
    gender_of,
    gender_of_family,
    parse,
    same_first,
    same_person,
    sound,
    without_possessive,
)
from flows.normalise.nouns import sector_of_nations_body, stands_for_people, unnamed_name
from flows.normalise.settling import Tagged, settled


@dataclass(slots=True)
class Reference:
    """One mention, and the entity it refers to; `evidence` is the mention it was resolved to."""

    start: int
    end: int
    form: str
    entity: int
    confidence: float
    evidence: tuple[int, int] | None = None


@dataclass(slots=True)
class Entity:
    """An actor within one article."""

    kind: str
    names: Counter[str] = field(default_factory=Counter)
    person: PersonName | None = None
    roles: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    country: str | None = None
    sector: str | None = None
    gender: str = ""
    leads: str | None = None  # the country that it is known to lead or to have led

    @property
    def name(self) -> str:
        if self.person is not None:
            return _usual(self.names, self.person)
        if len(self.names) == 1:
            return next(iter(self.names))
        written_out = [n for n in self.names if not n.isupper()] or list(self.names)
        return max(written_out, key=lambda n: (self.names[n], len(n), n))


def _usual(names: Counter[str], person: PersonName) -> str:
    """The full name that the article writes most; of equals the shortest without initials: "Donald Trump".

    "Ben Shabbat" beside "Meir Ben Shabbat" is a family name.
    """
    if not person.first:
        return person.text
    whole = [
        n
        for n in names
        if (p := parse(n)) and p.first and p.suffix == person.suffix and p.last == person.last
        if not (begins_family(p) and any(other.endswith(f" {n}") for other in names))
    ]
    if not whole:
        return person.text
    return min(whole, key=lambda n: (-names[n], len(n.split()[0].strip(".")) < 2, n.isupper(), len(n), n))


def _start(ref: Reference) -> int:
    return ref.start


@dataclass(slots=True)
class Cast:
    """The entities of an article and every reference to them, in text order."""

    entities: list[Entity] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    # Of `references`, those that count only as parties, and the spans of mentions that are parts of such a one.
    maybe: list[Reference] = field(default_factory=list)
    within: set[tuple[int, int]] = field(default_factory=set)

    def add(self, entity: Entity) -> int:
        self.entities.append(entity)
        return len(self.entities) - 1

    def put_in_order(self) -> None:
        """To be called when references were added."""
        self.references.sort(key=lambda r: (r.start, r.end))

    def between(self, first: int, last: int) -> list[Reference]:
        """The references that start in [first, last), parts of others left out; all stand in text order."""
        found = self.every_between(first, last)
        return [r for r in found if (r.start, r.end) not in self.within] if self.within else found

    def every_between(self, first: int, last: int) -> list[Reference]:
        """The same with the parts of others."""
        low, high = (bisect_left(self.references, at, key=_start) for at in (first, last))
        return self.references[low:high]

    def forget(self, parties: Set[int]) -> None:
        """Drop the references that may be parties of a contact and are not."""
        dropped = {id(r) for r in self.maybe if r.entity not in parties}
        self.references = [r for r in self.references if id(r) not in dropped]
        self.maybe, self.within = [], set()


_PEOPLE = re.compile(r"(?:s|ese|ish|ch)$")


def cast(doc: Document, tagged: Sequence[Tagged]) -> Cast:
    """Group the tagged mentions of an article into entities; `offices.describe` adds what titles tell of them."""
    out = Cast()
    people, others = settled(doc, tagged)
    _people(out, doc, people)
    _bodies(out, doc, [m for m in others if m.label == "ORG"])
    _countries(out, doc, [m for m in others if m.label in ("GPE", "NORP")])
    _unnamed(out, doc, [m for m in others if m.label == "GROUP"])
    out.put_in_order()
    return out


_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.?\s$")


def name_start(text: str, start: int) -> int:
    """Where the name starts with the honorific that the tagger leaves out."""
    m = _HONORIFIC.search(text, max(0, start - 5), start)
    return start - len(m.group()) if m else start


def _people(out: Cast, doc: Document, mentions: list[Tagged]) -> None:
    named = [(m, name) for m in mentions if (name := parse(doc.text[name_start(doc.text, m.start) : m.end]))]
    lines = credits(doc.text)
    written_by = [(m, n) for m, n in named if any(a <= m.start < b for a, b in lines)] if lines else []
    parsed = [pair for pair in named if pair not in written_by]
    for m, name in parsed:
        if name.first:
            _refer(out, m, name, _by_full_name(out, name), doc)
    single = [(m, n) for m, n in parsed if not n.first]
    leads = {fold(n.last) for m, n in single if titled_alone(doc.text, m.start, n)}
    for m, name in single:
        _refer(out, m, name, _by_single_name(out, name, leads=fold(name.last) in leads), doc)
    for (
        m,
        name,
    ) in (
        written_by
    ):  # last, so that no "Johnson" of the text is the reporter; one without a first name is nobody
        if name.first:
            index = _by_full_name(out, name)
            known = None if index is None else out.entities[index].person
            _refer(out, m, name, index if known and known.first else None, doc)
    for entity in out.entities:
        if entity.person and not entity.person.first:
            entity.gender = entity.gender or gender_of_family(entity.person.last)


def _by_full_name(out: Cast, name: PersonName) -> int | None:
    return next((i for i, e in enumerate(out.entities) if e.person and same_person(e.person, name)), None)


def _refer(out: Cast, m: Tagged, name: PersonName, index: int | None, doc: Document) -> None:
    if index is None:
        index = out.add(Entity("person", person=name))
    entity = out.entities[index]
    if entity.person is None or (len(name.text) > len(entity.person.text) and name.first):
        entity.person = name
    entity.names[name.text] += 1
    entity.gender = entity.gender or name.gender or gender_of(name.first)
    end = m.start + len(without_possessive(doc.text[m.start : m.end]))
    out.references.append(Reference(m.start, end, "name", index, round(m.score, 3)))


def _by_single_name(out: Cast, name: PersonName, *, leads: bool = False) -> int | None:
    """The person whom a single name means: by last name, else by first or family name put first (Xi, Kim).

    One who `leads` is no other of the family ("President Trump" beside Ivanka alone).

    Of two who share it, the one of the sex that news means by the name ("Trump" beside Melania), then the leader whose
    family name comes first ("Kim" is Kim Jong Un, not his sister), then the one named more.
    """
    usual = name.gender or gender_of_family(name.last)
    fits: list[tuple[int, bool, bool, int, int]] = []
    for i, e in enumerate(out.entities):
        if e.person is None or (name.gender and e.gender and name.gender != e.gender):
            continue
        if leads and leader(e.person) is None:
            continue
        rank = _rank(e.person, name)
        if rank:
            first = fold(name.last) == fold(e.person.first) and leader(e.person) is not None
            fits.append((rank, bool(usual) and e.gender == usual, first, sum(e.names.values()), i))
    return max(fits)[-1] if fits else None


def _rank(person: PersonName, name: PersonName) -> int:
    """How well a single name fits a person: 3 as the last name, 2 as the first, 1 as one between."""
    token = sound(family(name.last))
    tokens = [sound(family(t)) for t in person.tokens]
    if token == tokens[0] != tokens[-1] and called_alone(person) == person.first:
        return 3
    if tokens[-1] == token:  # "Trump" is the father, "Trump Jr." the son, where both are there
        return 3 if fold(person.suffix) == fold(name.suffix) else 0 if name.suffix else 2
    if tokens[0] == token:
        return 1 if name.gender and len(tokens) > 1 else 2  # "Mr. James" is no first name
    return 1 if token in tokens else 0


def _bodies(out: Cast, doc: Document, mentions: list[Tagged]) -> None:
    entity_of: dict[int, int] = {}
    for at, name, body in named_bodies(doc.text, [(m.start, m.end) for m in mentions]):
        m = mentions[at]
        if body not in entity_of:
            entity_of[body] = out.add(Entity("unnamed" if names_none(name) else "organisation"))
        out.entities[entity_of[body]].names[name] += 1
        end = m.start + len(without_possessive(doc.text[m.start : m.end]))
        out.references.append(Reference(m.start, end, "name", entity_of[body], round(m.score, 3)))


def _countries(out: Cast, doc: Document, mentions: list[Tagged]) -> None:
    """Countries by name, and peoples ("the Israelis") as groups; adjectives and cities are no actors."""
    index: dict[str, int] = {}
    for m in mentions:
        surface = without_possessive(doc.text[m.start : m.end])
        found = place(surface, tagged=m.label == "GPE")
        if found and found.kind == "name":
            kind, name = "country", country_name(found.country)
        elif m.label == "NORP" and _plural_people(doc, m, surface):
            kind, name = "group", re.sub(r"^[Tt]he\s+", "", surface)
        else:
            continue
        key = f"{kind}:{name}"
        if key not in index:
            index[key] = out.add(Entity(kind, country=found.country if found else None))
        out.entities[index[key]].names[name] += 1
        out.references.append(
            Reference(m.start, m.start + len(surface), "name", index[key], round(m.score, 3))
        )


def _plural_people(doc: Document, m: Tagged, surface: str) -> bool:
    """ "Israelis said", "the British": a people, not an adjective before a noun."""
    following = doc.text[m.end : m.end + 6]
    if re.match(r" for [A-Z]", following):
        return False  # "Americans for Prosperity"
    if surface.endswith("s") and not surface.endswith("ss"):
        return True
    before = doc.text[max(0, m.start - 4) : m.start].lower()
    return before.endswith("the ") and bool(_PEOPLE.search(surface)) and not re.match(r"\s[a-z]", following)


def _unnamed(out: Cast, doc: Document, mentions: list[Tagged]) -> None:
    index: dict[str, int] = {}
    for m in mentions:
        name = unnamed_name(doc.text[m.start : m.end])
        if stands_for_people(name):
            found = index.setdefault(fold(name), -1)
            if found < 0:
                found = index[fold(name)] = add_unnamed(out, name)
            out.entities[found].names[name] += 1
            out.references.append(Reference(m.start, m.end, "unnamed", found, round(m.score, 3)))


def add_unnamed(out: Cast, name: str) -> int:
    """A new actor told by nouns: people without a name, or the one body of its kind that a nation has."""
    country = country_in(name)
    if country and (sector := sector_of_nations_body(name)):
        return out.add(Entity("organisation", country=country, sector=sector))
    sector = "GOV" if re.search(r"\b(?:official|minister|diplomat|aide|administration)", name) else None
    return out.add(Entity("unnamed", country=country, sector=sector))


def unnamed(out: Cast, name: str) -> int:
    """The unnamed actor of this name, whatever its case; a new one where the article has none. Counts the use."""
    kinds = ("unnamed", "organisation") if sector_of_nations_body(name) else ("unnamed",)
    known = (i for i, e in enumerate(out.entities) if e.kind in kinds and fold(name) in map(fold, e.names))
    index = next(known, None)
    index = add_unnamed(out, name) if index is None else index
    out.entities[index].names[name] += 1
    return index


def by_name(out: Cast, names: Iterable[str]) -> int | None:
    """The person of the article who bears one of the names (a byline, say)."""
    for text in names:
        name = parse(text)
        for i, e in enumerate(out.entities):
            if (
                name
                and e.person
                and same_first(name.first, e.person.first)
                and sound(name.last) == sound(e.person.last)
            ):
                return i
    return None
