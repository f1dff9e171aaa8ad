"""References between rows: every id that points somewhere points at a row.

Ids are read once and then stand as numbers: that of the first row that bears the id. What points at what fits into
memory so, however long the tables are.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from flows.check.results import Finding, finding
from schemas.tables import TABLES

THREADS = 2
# What an id is that no row bears.
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Link:
    """A column of ids (or a list of ids, or a field of a list of structs) that points at a table's key."""

    table: str
    column: str
    target: str
    field: str | None = None

    @property
    def name(self) -> str:
        return f"{self.column}.{self.field}" if self.field else self.column

    def edges(self, table: pa.Table, keys: pa.Array) -> pl.DataFrame:
        """Columns row, id (row number of the target's first row with it, or UNKNOWN): one row an id that is given."""
        column = table[self.column]
        rows = pl.int_range(len(column), dtype=pl.Int32, eager=True)
        if pa.types.is_list(column.type):
            lists = column.combine_chunks()
            rows = pl.Series(pc.list_parent_indices(lists).to_numpy(), dtype=pl.Int32)
            column = pc.list_flatten(lists)
        if self.field:
            column = pc.struct_field(column, self.field)
        numbers = pc.fill_null(pc.index_in(column, value_set=keys), UNKNOWN)
        given = column.is_valid().to_numpy(zero_copy_only=False) if column.null_count else None
        edges = pl.DataFrame({"row": rows, "id": pl.Series(numbers.to_numpy(), dtype=pl.Int32)})
        return edges if given is None else edges.filter(pl.Series(given))


def _declared() -> list[Link]:
    links = []
    for table in TABLES.values():
        for column in table.columns:
            if column.references:
                links.append(Link(table.name, column.name, column.references.split(".")[0]))
    # A party's actor sits inside a struct, where a column's `references` does not reach.
    return [*links, Link("call_reports", "parties", "actors", field="actor_id")]


LINKS = _declared()
_TARGETS = frozenset(link.target for link in LINKS)

# A row of these tables stands for something only as long as a row that points at it is left.
SUPPORTS = {
    "calls": [link for link in LINKS if link.table == "call_reports" and link.target == "calls"],
    "actors": [link for link in LINKS if link.target == "actors"],
}


def targets_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """The tables in an order in which each comes after those that it points at."""
    graph = {n: {k.target for k in LINKS if k.table == n and k.target != n} for n in names}
    return tuple(TopologicalSorter(graph).static_order())


@dataclass(slots=True)
class Graph:
    """What points at what. `numbers` holds the number of each row's own id; null where it has none."""

    edges: dict[Link, pl.DataFrame] = field(default_factory=dict)
    numbers: dict[str, pl.Series] = field(default_factory=dict)
    _keys: dict[str, pa.Array] = field(default_factory=dict)

    def add(self, name: str, table: pa.Table, repeated: bool) -> None:
        """Take the links of a table, whose targets were added before; `repeated`: two rows may bear the same id."""
        if name in _TARGETS:
            keys = table[TABLES[name].key[0]].combine_chunks()
            self._keys[name], self.numbers[name] = keys, _numbers(keys, repeated)
        links = [link for link in LINKS if link.table == name]
        with ThreadPoolExecutor(THREADS) as pool:  # Arrow looks ids up without Python's lock
            found = pool.map(lambda link: link.edges(table, self._keys[link.target]), links)
            self.edges.update(zip(links, found, strict=True))

    def articles_of(self, name: str, rows: int) -> pl.Series:
        """The row number of each row's article; null where it is unknown."""
        return self._whole(Link(name, "article_id", "articles"), rows)

    def parents(self, rows: int) -> pl.Series:
        return self._whole(Link("quotes", "parent_quote_id", "quotes"), rows)

    def _whole(self, link: Link, rows: int) -> pl.Series:
        found = np.full(rows, UNKNOWN, dtype=np.int32)
        found[self.edges[link]["row"].to_numpy()] = self.edges[link]["id"].to_numpy()
        numbers = pl.Series(found)
        return numbers.zip_with(numbers != UNKNOWN, _NULL)


_NULL = pl.Series([None], dtype=pl.Int32)


def _numbers(keys: pa.Array, repeated: bool) -> pl.Series:
    if not repeated:
        numbers = pl.int_range(len(keys), dtype=pl.Int32, eager=True)
    else:
        numbers = pl.Series(pc.index_in(keys, value_set=keys).to_numpy(), dtype=pl.Int32)
    if keys.null_count:
        numbers = numbers.zip_with(pl.Series(keys.is_valid().to_numpy(zero_copy_only=False)), _NULL)
    return numbers


def link_findings(graph: Graph) -> Iterator[Finding]:
    for link in LINKS:
        edges = graph.edges[link]
        rows = edges.filter(pl.col("id") == UNKNOWN)["row"].unique().sort()
        reason = f"{link.name} points at no row of {link.target}"
        yield Finding(link.table, f"{link.name}.reference", reason, rows)
    for target in SUPPORTS:
        yield _unsupported(target, graph)
    yield from _chain_findings(graph)
    copies = graph.edges[Link("articles", "duplicate_of", "articles")]
    own = copies.filter(graph.numbers["articles"].gather(copies["row"]) == copies["id"])["row"].sort()
    yield Finding("articles", "duplicate_of.self", "the article is called a copy of itself", own)


def _unsupported(target: str, graph: Graph) -> Finding:
    numbers = graph.numbers[target]
    used = np.zeros(len(numbers) + 1, dtype=bool)  # the last is UNKNOWN's
    for link in SUPPORTS[target]:
        used[graph.edges[link]["id"].to_numpy()] = True
    key = TABLES[target].key[0]
    bad = ~pl.Series(used[:-1]).gather(numbers)
    return finding(target, f"{key}.used", f"no row of another table refers to it: {_used_by(target)}", bad)


def _used_by(target: str) -> str:
    return "a call needs a report" if target == "calls" else "an actor needs a mention, quote or call"


def _chain_findings(graph: Graph) -> Iterator[Finding]:
    """A quote's parent is another quote of the same article, and the chain of parents ends."""
    numbers = graph.numbers["quotes"]
    parents, articles = graph.parents(len(numbers)), graph.articles_of("quotes", len(numbers))
    yield finding("quotes", "parent_quote_id.self", "the quote is its own parent", parents == numbers)
    elsewhere = articles.gather(parents) != articles
    yield finding("quotes", "parent_quote_id.same_article", "its parent is in another article", elsewhere)
    endless = _endless(parents.fill_null(-1).to_numpy())
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
