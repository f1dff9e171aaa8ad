"""Dates of publication: strict readers that give a day only where day, month and year are all written."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from dateutil import parser

EARLIEST = date(1900, 1, 1)

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_WRITTEN = (
    rf"(?:(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?:{_MONTHS})\.?,?[\s-]+\d{{4}})"
)
_WORDS = re.compile(rf"(?<!\w){_WRITTEN}(?!\d)", re.IGNORECASE)
# ISO 8601, as a day or as a moment; the day is taken as it is written, in the zone of whoever wrote it.
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{1,2}:?\d{2}\S*(?: ?[A-Z+-][\w:]*)?)?", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_DAY_OR_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_IN_URL = (
    re.compile(rf"/(\d{{4}})/(\d{{1,2}}|{_MONTHS})/(\d{{1,2}})(?=[/?#.-]|$)", re.IGNORECASE),
    re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"),
    re.compile(r"/(\d{4})/(\d{2})(\d{2})(?=[/?#]|$)"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)"),
)
_IN_FILE_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_CLOCK = r"(?:,?\s*(?:at\s+)?\d{1,2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\)?)?)?"
_LABEL = r"(?:(?:published|posted|updated|last updated)(?:\s+on)?:?\s+)?"
_SECTION = r"(?!By\s)[A-Z][\w&.’'-]*(?:\s[\w&.’'-]+){0,3}"
_DATE_LINE = re.compile(
    rf"(?:(?P<before>{_SECTION})\s*[-–—|·•]\s*)?"
    rf"(?i:{_LABEL}{_WEEKDAY}(?P<date>{_WRITTEN}|\d{{4}}-\d{{2}}-\d{{2}}){_CLOCK})"
    rf"(?:\s*[-–—|·•]\s*(?P<after>{_SECTION}))?"
)


def read_date(given: str, latest: date | None = None) -> date | None:
    """The day that a metadata field gives, or None where it cannot be read without inventing or guessing.

    Reads ISO 8601, RFC 2822, "May 19, 2021", "19 May 2021", "Sept. 3, 2020", 2021/5/19, and numbers with
    the year last where only one order of day and month makes a date. Days before 1900 and after `latest`
    (by default two days from now, for zones ahead of ours) are not taken.
    """
    given = given.strip()
    year_first = _ISO.fullmatch(given) or _YEAR_FIRST.fullmatch(given)
    if year_first:
        return _day(year_first[1], year_first[2], year_first[3], latest)
    numbers = _DAY_OR_MONTH_FIRST.fullmatch(given)
    if numbers:
        return _unambiguous(numbers[1], numbers[2], numbers[3], latest)
    written = _WORDS.search(given)
    return _from_words(written.group(), latest) if written else None


def read_date_line(line: str, latest: date | None = None) -> tuple[date, str | None] | None:
    """The day and the section of a line that is nothing but these ("May 19, 2021 - World")."""
    match = _DATE_LINE.fullmatch(line)
    if not match:
        return None
    day = read_date(match["date"], latest)
    return (day, match["after"] or match["before"]) if day else None


def date_in_url(url: str, latest: date | None = None) -> date | None:
    """The day in an address: /2018/jul/02/, /2015/01/15/, /2013/0609/, 2018-07-02, 20180702."""
    return next(_days(url, _IN_URL, latest), None)


def date_in_file_name(name: str, latest: date | None = None) -> date | None:
    """The day in a file's name, such as 2021-05-19 or 20210519."""
    return next(_days(name, (_IN_FILE_NAME,), latest), None)


def _days(text: str, patterns: tuple[re.Pattern[str], ...], latest: date | None) -> Iterator[date]:
    for pattern in patterns:
        for year, month, day in pattern.findall(text):
            if (
                found := _from_words(f"{day} {month} {year}", latest)
                if month.isalpha()
                else _day(year, month, day, latest)
            ):
                yield found


def _from_words(written: str, latest: date | None) -> date | None:
    """Read twice with different defaults: a part that the text does not give would come out differently."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first, second = (
                parser.parse(written, default=d) for d in (datetime(2000, 1, 1), datetime(2001, 2, 2))
            )
    except (ValueError, OverflowError):
        return None
    return _in_range(first.date(), latest) if first == second else None


def _unambiguous(first: str, second: str, year: str, latest: date | None) -> date | None:
    """Day and month in the only order that makes a date; None where both orders do and differ."""
    full = year if len(year) == 4 else _century(year, latest) + year
    orders = {_day(full, first, second, latest), _day(full, second, first, latest)} - {None}
    return orders.pop() if len(orders) == 1 else None


def _century(year: str, latest: date | None) -> str:
    return "20" if 2000 + int(year) <= _latest(latest).year else "19"


def _day(year: str, month: str, day: str, latest: date | None) -> date | None:
    try:
        return _in_range(date(int(year), int(month), int(day)), latest)
    except ValueError:
        return None


def _in_range(day: date, latest: date | None) -> date | None:
    return day if EARLIEST <= day <= _latest(latest) else None


def _latest(latest: date | None) -> date:
    return latest or date.today() + timedelta(days=2)
