"""A small valid dataset of every checked table, written by hand, with relayed quotes, calls and a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pyarrow as pa

from schemas.arrow import table_from_rows
from schemas.ids import spans_id, stable_id
from schemas.tables import TABLES

Rows = dict[str, list[dict[str, Any]]]

TITLE_A = "Officials: Minister rang her counterpart 📞"
TEXT_A = (
    f"{TITLE_A}\n\n"
    "Zoë Café-Ndoye, the foreign minister of Aruland, telephoned Peter Gábor on Monday. "
    "\u201cWe will keep talking,\u201d Ndoye said, \u201cuntil the bridge is open.\u201d\n\n"
    "Ndoye told Gábor that the bridge stays shut, Aruland officials say. "
    "Gábor denied that he had met the rebels."
)
TITLE_B = "Gabor: no deal with Ndoye yet"
TEXT_B = f"{TITLE_B}\n\nPeter Gábor said on Tuesday that Ndoye had not signed. The two will meet in May."

AGENCY, HERALD = "Aru Press Agency", "The Herald"


def actor_id(name: str) -> str:
    return stable_id("actor", name)


NDOYE, GABOR = actor_id("Zoë Café-Ndoye"), actor_id("Peter Gábor")
OFFICIALS, ARULAND = actor_id("Aruland officials"), actor_id("Aruland")


def article_row(
    name: str, outlet: str, title: str, text: str, day: date | None, **more: Any
) -> dict[str, Any]:
    """A valid row of articles; `more` overrides columns."""
    row = {
        "article_id": stable_id("article", name),
        "external_id": name,
        "url": f"https://news.example/{name}",
        "outlet": outlet,
        "title": title,
        "byline": ["A. Writer"],
        "published_on": day,
        "published_on_from": "metadata" if day else None,
        "language": "en",
        "text": text,
        "title_end": len(title),
        "word_count": len(text.split()),
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "flags": [],
        "furniture": [{"kind": "credit", "text": "Photo: nobody"}],
        "raw_path": f"{name}.txt",
        "raw_sha256": hashlib.sha256(name.encode()).hexdigest(),
    }
    return {**row, **more}


def spans_in(text: str, *parts: str) -> list[dict[str, int]]:
    """Where each part stands first in the text, in code points."""
    return [{"start": text.index(p), "end": text.index(p) + len(p)} for p in parts if p]


def quote_row(
    article: dict[str, Any], ordinal: int, content: Iterable[str], cue: str, source: str, **more: Any
) -> dict[str, Any]:
    """A valid row of quotes whose spans are found in the article's text."""
    text, parts = article["text"], list(content)
    spans = spans_in(text, *parts)
    row = {
        "quote_id": spans_id("quote", article["article_id"], ((s["start"], s["end"]) for s in spans)),
        "article_id": article["article_id"],
        "ordinal": ordinal,
        "kind": "indirect",
        "content": " ".join(parts),
        "content_spans": spans,
        "cue": cue,
        "cue_spans": spans_in(text, cue),
        "source": source,
        "source_spans": spans_in(text, source),
        "speaker_form": "name" if source else "none",
        "speaker_evidence": [],
        "negated": False,
        "place": "title" if spans[0]["start"] < article["title_end"] else "body",
        "confidence": 0.9,
    }
    speaker = {"speaker_confidence": 0.8} if more.get("speaker_id") else {}
    return {**row, **speaker, **more}


def mention_row(
    article: dict[str, Any], text: str, actor: str, after: str = "", form: str = "name"
) -> dict[str, Any]:
    """A valid row of mentions: the first place of `text` after the words `after`."""
    start = article["text"].index(text, article["text"].index(after) + len(after))
    return {
        "mention_id": spans_id("mention", article["article_id"], [(start, start + len(text))]),
        "article_id": article["article_id"],
        "actor_id": actor,
        "text": text,
        "start": start,
        "end": start + len(text),
        "form": form,
        "confidence": 1.0,
    }


def report_row(
    article: dict[str, Any], call: str, evidence: str, trigger: str, parties: dict[str, str], **more: Any
) -> dict[str, Any]:
    """A valid row of call_reports; `parties` maps words of the evidence to actors."""
    text = article["text"]
    span, word = spans_in(text, evidence)[0], spans_in(text, trigger)[0]
    row = {
        "report_id": spans_id("report", article["article_id"], [(span["start"], span["end"])]),
        "call_id": call,
        "article_id": article["article_id"],
        "evidence": evidence,
        **span,
        "trigger_start": word["start"],
        "trigger_end": word["end"],
        "channel": "phone",
        "status": "held",
        "parties": [
            {"actor_id": actor, **spans_in(text, words)[0], "confidence": 0.9}
            for words, actor in parties.items()
        ],
        "independent": True,
        "confidence": 0.8,
    }
    return {**row, **more}


def actor_row(name: str, kind: str, **more: Any) -> dict[str, Any]:
    counts = {"article_count": 0, "quote_count": 0, "call_count": 0}
    return {"actor_id": actor_id(name), "name": name, "kind": kind, "aliases": [], **counts, **more}


def call_row(name: str, *participants: str, **more: Any) -> dict[str, Any]:
    row = {
        "call_id": stable_id("call", name),
        "channel": "phone",
        "status": "held",
        "participants": sorted(participants),
        "plover_mode": "talk",
        "cameo_code": "041",
        "article_count": 1,
        "conflicted": False,
        "confidence": 0.8,
    }
    return {**row, **more}


MONDAY, TUESDAY = date(2024, 4, 1), date(2024, 4, 2)


def _articles() -> list[dict[str, Any]]:
    first = article_row("a", AGENCY, TITLE_A, TEXT_A, MONDAY)
    second = article_row("b", HERALD, TITLE_B, TEXT_B, TUESDAY)
    copy = article_row("c", HERALD, TITLE_A, TEXT_A, TUESDAY, duplicate_of=first["article_id"])
    undated = article_row("d", HERALD, "", "Nothing was said. Keine Neuigkeiten.", None, language="und")
    return [first, second, copy, undated]


def _quotes(first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    spoken = ["\u201cWe will keep talking,\u201d", "\u201cuntil the bridge is open.\u201d"]
    relayed = "Ndoye told Gábor that the bridge stays shut"
    outer = quote_row(first, 1, [relayed], "say", "Aruland officials", speaker_id=OFFICIALS)
    inner = {"speaker_id": NDOYE, "addressee_id": GABOR, "relayed_by_id": OFFICIALS}
    return [
        quote_row(first, 0, spoken, "said", "Ndoye", speaker_id=NDOYE, kind="direct", said_on=MONDAY),
        outer,
        quote_row(
            first, 2, ["the bridge stays shut"], "told", "Ndoye", parent_quote_id=outer["quote_id"], **inner
        ),
        quote_row(first, 3, ["he had met the rebels"], "denied", "Gábor", speaker_id=GABOR, negated=True),
        quote_row(second, 0, ["no deal with Ndoye yet"], "", "Gabor", speaker_id=GABOR),
        quote_row(
            second, 1, ["Ndoye had not signed"], "said", "Peter Gábor", speaker_id=GABOR, said_on=TUESDAY
        ),
    ]


def _calls(
    first: dict[str, Any], second: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    phoned = call_row("phoned", NDOYE, GABOR, called_on=MONDAY, initiator_id=NDOYE)
    meeting = {"status": "planned", "channel": "in_person"}
    planned = call_row("planned", NDOYE, GABOR, plover_mode="meet", cameo_code="036", **meeting)
    rang = "Zoë Café-Ndoye, the foreign minister of Aruland, telephoned Peter Gábor on Monday"
    both = {"Zoë Café-Ndoye": NDOYE, "Peter Gábor": GABOR}
    reports = [
        report_row(
            first, phoned["call_id"], rang, "telephoned", both, called_on=MONDAY, reported_by_id=OFFICIALS
        ),
        report_row(
            second,
            planned["call_id"],
            "The two will meet in May",
            "meet",
            {"Ndoye": NDOYE, "Gábor": GABOR},
            **meeting,
        ),
    ]
    return [phoned, planned], reports


def _actors() -> list[dict[str, Any]]:
    seen = {"first_seen": MONDAY, "last_seen": TUESDAY}
    day = {"first_seen": MONDAY, "last_seen": MONDAY, "article_count": 1}
    return [
        actor_row("Zoë Café-Ndoye", "person", role="foreign minister", country="ABW", sector="GOV",
                  aliases=["Ndoye"], article_count=2, quote_count=2, call_count=2, **seen),
        actor_row("Peter Gábor", "person", aliases=["Gábor", "Gabor"], article_count=2, quote_count=3, call_count=2,
                  **seen),
        actor_row("Aruland officials", "group", quote_count=1, **day),
        actor_row("Aruland", "country", country="ABW", **day),
    ]  # fmt: skip


def _mentions(first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    pronoun = mention_row(first, "he", GABOR, after="denied that ", form="pronoun")
    resolved = mention_row(first, "Gábor", GABOR, after="officials say. ")
    pronoun |= {"evidence_start": resolved["start"], "evidence_end": resolved["end"]}
    return [
        mention_row(first, "Zoë Café-Ndoye", NDOYE),
        mention_row(first, "Aruland", ARULAND, after="minister of "),
        mention_row(first, "Peter Gábor", GABOR),
        mention_row(first, "Aruland officials", OFFICIALS),
        resolved,
        pronoun,
        mention_row(second, "Gabor", GABOR),
        mention_row(second, "Ndoye", NDOYE),
        mention_row(second, "Peter Gábor", GABOR),
        mention_row(second, "Ndoye", NDOYE, after="Tuesday that "),
    ]


def small_rows() -> Rows:
    """Fresh rows of every checked table, free to be changed."""
    articles = _articles()
    calls, reports = _calls(articles[0], articles[1])
    return {
        "articles": articles,
        "quotes": _quotes(articles[0], articles[1]),
        "actors": _actors(),
        "calls": calls,
        "mentions": _mentions(articles[0], articles[1]),
        "call_reports": reports,
    }


def tables_from(rows: Rows) -> dict[str, pa.Table]:
    return {name: table_from_rows(name, listed) for name, listed in rows.items()}


def small_tables(change: Callable[[Rows], None] | None = None) -> dict[str, pa.Table]:
    """The dataset as Arrow tables, after `change` has been made to its rows."""
    rows = small_rows()
    if change:
        change(rows)
    return tables_from(rows)


def row_of(rows: Rows, table: str, at: int) -> dict[str, Any]:
    assert table in TABLES
    return rows[table][at]
