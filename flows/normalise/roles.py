"""Offices and functions: those written beside a name, and those that stand for a person ("the president")."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from flows.normalise.geography import country_in, data_rows, names_us_state, place, us_state

# A country name right before or in a title belongs to it: "Israeli Foreign Minister", "U.S. Secretary of State".
_CAP = r"(?:[A-Z][\w.&’'-]*|U\.S\.|U\.N\.|of|the)"
_DETERMINER = r"(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]hat|[Tt]his)"
_PARTY_STATE = re.compile(r"^,?\s*\(?([RDI])-([A-Z][\w.]+(?:[ -][A-Z][\w.]+)?)\)?")
LEADERS = frozenset({"President", "Prime Minister", "Premier", "Chancellor", "King", "Queen", "Supreme Leader",
                     "Crown Prince", "President-elect", "Emperor"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Office:
    """A title as the role file describes it."""

    role: str
    sector: str | None
    country: str | None
    abroad: str | None


@dataclass(frozen=True, slots=True)
class Role:
    """A title at its place: `written` as the article has it, `country` alpha-3 where the words tell it.

    `state` is the one of the United States that narrows it: "the Vermont senator".
    """

    written: str
    office: Office
    country: str | None
    start: int
    end: int
    former: bool = False
    state: str | None = None


@cache
def offices() -> dict[str, Office]:
    rows = (row + [""] * (5 - len(row)) for row in data_rows("roles.tsv"))
    return {r[0]: Office(r[1], r[2] or None, r[3] or None, r[4] or None) for r in rows}


@cache
def _titles() -> str:
    """One alternative a title, longest first, by first letters: case-blind matching tries every alternative else.

    U.S. style abbreviations keep their point.
    """
    rests: dict[str, list[str]] = defaultdict(list)
    for title in sorted(offices(), key=len, reverse=True):
        rests[title[0]].append(re.escape(title[1:]).replace(r"\ ", r"\s+"))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())


@cache
def last_words() -> frozenset[str]:
    return frozenset(title.split()[-1] for title in offices())


@cache
def _before() -> re.Pattern[str]:
    # The words before the title are as few as can be, or "Foreign Minister" would be read as a mere "Minister".
    return re.compile(
        rf"(?P<pre>(?:{_CAP}\s+){{0,5}}?)(?P<former>(?:[Ff]ormer|[Tt]hen|[Ee]x)[\s-]+)?(?P<mid>(?:{_CAP}\s+){{0,3}}?)"
        rf"\b(?P<title>(?i:{_titles()}))\s*,?\s*$"
    )


# "After Floyd, the president said": the title is the next clause's subject.
_NEXT_CLAUSE = r"\s+(?:said|says|told|tweeted|wrote|also|has|had|was|is|will|would|went|called)\b"


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        rf"^,\s+(?P<lead>(?:(?:the|a|an|his|her|its|their)\s+)?(?P<former>former\s+)?(?:(?!(?:as|and|or|but|who|that|which|told|said|had|has|was|were|is|[a-z]+ed)\b)[\w.’'-]+\s+){{0,5}}?)"
        rf"\b(?P<title>(?i:{_titles()}))\b(?!['’]s|{_NEXT_CLAUSE})(?P<of>\s+(?:of|to|for|at|in)\s+(?:the\s+)?{_CAP}(?:\s+{_CAP}){{0,4}})?"
    )


@cache
def _alone() -> re.Pattern[str]:
    return re.compile(
        rf"\b{_DETERMINER}\s+(?P<former>former\s+)?(?P<nation>[A-Z][\w.]+(?:\s(?!The\b)[A-Z][\w.]+)?(?:['’]s)?\s+)?"
        rf"(?P<title>(?i:{_titles()}))\b(?!-\w|\s+(?:of|for|to)\b|\s+and\s+(?:[\w-]+\s+){{1,3}}of\b)(?!['’]?s?\s+(?:campaign|administration|office|team|aides?|race|mansion|election|contest|nomination)\b)"
    )


def _office(title: str) -> Office:
    return offices()[re.sub(r"\s+", " ", title.casefold())]


def role_before(text: str, start: int) -> Role | None:
    """The title that stands right before a name: "Israeli Foreign Minister Gabi Ashkenazi"."""
    window = text[max(0, start - 90) : start]
    window = window[max(window.rfind("\n"), window.rfind("; ")) + 1 :]
    last_word = window.rstrip(", ").rpartition(" ")[2].casefold()
    if last_word not in last_words():  # most names have no title: the pattern is slow, this is not
        return None
    m = _before().search(window)
    if m is None:
        return None
    office = _office(m["title"])
    lead = (m["pre"] + m["mid"]).strip()
    owner = _POSSESSOR.search(window[: m.start("title")])
    return Role(
        _written(lead, office),
        office,
        country_in(lead)
        or (country_in(owner["nation"]) if owner else None)
        or office.country
        or us_state(lead),
        start - len(window) + m.start("title"),
        start,
        bool(m["former"]),
    )


# "Ozols, Estonian Prime Minister Kadri Tamm": the title is the next one's.
_NAMED_NEXT = re.compile(r"\s+[A-Z][a-z]+\s")
# "Ghana's transport minister": the nation stands before what the office is for.
_POSSESSOR = re.compile(r"(?P<nation>[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)['’]s\s+(?:[a-z-]+\s+){0,3}$")


def role_after(text: str, end: int) -> Role | None:
    """The apposition that follows a name: ", the foreign minister of Estonia"; ", R-S.C."."""
    window = text[end : end + 120].split("\n")[0]
    party = _PARTY_STATE.match(window)
    if party:
        office = offices()["representative" if text[:end].endswith("Rep.") else "senator"]
        office = Office("lawmaker", "LEG", "USA", office.abroad)
        return Role("lawmaker", office, "USA", end + party.start(1), end + party.end())
    m = _after().match(window)
    if m is None or _NAMED_NEXT.match(window, m.end("title")):
        return None
    office = _office(m["title"])
    # An ambassador to Germany is no German.
    words = m["lead"] if office.role == "Ambassador" else f"{m['lead']} {m['of'] or ''}"
    return Role(
        _written(m["of"] or m["lead"], office) if not m["of"] else (office.role + m["of"]).strip(),
        office,
        country_in(words) or office.country or us_state(words),
        end + m.start("title"),
        end + m.end(),
        bool(m["former"]),
    )


def _written(lead: str, office: Office) -> str:
    """The role with what narrows it, countries left out: "Hamas official", "White House press secretary"."""
    kept = [w for w in lead.split() if w[:1].isupper() and w.lower() not in ("the", "of")]
    while kept and (found := place(" ".join(kept[:2])) or place(kept[0])) and found.kind != "capital":
        kept = kept[1 if place(kept[0]) else 2 :]
    return " ".join([*kept[-3:], office.role]) if kept and len(kept) <= 3 else office.role


_OWN = re.compile(r"(?:his|her|their)\b", re.I)
# "The general presumption", "the major candidates": adjectives, unless what follows may be the officer's verb.
_ADJECTIVES = frozenset({"general", "major", "chief", "principal"})
_QUALIFIES = re.compile(
    r"\s+(?!(?:who|and|or|is|was|has|had|did|does|will|would|could|should|may|might|can|says?|said|told|to|in|on|at|from|with|by|as|but|"
    r"that|also|then|later|left|went|came|took|gave|made|saw|knew|met|spoke|wrote|held|put|ran|led|kept|thought|felt|got|began|stood|won|"
    r"lost|sent|fell|[a-z]+ed)\b)[a-z]"
)
# Whoever holds the office, now or ever: "the president's constitutional power", "is one of the most prominent positions".
_ANY_HOLDER = re.compile(
    r"['’]s\s+(?:[\w-]+\s+)?powers?\b|\s+(?:[a-z]+ly\s+)?ha(?:s|ve)\s+(?:the|no|any|broad|absolute|full|wide)\s+(?:\w+\s+)?(?:powers?|authority|right)\b|"
    r"\s+the\s+(?:power|authority|right)\s+to\b|,?\s+who(?:m)?ever\b|\s+or\s+(?:his|her)\s+(?:administration|design\w+|success\w+)\b|"
    r"\s+is\s+(?:merely|one of)\b|,\s+(?:the\s+)?vice president,"
)
_TO_ANY_HOLDER = re.compile(r"\b(?:subordinate to|creation of|powers of|authority of)\s+$")
# Whoever is chosen, or somebody whom the article does not name: "the nominee", "the officer opened fire".
_ANYBODY = frozenset(
    {"candidate", "nominee", "officer", "official", "aide", "agent", "lawyer", "attorney", "prosecutor"}
)


@cache
def _relations() -> frozenset[str]:
    return frozenset(noun for row in data_rows("relations.tsv") for noun in row)


def titles_alone(text: str) -> list[Role]:
    """Every title that stands for a person by itself: "the president", "the Turkish leader"."""
    found = []
    for m in _alone().finditer(text):
        following = text[m.end() : m.end() + 24]
        if re.match(r",?\s+(?:[A-Z][a-z]|[A-Z]\.)", following) and not re.match(r"\s+[A-Z]\w+day", following):
            continue
        if (m["title"].casefold() in _ANYBODY and not m["nation"]) or _means_office(text, m):
            continue
        if _OWN.match(m.group()) and m["title"].casefold() in _relations():
            continue  # "his lawyer" is whose lawyer, not whoever is one
        office = _office(m["title"])
        nation = re.sub(r"['’]s$", "", (m["nation"] or "").strip())
        state = nation if names_us_state(nation) else None
        country = "USA" if state else country_in(nation)
        whole = f"{m['nation']}{m['title']}".casefold()
        if whole in offices():  # "the Senate majority leader": what looked like a nation is part of the title
            office = offices()[whole]
        elif m["nation"] and not country and office.role not in LEADERS:
            continue
        found.append(
            Role(m["title"], office, country or office.country, m.start(), m.end(), bool(m["former"]), state)
        )
    return found


def _means_office(text: str, m: re.Match[str]) -> bool:
    """No person is meant: the office whoever holds it, or an adjective that is spelt like one."""
    if m["title"].casefold() in _ADJECTIVES and _QUALIFIES.match(text, m.end()):
        return True
    before = text[max(0, m.start() - 20) : m.start()]
    return _ANY_HOLDER.match(text, m.end()) is not None or _TO_ANY_HOLDER.search(before) is not None


_COUNTERPART = re.compile(
    r"\b(?:(?:[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]he)\s+)?(?P<nation>[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)\s+counterparts?\b(?:,?\s+)?"
)


def counterparts(text: str) -> list[tuple[int, int, str]]:
    """(start, end, country) of every "his Israeli counterpart"; end is where a name may follow."""
    found: list[tuple[int, int, str]] = []
    if "counterpart" not in text:
        return found
    for m in _COUNTERPART.finditer(text):
        country = country_in(m["nation"])
        if country:
            found.append((m.start(), m.end(), country))
    return found
