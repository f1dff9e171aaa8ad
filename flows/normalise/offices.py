"""Offices of an article's persons: what titles beside names tell, counterparts, and titles that stand for a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Entity, Reference, name_start, unnamed
from flows.normalise.geography import abbreviates_state, country_in
from flows.normalise.leaders import country_led, in_office, led_as
from flows.normalise.nouns import unnamed_name
from flows.normalise.roles import (
    LEADERS,
    Role,
    counterparts,
    last_words,
    offices,
    role_after,
    role_before,
    titles_alone,
)
from flows.normalise.settling import Tagged


def describe(out: Cast, doc: Document, tagged: Sequence[Tagged] = ()) -> None:
    """Roles, countries and sectors from the titles beside the names; titles that stand for a person linked to it."""
    _titled(out, doc)
    for start, end, country in counterparts(doc.text):
        _take_counterpart(out, start, end, country)
    unfilled = _link_titles(out, doc)
    _unlinked_titles(out, doc, [m for m in tagged if m.label == "TITLE"])
    for role in unfilled:
        _add_unnamed(out, doc, role.start, role.end)
    out.put_in_order()


def _titled(out: Cast, doc: Document) -> None:
    for entity in out.entities:
        if entity.person:
            entity.leads = country_led(entity.person)
            entity.country = entity.leads or entity.country
    for ref in out.references:
        entity = out.entities[ref.entity]
        if entity.kind == "person":
            start = name_start(doc.text, ref.start)
            for role in (role_before(doc.text, start), role_after(doc.text, ref.end)):
                if role:
                    _take_role(entity, role)


def _take_role(entity: Entity, role: Role) -> None:
    entity.roles[("former " if role.former else "") + role.written] += 1
    entity.titles.add(role.office.role)
    entity.country = entity.country or role.country
    entity.sector = entity.sector or role.office.sector


def _take_counterpart(out: Cast, start: int, end: int, country: str) -> None:
    """ "his Israeli counterpart, Benny Gantz": the office that the other one holds, for the nation named."""
    named = next((r for r in out.references if end <= r.start <= end + 2 and _is_person(out, r)), None)
    before = [
        r for r in out.references if r.end <= start and _is_person(out, r) and out.entities[r.entity].titles
    ]
    other = max(before, key=lambda r: r.start, default=None)
    if other is None:
        return
    # The other side's office, under its name abroad.
    abroad = {o.role: o.abroad for o in offices().values()}
    titles = sorted(str(abroad[t]) for t in out.entities[other.entity].titles if abroad.get(t))
    if named is None:
        named_entity = _holder(out, country, start, titles)
        if named_entity is not None:
            out.references.append(Reference(start, end, "title", named_entity, 0.7))
        return
    entity = out.entities[named.entity]
    entity.country = country
    for title in titles:
        entity.roles[title] += 1
        entity.titles.add(title)
        entity.sector = entity.sector or out.entities[other.entity].sector


def _is_person(out: Cast, ref: Reference) -> bool:
    return out.entities[ref.entity].kind == "person"


def _holder(out: Cast, country: str, start: int, titles: Sequence[str]) -> int | None:
    """The person of that country who was named last before the place: who holds one of the offices, else leaders first."""
    before = [r.entity for r in out.references if r.start < start and _is_person(out, r)]
    later = [r.entity for r in out.references if r.start >= start and _is_person(out, r)]  # after a headline
    fits = [e for e in dict.fromkeys([*reversed(before), *later]) if out.entities[e].country == country]
    in_office = [e for e in fits if out.entities[e].titles & set(titles)]
    leaders = [e for e in fits if out.entities[e].titles & LEADERS]
    return next(iter(in_office or leaders or fits), None)


def _link_titles(out: Cast, doc: Document) -> list[Role]:
    """ "the president", "the Israeli leader": the person of the article who holds that office.

    Returns the offices of a nation that nobody in the article holds: "the Russian ambassador".
    """
    unfilled = []
    named = [r for r in out.references if r.form != "unnamed"]
    for role in titles_alone(doc.text):
        over = [r for r in named if r.start < role.end and role.start < r.end]
        # The body within "the Senate majority leader" is no mention of its own, the person in "the Trump official" is.
        if any(_is_person(out, r) or not role.start < r.start < r.end < role.end for r in over):
            continue
        entity = _in_apposition(out, role, doc.text)
        entity = _officer(out, role, doc) if entity is None else entity
        if entity is not None:
            out.references = [r for r in out.references if r.start >= role.end or r.end <= role.start]
            evidence = next(((r.start, r.end) for r in out.references if r.entity == entity), None)
            out.references.append(Reference(role.start, role.end, "title", entity, 0.8, evidence))
        elif country_in(doc.text[role.start : role.end]):
            unfilled.append(role)
    return unfilled


_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Sens|Reps|Gen|Lt|Col)s?\.?$|D-|R-")


def _unlinked_titles(out: Cast, doc: Document, titles: Sequence[Tagged]) -> None:
    """An office that no name of the article fills is an unnamed actor, where a nation narrows it: "the Russian ambassador"."""
    taken = sorted((r.start, r.end) for r in out.references)
    for m in titles:
        words = doc.text[m.start : m.end]
        if _HONORIFIC.match(words) or any(s < m.end + 2 and m.start < e for s, e in taken):
            continue
        named_after = re.match(r",?\s+[A-Z]", doc.text[m.end : m.end + 3])
        if named_after or words.split()[-1].casefold() not in last_words():
            continue
        if country_in(words):
            _add_unnamed(out, doc, m.start, m.end, m.score)
        elif country_in(doc.text[max(0, m.start - 16) : m.start].split("\n")[-1]):
            nation = doc.text.rfind(" ", 0, max(0, m.start - 3)) + 1
            _add_unnamed(out, doc, nation, m.end, m.score)


def _add_unnamed(out: Cast, doc: Document, start: int, end: int, score: float = 0.8) -> None:
    """An actor of that office, the same for every place that names it; none where the words are another mention."""
    if any(r.start < end and start < r.end for r in out.references if r.form != "name"):
        return
    index = unnamed(out, unnamed_name(doc.text[start:end]))
    out.entities[index].sector = out.entities[index].sector or "GOV"
    out.references.append(Reference(start, end, "title", index, round(score, 3)))


# Whom an article is about is named at least this often, of the one named most.
_ABOUT = 0.3


_THEN = re.compile(r"\s*[,.;)—-]")


def _in_apposition(out: Cast, role: Role, text: str) -> int | None:
    """ "Anne Cole, his former lawyer, left": whoever is named right before it."""
    if text[role.start - 2 : role.start] != ", " or not _THEN.match(text, role.end):
        return None
    before = (
        r for r in out.references if r.end == role.start - 2 and r.form == "name" and _is_person(out, r)
    )
    ref = next(before, None)
    return None if ref is None else ref.entity


def _officer(out: Cast, role: Role, doc: Document) -> int | None:
    """Who holds the office: named before, nearest first; a nation in the words must agree.

    "The president" of no nation is the one whom the article is about, not whoever was named last.
    """
    before: list[int] = [r.entity for r in out.references if r.start < role.start and _is_person(out, r)]
    later = [r.entity for r in out.references if r.start >= role.start and _is_person(out, r)]
    holders = [
        index
        for index in dict.fromkeys([*reversed(before), *later])
        if not (role.country and out.entities[index].country not in (None, role.country))
        and _holds(out.entities[index], role)
        and (role.state is None or _of_state(out, doc, index, role.state))
    ]
    persons = [*before, *later]
    if role.former:
        holders = [i for i in holders if f"former {role.office.role}" in out.entities[i].roles] or holders
    known = _known_for(out, role, persons)
    serving = _serving(out, doc, role, known)
    if not role.former:
        serving = _about(Counter(persons), serving)
    if role.office.role in LEADERS and role.country is None:
        return serving[0] if serving else _president(out, role, before, holders, known)
    if role.country and role.office.role in {*LEADERS, "leader"}:
        return _leader(out, role.country, persons, holders, serving)
    agree = [i for i in holders if role.country and out.entities[i].country == role.country]
    found = next(iter(agree or holders), None)
    return None if found is not None and _one_unnamed_since(out, doc, role, found) else found


def _one_unnamed_since(out: Cast, doc: Document, role: Role, index: int) -> bool:
    """ "One Democratic strategist said": whoever is "the strategist" after that was not named."""
    last = max((r.end for r in out.references if r.entity == index and r.end <= role.start), default=None)
    one = rf"\b(?i:(?:an?|one|another)\s+(?:[\w-]+\s+){{0,3}}{re.escape(role.written)})\b(?!\s+[A-Z])"
    return last is not None and re.search(one, doc.text[last : role.start]) is not None


_PARTY_TAG = re.compile(r",? ?\(?[DRI][-–‑]([A-Z][A-Za-z. ]*)")


def _of_state(out: Cast, doc: Document, index: int, state: str) -> bool:
    """The article places the person there: the state in one of the roles or beside a name, "(R-S.C.)" behind it."""
    if any(state in role for role in out.entities[index].roles):
        return True
    for ref in out.references:
        if ref.entity == index and ref.form == "name":
            tag = _PARTY_TAG.match(doc.text, ref.end)
            if tag is not None and abbreviates_state(tag[1], state):
                return True
            lead, rest = doc.text[max(0, ref.start - 40) : ref.start], doc.text[ref.end : ref.end + 40]
            if state in re.split(r"\. [A-Z]|[;\n]", lead)[-1] or state in re.split(r"[.;\n]", rest)[0]:
                return True
    return False


def _about(named: Counter[int], among: Sequence[int]) -> list[int]:
    """Those of whom the article is about, by how often it names each."""
    least = _ABOUT * max(named.values(), default=0)
    return [i for i in among if named[i] >= least]


def _known_for(out: Cast, role: Role, persons: list[int]) -> list[int]:
    """Those whom the world knows by the office, at any time, named most first."""
    led = [
        i
        for i, n in Counter(persons).most_common()
        if (p := out.entities[i].person) and led_as(p, role.office.role)
    ]
    return [] if role.office.role not in LEADERS else led


def _serving(out: Cast, doc: Document, role: Role, known: list[int]) -> list[int]:
    """Those of them who held the office in the year of publication; whoever is "former" held it before."""
    if doc.published_on is None:
        return []
    year = doc.published_on.year
    return [
        i
        for i in known
        if (p := out.entities[i].person) and in_office(p, role.office.role, year) is not role.former
    ]


def _president(out: Cast, role: Role, before: list[int], holders: list[int], known: list[int]) -> int | None:
    """Of those who bear the title, whom the article is about; a known head of state before a body's president."""
    named = Counter(before)
    about = _about(named, holders)
    plain = {i for i in about if role.office.role in out.entities[i].roles}  # not "Goldman Sachs President"
    best = max(about, key=lambda i: (i in known, i in plain, named[i], -about.index(i)), default=None)
    return best if best in known or best in plain or not known else known[0]


def _leader(
    out: Cast, country: str, persons: list[int], holders: list[int], serving: list[int]
) -> int | None:
    """Whom the article names most among those who lead the country, twice the weight to those it gives the title."""
    named = Counter(persons)
    agree = [i for i in holders if out.entities[i].country == country]
    known = [i for i in dict.fromkeys(persons) if out.entities[i].leads == country]
    fits = list(dict.fromkeys([*agree, *known])) or holders
    fits = [i for i in fits if i in serving] or fits
    return max(fits, key=lambda i: (named[i] * (2 if i in holders else 1), -fits.index(i)), default=None)


def _holds(entity: Entity, role: Role) -> bool:
    wanted = role.office.role
    if wanted == "leader":
        return bool(entity.titles & LEADERS) and (role.country is None or entity.country == role.country)
    general = {
        "Senator": {"lawmaker", "Senator"},
        "Secretary": {t for t in entity.titles if "Secretary" in t},
    }
    return bool(entity.titles & general.get(wanted, {wanted, f"{wanted}-elect"}))
