"""Geometry of column charts; the templates draw what is computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LEFT, RIGHT, TOP, BOTTOM = 34, 6, 22, 40


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Stacked columns. `grid` are the labelled values of the y axis, `peak` labels the highest column."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    grid: tuple[Label, ...]
    ticks: tuple[Label, ...]
    years: tuple[Label, ...]
    peak: Label


def columns(
    starts: Sequence[date], unit: str, series: Mapping[str, Sequence[int]], width: int, height: int
) -> Columns:
    """Columns for each period, the series stacked in the order given, with values from 0."""
    totals = [sum(values) for values in zip(*series.values(), strict=True)]
    highest = max(totals)
    steps = ticks(highest)
    base, scale = height - BOTTOM, (height - BOTTOM - TOP) / max(steps[-1], highest)
    slot = (width - LEFT - RIGHT) / len(starts)
    thick = min(slot * 0.78, 48)
    centres = [LEFT + slot * (i + 0.5) for i in range(len(starts))]
    top = totals.index(highest)
    months = tuple(_ticks(starts, unit, centres, slot, base + 15))
    return Columns(
        width,
        height,
        tuple(_bars(centres, list(series.values()), thick, base, scale)),
        tuple(Label(LEFT, round(base - s * scale, 1), f"{s:,}") for s in steps),
        months,
        tuple(_years(starts, centres, base + (32 if months else 15))),
        Label(round(centres[top], 1), round(base - highest * scale - 6, 1), f"{highest:,}"),
    )


def ticks(highest: int) -> list[int]:
    """Round values from 0 up to the last one not above `highest`, at most six.

    >>> ticks(7), ticks(430), ticks(1)
    ([0, 2, 4, 6], [0, 100, 200, 300, 400], [0, 1])
    """
    step = next(
        f * 10**p for p in range(12) for f in (1, 2, 5) if highest / (f * 10**p) <= 4.5 or f * 10**p > highest
    )
    return list(range(0, highest + 1, step))


def _bars(
    centres: list[float], series: list[Sequence[int]], thick: float, base: float, scale: float
) -> list[Bar]:
    bars = []
    for at, centre in enumerate(centres):
        y = base
        for number, values in enumerate(series):
            high = values[at] * scale
            if high:
                y -= high
                bars.append(
                    Bar(round(centre - thick / 2, 1), round(y, 1), round(thick, 1), round(high, 1), number)
                )
    return bars


def _ticks(starts: Sequence[date], unit: str, centres: list[float], slot: float, y: float) -> list[Label]:
    """First letters of months where they fit; the numbers of quarters; nothing below years."""
    if unit == "year" or slot < 12:
        return []
    names = [
        f"{s:%b}"[: 3 if slot >= 26 else 1] if unit == "month" else str(s.month // 3 + 1) for s in starts
    ]
    if unit == "quarter" and slot >= 20:
        names = [f"Q{n}" for n in names]
    return [Label(round(x, 1), y, name) for x, name in zip(centres, names, strict=True)]


def _years(starts: Sequence[date], centres: list[float], y: float) -> list[Label]:
    """Each year at the middle of its columns, left out where it would touch the one before."""
    by_year: dict[int, list[float]] = {}
    for start, centre in zip(starts, centres, strict=True):
        by_year.setdefault(start.year, []).append(centre)
    labels: list[Label] = []
    for year, found in by_year.items():
        x = round(sum(found) / len(found), 1)
        if not labels or x - labels[-1].x >= 34:
            labels.append(Label(x, y, str(year)))
    return labels
