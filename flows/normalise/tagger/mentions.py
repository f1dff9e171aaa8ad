"""Names, roles and unnamed people, from the mention head."""

from __future__ import annotations

import numpy as np

from .reading import Reading
from .tags import MENTION_LABELS, Mention
from .viterbi import best_path, segments, spans

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


def whole_words(reading: Reading, span: tuple[int, int], text: str) -> tuple[int, int]:
    """A name is never cut within a word: stretch over word pieces that touch it."""
    a, b = span
    enc = reading.enc
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


def mentions(reading: Reading, text: str) -> tuple[list[Mention], list[tuple[int, int]]]:
    """Mentions in order, and the pieces of each."""
    enc = reading.enc
    if not len(enc):
        return [], []
    logp = reading.head("mention")
    path = best_path(logp, segments(np.flatnonzero(enc.para), len(enc)))
    found: list[tuple[int, int, str, float]] = []
    for i, label in enumerate(MENTION_LABELS):
        begin = 1 + 2 * i
        mass = np.exp(np.logaddexp(logp[:, begin], logp[:, begin + 1]))
        for a, b in spans(path, begin):
            found.append((a, b, label, float(mass[a:b].mean())))
    out, pieces = [], []
    last = 0
    for a, b, label, score in sorted(found):
        a, b = whole_words(reading, (a, b), text)
        start, end = trimmed(text, int(enc.starts[a]), int(enc.ends[b - 1]))
        if start < last or start >= end:
            continue
        last = end
        out.append(Mention(start, end, label, round(score, 4)))
        pieces.append((a, b))
    return out, pieces
