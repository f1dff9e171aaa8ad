"""Refused rows as rows of the quarantine table: one a refused row, whatever number of checks it failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa

from flows.check.accepted import conformed
from flows.check.results import Finding
from schemas.arrow import empty, schema
from schemas.ids import stable_id
from schemas.tables import TABLES


def quarantine_table(tables: Mapping[str, pa.Table], findings: Sequence[Finding]) -> pa.Table:
    """The refused rows of all tables, in the quarantine's sort order."""
    refusing = [f for f in findings if len(f.rows)]
    names = dict.fromkeys(f.table for f in refusing)
    parts = [_refused(conformed(n, tables), n, [f for f in refusing if f.table == n]) for n in names]
    return pa.concat_tables([empty("quarantine"), *parts]).sort_by(
        [(c, "ascending") for c in TABLES["quarantine"].sort]
    )


def _refused(table: pa.Table, name: str, findings: Sequence[Finding]) -> pa.Table:
    reasons = _reasons(findings)
    rows = pl.from_arrow(table.take(reasons["row"].to_arrow()))
    assert isinstance(rows, pl.DataFrame)
    listed = {
        "row_id": rows[TABLES[name].key[0]].fill_null(""),
        "check_name": reasons["check"],
        "reason": reasons["reason"],
        "row": rows.select(pl.struct(pl.all()).struct.json_encode()).to_series(),
    }
    columns = {c: s.to_list() for c, s in listed.items()}
    columns["article_id"] = _or_none(rows, "article_id")
    columns["raw_path"] = _or_none(rows, "raw_path")
    columns["line"] = [None] * rows.height
    columns["table_name"] = [name] * rows.height
    columns["quarantine_id"] = _ids(name, columns["row"], columns["check_name"])
    declared = schema(TABLES["quarantine"])
    return pa.table({n: columns[n] for n in declared.names}, schema=declared)


def _or_none(rows: pl.DataFrame, column: str) -> list[str | None]:
    return rows[column].to_list() if column in rows.columns else [None] * rows.height


def _reasons(findings: Sequence[Finding]) -> pl.DataFrame:
    """Columns row, check (the first that refused the row) and reason (of every check that did); by row."""
    cases = [
        pl.DataFrame({"row": f.rows.cast(pl.UInt32)}).with_columns(
            check=pl.lit(f.check), reason=pl.lit(f.reason), order=pl.lit(order, dtype=pl.UInt32)
        )
        for order, f in enumerate(findings)
    ]
    grouped = pl.concat(cases).sort("row", "order").group_by("row", maintain_order=True)
    return grouped.agg(pl.col("check").first(), pl.col("reason").unique(maintain_order=True).str.join("; "))


def _ids(name: str, rows: Sequence[str], checks: Sequence[str]) -> list[str]:
    """Stable ids; identical rows are told apart by how many of them came before."""
    seen: dict[tuple[str, str], int] = {}
    ids = []
    for pair in zip(rows, checks, strict=True):
        seen[pair] = seen.get(pair, -1) + 1
        ids.append(stable_id("quarantine", name, *pair, seen[pair]))
    return ids
