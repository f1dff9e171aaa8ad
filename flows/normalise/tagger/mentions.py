"""Names, roles and unnamed people, from the mention head."""

from __future__ import annotations

import numpy as np

from .encode import Encoded
from .reading import Reading
from .tags import MENTION_LABELS, Mention
from .viterbi import best_path, every_span, means, segments

POSSESSIVE = ("'s", "\u2019s", "'", "\u2019")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a possessive ending or spaces at the edges."""
    for ending in POSSESSIVE:
        if text.endswith(ending, start, end) and end - len(ending) > start:
            end -= len(ending)
            break
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def whole_words(enc: Encoded, span: tuple[int, int], text: str) -> tuple[int, int]:
    """A name is never cut within a word: stretch over word pieces that touch it."""
    a, b = span
    while (
        a > 0
        and enc.ends[a - 1] == enc.starts[a]
        and text[enc.starts[a]].isalnum()
        and text[enc.ends[a - 1] - 1].isalnum()
    ):
        a -= 1
    n = len(enc)
    while (
        b < n
        and enc.ends[b - 1] == enc.starts[b]
        and text[enc.starts[b]].isalnum()
        and text[enc.ends[b - 1] - 1].isalnum()
    ):
        b += 1
    return a, b


def mentions(reading: Reading, text: str) -> list[Mention]:
    """Mentions in order; none overlaps another."""
    enc = reading.enc
    if not len(enc):
        return []
    logp = reading.head("mention")
    path = best_path(logp, segments(np.flatnonzero(enc.para), len(enc)))
    found = every_span(path)
    either = np.exp(logp[:, 1:]).reshape(len(path), -1, 2).sum(axis=2)
    labels = np.maximum(path - 1, 0) // 2
    scores = means(either[np.arange(len(path)), labels], [(a, b) for a, b, _ in found])
    out: list[Mention] = []
    last = 0
    for (a, b, begin), score in zip(found, scores, strict=True):
        a, b = whole_words(enc, (a, b), text)
        start, end = trimmed(text, int(enc.starts[a]), int(enc.ends[b - 1]))
        if start < last or start >= end:
            continue
        last = end
        out.append(Mention(start, end, MENTION_LABELS[begin // 2], round(score, 4)))
    return out
