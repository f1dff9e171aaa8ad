"""What a refused row takes along: rows that point at it, and rows that nothing is left to speak for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from flows.check.links import LINKS, SUPPORTS
from flows.check.results import Finding, Frames
from schemas.tables import TABLES

CASCADE = "cascade"
Masks = dict[str, np.ndarray]


def cascade(frames: Frames, refused: Masks) -> Iterator[Finding]:
    """Refuses rows until every accepted row points at accepted rows only; marks them in `refused`."""
    fresh = {table: mask.copy() for table, mask in refused.items()}
    while any(mask.any() for mask in fresh.values()):
        found = [*_followers(frames, refused, fresh), *_orphans(frames, refused, fresh)]
        fresh = {table: np.zeros_like(mask) for table, mask in refused.items()}
        for item in found:
            rows = item.rows.to_numpy()
            fresh[item.table][rows[~refused[item.table][rows]]] = True
        for table, mask in fresh.items():
            refused[table] |= mask
        yield from found


def _ids(frames: Frames, table: str, rows: np.ndarray) -> pl.Series:
    return frames[table][TABLES[table].key[0]].filter(pl.Series(rows)).drop_nulls().unique()


def _followers(frames: Frames, refused: Masks, fresh: Masks) -> Iterator[Finding]:
    """Accepted rows that point at a row just refused."""
    for link in LINKS:
        if fresh[link.target].any():
            gone = _ids(frames, link.target, fresh[link.target])
            edges = link.edges(frames[link.table]).filter(pl.col("id").is_in(gone.implode()))
            yield _finding(
                link.table, edges, refused, f"its {link.name} points at a refused row of {link.target}"
            )


def _orphans(frames: Frames, refused: Masks, fresh: Masks) -> Iterator[Finding]:
    """Accepted rows that only refused rows pointed at."""
    for target, links in SUPPORTS.items():
        lost, left = [], []
        for link in links:
            if fresh[link.table].any():
                lost.append(_edges_of(link.edges(frames[link.table]), fresh[link.table]))
        if not lost:
            continue
        candidates = pl.concat(lost).unique()
        for link in links:
            edges = link.edges(frames[link.table]).join(candidates, on="id", how="semi")
            left.append(_edges_of(edges, ~refused[link.table]))
        key = TABLES[target].key[0]
        orphans = candidates.join(pl.concat(left), on="id", how="anti")
        rows = frames[target].select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), pl.col(key).alias("id")
        )
        yield _finding(
            target,
            rows.join(orphans, on="id", how="semi"),
            refused,
            "every row that refers to it was refused",
        )


def _edges_of(edges: pl.DataFrame, rows: np.ndarray) -> pl.DataFrame:
    return edges.filter(pl.Series(rows[edges["row"].to_numpy()])).select("id")


def _finding(table: str, edges: pl.DataFrame, refused: Masks, reason: str) -> Finding:
    rows = edges["row"].unique().sort()
    return Finding(
        table, CASCADE, reason, rows.filter(pl.Series(~refused[table][rows.to_numpy()], dtype=pl.Boolean))
    )
