"""Months, quarters and years, and counts by them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flows.publish.page.reading import Row

MOST_COLUMNS = 36


def months(first: date, last: date) -> list[date]:
    """The first day of every month from `first` to `last`.

    >>> [f"{m:%Y-%m}" for m in months(date(2023, 11, 30), date(2024, 1, 1))]
    ['2023-11', '2023-12', '2024-01']
    """
    numbers = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [date(n // 12, n % 12 + 1, 1) for n in numbers]


def grain(first: date, last: date, most: int = MOST_COLUMNS) -> str:
    """The finest of month, quarter and year that cuts the span into about `most` at most."""
    count = len(months(first, last))
    return "month" if count <= most else "quarter" if count <= 3 * most else "year"


def periods(first: date, last: date, unit: str) -> list[date]:
    """The first day of every month, quarter or year from `first` to `last`."""
    return [m for m in months(start_of(first, unit), last) if start_of(m, unit) == m]


def start_of(value: date, unit: str) -> date:
    """The first day of the month, quarter or year that holds a day.

    >>> start_of(date(2024, 5, 17), "quarter")
    datetime.date(2024, 4, 1)
    """
    months_in = {"month": 1, "quarter": 3, "year": 12}[unit]
    return value.replace(month=value.month - (value.month - 1) % months_in, day=1)


def by_periods(
    counts: Mapping[tuple[date, str], int], names: tuple[str, ...], most: int = MOST_COLUMNS
) -> Row | None:
    """Counts by (day, series) as one list of counts for each series, period by period; None without any."""
    if not counts:
        return None
    days = [day for day, _ in counts]
    unit = grain(min(days), max(days), most)
    starts = periods(min(days), max(days), unit)
    at = {start: i for i, start in enumerate(starts)}
    series = {name: [0] * len(starts) for name in names}
    for (day, name), count in counts.items():
        series[name][at[start_of(day, unit)]] += count
    return {"unit": unit, "periods": starts, "series": series}
