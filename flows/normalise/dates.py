"""Day expressions in the text, fixed through the day of publication: "on Wednesday", "July 25", "yesterday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
_MONTH = r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_EXPRESSION = re.compile(
    rf"\b(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(?P<year>(?:19|20)\d\d))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{'|'.join(MONTHS)})(?:,?\s+(?P<year2>(?:19|20)\d\d))?"
    r"|(?P<shift>last|next|this|the following)?\s*(?P<weekday>Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?|Mon\.|Tue\.|Tues\.|Wed\.|Thu\.|Thurs\.|Fri\.|Sat\.|Sun\.)"
    r"|(?P<relative>yesterday|tomorrow|today|tonight|last night|this morning|this afternoon|this evening|earlier in the day|later in the day|the day before|the next day))\b",
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day at its place in the text."""

    start: int
    end: int
    day: date


def days_in(
    text: str, start: int, end: int, published_on: date | None, *, future: bool = False
) -> Iterator[Day]:
    """The days that a stretch of text fixes; `future` reads a bare weekday as the coming one.

    >>> [d.day.isoformat() for d in days_in("They spoke on Monday.", 0, 21, date(2021, 5, 19))]
    ['2021-05-17']
    """
    for m in _EXPRESSION.finditer(text, start, end):
        day = _read(m, published_on, future)
        if day is not None:
            yield Day(m.start(), m.end(), day)


def _read(m: re.Match[str], published_on: date | None, future: bool) -> date | None:
    month, number = m["month"] or m["month2"], m["day"] or m["day2"]
    if month:
        year = m["year"] or m["year2"]
        return _calendar(month, int(number), int(year) if year else None, published_on, future)
    if published_on is None:
        return None
    if m["relative"]:
        return _relative(m["relative"], published_on)
    name = m["weekday"].lower().rstrip(".")
    if name.endswith("days"):
        return None  # "on Mondays" is a habit
    index = next(i for i, w in enumerate(_WEEKDAYS) if w.startswith(name[:3]))
    return _weekday(index, m["shift"], published_on, future)


def _calendar(month: str, day: int, year: int | None, published_on: date | None, future: bool) -> date | None:
    """Without a year: the last such day before publication, for what is to come the nearest one."""
    index = next((i for i, name in enumerate(MONTHS, 1) if name.startswith(month[:3])), 0)
    if year is None and published_on is None:
        return None
    try:
        if year is not None or published_on is None:
            return date(year or 0, index, day)
        fits = [date(published_on.year + shift, index, day) for shift in (-1, 0, 1)]
    except ValueError:
        return None
    if future:
        return min(fits, key=lambda d: abs((d - published_on).days))
    return max(d for d in fits if d <= published_on)


def _relative(words: str, published_on: date) -> date | None:
    shifts = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before": None, "the next day": None}
    shift = shifts.get(words.lower(), 0)
    return None if shift is None else published_on + timedelta(days=shift)


def _weekday(index: int, shift: str | None, published_on: date, future: bool) -> date:
    """The nearest day of that name: back for what was, ahead for what will be; the day itself counts."""
    back = (published_on.weekday() - index) % 7
    word = (shift or "").lower()
    if word == "next" or (future and word != "last"):
        return published_on + timedelta(days=(7 - back) % 7 or (7 if word == "next" else 0))
    if word == "last" and back == 0:
        back = 7
    return published_on - timedelta(days=back)
