"""The copy of the database that visitors query in their browser: every table, view and macro, no article text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.publish.database import HELPERS, MEMORY_LIMIT, STORAGE_VERSION, sql_scripts
from flows.publish.information import INFORMATION
from flows.publish.page.reading import Connection, has_table, row
from schemas.ddl import comments, create_table, quoted
from schemas.tables import TABLES

# Columns that hold words of articles beyond quotes and reports, and the value that stands in for them. The
# columns stay, so that queries fit both files.
WITHHELD = {"articles": {"text": "''", "furniture": "[]"}, "quarantine": {"row": "''"}}
WITHHELD_NOTE = "Left out of the copy for the browser; the published files have it"

# A visitor downloads the copy whole: beyond so many quotes it holds the newest articles only, with all that
# belongs to them. Actors and calls stay complete.
MOST_QUOTES = 200_000
OF_ARTICLES = ("articles", "quotes", "mentions", "call_reports")


def articles_in_copy(connection: Connection, most: int = MOST_QUOTES) -> int:
    """How many articles of the published database the copy holds."""
    return int(row(connection, f"SELECT count(*) AS n FROM ({_newest('', most)})")["n"])


def _newest(schema: str, most: int) -> str:
    """SQL for the ids of the newest articles that have `most` quotes together."""
    return f"""SELECT article_id FROM (
            SELECT article_id, sum(coalesce(n, 0)) OVER (ORDER BY published_on DESC NULLS LAST, article_id) AS until
            FROM {schema}articles
            LEFT JOIN (SELECT article_id, count(*) AS n FROM {schema}quotes GROUP BY article_id) USING (article_id)
        ) WHERE until <= {most:d}"""


def write_browser_database(source: Path, target: Path, most: int = MOST_QUOTES) -> None:
    """Write the copy as `target`, in a format that DuckDB 1.2 and later read."""
    with duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(target.parent)}
    ) as connection:
        connection.execute(f"ATTACH {quoted(str(source))} AS published (READ_ONLY)")
        connection.execute(f"ATTACH {quoted(str(target))} AS onrecord (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE onrecord")
        connection.execute(f"CREATE TEMP TABLE newest AS {_newest('published.', most)}")
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
    table, withheld = TABLES[name], WITHHELD.get(name, {})
    connection.execute(create_table(table))
    connection.execute(";\n".join(comments(table)))
    for column in withheld:
        connection.execute(f'COMMENT ON COLUMN {name}."{column}" IS {quoted(WITHHELD_NOTE)}')
    kept = ", ".join(withheld.get(column, f'"{column}"') for column in table.names)
    only = "WHERE article_id IN (FROM newest)" if name in OF_ARTICLES else ""
    connection.execute(f"INSERT INTO {name} SELECT {kept} FROM published.{name} {only}")


def _copy_information(connection: Connection) -> None:
    """The tables that tell of the snapshot, where the published file has them."""
    connection.execute("USE published")
    present = [t for t in INFORMATION if has_table(connection, t.name)]
    connection.execute("USE onrecord")
    for table in present:
        connection.execute(create_table(table))
        connection.execute(f"INSERT INTO {table.name} SELECT * FROM published.{table.name}")
        connection.execute(";\n".join(comments(table)))
