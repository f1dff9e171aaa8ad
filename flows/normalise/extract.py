"""One batch of articles to rows: the heart of the normalise room. Text in, Arrow tables out, no I/O but the model.

An article's rows depend on nothing but the article and the extractor: the same in any batch, on any machine.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pyarrow as pa

from flows.normalise import tagger
from flows.normalise.attributions import quote_rows, said, speakers, told
from flows.normalise.contacts import Report, contacts
from flows.normalise.document import Document, read_document
from flows.normalise.entities import Cast, cast
from flows.normalise.furniture import beside
from flows.normalise.intermediate import SCHEMAS
from flows.normalise.lead_ins import with_lead_ins
from flows.normalise.offices import describe
from flows.normalise.pronouns import resolve_pronouns
from flows.normalise.relayed import with_headline, with_inner
from flows.normalise.triggers import find_triggers
from schemas.ids import spans_id, stable_id

# A pronoun less sure than this is no mention: better none than one of another person.
_SURE_PRONOUN = 0.94

Rows = dict[str, list[dict[str, Any]]]


@cache
def _model() -> tagger.Tagger:
    """The tagger, loaded once a process."""
    return tagger.load(threads=1)


def extract(articles: pa.Table) -> dict[str, pa.Table]:
    """Quotes, mentions, entities and call reports of a batch.

    `articles` needs article_id, text, title_end, published_on, byline and outlet. Every returned table has
    article_id; ids of actors are still ids of entities inside their article (see `assemble`).
    """
    rows: Rows = {name: [] for name in SCHEMAS}
    columns = ["article_id", "text", "title_end", "published_on", "byline", "outlet"]
    with _no_collecting():
        for record in articles.select(columns).to_pylist():
            record["byline"] = tuple(record["byline"] or ())
            for name, found in article_rows(read_document(**record)).items():
                rows[name] += found
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Reading makes many objects and hardly a cycle: looking for some all the time costs a tenth of what is not the tagger."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def tags_of(model: tagger.Tagger, doc: Document) -> tagger.Tags:
    return beside(model.tag(doc.text), doc.text, doc.boxes)


def read(doc: Document, tags: tagger.Tags) -> tuple[Cast, list[tagger.Attribution]]:
    """Who is in the article, pronouns resolved, and who said what: all that contacts are found from."""
    people = cast(doc, tags.mentions)
    describe(people, doc, tags.mentions)
    attributions = with_lead_ins(doc, people, tags.attributions)
    attributions = with_inner(doc, people, with_headline(doc, people, attributions))
    resolve_pronouns(doc, people, said(attributions))
    return people, attributions


def article_rows(doc: Document) -> Rows:
    """All rows of one article."""
    tags = tags_of(_model(), doc)
    people, attributions = read(doc, tags)
    by = speakers(doc, people, attributions)
    quotes = quote_rows(doc, people, attributions, by)
    known = len(people.entities)
    reports = contacts(doc, people, find_triggers(doc, people, tags.states, told(doc, attributions, by)))
    parties = {i for r in reports for i in r.parties}
    people.forget(parties)
    new = range(known, len(people.entities))
    ids = [stable_id("entity", doc.article_id, i) for i in range(len(people.entities))]
    return {
        "quotes": [_with_ids(q, ids) for q in quotes],
        "mentions": _mentions(doc, people, ids),
        "entities": [e for i, e in enumerate(_entities(doc, people, ids)) if i not in new or i in parties],
        "reports": [_report(doc, people, r, ids, attributions) for r in reports],
    }


def _with_ids(row: dict[str, Any], ids: list[str]) -> dict[str, Any]:
    links = ("speaker_id", "addressee_id", "relayed_by_id")
    return row | {k: None if row[k] is None else ids[row[k]] for k in links}


def _mentions(doc: Document, people: Cast, ids: list[str]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for r in people.references:
        if r.form == "pronoun" and r.confidence < _SURE_PRONOUN:
            continue
        key = spans_id("mention", doc.article_id, [(r.start, r.end)])
        start, end = r.evidence or (None, None)
        rows.setdefault(key, {
            "mention_id": key, "article_id": doc.article_id, "actor_id": ids[r.entity],
            "text": doc.printed[r.start : r.end], "start": r.start, "end": r.end, "form": r.form,
            "confidence": r.confidence, "evidence_start": start, "evidence_end": end,
        })  # fmt: skip
    return list(rows.values())


def _entities(doc: Document, people: Cast, ids: list[str]) -> list[dict[str, Any]]:
    out = []
    for key, e in zip(ids, people.entities, strict=True):
        names = sorted(e.names, key=lambda n: (-e.names[n], n))
        out.append({
            "entity_id": key, "article_id": doc.article_id, "kind": e.kind, "name": e.name, "names": names,
            "counts": [e.names[n] for n in names], "roles": [r for r, _ in e.roles.most_common()],
            "country": e.country, "sector": e.sector, "gender": e.gender or None,
        })  # fmt: skip
    return out


def _report(doc: Document, people: Cast, r: Report, ids: list[str], attributions: Any) -> dict[str, Any]:
    first = (r.trigger[0], r.trigger[1])
    return {
        "report_id": spans_id("report", doc.article_id, [first, *((p.start, p.end) for p in r.parties.values())]),
        "article_id": doc.article_id,
        "evidence": doc.printed[r.start : r.end],
        "start": r.start, "end": r.end, "trigger_start": first[0], "trigger_end": first[1],
        "channel": r.channel, "status": r.status, "called_on": r.called_on,
        "reported_by_id": _reporter(doc, people, r, ids, attributions),
        "confidence": r.confidence,
        "parties": [
            {"entity_id": ids[p.entity], "start": p.start, "end": p.end, "confidence": p.confidence}
            for p in sorted(r.parties.values(), key=lambda p: p.start)
        ],
        "initiator_id": None if r.initiator is None else ids[r.initiator],
        "plover_mode": r.mode,
        "triggers": [{"start": s, "end": e} for s, e in r.triggers],
    }  # fmt: skip


def _reporter(doc: Document, people: Cast, r: Report, ids: list[str], attributions: Any) -> str | None:
    """Whose word the article gives for the contact: the source of the narrowest content that the trigger is in."""
    inside = [a for a in attributions if a.source and any(s <= r.trigger[0] < e for s, e in a.content)]
    if not inside:
        return None
    narrowest = min(inside, key=lambda a: a.content[-1][1] - a.content[0][0])
    start, end = narrowest.source[0]
    ref = next((ref for ref in people.references if start <= ref.start < end), None)
    return None if ref is None else ids[ref.entity]


def article_keys(articles: pa.Table) -> list[str]:
    """One key an article: the hash of everything that its extraction depends on, the extractor left out."""
    columns = ["article_id", "text_sha256", "title_end", "published_on", "byline", "outlet"]
    return [stable_id("extract", *record.values()) for record in articles.select(columns).to_pylist()]
