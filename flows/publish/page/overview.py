"""What the snapshot is: its size, its days, its coverage, what was checked and measured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from flows.publish.page.periods import by_periods, grain, periods
from flows.publish.page.reading import ORIGINALS, Connection, Row, has_table, row, rows
from schemas.ddl import comment, sql_type
from schemas.tables import TABLES

MOST_OUTLETS = 20
# Columns of the chart of articles: ten years of months still stand apart on a screen.
MOST_MONTHS = 120
DOCUMENTS = {
    "onrecord.duckdb": "Every table with views and macros, for DuckDB 1.2 and later",
    "README.md": "The dataset card: provenance, licence, accuracy, limits",
    "datapackage.json": "Files, columns and types for Frictionless tools",
    "croissant.json": "Files, columns and types for Croissant tools and dataset search",
    "diff.md": "What changed since the snapshot before, and why",
    "diff.json": "The same for programs",
}
STATUS_SERIES = {
    "held": "held",
    "planned": "planned",
    "denied": "denied or cancelled",
    "cancelled": "denied or cancelled",
}


def overview(connection: Connection) -> Row:
    """Rows by table, days covered, outlets, and how many of the articles are copies or undated."""
    counts = {name: row(connection, f"SELECT count(*) AS n FROM {name}")["n"] for name in TABLES}
    facts = row(
        connection,
        """SELECT min(published_on) AS first, max(published_on) AS last, count(DISTINCT outlet) AS outlets,
            count(*) FILTER (WHERE published_on IS NULL) AS undated,
            count(duplicate_of) AS copies FROM articles""",
    )
    snapshot = row(connection, "FROM snapshot_info") if has_table(connection, "snapshot_info") else None
    return {**facts, "counts": counts, "snapshot": snapshot}


def coverage(connection: Connection) -> Row | None:
    """Articles by outlet and period; None where no article has a date. Copies count: they were published.

    Each outlet has a count and a shade (0 to 6) for every period. Outlets past MOST_OUTLETS are one row.
    """
    ends = row(connection, "SELECT min(published_on) AS first, max(published_on) AS last FROM articles")
    if ends["first"] is None:
        return None
    unit = grain(ends["first"], ends["last"])
    starts = periods(ends["first"], ends["last"], unit)
    counts = _counts_by_outlet(connection, unit)
    highest = max(max(found.values()) for _, found in counts)
    outlets = [
        {
            "name": name,
            "total": sum(found.values()),
            "cells": [_cell(found.get(s, 0), highest) for s in starts],
        }
        for name, found in counts
    ]
    totals = [sum(found.get(s, 0) for _, found in counts) for s in starts]
    return {"unit": unit, "periods": starts, "years": _years(starts), "outlets": outlets, "totals": totals}


def _counts_by_outlet(connection: Connection, unit: str) -> list[tuple[str, dict[date, int]]]:
    found = rows(
        connection,
        f"""SELECT coalesce(outlet, 'outlet unknown') AS outlet, date_trunc('{unit}', published_on)::DATE AS period,
            count(*) AS n FROM articles WHERE published_on IS NOT NULL GROUP BY ALL ORDER BY ALL""",
    )
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    for r in found:
        counts[r["outlet"]][r["period"]] = r["n"]
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    if len(ordered) <= MOST_OUTLETS + 1:
        return ordered
    rest: dict[date, int] = defaultdict(int)
    for _, by_period in ordered[MOST_OUTLETS:]:
        for period, n in by_period.items():
            rest[period] += n
    return [*ordered[:MOST_OUTLETS], (f"{len(ordered) - MOST_OUTLETS} other outlets", dict(rest))]


def _cell(count: int, highest: int) -> Row:
    return {"count": count, "shade": shade(count, highest)}


def shade(value: int, highest: int) -> int:
    """0 for none, else 1 to 6 on a square-root scale: a few large outlets must not hide the small ones.

    >>> [shade(v, 100) for v in (0, 1, 25, 100)]
    [0, 1, 3, 6]
    """
    return 0 if value == 0 else max(1, round(6 * (value / highest) ** 0.5))


def _years(starts: list[date]) -> list[tuple[int, int]]:
    """(year, columns that it spans) in order."""
    years: dict[int, int] = defaultdict(int)
    for start in starts:
        years[start.year] += 1
    return list(years.items())


def tables(counts: dict[str, int]) -> list[Row]:
    """Every published table with its columns, from the declaration that also made the database."""
    return [
        {
            "name": t.name,
            "description": t.description,
            "rows": counts[t.name],
            "key": t.key,
            "columns": [
                {"name": c.name, "type": sql_type(c.type), "nullable": c.nullable, "meaning": comment(c)}
                for c in t.columns
            ],
        }
        for t in TABLES.values()
    ]


def views(connection: Connection) -> list[Row]:
    """Views and macros with their comments; `parameters` is None for a view."""
    return rows(
        connection,
        """FROM (
                SELECT view_name AS name, NULL AS parameters, comment, schema_name, internal FROM duckdb_views()
                UNION ALL
                SELECT function_name, parameters, comment, schema_name, internal FROM duckdb_functions()
            )
            WHERE NOT internal AND schema_name = 'main' AND comment IS NOT NULL
            ORDER BY parameters IS NOT NULL, name""",
    )


def checks(connection: Connection) -> list[Row]:
    """What each check found, failures first; empty for a database without results."""
    if not has_table(connection, "checks"):
        return []
    return rows(connection, "FROM checks ORDER BY ok, table_name, check_name")


def refusals(connection: Connection) -> list[Row]:
    """Refused rows by table and check, most first."""
    return rows(
        connection,
        """SELECT table_name, check_name, count(*) AS n, mode(reason) AS reason FROM quarantine
            GROUP BY ALL ORDER BY n DESC, table_name, check_name""",
    )


_SCORES = ("f1", "precision", "recall")


def accuracy(connection: Connection) -> Row | None:
    """The measures of the extractor on gold; None where it was not measured.

    `scores` has a row for what has an F1 score, `shares` what is right of what was found, `rest` counts and notes.
    """
    if not has_table(connection, "evaluation"):
        return None
    found = rows(connection, "SELECT measure, value, note FROM evaluation ORDER BY measure")
    scored: dict[str, Row] = {}
    shares, rest = [], []
    for measured in found:
        name, _, last = str(measured["measure"]).rpartition(".")
        value = measured["value"]
        if last in _SCORES:
            scored.setdefault(name, {"measure": name})[last] = value
        elif value is not None and 0 <= value <= 1 and value != int(value):
            shares.append(measured)
        else:
            rest.append(measured)
    return {"scores": list(scored.values()), "shares": shares, "rest": rest} if found else None


def calls_by_period(connection: Connection) -> Row | None:
    """Calls by period and status; None where no call has a day.

    A call without a day of its own stands at the day of its first report.
    """
    found = rows(
        connection,
        f"""WITH told AS (SELECT call_id, min(a.published_on) AS told_on FROM call_reports
                JOIN {ORIGINALS} AS a USING (article_id) GROUP BY call_id)
            SELECT coalesce(called_on, told_on) AS day, status FROM calls LEFT JOIN told USING (call_id)""",
    )
    counts = Counter((r["day"], STATUS_SERIES[r["status"]]) for r in found if r["day"])
    by_period = by_periods(counts, tuple(dict.fromkeys(STATUS_SERIES.values())))
    return by_period and {**by_period, "undated": len(found) - counts.total()}


def articles_by_period(connection: Connection) -> Row | None:
    """Articles by period; None where none has a date. Copies count: they were published."""
    found = rows(connection, "SELECT published_on AS day FROM articles WHERE published_on IS NOT NULL")
    return by_periods(Counter((r["day"], "articles") for r in found), ("articles",), MOST_MONTHS)


def downloads(manifest: Mapping[str, Any]) -> Row:
    """The snapshot's files: one row a table, the database and documents; `parts` of tables cut into several files."""
    whole: list[Row] = []
    parts: dict[str, list[Row]] = defaultdict(list)
    for file in manifest["files"]:
        parts[file["table"] or file["path"]].append(file)
    for name, files in parts.items():
        about = DOCUMENTS.get(name) or (TABLES[name].description if name in TABLES else "")
        own = {"about": about, "rows": sum(f["rows"] for f in files), "bytes": sum(f["bytes"] for f in files)}
        single = (
            {"path": files[0]["path"], "sha256": files[0]["sha256"]} if len(files) == 1 else {"path": None}
        )
        whole.append({**own, **single, "name": name, "count": len(files)})
    order = {name: at for at, name in enumerate(("onrecord.duckdb", *TABLES))}
    whole.sort(key=lambda f: order.get(f["name"], len(order)))
    return {"whole": whole, "parts": [f for files in parts.values() if len(files) > 1 for f in files]}
