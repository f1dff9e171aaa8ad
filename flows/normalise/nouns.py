"""Common nouns for people: which words stand for somebody, and what such people are called."""

from __future__ import annotations

import re
from functools import cache

from flows.normalise.geography import data_rows
from flows.normalise.names import fold, without_possessive

_LEAD_WORDS = re.compile(r"^(?:(?:the|a|an|some|several|many|two|three|four|five|other|both|these|those|most|one|another|"
                         r"any|all|his|her|their|its|our|my|no)\s+)+", re.I)  # fmt: skip


@cache
def nouns() -> frozenset[str]:
    """Nouns for people and for bodies of people, singular and plural."""
    return frozenset(form for noun, _, *plurals in data_rows("people_nouns.tsv") for form in (noun, *plurals))


@cache
def single_nouns() -> frozenset[str]:
    """Those of them that have a plural, in the singular."""
    return frozenset(row[0] for row in data_rows("people_nouns.tsv") if len(row) > 2)


def unnamed_name(words: str) -> str:
    """The words that stand for unnamed people, without determiners: "an Israeli official" -> "Israeli official"."""
    return without_possessive(_LEAD_WORDS.sub("", " ".join(words.split()))).strip(" ,.;:")


_PEOPLE_WORDS = frozenset(
    (
        "people official source spokesman spokeswoman spokesperson aide man woman lawmaker person adviser "
        "advisor diplomat family staff team team crowd police delegation administration government campaign "
        "leadership majority opposition youth public president minister secretary ambassador senator "
        "governor leader counterpart envoy lawyer attorney judge king prince expert analyst critic student "
        "teacher voter officer soldier agent witness doctor friend ally rival opponent donor"
    ).split()
)


def stands_for_people(name: str) -> bool:
    """The last word is a plural, or a word for people: a lone adjective or article that was tagged stands for nobody."""
    last = fold(name).split()[-1] if fold(name) else ""
    return (
        last in _PEOPLE_WORDS
        or last in ("men", "women", "children")
        or (last.endswith("s") and len(last) > 4)
    )


_NATIONS_BODY = re.compile(
    r"(?:\w[\w.’'-]*\s+){1,4}(?i:(?P<GOV>ministry|embassy|consulate|mission|government|regime|central bank)"
    r"|(?P<LEG>parliament)|(?P<MIL>military|army|navy|air force)|(?P<COP>police)|(?P<JUD>supreme court))"
    r"(?:\s(?:to|in)\s(?:the\s)?[A-Z][\w.]*(?:\s[A-Z]\w*)?)?"
)


def sector_of_nations_body(name: str) -> str | None:
    """The PLOVER sector where the words tell a body of which a nation has one, None where they do not.

    >>> [sector_of_nations_body(n) for n in ("U.S. mission to the UN", "Iraqi parliament", "Israeli army officers")]
    ['GOV', 'LEG', None]
    """
    m = _NATIONS_BODY.fullmatch(name)
    return m.lastgroup if m else None
