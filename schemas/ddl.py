"""DuckDB DDL: CREATE TABLE with types and NOT NULL, and COMMENT ON for every table and column."""

from __future__ import annotations

import pyarrow as pa

from schemas.columns import Column
from schemas.tables import Table

_SCALARS = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
}


def sql_type(kind: pa.DataType) -> str:
    """The DuckDB type that holds an Arrow type.

    >>> sql_type(pa.list_(pa.string()))
    'VARCHAR[]'
    """
    if pa.types.is_list(kind):
        return sql_type(kind.value_type) + "[]"
    if pa.types.is_struct(kind):
        inner = ", ".join(f'"{f.name}" {sql_type(f.type)}' for f in kind)
        return f"STRUCT({inner})"
    return _SCALARS[kind]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def comment(column: Column) -> str:
    """The description, with the unit, the allowed values and where an id points."""
    notes = [column.description]
    if column.unit:
        notes.append(f"Unit: {column.unit}")
    if column.allowed:
        notes.append("One of " + ", ".join(column.allowed))
    if column.references:
        notes.append(f"Points at {column.references}")
    if column.deprecated:
        notes.append(f"Deprecated: {column.deprecated}")
    return ". ".join(notes)


def create_table(table: Table) -> str:
    lines = [f'    "{c.name}" {sql_type(c.type)}{"" if c.nullable else " NOT NULL"}' for c in table.columns]
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n)"


def comments(table: Table) -> list[str]:
    return [
        f"COMMENT ON TABLE {table.name} IS {quoted(table.description)}",
        *(f'COMMENT ON COLUMN {table.name}."{c.name}" IS {quoted(comment(c))}' for c in table.columns),
    ]
