"""Names of bodies made whole, and those that name none by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from flows.normalise.geography import data_rows, names_us_state, place
from flows.normalise.names import fold, without_possessive
from flows.normalise.roles import offices

# "Department of" cut before "Homeland Security"; capitals go on over "and", "of", "the".
_CUT = re.compile(r"\b(?:of|for|on|and)$")
_REST = re.compile(r"\s+(?:the\s+)?[A-Z][\w.&’'-]*(?:\s+(?:(?:and|of|the|&|for)\s+){0,2}(?:[A-Z][\w&’'-]*))*")
_GROUP_OF = re.compile(r"Group of (?:Seven|Eight|Ten|Twenty|\d+)\b")
# "Environmental Quality" after "Michigan Department of" or "Council on".
_HEAD_BEFORE = re.compile(
    r"(?:(?!The\b)[A-Z][\w.]+\s+){0,2}(?:Department|Ministry|Office|Bureau|Council|Committee|Institute|Center|Centre|Board|Commission|"
    r"Division|University|College|School|Secretary|Chamber|Agency|Association|Academy)\s+(?:of|on|for)\s+(?:the\s+)?$"
)


def whole_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a body's whole name; None where what was tagged is only a beginning ("Department of").

    >>> s = "the Department of Homeland Security said"
    >>> [s[slice(*whole_name(s, *span))] for span in ((4, 17), (18, 35))]
    ['Department of Homeland Security', 'Department of Homeland Security']
    """
    group = _GROUP_OF.match(text, start)
    if group and group.end() > end:
        return start, group.end()
    if _CUT.search(text, start, end):
        rest = _REST.match(text, end, min(len(text), end + 80))
        if rest is None:
            return None
        end = rest.end()
    head = _HEAD_BEFORE.search(text, max(0, start - 50), start)
    return (head.start() if head else start), end


# "North American Free" before "Trade Agreement", "Boston" before "Marathon", "Air Force" before "One": half of another name.
_OF_A_NAME = re.compile(
    r"(?:\s(?:International|National|Trade|Air|Memorial|Protection|Peace))?\s(?:Force One|Acts?|Agreements?|Amendment|Accords?|Treaty|"
    r"Clause|Deal|Marathon|Cup|Bowl|Prize|Awards?|Anthem|Tonight|Streets?|Avenue|Parkway|Square|Airport|Bridge|Creek|River|"
    r"Valley|Mountains?|Towers?|Stadium|Park|Scouts?)\b"
)


def is_half(text: str, end: int) -> bool:
    """What ends there is the beginning of the name of a law, an occasion, a place or a product.

    >>> is_half("the Boston Marathon", 10), is_half("the Senate acts", 10)
    (True, False)
    """
    return _OF_A_NAME.match(text, end) is not None


# "Defense of Marriage Act", "Iran Nuclear Agreement": papers and occasions.
_PAPER = re.compile(
    r"\b(?:Act|Amendment|Agreement|Treaty|Accord|Policy|Terms of Service|Doctrine|Caption|Olympics|Games)$"
)


@cache
def _no_bodies() -> frozenset[str]:
    return frozenset(fold(row[0]) for row in data_rows("no_bodies.tsv"))


def is_no_body(name: str) -> bool:
    """A law, a programme, an occasion, half a name.

    >>> is_no_body("Medicare"), is_no_body("Defense of Marriage Act"), is_no_body("Senate")
    (True, True, False)
    """
    return fold(name) in _no_bodies() or _PAPER.search(name) is not None


# "India's Supreme Court", "Syria's Foreign Ministry": bodies that every nation has.
_OWNER = re.compile(r"\b(?P<nation>(?:(?:North|South|Saudi|New|Sri|United|Costa) )?[A-Z][\w.]+)['’]s? $")
_ANY_NATION = re.compile(
    r"(?:Ministry|Ministry of [\w ]+|Court|Parliament|Senate|Congress|House|Cabinet|Army|Navy|Air Force|Central Bank|Embassy|Police|"
    r"Joint Chiefs of Staff|Assembly|Council)$"
)


def of_a_state(text: str, start: int, name: str) -> str:
    """The name of a body that the word before it makes another one: "the state Senate", "the Hill" that is no newspaper.

    >>> of_a_state("in the state Senate", 13, "Senate"), of_a_state("on the Hill", 7, "Hill"), of_a_state("The Hill", 4, "Hill")
    ('state Senate', 'Capitol Hill', 'Hill')
    >>> of_a_state("Oslo said Norway's Supreme Court agreed", 19, "Supreme Court")
    "Norway's Supreme Court"
    """
    if name == "Hill" and text[max(0, start - 4) : start] != "The ":
        return "Capitol Hill"
    owner = _OWNER.search(text, max(0, start - 30), start) if _ANY_NATION.search(name) else None
    nation = place(owner["nation"]) if owner else None
    if owner and nation and nation.kind == "name" and nation.country != "USA":
        return f"{owner['nation']}'s {name}"
    return f"state {name}" if text[max(0, start - 6) : start].casefold() == "state " else name


@cache
def _generic() -> frozenset[str]:
    return frozenset(row[0] for row in data_rows("generic_bodies.tsv"))


def names_none(name: str) -> bool:
    """A body that only its article tells from others: "City Council", "Board of Education"."""
    return fold(name) in _generic()


def named_bodies(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str, int]]:
    """Which of the spans name a body, its name, and which body it is: the same number for the same one.

    Names written out come first: a headline's "NRA" is the National Rifle Association of the text.
    """
    index: dict[str, int] = {}
    short: dict[str, int] = {}
    ends: dict[int, tuple[str, int]] = {}
    surfaces = [(without_possessive(text[start:end]), start, at) for at, (start, end) in enumerate(spans)]
    for surface, start, at in sorted(surfaces, key=lambda found: found[0].isupper()):
        name = of_a_state(text, start, re.sub(r"^[Tt]he\s+", "", surface))
        key = fold(name)
        # "the President" is an office, "Ohio" a place.
        if not key or key in offices() or names_us_state(name) or is_no_body(name):
            continue
        body = index.get(key)
        if body is None and name.isupper():
            written, before = ends.get(start - 2, ("", None))
            explained = text[start - 1] == "(" and explains(name, written)
            body = before if explained else short.get(name.replace(".", ""))
        body = index.setdefault(key, len(index) if body is None else body)
        for acronym in acronyms(name):
            short.setdefault(acronym, body)
        ends[start + len(surface)] = name, body
        yield at, name, body


def acronyms(name: str) -> list[str]:
    """What a body's name may be cut to: its capitals, those with "of", beginnings of three letters at least.

    >>> acronyms("Department of Justice"), acronyms("Centers for Disease Control and Prevention")
    (['DJ', 'DOJ'], ['CDCP', 'CDC'])
    """
    words = name.removeprefix("U.S. ").split()
    capitals = "".join(w[0] for w in words if w[0].isupper())
    with_of = "".join(w[0].upper() for w in words if w[0].isupper() or w == "of")
    if len(capitals) < 2 or name.isupper():
        return []
    return list(dict.fromkeys([capitals, with_of, *(capitals[:n] for n in range(3, len(capitals)))]))


def explains(acronym: str, name: str) -> bool:
    """Whether its letters stand in the name in this order, the first at the start of a word (Schwartz and Hearst 2003).

    >>> explains("HHS", "Department of Health and Human Services"), explains("KPA", "Army")
    (True, False)
    """
    letters = iter(re.sub(rf"^.*?\b(?={re.escape(acronym[:1])})", "", name, count=1, flags=re.I).casefold())
    return all(letter in letters for letter in acronym.replace(".", "").casefold())
