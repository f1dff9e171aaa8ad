"""Actors over all articles, from the entities of each: one row an actor, and which actor each entity is."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from flows.normalise.corrections import Corrections
from flows.normalise.names import fold
from flows.normalise.people import NameUse, group_people
from schemas.ids import stable_id

_MOST_ALIASES = 12


def actor_of_entities(entities: pl.DataFrame, corrections: Corrections) -> pl.DataFrame:
    """entity_id, actor_id: which actor each entity is. Names are grouped once each, however many articles use them."""
    distinct = entities.group_by("kind", "name").agg(
        pl.col("article_id").n_unique().alias("articles"),
        pl.col("gender").drop_nulls().mode().sort().first().alias("gender"),
        pl.col("country").drop_nulls().mode().sort().first().alias("country"),
    )
    persons = distinct.filter(pl.col("kind") == "person").sort("name")
    keys = group_people(
        NameUse(r["name"], r["articles"], r["gender"] or "", r["country"])
        for r in persons.iter_rows(named=True)
    )
    rows = []
    for r in distinct.iter_rows(named=True):
        key = keys.get(r["name"], fold(r["name"])) if r["kind"] == "person" else fold(r["name"]) or r["name"]
        rows.append(
            (r["kind"], r["name"], stable_id("actor", r["kind"], corrections.key(r["kind"], r["name"], key)))
        )
    # Types are declared because there may be no row to tell them: a run of other languages only.
    mapping = pl.DataFrame(rows, schema=dict.fromkeys(("kind", "name", "actor_id"), pl.String), orient="row")
    return entities.join(mapping, on=["kind", "name"], how="left").select("entity_id", "actor_id")


def actor_rows(
    entities: pl.DataFrame, actor_of: pl.DataFrame, articles: pl.DataFrame, corrections: Corrections
) -> pl.DataFrame:
    """One row an actor, without counts of quotes and calls: name, kind, role, country, sector, aliases, dates."""
    joined = entities.join(actor_of, on="entity_id").join(
        articles.select("article_id", "published_on", "duplicate_of"), on="article_id"
    )
    own = joined.filter(pl.col("duplicate_of").is_null())
    facts = joined.group_by("actor_id").agg(
        pl.col("kind").first(),
        _most("sector"),
        _most("country"),
        pl.col("published_on").min().alias("first_seen"),
        pl.col("published_on").max().alias("last_seen"),
    )
    roles = (
        joined.select("actor_id", pl.col("roles").list.first().alias("role")).drop_nulls()
        .group_by("actor_id").agg(_most("role"))
    )  # fmt: skip
    counts = own.group_by("actor_id").agg(
        pl.col("article_id").n_unique().cast(pl.Int32).alias("article_count")
    )
    return (
        facts.join(_names(joined, corrections), on="actor_id")
        .join(roles, on="actor_id", how="left")
        .join(counts, on="actor_id", how="left")
        .with_columns(pl.col("article_count").fill_null(0))
    )


def _most(column: str) -> pl.Expr:
    """The most frequent value, nulls left out; the first in order among equals."""
    return pl.col(column).drop_nulls().mode().sort().first().alias(column)


def _names(joined: pl.DataFrame, corrections: Corrections) -> pl.DataFrame:
    """The name (the most frequent of the full ones) and the other names of every actor."""
    used = (
        joined.select("actor_id", "kind", "names", "counts", "name").explode("names", "counts", empty_as_null=True)
        .with_columns(pl.coalesce("names", "name").alias("names"), pl.col("counts").fill_null(1))
        .group_by("actor_id", "kind", "names")
        .agg(pl.col("counts").sum())
        .with_columns(pl.col("names").str.count_matches(" ").clip(0, 1).alias("full"))
        .with_columns(pl.when(pl.col("kind") == "person").then(pl.col("full")).otherwise(0).alias("full"))
        .sort(["actor_id", "full", "counts", "names"], descending=[False, True, True, False])
    )  # fmt: skip
    names = used.group_by("actor_id", maintain_order=True).agg(
        pl.col("names").first().alias("name"),
        pl.col("names").slice(1, _MOST_ALIASES).alias("aliases"),
    )
    return names.with_columns(
        pl.struct("actor_id", "name")
        .map_elements(lambda r: corrections.renamed(r["name"]), return_dtype=pl.String)
        .alias("name")
    )


def to_polars(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
