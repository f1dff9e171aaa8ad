"""Persons that are none, told by all articles together: what most of them take for a body is one everywhere.

A tagger sees one sentence; over a corpus a name shows what it is. Outlets are bodies, persons have first names, offices
and pronouns, and a body is now and then tagged as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from flows.normalise.names import fold, leaning_of, parse
from flows.normalise.people import LONE

# Shares of a name's articles; set by reading the names that fall between them in 3,000 articles.
_HARDLY_HUMAN = 0.2  # at most so many give it a title or a pronoun
_LONE_BODY, _NAMED_BODY = 0.15, 0.25  # at least so many, for one of those that take it for a body


@dataclass(frozen=True, slots=True)
class Uses:
    """In how many articles a name is a person, one with a title or a sex, and a body."""

    person: int
    human: int
    body: int


def bodies_among(uses: Mapping[str, Uses], keys: Mapping[str, str], outlets: Set[str]) -> set[str]:
    """The names of persons that are bodies; `keys` are the persons' keys, `outlets` folded names of publishers."""
    return {name for name, use in uses.items() if _is_body(name, use, keys.get(name, ""), outlets)}


def _is_body(name: str, use: Uses, key: str, outlets: Set[str]) -> bool:
    if not key.startswith(LONE) and " " not in name:
        return False  # a last name whose bearer is known
    hardly_human = use.human <= _HARDLY_HUMAN * use.person
    if fold(name) in outlets and hardly_human and not _has_first_name(name):
        return True
    if key.startswith(LONE):
        return use.body > use.person or (hardly_human and use.body >= _LONE_BODY * use.person)
    if _has_first_name(name):
        return False
    return hardly_human and use.body >= _NAMED_BODY * use.person


def _has_first_name(name: str) -> bool:
    parsed = parse(name)
    return parsed is not None and bool(parsed.first and leaning_of(parsed))
