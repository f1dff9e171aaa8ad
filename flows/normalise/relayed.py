"""Attribution inside attribution: "A told B that X, an official says".

The outer layer ("an official says") stands at the end of the sentence, or opens it; inside it somebody else speaks. The
tagger reads one layer; this reads the other by the forms that news uses, so that each content has its own speaker and
the one who relays it is its parent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference
from flows.normalise.tagger.tags import Attribution

Span = tuple[int, int]

_SAYING = r"say|says|said|tell|tells|told|claim|claims|claimed|report|reports|reported|confirm|confirms|confirmed|add|adds|added"
_TRAILING = re.compile(
    rf",\s+(?P<source>[^,.;:“”\"]{{3,80}}?)\s+(?P<cue>{_SAYING})(?:\s+(?P<to>(?:the\s+)?[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){{0,4}}))?"
    r"(?=\s*(?:[.—–-]|$))"
)
_TELLING = r"told|tells|assured|informed|warned|warns|reminded|advised|promised"
_INNER = re.compile(
    rf"(?:['’]s\s+\w+)?\s+(?:(?:also|then|later|again|privately|repeatedly|had|has)\s+){{0,2}}"
    rf"(?P<cue>{_TELLING}|said|says|stressed|insisted|argued|complained|explained|conceded|acknowledged|hinted|signal?led|"
    r"suggested|replied|pledged|vowed|noted|indicated|declared|asked|urged|demanded)\b"
)
_WHEN = re.compile(
    r"\s+(?:on\s+|last\s+|this\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|night|evening|afternoon))?"
)
_THAT = re.compile(r"\s*,?\s*(?:that\s+)?")
_NEXT_CLAUSE = re.compile(r",?\s+(?:but|and|while|whereas)\s+(?:[A-Z][\w.’'-]*\s+|the\s+|an?\s+){0,5}$")
_LABEL = re.compile(r"(?:[•\-–—*]\s*)?(?:[A-Z][^.!?:;,\n]{2,40}:\s+)?(?:Meanwhile,?\s+)?")
_HEADLINE = re.compile(
    rf"(?P<content>.{{12,}}),\s+(?P<source>[^,.;:“”\"]{{3,60}}?)\s+(?P<cue>{_SAYING}|warns|insists|vows)(?P<to>(?:\s+[\w.’'-]+){{0,4}})\s*$"
)
_SURE = 0.6


def with_headline(doc: Document, cast: Cast, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, with the headline's own where none was found there: "Talks near, Smith tells counterpart"."""
    m = _HEADLINE.match(doc.text, 0, doc.title_end)
    if m is None or any(s < doc.title_end for a in attributions for s, _ in a.content):
        return list(attributions)
    if not _holds_mention(cast, m.span("source")):
        return list(attributions)
    told = [(m.start("to") + 1, m.end("to"))] if m["to"].strip() else []
    found = Attribution(
        content=[m.span("content")], cue=[m.span("cue")], source=[m.span("source")], addressee=told,
        kind="mixed" if any(q in m["content"] for q in "“\"‘'") and "’" not in m["content"] else "indirect", confidence=_SURE,
    )  # fmt: skip
    return [*attributions, found]


def with_inner(doc: Document, cast: Cast, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, with those told inside a sentence that somebody else relays."""
    out = list(attributions)
    for first, last in doc.sentences:
        trailing = _last_trailing(doc, first, last)
        if trailing is None or not _holds_mention(cast, trailing.span("source")):
            continue
        inner = _inner(doc, cast, first, trailing.start())
        if inner:
            out = _relayed(doc, out, inner, trailing, first)
    return out


def _last_trailing(doc: Document, first: int, last: int) -> re.Match[str] | None:
    found = None
    for found in _TRAILING.finditer(doc.text, first, last):  # noqa: B007
        pass
    return found


def _holds_mention(cast: Cast, span: Span) -> bool:
    return any(span[0] <= r.start < span[1] for r in cast.references)


def _inner(doc: Document, cast: Cast, first: int, stop: int) -> list[Attribution]:
    """Who speaks between `first` and `stop`, each with a content up to the next one's clause."""
    speakers = [
        (r, m)
        for r in cast.references
        if first <= r.start < stop and (m := _INNER.match(doc.text, r.end, stop))
    ]
    speakers = [(r, m) for r, m in speakers if cast.entities[r.entity].kind != "group" or r.form != "pronoun"]
    found = []
    for i, (ref, m) in enumerate(speakers):
        end = _clause_end(doc, m.end(), speakers[i + 1][0].start) if i + 1 < len(speakers) else stop
        start, addressee = _content_start(doc, cast, m, end)
        said = doc.text[start:end].rstrip(" ,")
        if len(said.split()) >= 3:
            quoted = said.count("“") + said.count('"') > 0
            found.append(
                Attribution(
                    content=[(start, start + len(said))], cue=[m.span("cue")], source=[(ref.start, ref.end)],
                    addressee=[(addressee.start, addressee.end)] if addressee else [],
                    kind="mixed" if quoted else "indirect", confidence=_SURE,
                )
            )  # fmt: skip
    return found


def _clause_end(doc: Document, start: int, next_speaker: int) -> int:
    m = _NEXT_CLAUSE.search(doc.text, start, next_speaker)
    return m.start() if m else next_speaker


def _content_start(doc: Document, cast: Cast, m: re.Match[str], end: int) -> tuple[int, Reference | None]:
    """Where the content begins: after whom it was told to, the day, and "that"."""
    at, addressee = m.end("cue"), None
    if re.match(_TELLING, m["cue"]) or m["cue"] in ("asked", "urged"):
        near = [r for r in cast.references if at < r.start < min(end, at + 45)]
        titled = near and re.fullmatch(
            r"\s+(?:(?:[A-Z][\w.’'-]*|of|the|his|her)\s+)*", doc.text[at : near[0].start]
        )
        if titled:
            addressee = near[0]
            at = addressee.end
    when = _WHEN.match(doc.text, at, end)
    at = when.end() if when else at
    that = _THAT.match(doc.text, at, end)
    return (that.end() if that else at), addressee


def _relayed(
    doc: Document, known: list[Attribution], inner: list[Attribution], trailing: re.Match[str], first: int
) -> list[Attribution]:
    """The outer attribution with the inner ones as its children, in place of what overlaps them in that sentence."""
    label = _LABEL.match(doc.text, first, trailing.start())
    start = label.end() if label else first
    outer = Attribution(
        content=[(start, trailing.start())], cue=[trailing.span("cue")], source=[trailing.span("source")],
        addressee=[trailing.span("to")] if trailing["to"] else [], kind="indirect", confidence=_SURE,
    )  # fmt: skip
    gone = [i for i, a in enumerate(known) if any(first <= s < trailing.end() for s, _ in a.content)]
    place = {old: new for new, old in enumerate(i for i in range(len(known)) if i not in gone)}
    kept = []
    for i in place:
        parent = known[i].parent
        kept.append(replace(known[i], parent=None if parent is None else place.get(parent)))
    return [*kept, outer, *(replace(a, parent=len(kept)) for a in inner)]
