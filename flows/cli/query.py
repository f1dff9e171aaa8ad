"""`onrecord query`: SQL, or an example by its name, printed as a table."""

from __future__ import annotations

import csv as csvlib
import json as jsonlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from flows.cli.failures import UserError
from flows.cli.options import Json, Warehouse, settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SQL = Annotated[
    str | None, typer.Argument(help="SQL, or the name of an example query; - reads SQL from stdin")
]
Listing = Annotated[bool, typer.Option("--list", help="List the example queries")]
# Characters: no column of a table is squeezed to less than this, or than it needs; a line in a file may be as long as it is.
_NARROWEST = 24
_FULL_WIDTH = 100_000

Csv = Annotated[bool, typer.Option("--csv", help="Print CSV on stdout")]


def query(
    sql: SQL = None, warehouse: Warehouse = None, list_: Listing = False, json: Json = False, csv: Csv = False
) -> None:
    """Ask the published database: onrecord query "FROM said_by('blinken')"."""
    if list_:
        _print_examples(json)
        return
    if sql is None or (json and csv):
        raise typer.BadParameter(
            "give SQL or the name of an example (--list), and one of --json and --csv at most"
        )
    columns, rows = run_query(settings(warehouse=warehouse).warehouse, _resolved(sql))
    if json:
        print(jsonlib.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=2, default=str))
    elif csv:
        csvlib.writer(sys.stdout, lineterminator="\n").writerows([columns, *rows])
    else:
        _print_table(columns, rows)


def connect(warehouse: Path) -> DuckDBPyConnection:
    """The published database, read-only."""
    import duckdb

    database = warehouse / "onrecord.duckdb"
    if not database.exists():
        raise UserError(
            f"{database}: nothing is published there yet; run: onrecord run --warehouse {warehouse}"
        )
    return duckdb.connect(str(database), read_only=True)


def run_query(warehouse: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows; duckdb.Error tells what is wrong with the SQL."""
    with connect(warehouse) as connection:
        result = connection.execute(sql)
        return [column[0] for column in result.description or ()], result.fetchall()


def _resolved(sql: str) -> str:
    """The SQL behind what was typed: a single word is an example's name."""
    if sql == "-":
        return sys.stdin.read()
    if not sql.replace("_", "").replace("-", "").isalnum():
        return sql
    from flows.publish import example_queries

    examples = {e.name: e.sql for e in example_queries()}
    if sql not in examples:
        raise UserError(f"{sql}: neither SQL nor an example query; these are: {', '.join(examples)}")
    return examples[sql]


def _print_examples(json: bool) -> None:
    from flows.publish import example_queries

    if json:
        print(
            jsonlib.dumps(
                [{"name": e.name, "title": e.title, "sql": e.sql} for e in example_queries()], indent=2
            )
        )
        return
    table = Table("name", "what it answers")
    for example in example_queries():
        table.add_row(example.name, f"{example.title}. {example.answers}".strip())
    Console().print(table)


def _print_table(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """As a table; where its columns would be squeezed as records, below each other. Files get full lines."""
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = _FULL_WIDTH
    shown = [[_cell(value) for value in row] for row in rows]
    if console.width < _least_width(columns, shown):
        _print_records(console, columns, shown)
    else:
        table = Table(*columns)
        for row in shown:
            table.add_row(*row)
        console.print(table)
    console.print(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}")


def _least_width(columns: list[str], rows: list[list[str]]) -> int:
    """What the table needs, borders included, before a column is squeezed."""
    widths = [max(map(cell_len, column)) for column in zip(columns, *rows, strict=True)]
    return sum(min(width, _NARROWEST) + 3 for width in widths) + 1


def _print_records(console: Console, columns: list[str], rows: list[list[str]]) -> None:
    """Names on the left, values beside them, each wrapped within its own half; empty values are left out."""
    for number, row in enumerate(rows, 1):
        console.rule(str(number), align="left")
        record = Table.grid(padding=(0, 2))
        record.add_column(justify="right", style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for column, value in zip(columns, row, strict=True):
            if value:
                record.add_row(column, value)
        console.print(record)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(_cell, value)) if isinstance(value, list) else str(value)
