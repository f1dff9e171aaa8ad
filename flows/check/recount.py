"""Counts and dates that tables keep about each other, made true again after rows were refused.

An actor's counts describe the published rows. They come in computed over everything that was extracted, so
what quarantine took away has to be taken off them. This is the one place where the check room changes a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
import pyarrow as pa

from flows.check.links import LINKS, Graph, Link
from flows.check.results import Finding
from schemas.tables import TABLES

COUNTED = {
    "actors": ("article_count", "quote_count", "call_count", "first_seen", "last_seen"),
    "calls": ("article_count",),
}

# What refers to an actor within an article.
ACTOR_LINKS = [k for k in LINKS if k.target == "actors" and "article_id" in TABLES[k.table].names]
Columns = dict[str, pl.DataFrame]


class Counter:
    """Counts over the rows of a graph that are not refused. `articles` gives duplicate_of and published_on."""

    def __init__(self, graph: Graph, articles: pa.Table, refused: Mapping[str, np.ndarray]) -> None:
        self._graph, self._refused = graph, refused
        self._days = pl.Series(pl.from_arrow(articles["published_on"]))
        # Copies are left out of every count.
        self._original = pl.Series(pl.from_arrow(articles["duplicate_of"].is_null()))

    def counts(self) -> Columns:
        """The columns of COUNTED by table, one row each row of the table."""
        return {"actors": self._actors(), "calls": self._calls()}

    def _edges(self, link: Link) -> pl.DataFrame:
        """Columns row and id: accepted rows and what they point at."""
        edges, refused = self._graph.edges[link], self._refused[link.table]
        return edges.filter(pl.Series(~refused[edges["row"].to_numpy()])) if refused.any() else edges

    def _in_articles(self, link: Link) -> pl.DataFrame:
        """Columns id, article: what is referred to in which accepted article."""
        edges = self._edges(link)
        articles = self._graph.articles_of(link.table, len(self._refused[link.table]))
        pairs = pl.DataFrame({"id": edges["id"], "article": articles.gather(edges["row"])}).drop_nulls()
        return pairs.filter(pl.Series(~self._refused["articles"][pairs["article"].to_numpy()]))

    def _actors(self) -> pl.DataFrame:
        found = _each_once(pl.concat(self._in_articles(link) for link in ACTOR_LINKS))
        found = found.with_columns(
            day=self._days.gather(found["article"]), original=self._original.gather(found["article"])
        )
        seen = found.group_by("id").agg(
            article_count=pl.col("original").sum(),
            first_seen=pl.col("day").min(),
            last_seen=pl.col("day").max(),
        )
        spoken = self._edges(Link("quotes", "speaker_id", "actors"))
        articles = self._graph.articles_of("quotes", len(self._refused["quotes"])).gather(spoken["row"])
        original = self._original.gather(articles) & ~pl.Series(self._refused["articles"]).gather(articles)
        quotes = spoken.filter(original).group_by("id").agg(quote_count=pl.len())
        parties = self._edges(Link("calls", "participants", "actors"))
        calls = parties.group_by("id").agg(call_count=pl.len())
        return self._filled("actors", seen, quotes, calls)

    def _calls(self) -> pl.DataFrame:
        reports = _each_once(self._in_articles(Link("call_reports", "call_id", "calls")))
        reports = reports.filter(self._original.gather(reports["article"]))
        counts = reports.group_by("id").agg(article_count=pl.len())
        return self._filled("calls", counts)

    def _filled(self, table: str, *parts: pl.DataFrame) -> pl.DataFrame:
        whole = pl.DataFrame({"id": self._graph.numbers[table]})
        for part in parts:
            whole = whole.join(part, on="id", how="left", maintain_order="left")
        numbers = [pl.col(n).fill_null(0).cast(pl.Int32) for n in COUNTED[table] if n.endswith("_count")]
        return whole.with_columns(numbers).select(COUNTED[table])


def _each_once(pairs: pl.DataFrame) -> pl.DataFrame:
    """Distinct pairs; as one number they are found faster."""
    packed = (pairs["id"].to_numpy().astype(np.int64) << 32) | pairs["article"].to_numpy()
    distinct = pl.Series(packed).unique().to_numpy()
    halves = {"id": distinct >> 32, "article": distinct & 0xFFFFFFFF}
    return pl.DataFrame(halves).cast(pl.Int32)


def count_findings(given: Columns, counted: Columns) -> Iterator[Finding]:
    """Rows whose counts differ from the rows they count: a warning, since published counts are made true."""
    for table, columns in COUNTED.items():
        for column in columns:
            bad = given[table][column].ne_missing(counted[table][column])
            reason = f"{column} is not what the other tables add up to"
            yield Finding(table, f"{column}.adds_up", reason, bad.arg_true())
