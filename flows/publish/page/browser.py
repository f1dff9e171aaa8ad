"""The copy of the database that visitors query in their browser: every table, view and macro, no article text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.publish.database import HELPERS, STORAGE_VERSION, sql_scripts
from flows.publish.information import INFORMATION
from flows.publish.page.reading import Connection, has_table
from schemas.ddl import comments, create_table, quoted
from schemas.tables import TABLES

# Columns that hold words of articles beyond quotes and reports. They stay, empty, so that queries fit both files.
WITHHELD = {"articles": ("text", "furniture"), "quarantine": ("row",)}
WITHHELD_NOTE = "Left out of the copy for the browser; the published files have it"


def write_browser_database(source: Path, target: Path) -> None:
    """Write the copy as `target`, in a format that DuckDB 1.2 and later read."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {quoted(str(source))} AS published (READ_ONLY)")
        connection.execute(f"ATTACH {quoted(str(target))} AS onrecord (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE onrecord")
        for name in TABLES:
            _copy_table(connection, name)
        for table in HELPERS:
            connection.execute(create_table(table))
        for script in sql_scripts().values():
            connection.execute(script)
        _copy_information(connection)
        connection.execute("CHECKPOINT onrecord")
        connection.execute("USE memory")
        connection.execute("DETACH onrecord")


def _copy_table(connection: Connection, name: str) -> None:
    table, withheld = TABLES[name], WITHHELD.get(name, ())
    connection.execute(create_table(table))
    connection.execute(";\n".join(comments(table)))
    for column in withheld:
        connection.execute(f'ALTER TABLE {name} ALTER "{column}" DROP NOT NULL')
        connection.execute(f'COMMENT ON COLUMN {name}."{column}" IS {quoted(WITHHELD_NOTE)}')
    kept = ", ".join("NULL" if c in withheld else f'"{c}"' for c in table.names)
    connection.execute(f"INSERT INTO {name} SELECT {kept} FROM published.{name}")


def _copy_information(connection: Connection) -> None:
    """The tables that tell of the snapshot, where the published file has them."""
    connection.execute("USE published")
    present = [t for t in INFORMATION if has_table(connection, t.name)]
    connection.execute("USE onrecord")
    for table in present:
        connection.execute(create_table(table))
        connection.execute(f"INSERT INTO {table.name} SELECT * FROM published.{table.name}")
        connection.execute(";\n".join(comments(table)))
