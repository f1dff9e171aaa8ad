"""Quote rows: every attribution with its speaker, addressee, relayer, day and place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from flows.normalise.anaphora import NOBODY, Span, Speaker, writer
from flows.normalise.dates import days_in
from flows.normalise.document import Document, section_label
from flows.normalise.entities import Cast
from flows.normalise.first_persons import Told
from flows.normalise.pronouns import Said
from flows.normalise.speakers import FIRST_PERSON, resolve_source
from schemas.ids import spans_id

_NEGATION = re.compile(
    r"(?:\b(?:not|never|nor|neither|hardly)|n['’]t|\b(?:declined|refused|stopped short of)\b.{0,12})\s+(?:\w+\s+){0,2}$"
)
_DENYING = re.compile(r"\b(?:den(?:y|ies|ied|ying)|never|not|n['’]t)\b", re.I)
_ADDRESSING = re.compile(r"\b(?:tell|tells|told|telling|ask|asks|asked|asking|inform|informed|remind|reminded|warn|warns|warned|assure|assured|"
                         r"urge|urged|advise|advised|promise|promised|call)\b|(?<!according )\bto$", re.I)  # fmt: skip
# "We're told": what follows is no addressee.
_PASSIVE = re.compile(
    r"(?:\b(?:am|are|be|been|being|is|was|were)|['’]re)\s+(?:\w+ly\s+)?"
    r"(?:told|asked|informed|reminded|warned|assured|urged|advised|promised)\b",
    re.I,
)


class Attribution(Protocol):
    """An attribution as the tagger finds it; `parent` is its index in the same list."""

    @property
    def content(self) -> Sequence[Span]: ...
    @property
    def cue(self) -> Sequence[Span]: ...
    @property
    def source(self) -> Sequence[Span]: ...
    @property
    def addressee(self) -> Sequence[Span]: ...
    @property
    def kind(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def parent(self) -> int | None: ...


def said(attributions: Sequence[Attribution]) -> list[Said]:
    """What the pronoun resolver needs of the attributions."""
    return [
        Said(_whole(a.source), tuple(a.content), direct=a.kind != "indirect")
        for a in attributions
        if a.content
    ]


def told(doc: Document, attributions: Sequence[Attribution], by: Sequence[Speaker]) -> list[Told]:
    """Who tells what, for the contacts that are told of; `by` are the `speakers`."""
    return [
        Told(
            source,
            tuple(a.content),
            direct=a.kind != "indirect",
            speaker=None if _is_first_person(doc, source) else speaker.entity,
        )
        for a, speaker in zip(attributions, by, strict=True)
        if (source := _whole(a.source))
    ]


def _whole(spans: Sequence[Span]) -> Span | None:
    return (spans[0][0], spans[-1][1]) if spans else None


def _is_first_person(doc: Document, source: Span) -> bool:
    return doc.text[source[0] : source[1]].strip().lower() in FIRST_PERSON


def quote_rows(
    doc: Document, cast: Cast, attributions: Sequence[Attribution], by: Sequence[Speaker]
) -> list[dict[str, Any]]:
    """One row an attribution, ids of entities in place of actors; `by` are the `speakers`."""
    ids = [spans_id("quote", doc.article_id, a.content) for a in attributions]
    rows: dict[str, dict[str, Any]] = {}
    for i, a in enumerate(attributions):
        parent = a.parent if a.parent is not None and ids[a.parent] != ids[i] else None
        rows.setdefault(
            ids[i],
            _row(doc, cast, a, by[i], ids[i])
            | {
                "parent_quote_id": None if parent is None else ids[parent],
                "relayed_by_id": None if parent is None else by[parent].entity,
            },
        )
    ordered = sorted(
        rows.values(), key=lambda r: (r["content_spans"][0]["start"], r["content_spans"][-1]["end"])
    )
    return [row | {"ordinal": i} for i, row in enumerate(ordered)]


def speakers(doc: Document, cast: Cast, attributions: Sequence[Attribution]) -> list[Speaker]:
    """The speaker of every attribution; people whom only a source names join the cast.

    Resolved in text order; those who say "I" inside a quote after the one whose quote it is.
    """
    out: dict[int, Speaker] = {}
    narrator: list[int | None] = []
    later = []
    names = sorted(r.start for r in cast.references if r.form == "name")
    for i, a in enumerate(attributions):
        source = _whole(a.source)
        if source is None:
            out[i] = NOBODY
        elif _is_first_person(doc, source):
            later.append(i)
        else:
            out[i] = _of_spans(doc, cast, a.source, names)
    for i in later:
        source = attributions[i].source[0]
        holder = _enclosing(attributions, i, source)
        if holder is None and not narrator:
            narrator.append(writer(doc, cast))
        first = out.get(holder, NOBODY).entity if holder is not None else narrator[0]
        out[i] = resolve_source(doc, cast, (source[0], source[1]), first)
    cast.put_in_order()
    return [out[i] for i in range(len(attributions))]


def _of_spans(doc: Document, cast: Cast, spans: Sequence[Span], names: Sequence[int]) -> Speaker:
    """A source in several pieces ("Clinton ... she"): the piece that names its speaker best.

    `names` are the places where names start, in order.
    """
    order = {"name": 0, "noun": 1, "pronoun": 2, "unnamed": 3, "none": 4}
    # Named pieces first: resolving an unnamed one would add an actor that nobody needs.
    for start, end in spans:
        if bisect_left(names, start) < bisect_left(names, end):
            return resolve_source(doc, cast, (start, end), None)
    found = [resolve_source(doc, cast, (s, e), None) for s, e in spans]
    return min(found, key=lambda f: (f.entity is None, order[f.form]))


def _enclosing(attributions: Sequence[Attribution], index: int, source: Span) -> int | None:
    """The attribution whose content the source stands in: nobody but its speaker says "I" there."""
    for i, a in enumerate(attributions):
        if i != index and any(s <= source[0] < e for s, e in a.content):
            return i
    return None


def _row(doc: Document, cast: Cast, a: Attribution, speaker: Speaker, quote_id: str) -> dict[str, Any]:
    start = a.content[0][0]
    return {
        "quote_id": quote_id,
        "article_id": doc.article_id,
        "kind": a.kind,
        **_words(doc, "content", a.content),
        **_words(doc, "cue", a.cue),
        **_words(doc, "source", a.source),
        "speaker_id": speaker.entity,
        "speaker_form": speaker.form,
        "speaker_evidence": _spans(speaker.evidence if speaker.form != "name" else ()),
        "speaker_confidence": speaker.confidence,
        "addressee_id": _addressee(doc, cast, a, speaker),
        "negated": _negated(doc, a),
        "said_on": _said_on(doc, a),
        "place": "title" if start < doc.title_end else "body",
        "section_label": section_label(doc, start),
        "confidence": round(a.confidence, 4),
    }


def _spans(spans: Sequence[Span]) -> list[dict[str, int]]:
    return [{"start": s, "end": e} for s, e in spans]


def _words(doc: Document, name: str, spans: Sequence[Span]) -> dict[str, Any]:
    return {name: " ".join(doc.printed[s:e] for s, e in spans), f"{name}_spans": _spans(spans)}


def _addressee(doc: Document, cast: Cast, a: Attribution, speaker: Speaker) -> int | None:
    """Who is spoken to: the tagger's addressee, else the mention right after "told", "asked" or "to"."""
    spans = list(a.addressee)
    cue = " ".join(doc.text[s:e] for s, e in a.cue)
    if not spans and _ADDRESSING.search(cue) and not _PASSIVE.search(cue):
        cue_end = a.cue[-1][1]
        stop = min([s for s, _ in a.content if s >= cue_end] + [cue_end + 60])
        spans = [(cue_end, stop)]
    for start, end in spans:
        ref = next((r for r in cast.references if start <= r.start < end), None)
        if ref is not None and ref.entity != speaker.entity:
            return ref.entity
    return None


def _negated(doc: Document, a: Attribution) -> bool:
    """The article says that it was not said: "never said that", "denied saying that"."""
    if not a.cue:
        return False
    start = a.cue[0][0]
    cue = " ".join(doc.text[s:e] for s, e in a.cue)
    return bool(_NEGATION.search(doc.text[max(0, start - 40) : start])) or bool(
        _DENYING.search(cue) and "den" not in cue.lower()
    )


def _said_on(doc: Document, a: Attribution) -> date | None:
    """The day that stands between source and content, beside the cue and outside what was said."""
    if not a.cue:
        return None
    for start, end in _around(doc, a):
        day = next(days_in(doc.text, start, end, doc.published_on), None)
        if day is not None and (doc.published_on is None or day.day <= doc.published_on):
            return day.day
    return None


def _around(doc: Document, a: Attribution) -> Iterator[Span]:
    first, last = doc.sentences[doc.sentence_at(a.cue[0][0])]
    after, before = a.cue[-1][1], a.cue[0][0]
    yield after, min([s for s, _ in a.content if s >= after] + [last, after + 60])
    yield max([e for _, e in a.content if e <= before] + [first, before - 40]), before
