"""What a refused row takes along: rows that point at it, and rows that nothing is left to speak for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from flows.check.links import LINKS, SUPPORTS, Graph
from flows.check.results import Finding

CASCADE = "cascade"
Masks = dict[str, np.ndarray]


def cascade(graph: Graph, refused: Masks) -> Iterator[Finding]:
    """Refuses rows until every accepted row points at accepted rows only; marks them in `refused`."""
    fresh = {table: mask.copy() for table, mask in refused.items()}
    while any(mask.any() for mask in fresh.values()):
        found = [*_followers(graph, refused, fresh), *_orphans(graph, refused, fresh)]
        fresh = {table: np.zeros_like(mask) for table, mask in refused.items()}
        for item in found:
            rows = item.rows.to_numpy()
            fresh[item.table][rows[~refused[item.table][rows]]] = True
        for table, mask in fresh.items():
            refused[table] |= mask
        yield from found


def _followers(graph: Graph, refused: Masks, fresh: Masks) -> Iterator[Finding]:
    """Accepted rows that point at a row just refused."""
    for link in LINKS:
        if fresh[link.target].any():
            gone = graph.numbers[link.target].filter(pl.Series(fresh[link.target])).drop_nulls().unique()
            edges = graph.edges[link].filter(pl.col("id").is_in(gone.implode()))
            yield _finding(
                link.table, edges, refused, f"its {link.name} points at a refused row of {link.target}"
            )


def _orphans(graph: Graph, refused: Masks, fresh: Masks) -> Iterator[Finding]:
    """Accepted rows that only refused rows pointed at."""
    for target, links in SUPPORTS.items():
        lost = [_ids(graph.edges[k], fresh[k.table]) for k in links if fresh[k.table].any()]
        if not lost:
            continue
        candidates = pl.concat(lost).unique()
        left = [_ids(graph.edges[k].join(candidates, on="id", how="semi"), ~refused[k.table]) for k in links]
        orphans = candidates.join(pl.concat(left), on="id", how="anti")
        numbers = graph.numbers[target]
        rows = pl.DataFrame({"row": pl.int_range(len(numbers), dtype=pl.Int32, eager=True), "id": numbers})
        yield _finding(
            target,
            rows.join(orphans, on="id", how="semi"),
            refused,
            "every row that refers to it was refused",
        )


def _ids(edges: pl.DataFrame, rows: np.ndarray) -> pl.DataFrame:
    return edges.filter(pl.Series(rows[edges["row"].to_numpy()], dtype=pl.Boolean)).select("id")


def _finding(table: str, edges: pl.DataFrame, refused: Masks, reason: str) -> Finding:
    rows = edges["row"].unique().sort()
    return Finding(
        table, CASCADE, reason, rows.filter(pl.Series(~refused[table][rows.to_numpy()], dtype=pl.Boolean))
    )
