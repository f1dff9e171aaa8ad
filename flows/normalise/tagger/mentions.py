"""Names, roles and unnamed people, from the mention head."""

from __future__ import annotations

import re

import numpy as np

from .encode import Encoded
from .reading import Reading
from .tags import MENTION_LABELS, Mention
from .viterbi import best_path, every_span, means, segments

# "O'Connell" is a word, "Obama's" and "IT'S" end with another one; "A.G." is one.
_ONE_WORD = (re.compile(r"\w['’][A-Z]\w\w"), re.compile(r"\b[A-Z]\.[A-Z]\."))
# "Vice Premier Liu He said": within a sentence a pronoun has no capital.
_NAMED_HE = re.compile(r" (?:He|She)\b(?=,? [a-z]|['’]s\b)")
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
    while a > 0 and _one_word(enc, a, text):
        a -= 1
    while b < len(enc) and _one_word(enc, b, text):
        b += 1
    return a, b


def _one_word(enc: Encoded, i: int, text: str) -> bool:
    """Whether the pieces before and at `i` are of one word."""
    at = enc.starts[i]
    if enc.ends[i - 1] != at:
        return False
    if text[at - 1].isalnum():
        return text[at].isalnum() or any(p.match(text, at - 1) for p in _ONE_WORD)
    return at > 1 and any(p.match(text, at - 2) for p in _ONE_WORD)


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
        label = MENTION_LABELS[begin // 2]
        if label == "PERSON" and (m := _NAMED_HE.match(text, end)):
            end = m.end()
        if start < last or start >= end:
            continue
        last = end
        out.append(Mention(start, end, label, round(score, 4)))
    return out
