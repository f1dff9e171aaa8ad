"""Person names taken apart and compared: honorifics, suffixes, first and last names, spelling variants."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from flows.normalise.geography import data_rows

_HONORIFICS = {
    "mr": "m", "mister": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "mrs": "f", "ms": "f", "miss": "f",
    "madam": "f", "madame": "f", "lady": "f", "dame": "f", "queen": "f", "princess": "f", "dr": "", "prof": "",
    "rev": "", "hon": "", "sen": "", "rep": "", "gov": "", "gen": "", "lt": "", "col": "", "sgt": "", "capt": "",
    "maj": "", "adm": "", "amb": "", "president": "", "justice": "", "judge": "", "secretary": "", "senator": "",
    "congressman": "m", "congresswoman": "f", "governor": "", "mayor": "", "general": "",
}  # fmt: skip
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
# Words with which family names begin.
PARTICLES = frozenset(("al", "el", "bin", "ben", "ibn", "de", "da", "di", "du", "del", "van", "von", "den", "der", "la", "le",
                       "st"))  # fmt: skip


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Lower case, without accents, possessive and punctuation but hyphens and inner spaces."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("’", "'")
    plain = re.sub(r"'s\b|s'$", lambda m: "s" if m.group() == "s'" else "", plain)
    return re.sub(r"[^\w\s-]", "", plain).strip()


_POSSESSIVE = re.compile(r"['’]s?$")


def without_possessive(words: str) -> str:
    """
    >>> without_possessive("Kos’s"), without_possessive("the Tamms'")
    ('Kos', 'the Tamms')
    """
    return _POSSESSIVE.sub("", words)


@lru_cache(maxsize=1 << 15)
def sound(token: str) -> str:
    """A key that the usual transliterations of one name share: Zelensky, Zelenskyy, Zelenskiy.

    >>> len({sound(n) for n in ("Zelensky", "Zelenskyy", "Zelenskiy")})
    1
    """
    key = re.sub(r"(?:iy|yy|ij|ii|i|y)$", "y", fold(token).replace("-", ""))
    return re.sub(r"(.)\1+", r"\1", key)


@dataclass(frozen=True, slots=True)
class PersonName:
    """`first` is empty for a single name; `middle` holds what stands between; all tokens as written."""

    tokens: tuple[str, ...]
    gender: str = ""
    suffix: str = ""

    @property
    def last(self) -> str:
        return self.tokens[-1]

    @property
    def first(self) -> str:
        return self.tokens[0] if len(self.tokens) > 1 else ""

    @property
    def text(self) -> str:
        return " ".join(self.tokens) + (f" {self.suffix}" if self.suffix else "")


@lru_cache(maxsize=1 << 15)
def parse(surface: str) -> PersonName | None:
    """A name without honorific and possessive; None where nothing of a name is left.

    >>> parse("Mr. Donald Trump Jr.'s")
    PersonName(tokens=('Donald', 'Trump'), gender='m', suffix='Jr.')
    """
    plain = re.sub(r"'s?$", "", surface.strip().replace("’", "'"))
    tokens = [t.strip(',;:()[]"“”') for t in plain.split()]
    gender, suffix = "", ""
    while len(tokens) > 1 and fold(tokens[0]) in _HONORIFICS:
        gender = _HONORIFICS[fold(tokens.pop(0))] or gender
    if len(tokens) > 1 and fold(tokens[-1]) in _SUFFIXES:
        suffix = tokens.pop()
    tokens = [t for t in tokens if any(c.isalpha() for c in t)]
    while len(tokens) > 1 and tokens[0].islower() and fold(tokens[0]) not in PARTICLES:
        tokens.pop(0)  # "neurosurgeon Ben Carson"
    return PersonName(tuple(tokens), gender, suffix) if tokens else None


@cache
def _families_first() -> dict[str, bool]:
    """Family names that may come first, and whether they are nothing else."""
    return {name: bool(rest) for name, *rest in data_rows("families_first.tsv")}


_SHORT = 5  # letters of a syllable


def called_alone(name: PersonName) -> str:
    """What news calls a person by alone: the last name, or the first of a name that begins with the family.

    >>> [called_alone(PersonName(tuple(n.split()))) for n in ("Kim Jong Un", "Moon Jae-in", "Xi Jinping", "Kim Davis")]
    ['Kim', 'Moon', 'Xi', 'Davis']
    """
    only = _families_first().get(fold(name.first))
    if only is None or len(name.tokens) > 3:
        return name.last
    syllables = name.last.split("-") if len(name.tokens) == 2 else list(name.tokens[1:])
    begins = only or (len(syllables) == 2 and all(len(s) <= _SHORT for s in syllables))
    return name.first if begins else name.last


def begins_family(name: PersonName) -> bool:
    """Whether the first word may belong to the family name.

    >>> [begins_family(PersonName(tuple(n.split()))) for n in ("Ben Shabbat", "van Aalst", "Jan Kos")]
    [True, True, False]
    """
    return fold(name.first) in PARTICLES


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for (line,) in data_rows("nicknames.tsv"):
        names = line.split()
        for name in names:
            groups.setdefault(name, set()).update(names)
    return {k: frozenset(v) for k, v in groups.items()}


def same_first(a: str, b: str) -> bool:
    """Two first names that one person may go by: equal, an initial, a short form, a nickname.

    >>> same_first("Joe", "Joseph"), same_first("J.", "John"), same_first("Bill", "Hillary")
    (True, True, False)
    """
    x, y = fold(a), fold(b)
    if not x or not y or x == y or sound(a) == sound(b):
        return True
    short, long = sorted((x, y), key=len)
    if len(short) == 1 or (len(short) >= 3 and long.startswith(short)):
        return long.startswith(short)
    return y in _nicknames().get(x, ())


@lru_cache(maxsize=1 << 15)
def same_person(a: PersonName, b: PersonName) -> bool:
    """Two full names of one person, as far as the names alone can tell."""
    if bool(a.suffix) != bool(b.suffix) and "jr" in fold(a.suffix + b.suffix):
        return False
    if a.gender and b.gender and a.gender != b.gender:
        return False
    if initials(a) and initials(b) and not same_initials(initials(a), initials(b)):
        return False
    folded_a, folded_b = {fold(t) for t in a.tokens}, {fold(t) for t in b.tokens}
    if len(a.tokens) > 1 and len(b.tokens) > 1 and (folded_a <= folded_b or folded_b <= folded_a):
        return True
    if spelt_apart(a.text) == spelt_apart(b.text):
        return True
    return sound(family(a.last)) == sound(family(b.last)) and same_first(a.first, b.first)


def spelt_apart(name: str) -> str:
    """Folded, hyphens opened: Kim Jong-un and Kim Jong Un are one.

    >>> spelt_apart("Kim Jong-Un")
    'kim jong un'
    """
    return fold(name).replace("-", " ")


def initials(name: PersonName) -> str:
    """The initials between first and last name: "George H.W. Bush" -> "hw"; empty where a middle name is written out."""
    middle = "".join(name.tokens[1:-1])
    return re.sub(r"[^a-z]", "", middle.casefold()) if middle.replace(".", "").isupper() else ""


def same_initials(a: str, b: str) -> bool:
    """Initials that one person may have: George W. and George H.W. Bush are two.

    >>> same_initials("w", "hw"), same_initials("h", "hw"), same_initials("j", "j")
    (False, True, True)
    """
    return a.startswith(b) or b.startswith(a) or len(a + b) > 4


@lru_cache(maxsize=1 << 14)
def family(last: str) -> str:
    """The last name with its particle dropped, so that el-Sisi and al-Sisi, Sisi agree."""
    return re.sub(r"^(?:al|el|bin)-", "", last.casefold())


@cache
def _first_names() -> dict[str, str]:
    return dict(data_rows("first_names.tsv"))


def gender_of(first: str) -> str:
    """m or f where at least nine in ten bearers of the first name are; else the empty string."""
    return _sure(_first_names(), first)


def _sure(genders: dict[str, str], name: str) -> str:
    """What the table says of the name, unless it marks it as a mere leaning."""
    found = genders.get(fold(name), "")
    return "" if found.endswith("?") else found


@cache
def _family_names() -> dict[str, str]:
    return dict(data_rows("family_names.tsv"))


def gender_of_family(last: str) -> str:
    """m or f where nearly every article that writes the lone family name means a man, or a woman; else empty."""
    return _sure(_family_names(), last)


def is_family_name(word: str) -> bool:
    """News writes this family name alone, often enough to have been counted."""
    return fold(word) in _family_names()


def leaning_of(name: PersonName) -> str:
    """m or f where most bearers of the first name are, or most whom the lone family name means; else empty.

    >>> gender_of("Chris"), leaning_of(PersonName(("Chris", "Christie")))
    ('', 'm')
    """
    table = _first_names() if name.first else _family_names()
    return table.get(fold(name.first or name.last), "").removesuffix("?")
