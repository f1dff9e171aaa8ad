"""Numbers, days and names as people write them; filters of the templates."""

from __future__ import annotations

from datetime import date
from functools import cache
from urllib.parse import urlsplit

import pycountry


def number(value: int) -> str:
    """
    >>> number(1234567)
    '1,234,567'
    """
    return f"{value:,}"


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """
    >>> counted(1, "quote"), counted(2000, "quote"), counted(2, "country", "countries")
    ('1 quote', '2,000 quotes', '2 countries')
    """
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"


def day(value: date | None) -> str:
    """
    >>> day(date(2024, 4, 3)), day(None)
    ('3 April 2024', 'undated')
    """
    return f"{value.day} {value:%B %Y}" if value else "undated"


def span_of_days(first: date | None, last: date | None) -> str:
    """
    >>> span_of_days(date(2022, 12, 1), date(2024, 11, 30))
    'December 2022 to November 2024'
    >>> span_of_days(date(2024, 4, 1), date(2024, 4, 2))
    '1 to 2 April 2024'
    """
    if first is None or last is None:
        return "no dated article"
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{first:%B %Y} to {last:%B %Y}"


def size(value: int) -> str:
    """Bytes in decimal units.

    >>> size(812), size(2_109_440), size(48_300)
    ('812 bytes', '2.1 MB', '48 kB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= factor:
            scaled = value / factor
            return f"{scaled:.1f} {unit}" if scaled < 10 else f"{scaled:.0f} {unit}"
    return f"{value} bytes"


def percent(value: float) -> str:
    """
    >>> percent(0.876)
    '88 %'
    """
    return f"{100 * value:.0f} %"


def web_address(value: str | None) -> str | None:
    """The address if a browser may follow it: http and https only, never javascript and the like.

    >>> web_address("https://news.example/a"), web_address("javascript:alert(1)")
    ('https://news.example/a', None)
    """
    try:
        return value if value and urlsplit(value).scheme in ("http", "https") else None
    except ValueError:  # brackets that are no IPv6 address
        return None


@cache
def country(code: str | None) -> str | None:
    """The common name of an ISO 3166-1 alpha-3 country; the code where it is unknown."""
    found = pycountry.countries.get(alpha_3=code) if code else None
    return getattr(found, "common_name", found.name) if found else code


CHANNELS = {
    "phone": "telephone call",
    "video": "video call",
    "in_person": "meeting in person",
    "unspecified": "contact, channel not told",
}


def channel(value: str) -> str:
    return CHANNELS.get(value, value)


FILTERS = {
    "number": number,
    "counted": counted,
    "day": day,
    "size": size,
    "percent": percent,
    "web_address": web_address,
    "country": country,
    "channel": channel,
}
