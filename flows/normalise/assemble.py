"""The reduce step: what spans articles. Entities become actors, reports become calls, every table its final form."""

from __future__ import annotations

import logging
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

_log = logging.getLogger(__name__)


def assemble(
    articles: pa.Table, extracted: dict[str, pa.Table], corrections: Corrections | None = None
) -> dict[str, pa.Table]:
    """quotes, actors, calls, mentions and call_reports of all articles, in their declared schemas.

    `extracted` holds the intermediate tables of every mined article, batches concatenated in any order.
    """
    fixes = corrections if corrections is not None else load_corrections()
    known = to_polars(articles.select(["article_id", "published_on", "duplicate_of"]))
    entities = to_polars(extracted["entities"])
    actor_of = actor_of_entities(entities, fixes, articles["outlet"].unique().to_pylist())
    actors = actor_rows(entities, actor_of, known, fixes)
    calls, call_reports = _calls(_reports(extracted["reports"], actor_of), articles)
    # The two large tables are put in their final form one by one, so that only one is held twice.
    quotes = _ordered("quotes", _linked(extracted["quotes"], actor_of, _QUOTE_LINKS))
    mentions = _ordered("mentions", _linked(extracted["mentions"], actor_of, ["actor_id"]))
    pointed = pl.concat([_unique(quotes, link) for link in _QUOTE_LINKS] + [_unique(mentions, "actor_id")])
    for unused in fixes.unused():
        _log.warning(
            "corrections.tsv: %r changed nothing: no article has that name. Mend or delete it", unused
        )
    return {
        "quotes": quotes,
        "mentions": mentions,
        "actors": _final("actors", _used(_counted(actors, quotes, calls), pointed, calls)),
        "calls": table_from_rows("calls", calls),
        "call_reports": table_from_rows("call_reports", call_reports),
    }


_QUOTE_LINKS = ["speaker_id", "addressee_id", "relayed_by_id"]


def _unique(table: pa.Table, column: str) -> pl.Series:
    return pl.Series("actor_id", to_polars(table.select([column]))[column].drop_nulls().unique())


def _reports(reports: pa.Table, actor_of: pl.DataFrame) -> list[dict[str, Any]]:
    """The reports with actors in place of entities, those of two parties or more."""
    rows = reports.to_pylist()
    wanted = {p["entity_id"] for r in rows for p in r["parties"]}
    wanted |= {r[k] for r in rows for k in ("reported_by_id", "initiator_id") if r[k]}
    few = actor_of.filter(pl.col("entity_id").is_in(list(wanted)))
    ids = dict(few.select("entity_id", "actor_id").iter_rows())
    return [r for r in (_with_actors(row, ids) for row in rows) if len(r["participants"]) >= 2]


def _linked(table: pa.Table, actor_of: pl.DataFrame, columns: list[str]) -> pa.Table:
    """Entity ids replaced by actor ids; the other columns are not copied."""
    actors = actor_of.select("entity_id", "actor_id")
    for column in columns:
        entity = to_polars(table.select([column]).rename_columns(["entity_id"]))
        found = entity.join(actors, on="entity_id", how="left", maintain_order="left")
        place = table.schema.get_field_index(column)
        table = table.set_column(
            place, table.schema.field(column), found["actor_id"].to_arrow().cast(pa.string())
        )
    return table


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


def _counted(actors: pl.DataFrame, quotes: pa.Table, calls: list[dict[str, Any]]) -> pl.DataFrame:
    """Actors with the number of their quotes and calls."""
    speakers = to_polars(quotes.select(["speaker_id"]))
    spoken = speakers.group_by(pl.col("speaker_id").alias("actor_id")).agg(
        pl.len().cast(pl.Int32).alias("quote_count")
    )
    met = _parties(calls).to_frame().group_by("actor_id").agg(pl.len().cast(pl.Int32).alias("call_count"))
    out = actors.join(spoken, on="actor_id", how="left").join(met, on="actor_id", how="left")
    return out.with_columns(
        pl.col("quote_count", "call_count").fill_null(0), pl.lit(None, pl.String).alias("wikidata_id")
    )


def _parties(calls: list[dict[str, Any]]) -> pl.Series:
    return pl.Series("actor_id", [p for c in calls for p in c["participants"]], dtype=pl.String)


def _used(actors: pl.DataFrame, pointed: pl.Series, calls: list[dict[str, Any]]) -> pl.DataFrame:
    """Actors that something points at: one whose only mention was overruled is none."""
    used = pl.concat([pointed, _parties(calls)]).unique().to_frame()
    return actors.join(used, on="actor_id", how="semi")


def _ordered(name: str, table: pa.Table) -> pa.Table:
    """The same for a table too large to be held thrice: the order is found on its sort columns alone."""
    declared = TABLES[name]
    keys = to_polars(table.select(list(declared.sort))).with_row_index("_place")
    order = keys.sort(list(declared.sort), nulls_last=True)["_place"].to_arrow()
    return table.select(declared.names).take(order).cast(schema(declared))


def _final(name: str, frame: pl.DataFrame) -> pa.Table:
    """The declared columns, types and order of rows."""
    declared = TABLES[name]
    table = frame.select(declared.names).sort(list(declared.sort), nulls_last=True).to_arrow()
    return table.cast(schema(declared))
