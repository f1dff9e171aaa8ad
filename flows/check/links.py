"""References between rows: every id that points somewhere points at a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from flows.check.results import Finding, Frames, finding
from schemas.tables import TABLES


@dataclass(frozen=True, slots=True)
class Link:
    """A column of ids (or a list of ids, or a field of a list of structs) that points at a table's key."""

    table: str
    column: str
    target: str
    target_key: str
    field: str | None = None

    @property
    def name(self) -> str:
        return f"{self.column}.{self.field}" if self.field else self.column

    def edges(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Columns row, id: one row an id that is given."""
        pairs = frame.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), pl.col(self.column).alias("id")
        )
        if isinstance(pairs.schema["id"], pl.List):
            pairs = pairs.explode("id")
        if self.field:
            pairs = pairs.with_columns(pl.col("id").struct.field(self.field).alias("id"))
        return pairs.drop_nulls("id")


def _declared() -> list[Link]:
    links = []
    for table in TABLES.values():
        for column in table.columns:
            if column.references:
                target, key = column.references.split(".")
                links.append(Link(table.name, column.name, target, key))
    # A party's actor sits inside a struct, where a column's `references` does not reach.
    return [*links, Link("call_reports", "parties", "actors", "actor_id", field="actor_id")]


LINKS = _declared()

# A row of these tables stands for something only as long as a row that points at it is left.
SUPPORTS = {
    "calls": [link for link in LINKS if link.table == "call_reports" and link.target == "calls"],
    "actors": [link for link in LINKS if link.target == "actors"],
}


def link_findings(frames: Frames) -> Iterator[Finding]:
    for link in LINKS:
        yield _dangling(link, frames)
    for target in SUPPORTS:
        yield _unsupported(target, frames)
    yield from _chain_findings(frames["quotes"])
    articles = frames["articles"]
    copies = articles["duplicate_of"] == articles["article_id"]
    yield finding("articles", "duplicate_of.self", "the article is called a copy of itself", copies)


def _dangling(link: Link, frames: Frames) -> Finding:
    edges = link.edges(frames[link.table])
    keys = frames[link.target].select(pl.col(link.target_key).alias("id"))
    rows = edges.join(keys, on="id", how="anti")["row"].unique().sort()
    reason = f"{link.name} points at no row of {link.target}"
    return Finding(link.table, f"{link.name}.reference", reason, rows)


def _unsupported(target: str, frames: Frames) -> Finding:
    key = TABLES[target].key[0]
    used = [link.edges(frames[link.table]).select(pl.col("id").unique()) for link in SUPPORTS[target]]
    given = frames[target].select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), pl.col(key).alias("id")
    )
    rows = given.drop_nulls("id").join(pl.concat(used), on="id", how="anti")["row"].sort()
    return Finding(target, f"{key}.used", f"no row of another table refers to it: {_used_by(target)}", rows)


def _used_by(target: str) -> str:
    return "a call needs a report" if target == "calls" else "an actor needs a mention, quote or call"


def _chain_findings(quotes: pl.DataFrame) -> Iterator[Finding]:
    """A quote's parent is another quote of the same article, and the chain of parents ends."""
    own = quotes["parent_quote_id"] == quotes["quote_id"]
    yield finding("quotes", "parent_quote_id.self", "the quote is its own parent", own)
    numbered = quotes.select("quote_id", "article_id", pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    unique = numbered.drop_nulls("quote_id").unique("quote_id", keep="first")
    parents = quotes.select(parent="parent_quote_id", child_article="article_id").join(
        unique, left_on="parent", right_on="quote_id", how="left", maintain_order="left"
    )
    elsewhere = parents["article_id"] != parents["child_article"]
    yield finding("quotes", "parent_quote_id.same_article", "its parent is in another article", elsewhere)
    endless = _endless(parents["row"].fill_null(-1).to_numpy())
    yield finding("quotes", "parent_quote_id.cycle", "its chain of parents never ends", pl.Series(endless))


def _endless(parent: np.ndarray) -> np.ndarray:
    """Which rows lead into a cycle; `parent` holds row numbers, -1 where there is no parent.

    Pointer doubling: after k rounds each row knows its ancestor 2**k steps up, so a chain longer than
    the number of rows that have a parent must go round.
    """
    inner = np.flatnonzero(parent >= 0)
    ancestor = np.append(parent, -1)
    for _ in range(len(inner).bit_length()):
        ancestor[inner] = ancestor[ancestor[inner]]
        inner = inner[ancestor[inner] >= 0]
    return ancestor[:-1] >= 0
