"""One person over all articles: full names grouped by family name, single names given to whom they mean.

Works on distinct names, not on mentions, and compares only names that share a family name: n log n in articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.normalise.names import (
    PersonName,
    fold,
    gender_of,
    initials,
    parse,
    same_initials,
    same_person,
    sound,
    spelt_apart,
)
from flows.normalise.names import _nicknames as nicknames

# Opens the key of a lone name that means nobody known by a full one.
LONE = "?"
# A single name means the one bearer of the family name whom at least this share of the articles mean.
_DOMINANT = 0.7


@dataclass(frozen=True, slots=True)
class NameUse:
    """A distinct name and how the articles use it; a lone one once for each sex that they give its bearer."""

    name: str
    articles: int
    gender: str = ""
    country: str | None = None


@dataclass(slots=True)
class Person:
    """Names of one person; `articles` counts all of them together."""

    names: list[NameUse] = field(default_factory=list)
    parsed: PersonName | None = None
    gender: str = ""
    articles: int = 0
    key: str = ""
    initials: set[str] = field(default_factory=set)

    def take(self, use: NameUse, name: PersonName) -> None:
        self.names.append(use)
        self.parsed = self.parsed or name
        self.gender = self.gender or use.gender or gender_of(name.first)
        self.articles += use.articles
        if own := initials(name):
            self.initials.add(own)


def group_people(uses: Iterable[NameUse]) -> dict[NameUse, str]:
    """Map every name to the key of its person; the key is what `person_key` makes of the person's usual name."""
    blocks: dict[str, list[tuple[NameUse, PersonName]]] = defaultdict(list)
    singles: list[tuple[NameUse, PersonName]] = []
    uses = list(uses)
    hyphened = {spelt_apart(use.name): use.name for use in uses if "-" in use.name}
    for use in uses:
        name = parse(hyphened.get(spelt_apart(use.name), use.name))
        if name is None:
            continue
        if name.first or (name.suffix and not _is_junior(name)):  # "Elizabeth II" is no lone first name
            blocks[_family(name)].append((use, name))
        else:
            singles.append((use, name))
    people = {family: _cluster(block) for family, block in blocks.items()}
    for group in people.values():
        _tell_apart(group)
    keys = {use: p.key for group in people.values() for p in group for use in p.names}
    by_first = _by_first(people)
    for use, name in singles:
        keys[use] = _single(use, name, people, by_first)
    return keys


def _is_junior(name: PersonName) -> bool:
    return fold(name.suffix) == "jr"


def _tell_apart(group: list[Person]) -> None:
    """Keys for persons of one family name: the one in most articles has the plain key, a namesake adds what differs."""
    taken: dict[str, set[str]] = defaultdict(set)
    for person in sorted(group, key=lambda p: (-p.articles, p.names[0].name)):
        plain = person_key(person)
        person.key = plain
        if taken[plain]:
            person.key = f"{plain} {_difference(person, taken[plain])}"
        taken[plain].add(person.key)


def _difference(person: Person, taken: set[str]) -> str:
    """The middle initials that a namesake alone bears ("hw"), else the sex, else the whole name."""
    assert person.parsed is not None
    middle = min(person.initials, default="")
    for word in (middle, person.gender):
        if word and not any(key.endswith(f" {word}") for key in taken):
            return word
    return fold(person.names[0].name)


def _family(name: PersonName) -> str:
    return sound(name.last.removeprefix("al-").removeprefix("el-"))


def _cluster(block: list[tuple[NameUse, PersonName]]) -> list[Person]:
    """The persons behind the full names that share a family name, most frequent names first."""
    people: list[Person] = []
    spelt: dict[str, Person] = {}
    for use, name in sorted(block, key=lambda b: (-b[0].articles, b[0].name)):
        known = spelt.get(spelt_apart(use.name))
        if known is not None:  # "Kim" is a woman's name, too, but not in another spelling of the same
            known.take(use, name)
            continue
        gender = use.gender or gender_of(name.first)
        fits = [p for p in people if _may_bear(p, name, gender)]
        exact = [p for p in fits if p.parsed and fold(p.parsed.first) == fold(name.first)]
        chosen = exact[:1] or (fits if len(fits) == 1 else [])
        if not chosen:
            chosen = [Person()]
            people += chosen
        chosen[0].take(use, name)
        spelt[spelt_apart(use.name)] = chosen[0]
    return people


def _may_bear(person: Person, name: PersonName, gender: str) -> bool:
    assert person.parsed is not None
    if bool(person.parsed.first) != bool(name.first):  # George III is none of the Georges by family
        return False
    if not same_person(person.parsed, name) or (gender and person.gender and gender != person.gender):
        return False
    own = initials(name)
    return not own or all(same_initials(own, other) for other in person.initials)


def person_key(person: Person) -> str:
    """What identifies a person whatever the spelling: first name's group, family name, suffix."""
    assert person.parsed is not None
    first = fold(person.parsed.first)
    group = min(nicknames().get(first, frozenset({first})))
    return f"{sound(group)} {_family(person.parsed)} {fold(person.parsed.suffix)}".strip()


def _junior_too(person: Person, name: PersonName) -> bool:
    """The father has no suffix: "Trump Jr." is the son, "Trump" alone may be either."""
    return not _is_junior(name) or (person.parsed is not None and _is_junior(person.parsed))


def _by_first(people: dict[str, list[Person]]) -> dict[str, list[Person]]:
    """Persons by their first word, for family names put first (Xi Jinping) and first names alone (Hillary)."""
    out: dict[str, list[Person]] = defaultdict(list)
    for group in people.values():
        for p in group:
            if p.parsed:
                out[sound(p.parsed.first)].append(p)
    return out


def _single(
    use: NameUse, name: PersonName, people: dict[str, list[Person]], by_first: dict[str, list[Person]]
) -> str:
    """The person whom a lone family name means in an article that gives no other; else a key of its own."""
    token = _family(name)
    for fits in (people.get(token, []), by_first.get(token, [])):
        fits = [
            p
            for p in fits
            if not (use.gender and p.gender and use.gender != p.gender) and _junior_too(p, name)
        ]
        total = sum(p.articles for p in fits)
        best = max(fits, key=lambda p: (p.articles, p.names[0].name), default=None)
        if best is not None and best.articles >= 3 and best.articles >= _DOMINANT * total:
            return best.key
    return f"{LONE} {token} {fold(name.suffix)}".strip()
