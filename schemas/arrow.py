"""Arrow schemas with descriptions, and empty or checked tables made from them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from schemas.columns import Column
from schemas.tables import TABLES, Table
from schemas.vocabulary import SCHEMA_VERSION


def field(column: Column) -> pa.Field:
    """The Arrow field, its description and unit as field metadata (Parquet keeps them)."""
    notes = {"description": column.description, "unit": column.unit, "deprecated": column.deprecated}
    metadata = {k: v for k, v in notes.items() if v}
    return pa.field(column.name, column.type, nullable=column.nullable, metadata=metadata)


def schema(table: Table) -> pa.Schema:
    metadata = {"table": table.name, "description": table.description, "schema_version": SCHEMA_VERSION}
    return pa.schema([field(c) for c in table.columns], metadata=metadata)


def table_from_rows(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the declared schema; a key that is no column is an error."""
    declared = TABLES[name]
    unknown = {k for row in rows for k in row} - set(declared.names)
    if unknown:
        raise ValueError(f"{name} has no column {', '.join(sorted(unknown))}")
    return pa.Table.from_pylist(rows, schema=schema(declared))


def empty(name: str) -> pa.Table:
    return schema(TABLES[name]).empty_table()
