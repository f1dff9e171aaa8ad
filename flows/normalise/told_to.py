"""Outlets that the tagger missed where somebody told them something: "told POLITICO.", "an official tells Axios"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from flows.normalise.dates import days_in
from flows.normalise.geography import place
from flows.normalise.names import fold, gender_of
from flows.normalise.roles import last_words
from flows.normalise.spans import Span, meets

# The name ends where it is told when, or where, or that: before a noun ("Fox News host") it only narrows.
_TOLD = re.compile(
    r"\b(?:tells?|told|telling)\s+(?:[Tt]he\s+)?(?P<name>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,2}?)"
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bGen)"
    r"(?=[.,;:]*(?:\s*\n|\s*\Z|[.,;:]\s)|\s(?:on|in|that|this|last|yesterday|today|earlier|after|during|for|he|she|they|it)\b"
    r"|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
_ANY_DAY = date(2000, 1, 1)


def missed_outlets(text: str, covered: Iterable[Span], last_names: Iterable[str]) -> Iterator[Span]:
    """Names right after "told" that no mention covers and that are no person, place, office or day."""
    taken, known = sorted(covered), {fold(name) for name in last_names}
    for m in _TOLD.finditer(text):
        name, span = m["name"], m.span("name")
        words = [fold(w) for w in name.split()]
        if meets(taken, *span) or known & set(words) or gender_of(words[0]) or place(name, tagged=True):
            continue
        if words[-1] in last_words() or any(days_in(name, 0, len(name), _ANY_DAY)):
            continue
        yield span
