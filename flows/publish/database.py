"""The DuckDB file of a snapshot: every table with its comments, views, macros, and tables that explain it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from flows.publish.files import flush
from flows.publish.information import INFORMATION, information_tables
from flows.publish.parquet import sort_columns
from flows.publish.search import build_search
from schemas.columns import link, text
from schemas.ddl import comments, create_table
from schemas.manifest import FileEntry, Manifest
from schemas.tables import TABLES, Table

# DuckDB clients from 1.2 on read this format, views and macros included.
STORAGE_VERSION = "v1.2.0"
MEMORY_LIMIT = "768MB"
SEARCH_MEMORY_LIMIT = "384MB"

ACTOR_NAMES = Table(
    "actor_names",
    "Every name that an actor is looked up by: name and aliases, and the last names of persons, as fold_name writes them.",
    (
        text("folded_name", "The name without case, accents, punctuation and a leading 'the'"),
        link("actor_id", "actors.actor_id", "Actor that bears it"),
    ),
    key=("folded_name", "actor_id"),
    sort=("folded_name", "actor_id"),
)

# Orders of rows that differ from the Parquet files': what somebody said lies together.
ORDERS = {"quotes": ("speaker_id", "article_id", "ordinal", "quote_id")}

# Helpers that SQL fills from the published tables (sql/helpers.sql).
HELPERS = (ACTOR_NAMES,)


@cache
def sql_scripts() -> dict[str, str]:
    """The packaged SQL by file name, in the order in which it runs."""
    folder = files("flows.publish") / "sql"
    return {
        name: (folder / name).read_text(encoding="utf-8")
        for name in ("helpers.sql", "views.sql", "macros.sql")
    }


def build_database(
    path: Path, parquet: Iterable[FileEntry], manifest: Manifest, *, search_index: bool = True
) -> None:
    """Write a new DuckDB file from Parquet files that lie beside it."""
    with duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(path.parent)}
    ) as connection:
        # The name that a client gives a file of this name: views then read the same in either place.
        connection.execute(f"ATTACH '{_quote(path)}' AS onrecord (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE onrecord")
        with _at_once(connection):
            for table in (*TABLES.values(), *HELPERS, *INFORMATION):
                connection.execute(create_table(table))
        _insert_parquet(connection, path.parent, parquet)
        with _at_once(connection):
            _insert_information(connection, manifest)
            for script in sql_scripts().values():
                connection.execute(script)
            for table in (*TABLES.values(), *HELPERS, *INFORMATION):
                connection.execute(";\n".join(comments(table)))
        if search_index:
            # The arrays of the index need memory beside DuckDB's.
            connection.execute(f"SET memory_limit = '{SEARCH_MEMORY_LIMIT}'")
            build_search(connection)
        connection.execute("CHECKPOINT onrecord")
        connection.execute("USE memory")
        connection.execute("DETACH onrecord")
    flush(path)


@contextmanager
def _at_once(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """In one transaction: each by itself, a hundred small statements would wait for the disk a hundred times."""
    connection.execute("BEGIN")
    yield
    connection.execute("COMMIT")


def _insert_parquet(
    connection: duckdb.DuckDBPyConnection, folder: Path, parquet: Iterable[FileEntry]
) -> None:
    """Rows keep the files' order, or get one of their own: scans then skip what they do not need."""
    files: dict[str, list[str]] = {}
    for file in parquet:
        files.setdefault(str(file.table), []).append(f"'{_quote(folder / file.path)}'")
    for table, sources in files.items():
        columns = ", ".join(f'"{name}"' for name in TABLES[table].names)
        order = f" ORDER BY {', '.join(ORDERS[table])}" if table in ORDERS else ""
        rows = f"SELECT {columns} FROM read_parquet([{', '.join(sources)}]){order}"
        connection.execute(f"INSERT INTO {table} {rows}")


def _insert_information(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    declared = {t.name: t for t in INFORMATION}
    for name, rows in information_tables(manifest).items():
        connection.register("rows", rows)
        order = ", ".join(sort_columns(declared[name]))
        connection.execute(f"INSERT INTO {name} SELECT * FROM rows ORDER BY {order}")
        connection.unregister("rows")


def _quote(path: Path) -> str:
    return str(path).replace("'", "''")
