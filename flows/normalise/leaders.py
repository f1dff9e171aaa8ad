"""Heads of state and government whom an article names without their country: "Putin" among American senators."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from flows.normalise.geography import data_rows
from flows.normalise.names import PersonName, family, parse, same_person, sound


class Leader(NamedTuple):
    """`alone` says that the last name by itself means nobody else."""

    name: PersonName
    country: str
    alone: bool


@cache
def _leaders() -> dict[str, list[Leader]]:
    by_family: dict[str, list[Leader]] = defaultdict(list)
    for written, country, *alone in data_rows("leaders.tsv"):
        name = parse(written)
        assert name is not None
        by_family[_key(name)].append(Leader(name, country, alone == ["*"]))
    return dict(by_family)


def _key(name: PersonName) -> str:
    return sound(family(name.last))


def country_led(name: PersonName) -> str | None:
    """The country that a person of this name leads or led.

    >>> country_led(PersonName(("Vladimir", "Putin"))), country_led(PersonName(("Putin",))), country_led(PersonName(("Bush",)))
    ('RUS', 'RUS', None)
    """
    if name.suffix:
        return None
    for leader in _leaders().get(_key(name), ()):
        if same_person(leader.name, name) if name.first else leader.alone:
            return leader.country
    return None
