"""The reduce step: what spans articles. Entities become actors, reports become calls, every table its final form."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from flows.normalise.actors import actor_of_entities, actor_rows, to_polars
from flows.normalise.copies import independent, sketch
from flows.normalise.corrections import Corrections, load_corrections
from flows.normalise.ledger import Call, call_row, ledger, told_apart
from schemas.arrow import schema, table_from_rows
from schemas.tables import TABLES


def assemble(
    articles: pa.Table, extracted: dict[str, pa.Table], corrections: Corrections | None = None
) -> dict[str, pa.Table]:
    """quotes, actors, calls, mentions and call_reports of all articles, in their declared schemas.

    `extracted` holds the intermediate tables of every mined article, batches concatenated in any order.
    """
    fixes = corrections if corrections is not None else load_corrections()
    known = to_polars(articles.select(["article_id", "published_on", "duplicate_of"]))
    entities = to_polars(extracted["entities"])
    actor_of = actor_of_entities(entities, fixes)
    actors = actor_rows(entities, actor_of, known, fixes)
    ids = dict(zip(actor_of["entity_id"].to_list(), actor_of["actor_id"].to_list(), strict=True))
    reports = [_with_actors(r, ids) for r in extracted["reports"].to_pylist()]
    calls, call_reports = _calls([r for r in reports if len(r["participants"]) >= 2], articles)
    quotes = _linked(extracted["quotes"], actor_of, ["speaker_id", "addressee_id", "relayed_by_id"])
    mentions = _linked(extracted["mentions"], actor_of, ["actor_id"])
    counted = _counted(actors, quotes, calls)
    used = _used(counted, mentions, quotes, calls)
    return {
        "quotes": _final("quotes", quotes),
        "mentions": _final("mentions", mentions),
        "actors": _final("actors", used),
        "calls": table_from_rows("calls", calls),
        "call_reports": table_from_rows("call_reports", call_reports),
    }


def _linked(table: pa.Table, actor_of: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Entity ids replaced by actor ids."""
    frame = to_polars(table)
    for column in columns:
        names = {"entity_id": column, "actor_id": "_actor"}
        frame = (
            frame.join(actor_of.rename(names), on=column, how="left").drop(column).rename({"_actor": column})
        )
    return frame


def _with_actors(report: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """A report with actors in place of entities; parties that turn out to be one actor are one."""
    parties: dict[str, dict[str, Any]] = {}
    for p in report["parties"]:
        actor = ids[p["entity_id"]]
        parties.setdefault(
            actor, {"actor_id": actor, "start": p["start"], "end": p["end"], "confidence": p["confidence"]}
        )
    links = {k: ids.get(report[k]) if report[k] else None for k in ("reported_by_id", "initiator_id")}
    return report | links | {"parties": list(parties.values()), "participants": tuple(sorted(parties))}


def _calls(
    reports: list[dict[str, Any]], articles: pa.Table
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    published = _published(articles, {r["article_id"] for r in reports})
    calls = ledger(reports, published)
    several = [c for c in calls if len({r["article_id"] for r in c.reports}) > 1]
    sketches = _sketches(articles, {r["article_id"] for c in several for r in c.reports})
    contested = _contested(calls)
    keys = told_apart(calls)
    rows, told = [], []
    for i, call in enumerate(calls):
        order = sorted({r["article_id"] for r in call.reports}, key=lambda a: (published[a] or date.max, a))
        own = independent(order, sketches) if len(order) > 1 else set(order)
        rows.append(call_row(call, keys[i], own, i in contested))
        told += [_report_row(r, keys[i], r["article_id"] in own) for r in call.reports]
    return rows, told


def _published(articles: pa.Table, wanted: set[str]) -> dict[str, date | None]:
    pairs = zip(articles["article_id"].to_pylist(), articles["published_on"].to_pylist(), strict=True)
    return {a: d for a, d in pairs if a in wanted}


def _sketches(articles: pa.Table, wanted: set[str]) -> dict[str, Any]:
    frame = to_polars(articles.select(["article_id", "text"])).filter(
        pl.col("article_id").is_in(list(wanted))
    )
    return {a: sketch(t) for a, t in frame.iter_rows()}


def _contested(calls: list[Call]) -> set[int]:
    """Calls of the same parties on one day by channels that differ: the reports disagree, or there were two."""
    by_day: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for i, call in enumerate(calls):
        if call.called_on:
            by_day[(call.parties, call.called_on)].append(i)
    return {i for same in by_day.values() if len({calls[i].channel for i in same}) > 1 for i in same}


def _report_row(report: dict[str, Any], call_id: str, own: bool) -> dict[str, Any]:
    names = TABLES["call_reports"].names
    return {k: report[k] for k in names if k in report} | {"call_id": call_id, "independent": own}


def _counted(actors: pl.DataFrame, quotes: pl.DataFrame, calls: list[dict[str, Any]]) -> pl.DataFrame:
    """Actors with the number of their quotes and calls."""
    spoken = quotes.group_by(pl.col("speaker_id").alias("actor_id")).agg(
        pl.len().cast(pl.Int32).alias("quote_count")
    )
    parties = pl.DataFrame(
        {"actor_id": [p for c in calls for p in c["participants"]]}, schema={"actor_id": pl.String}
    )
    met = parties.group_by("actor_id").agg(pl.len().cast(pl.Int32).alias("call_count"))
    out = actors.join(spoken, on="actor_id", how="left").join(met, on="actor_id", how="left")
    return out.with_columns(
        pl.col("quote_count", "call_count").fill_null(0), pl.lit(None, pl.String).alias("wikidata_id")
    )


def _used(
    actors: pl.DataFrame, mentions: pl.DataFrame, quotes: pl.DataFrame, calls: list[dict[str, Any]]
) -> pl.DataFrame:
    """Actors that something points at: one whose only mention was overruled is none."""
    links = [quotes[c] for c in ("speaker_id", "addressee_id", "relayed_by_id")]
    pointed = (
        pl.concat([mentions["actor_id"], *(link.alias("actor_id") for link in links)]).drop_nulls().unique()
    )
    parties = pl.Series("actor_id", [p for c in calls for p in c["participants"]], dtype=pl.String)
    return actors.filter(pl.col("actor_id").is_in(pl.concat([pointed, parties]).unique().implode()))


def _final(name: str, frame: pl.DataFrame) -> pa.Table:
    """The declared columns, types and order of rows."""
    declared = TABLES[name]
    table = frame.select(declared.names).sort(list(declared.sort), nulls_last=True).to_arrow()
    return table.cast(schema(declared))
