"""Rows of the published database as dictionaries."""

from __future__ import annotations

from typing import Any

import duckdb

Row = dict[str, Any]
Connection = duckdb.DuckDBPyConnection

# Copies of an article repeat its quotes and reports: they count once.
ORIGINALS = "(SELECT * FROM articles WHERE duplicate_of IS NULL)"


def rows(connection: Connection, sql: str) -> list[Row]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]


def row(connection: Connection, sql: str) -> Row:
    """The only row of a query that always gives one."""
    return rows(connection, sql)[0]


def has_table(connection: Connection, name: str) -> bool:
    found = rows(
        connection, "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    )
    return name in [r["table_name"] for r in found]
