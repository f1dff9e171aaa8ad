"""Stretches of an article's text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Span = tuple[int, int]

# Mentions hardly overlap: so many before a place may reach into it.
_NESTED = 4


def meets(taken: Sequence[Span], start: int, end: int) -> bool:
    """Whether a stretch shares a character with one of those, which are in text order.

    >>> meets([(0, 4), (6, 9)], 4, 6), meets([(0, 4), (6, 9)], 4, 7)
    (False, True)
    """
    at = bisect_left(taken, (end, 0))
    return any(start < stop for _, stop in taken[max(0, at - _NESTED) : at])
