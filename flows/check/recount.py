"""Counts and dates that tables keep about each other, made true again after rows were refused.

An actor's counts describe the published rows. They come in computed over everything that was extracted, so
what quarantine took away has to be taken off them. This is the one place where the check room changes a row.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from flows.check.links import LINKS
from flows.check.results import Finding, Frames
from schemas.tables import TABLES

COUNTED = {
    "actors": ("actor_id", ("article_count", "quote_count", "call_count", "first_seen", "last_seen")),
    "calls": ("call_id", ("article_count",)),
}

# What refers to an actor within an article.
ACTOR_LINKS = [k for k in LINKS if k.target == "actors" and "article_id" in TABLES[k.table].names]


def recounted(frames: Frames) -> dict[str, pl.DataFrame]:
    """actors and calls with the columns of COUNTED computed from `frames`."""
    return {"actors": _replaced(frames["actors"], _actor_counts(frames)),
            "calls": _replaced(frames["calls"], _call_counts(frames))}  # fmt: skip


def count_findings(frames: Frames) -> Iterator[Finding]:
    """Rows whose counts differ from the rows they count: a warning, since published counts are made true."""
    true = recounted(frames)
    for table, (_, columns) in COUNTED.items():
        given, computed = frames[table], true[table]
        for column in columns:
            bad = given[column].ne_missing(computed[column])
            reason = f"{column} is not what the other tables add up to"
            yield Finding(table, f"{column}.adds_up", reason, bad.arg_true())


def _replaced(frame: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    key, names = COUNTED["actors" if "actor_id" in counts.columns else "calls"]
    joined = frame.drop(names).join(counts, on=key, how="left", maintain_order="left")
    filled = [pl.col(n).fill_null(0) for n in names if frame.schema[n].is_integer()]
    return joined.with_columns(filled).select(pl.col(n).cast(frame.schema[n]) for n in frame.columns)


def _originals(frames: Frames) -> pl.DataFrame:
    """Articles that are no copies: copies are left out of every count."""
    return frames["articles"].filter(pl.col("duplicate_of").is_null()).select("article_id", "published_on")


def _actor_counts(frames: Frames) -> pl.DataFrame:
    originals = _originals(frames)
    mentioned = _appearances(frames)
    dated = mentioned.join(frames["articles"].select("article_id", "published_on"), on="article_id")
    seen = dated.group_by("actor_id").agg(
        first_seen=pl.col("published_on").min(), last_seen=pl.col("published_on").max()
    )
    articles = mentioned.join(originals, on="article_id").group_by("actor_id").agg(article_count=pl.len())
    spoken = frames["quotes"].select("article_id", actor_id="speaker_id").drop_nulls()
    quotes = (
        spoken.join(originals, on="article_id", how="semi").group_by("actor_id").agg(quote_count=pl.len())
    )
    parties = frames["calls"].select(actor_id="participants").explode("actor_id").drop_nulls()
    calls = parties.group_by("actor_id").agg(call_count=pl.len())
    counts = frames["actors"].select("actor_id")
    for part in (seen, articles, quotes, calls):
        counts = counts.join(part, on="actor_id", how="left")
    return counts.unique("actor_id")


def _appearances(frames: Frames) -> pl.DataFrame:
    """Columns actor_id, article_id: who is referred to where, be it as the speaker that a byline names."""
    found = []
    for link in ACTOR_LINKS:
        articles = frames[link.table].select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), "article_id"
        )
        edges = link.edges(frames[link.table]).join(articles, on="row")
        found.append(edges.select("article_id", actor_id="id").unique())
    return pl.concat(found).unique()


def _call_counts(frames: Frames) -> pl.DataFrame:
    reports = frames["call_reports"].join(_originals(frames), on="article_id", how="semi")
    return reports.group_by("call_id").agg(article_count=pl.col("article_id").n_unique())
