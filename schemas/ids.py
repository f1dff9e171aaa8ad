"""Stable ids: the same source values give the same id in every snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def stable_id(*parts: object) -> str:
    """16 hexadecimal digits of SHA-256 over the parts, kept apart by a separator no text holds.

    >>> stable_id("quote", "a", 1) == stable_id("quote", "a", 1)
    True
    >>> stable_id("ab", "c") == stable_id("a", "bc")
    False
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def spans_id(kind: str, article_id: str, spans: Iterable[tuple[int, int]]) -> str:
    """The id of a row that is told apart by where it stands in its article."""
    return stable_id(kind, article_id, ",".join(f"{start}-{end}" for start, end in spans))
