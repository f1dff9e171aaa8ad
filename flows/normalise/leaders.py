"""Heads of state and government whom an article names without their country: "Putin" among American senators."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from flows.normalise.geography import data_rows
from flows.normalise.names import PersonName, family, parse, same_person, sound


class Leader(NamedTuple):
    """`alone` says that the last name by itself means nobody else; `years` are those in the office, inclusive."""

    name: PersonName
    country: str
    alone: bool
    role: str
    years: tuple[tuple[int, int], ...]


@cache
def _leaders() -> dict[str, list[Leader]]:
    by_family: dict[str, list[Leader]] = defaultdict(list)
    for row in data_rows("leaders.tsv"):
        written, country, alone, role, years = (*row, "", "", "")[:5]
        name = parse(written)
        assert name is not None
        by_family[_key(name)].append(Leader(name, country, alone == "*", role, _terms(years)))
    return dict(by_family)


def _terms(written: str) -> tuple[tuple[int, int], ...]:
    """
    >>> _terms("2009-2011,2015-")
    ((2009, 2011), (2015, 9999))
    """
    terms = (term.split("-") for term in written.split(",") if term)
    return tuple((int(first), int(last or 9999)) for first, last in terms)


def _key(name: PersonName) -> str:
    return sound(family(name.last))


def leader(name: PersonName) -> Leader | None:
    """The leader whom a name means, by the last name alone where that is enough."""
    if name.suffix:
        return None
    for one in _leaders().get(_key(name), ()):
        if same_person(one.name, name) if name.first else one.alone:
            return one
    return None


_TITLED = re.compile(r"\b(?:President|Prime Minister|Premier|Chancellor)\s+$")


def titled_alone(text: str, start: int, name: PersonName) -> bool:
    """ "President Trump": a leader's last name after such a title means the leader, and nobody else of the family."""
    return leader(name) is not None and bool(_TITLED.search(text[max(0, start - 20) : start]))


def country_led(name: PersonName) -> str | None:
    """The country that a person of this name leads or led.

    >>> country_led(PersonName(("Vladimir", "Putin"))), country_led(PersonName(("Putin",))), country_led(PersonName(("Bush",)))
    ('RUS', 'RUS', None)
    """
    found = leader(name)
    return found.country if found else None


def led_as(name: PersonName, role: str) -> bool:
    """Whether a person of this name held the office at any time.

    >>> led_as(PersonName(("Obama",)), "President"), led_as(PersonName(("Obama",)), "Prime Minister")
    (True, False)
    """
    found = leader(name)
    return found is not None and found.role == role


def in_office(name: PersonName, role: str, year: int) -> bool:
    """Whether a person of this name held the office at some time of the year.

    >>> in_office(PersonName(("Obama",)), "President", 2012), in_office(PersonName(("Obama",)), "President", 2018)
    (True, False)
    """
    found = leader(name)
    return found is not None and found.role == role and any(a <= year <= b for a, b in found.years)
