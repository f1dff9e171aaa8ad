"""Countries by every word that news has for them: names, adjectives, peoples, capitals.

Names, demonyms and capitals come from the package `countryinfo`; data/nationalities.tsv adds what it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

# Words that are a person's or a state's name more often than a country's.
_AMBIGUOUS = frozenset({"jersey", "chad", "jordan", "georgia", "guernsey", "niger", "us"})
# Capitals and names of countries in their own language that English news means something else by.
_NOT_IN_NEWS = frozenset({"georgetown", "hamilton", "stanley", "victoria", "douglas", "plymouth", "jamestown", "kingston",
                          "nassau", "island", "san jose"})  # fmt: skip
# Of these, the ones that stand for the country where a tagger takes them for a place.
_CLEAR_WHEN_TAGGED = frozenset({"chad", "jordan", "niger"})
# Territories whose demonym is their country's own.
_SHARED = frozenset(
    {"American", "French", "Chinese", "Norwegian", "Indian", "Dominican", "Congolese", "Burmese"}
)
_OWNER = {"American": "USA", "French": "FRA", "Chinese": "CHN", "Norwegian": "NOR", "Indian": "IND",
          "Dominican": "DOM", "Congolese": "COD", "Burmese": "MMR"}  # fmt: skip


# Where the standard's name is not what newspapers write.
_USUAL_NAMES = {"XKX": "Kosovo", "PSE": "Palestine", "RUS": "Russia", "SYR": "Syria", "KOR": "South Korea", "PRK": "North Korea",
                "IRN": "Iran", "VNM": "Vietnam", "LAO": "Laos", "TUR": "Turkey", "COD": "Congo"}  # fmt: skip


class Place(NamedTuple):
    """A country as a word stands for it: ISO 3166-1 alpha-3 and name, demonym or capital."""

    country: str
    kind: str


def data_rows(name: str) -> Iterator[list[str]]:
    """The rows of a data file of this room, comments left out."""
    path = files("flows.normalise") / "data" / name
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def lexicon() -> dict[str, Place]:
    """Every word, casefolded, and the country that it stands for."""
    from countryinfo import all_countries

    words: dict[str, Place] = {}
    for country in all_countries():
        info = country.info()
        code = info.get("ISO", {}).get("alpha3")
        if code:
            words.update({w: p for w, p in _words_of(dict(info), code).items() if w not in _NOT_IN_NEWS})
    words.update({w: Place(c, "demonym") for w, c in ((d.casefold(), _OWNER[d]) for d in _SHARED)})
    for word, code, kind in data_rows("nationalities.tsv"):
        words[word.casefold()] = Place(code, kind)
    return words


def _words_of(info: dict[str, object], code: str) -> dict[str, Place]:
    capital, demonym = str(info.get("capital") or ""), str(info.get("demonym") or "")
    spellings = [s for s in info.get("altSpellings") or [] if len(s) > 3]  # type: ignore[attr-defined]
    words = {capital.casefold(): Place(code, "capital")} if capital else {}
    words |= {n.casefold(): Place(code, "name") for n in [str(info["name"]), *spellings]}
    if demonym:
        words |= {d.casefold(): Place(code, "demonym") for d in re.split(r"\s*(?:,| or |/)\s*", demonym)}
    return words


@lru_cache(maxsize=1 << 14)
def place(word: str, *, tagged: bool = False) -> Place | None:
    """The country that a word stands for; plural peoples ("Israelis") too.

    `tagged` says that the word was taken for a place where it stands, which settles Jordan and Chad.

    >>> place("Israeli"), place("the Netherlands"), place("Springfield")
    (Place(country='ISR', kind='demonym'), Place(country='NLD', kind='name'), None)
    """
    folded = re.sub(r"['’]s?$", "", word.casefold().strip())
    if folded in _AMBIGUOUS and word != "US" and not (tagged and folded in _CLEAR_WHEN_TAGGED):
        return None
    known = lexicon()
    return known.get(folded) or known.get(folded.removeprefix("the ")) or _plural(folded, known)


def _plural(folded: str, known: dict[str, Place]) -> Place | None:
    found = known.get(folded[:-1]) if folded.endswith("s") else None
    return found if found and found.kind == "demonym" else None


@cache
def country_name(code: str) -> str:
    """The usual English name of a country."""
    import pycountry

    if code in _USUAL_NAMES:
        return _USUAL_NAMES[code]
    found = pycountry.countries.get(alpha_3=code)
    return str(getattr(found, "common_name", found.name)) if found else code


def country_in(words: str) -> str | None:
    """The first country that any run of one to three words names; New Mexico is in the United States.

    >>> country_in("the South Korean foreign ministry"), country_in("New Mexico Gov.")
    ('KOR', 'USA')
    """
    tokens = words.split()
    for i in range(len(tokens)):
        for size in (3, 2, 1):
            run = " ".join(tokens[i : i + size]).strip(',;:()"“”')
            if size == 2 and run.casefold() in _us_states():
                return "USA"
            found = place(run)
            if found and len(tokens[i : i + size]) == size:
                return found.country
    return None


@cache
def _us_states() -> frozenset[str]:
    import pycountry

    states = pycountry.subdivisions.get(country_code="US")  # type: ignore[no-untyped-call]
    return frozenset(state.name.casefold() for state in states)


def names_us_state(name: str) -> bool:
    """Whether the whole name is one of its states; Washington is more often the capital."""
    return name.casefold() != "washington" and name.casefold() in _us_states()


def us_state(words: str) -> str | None:
    """USA where a run of one to three words names one of its states: "New Jersey Governor".

    Only for titles, so that Georgia is the state: the country's offices are told by its name otherwise.
    """
    tokens = [t.strip(',;:()"“”').removesuffix("'s").casefold() for t in words.split()]
    runs = (" ".join(tokens[i : i + size]) for i in range(len(tokens)) for size in (1, 2, 3))
    return "USA" if any(run in _us_states() for run in runs) else None


def abbreviates_state(letters: str, state: str) -> bool:
    """Whether the letters stand for the state: its first one, and others of it in their order.

    >>> abbreviates_state("S.C.", "South Carolina"), abbreviates_state("Fla.", "Florida"), abbreviates_state("Vt", "Ohio")
    (True, True, False)
    """
    wanted = [c for c in letters.casefold() if c.isalpha()]
    left = iter(state.casefold())
    return bool(wanted) and state.casefold().startswith(wanted[0]) and all(c in left for c in wanted)
