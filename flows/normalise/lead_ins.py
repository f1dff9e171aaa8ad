"""Speakers whom the layout names: transcripts ("PENCE: Well, ..."), and the line that leads in to a block quote.

The tagger reads the sentence around a quote; these stand a line or a paragraph away from their cue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.salience import weight
from flows.normalise.tagger.tags import Attribution

Span = tuple[int, int]

# "WALLACE: Let's start", at the start of a line; one to three words in capitals.
_TURN = re.compile(r"[\"“]?\s*(?P<name>[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,2})(?P<colon>:)\s+")
_TURNS = 3  # so many make a transcript
_REOPENED = re.compile(r"[\"“]\s*(?=\w)")
_CLOSED = re.compile(r"[\"”]?\s*$")
_LEADS_IN = re.compile(r":\s*$")


def with_lead_ins(doc: Document, cast: Cast, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, with the source that the layout gives to what is quoted."""
    turns = _turns(doc)
    if len(turns) >= _TURNS:
        return _with_turns(attributions, turns)
    return [_led_in(doc, cast, a) for a in attributions]


def _turns(doc: Document) -> list[Attribution]:
    """What each speaker of a transcript says: the line that names them, and the lines up to the next name."""
    found: list[Attribution] = []
    for start, end in doc.paragraphs:
        m = _TURN.match(doc.text, start, end)
        goes_on = _REOPENED.match(doc.text, start, end) if found and m is None else None
        if goes_on and found[-1].content[-1][1] >= start - 3:
            found[-1].content.append((goes_on.end(), _closed(doc.text, goes_on.end(), end)))
        elif m is not None and m.end() < _closed(doc.text, m.end(), end):
            content = [(m.end(), _closed(doc.text, m.end(), end))]
            found.append(Attribution(content, [m.span("colon")], [m.span("name")], [], "direct", 0.9))
    return found


def _closed(text: str, start: int, end: int) -> int:
    """Where the words end, the closing quotation mark left out."""
    m = _CLOSED.search(text, start, end)
    return m.start() if m else end


def _with_turns(attributions: Sequence[Attribution], turns: list[Attribution]) -> list[Attribution]:
    """The turns in place of the quotes that the tagger read in them or across them."""
    kept = [i for i, a in enumerate(attributions) if a.kind == "indirect" or not _touches(a, turns)]
    place = {old: new for new, old in enumerate(kept)}
    out = [replace(attributions[i], parent=_moved(attributions[i].parent, place)) for i in kept]
    return [*out, *turns]


def _moved(parent: int | None, place: dict[int, int]) -> int | None:
    return None if parent is None else place.get(parent)


def _touches(a: Attribution, turns: list[Attribution]) -> bool:
    return any(s < t.content[0][1] and t.source[0][0] < e for s, e in a.content for t in turns)


def _led_in(doc: Document, cast: Cast, a: Attribution) -> Attribution:
    """A quote without a source takes the subject of "Smith made this comment:" right before its paragraph."""
    if a.source or a.kind == "indirect" or not a.content:
        return a
    start = a.content[0][0]
    paragraph = doc.paragraph_at(start)[0]
    before = doc.text[:paragraph].rstrip()
    if doc.text[paragraph:start].strip(" \"“‘'") or not _LEADS_IN.search(before[-3:]):
        return a
    source = _subject(doc, cast, doc.sentences[doc.sentence_at(len(before) - 1)][0], len(before))
    return replace(a, source=[source]) if source else a


def _subject(doc: Document, cast: Cast, first: int, last: int) -> Span | None:
    people = [
        r for r in cast.references
        if first <= r.start < last and cast.entities[r.entity].kind == "person" and r.form != "pronoun"
    ]  # fmt: skip
    best = max(people, key=lambda r: (weight(doc, r.start, r.end), -r.start), default=None)
    return (best.start, best.end) if best else None
