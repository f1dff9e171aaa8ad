"""Tables that tell of the snapshot inside its database: what it is, how good, how checked, what columns mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

import pyarrow as pa

from schemas.columns import Column, count, text
from schemas.ddl import sql_type
from schemas.manifest import Manifest
from schemas.tables import TABLES, Table

# Without a time zone: with one, Python clients would need another package to read it.
_STAMP = pa.timestamp("us")

SNAPSHOT_INFO = Table(
    "snapshot_info",
    "One row: which snapshot this database is, and what made it.",
    (
        text("version", "Day of publication and start of content_sha256"),
        text("schema_version", "Version of the tables' declaration"),
        text("content_sha256", "Checksum over the Parquet files and the SQL of views and macros"),
        text("previous_version", "Version that was newest before this one", nullable=True),
        Column("created_at", _STAMP, "When it was published, in UTC"),
        Column("first_published_on", pa.date32(), "Day of the first dated article", nullable=True),
        Column("last_published_on", pa.date32(), "Day of the last dated article", nullable=True),
        Column("input_cut_off", pa.date32(), "Input after this day was not considered", nullable=True),
        text("inputs_fingerprint", "Hash of the raw input"),
        text("code_version", "Version of onrecord"),
        text("extractor_version", "Version of what extracts quotes, actors and calls"),
    ),
    key=("version",),
    sort=("version",),
)

EVALUATION = Table(
    "evaluation",
    "Accuracy of the extractor, measured on gold data; empty where it was not measured.",
    (
        text("measure", "Path of the measure, parts joined by a dot"),
        Column("value", pa.float64(), "Its value; null where it is no number", nullable=True),
        text("note", "What was given instead of a number", nullable=True),
    ),
    key=("measure",),
    sort=("measure",),
)

CHECKS = Table(
    "checks",
    "What each check found in the run that made this snapshot.",
    (
        text("table_name", "Table that was checked"),
        text("check_name", "Name of the check, as in quarantine"),
        Column("ok", pa.bool_(), "Whether no row failed"),
        Column("blocking", pa.bool_(), "Whether a failure stops the run before publishing"),
        count("failed", "Rows that failed", "rows"),
        text("note", "What was found; empty where nothing was"),
    ),
    key=("table_name", "check_name"),
    sort=("table_name", "check_name"),
)

DATA_DICTIONARY = Table(
    "data_dictionary",
    "Every column of the published tables: what it means and what it may hold.",
    (
        text("table_name", "Table"),
        count("position", "Place of the column in its table, from 1", "columns"),
        text("column_name", "Column"),
        text("type", "DuckDB type"),
        Column("nullable", pa.bool_(), "Whether it may be null"),
        text("description", "What it means"),
        text("unit", "Unit, where it has one", nullable=True),
        Column("allowed", pa.list_(pa.string()), "The values it may hold; empty where they are not listed"),
        text("points_at", "Table and column that an id is found in", nullable=True),
        text("deprecated", "What to use instead, where it will go", nullable=True),
    ),
    key=("table_name", "position"),
    sort=("table_name", "position"),
)

INFORMATION = (SNAPSHOT_INFO, EVALUATION, CHECKS, DATA_DICTIONARY)


def information_tables(manifest: Manifest) -> dict[str, pa.Table]:
    """The information tables of the snapshot that `manifest` describes (its files may be missing yet)."""
    rows = {
        "snapshot_info": [_snapshot_info(manifest)],
        "evaluation": list(measures(manifest.accuracy or {})),
        "checks": list(_checks(manifest)),
        "data_dictionary": list(_dictionary()),
    }
    return {t.name: pa.Table.from_pylist(rows[t.name], schema=_schema(t)) for t in INFORMATION}


def _schema(table: Table) -> pa.Schema:
    return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in table.columns])


def _snapshot_info(manifest: Manifest) -> dict[str, Any]:
    span = manifest.published
    own = {name: getattr(manifest, name) for name in SNAPSHOT_INFO.names if hasattr(manifest, name)}
    own["created_at"] = manifest.created_at.astimezone(UTC).replace(tzinfo=None)
    return {**own, "first_published_on": span and span.first, "last_published_on": span and span.last}


def measures(value: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """The leaves of nested measures, each with its path."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from measures(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield {"measure": path, "value": float(value)}
    else:
        yield {"measure": path, "note": value if isinstance(value, str) else json.dumps(value, default=str)}


def _checks(manifest: Manifest) -> Iterator[dict[str, Any]]:
    for r in manifest.checks:
        result = {"ok": r.ok, "blocking": r.blocking, "failed": r.failed, "note": r.note}
        yield {"table_name": r.table, "check_name": r.name, **result}


def _dictionary() -> Iterator[dict[str, Any]]:
    for table in TABLES.values():
        for position, c in enumerate(table.columns, start=1):
            yield {
                "table_name": table.name,
                "position": position,
                "column_name": c.name,
                "type": sql_type(c.type),
                "nullable": c.nullable,
                "description": c.description,
                "unit": c.unit,
                "allowed": list(c.allowed),
                "points_at": c.references,
                "deprecated": c.deprecated,
            }
