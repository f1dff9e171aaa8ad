"""The sentence around a quoted span: the most of an article that the page ever shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]

# A sentence ends at a stop, closing quotes included, before white space and what can begin the next one.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9À-Þ])|\n")
# Stops that end no sentence: titles and middle initials. What is in doubt ends one: rather too little than too much.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Hon)|\b[A-Z][a-zà-ÿ]+ [A-Z])\.$"
)
# Longer "sentences" are lists or tables that lost their layout: the quoted words stand alone then.
LONGEST = 700


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence; `quoted` where they are the content of the quote."""

    text: str
    quoted: bool


def in_context(text: str | None, spans: list[Span], content: str) -> list[Piece]:
    """The content marked within its sentence or sentences, cut as [piece, piece, …].

    Without the article's text, or with spans that do not fit it, the content stands alone.
    """
    if not text or not spans or not _fit(text, spans):
        return [Piece(content, True)]
    pieces: list[Piece] = []
    for first, last in _sentences(text, spans):
        inside = [s for s in spans if first <= s[0] and s[1] <= last]
        pieces += [Piece(" … ", False)] if pieces else []
        pieces += _cut(text, first, last, inside)
    return pieces


def _fit(text: str, spans: list[Span]) -> bool:
    return all(0 <= start < end <= len(text) for start, end in spans) and all(
        a[1] <= b[0] for a, b in pairwise(spans)
    )


def _sentences(text: str, spans: list[Span]) -> list[Span]:
    """The stretches of whole sentences that hold the spans; neighbours that overlap are one."""
    found: list[Span] = []
    for span in spans:
        first, last = sentence_around(text, *span)
        if found and first <= found[-1][1]:
            before = found.pop()
            first, last = before[0], max(before[1], last)
        found.append((first, last))
    return found


def sentence_around(text: str, start: int, end: int) -> Span:
    """Where the sentence (or sentences) that hold text[start:end] begin and end.

    >>> t = "It rained. Mr. Ro said it was wet. Then it was dry."
    >>> first, last = sentence_around(t, t.index("it was wet"), t.index(". Then"))
    >>> t[first:last]
    'Mr. Ro said it was wet.'
    """
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    stops = [line_start, *_stops(text, line_start, line_end), line_end]
    first = max(s for s in stops if s <= start)
    last = min(s for s in stops if s >= end)
    while first < start and text[first].isspace():
        first += 1
    return (first, last) if last - first <= max(LONGEST, end - start) else (start, end)


def _stops(text: str, start: int, end: int) -> list[int]:
    ends = (m.end() for m in _END.finditer(text, start, end))
    return [e for e in ends if not _ABBREVIATION.search(text, max(start, e - 30), e)]


def _cut(text: str, first: int, last: int, spans: list[Span]) -> list[Piece]:
    pieces, at = [], first
    for start, end in spans:
        pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    pieces.append(Piece(text[at:last].rstrip(), False))
    return [p for p in pieces if p.text]
