"""Names of bodies made whole, and those that name none by themselves."""

from __future__ import annotations

import re
from functools import cache

from flows.normalise.geography import data_rows
from flows.normalise.names import fold

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


def of_a_state(text: str, start: int, name: str) -> str:
    """The name of a body that "state" before it makes another one: "the state Senate".

    >>> of_a_state("in the state Senate", 13, "Senate")
    'state Senate'
    """
    return f"state {name}" if text[max(0, start - 6) : start].casefold() == "state " else name


@cache
def _generic() -> frozenset[str]:
    return frozenset(row[0] for row in data_rows("generic_bodies.tsv"))


def names_none(name: str) -> bool:
    """A body that only its article tells from others: "City Council", "Board of Education"."""
    return fold(name) in _generic()
