"""A large dataset out of a small one: a published snapshot's rows, repeated under other ids and days.

    python benchmarks/scale_data.py WAREHOUSE OUT --quotes 1000000

Offsets and texts stay true, so the result passes the checks. Actors come back in a part of the copies only,
as a longer archive has more people, but not as many more as it has articles; those of a copy bear a name of their
own. Copies are `--days` apart.
"""

from __future__ import annotations

import argparse
from math import ceil, isqrt
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish import latest_manifest
from schemas.columns import ID_PATTERN, Column
from schemas.tables import PARTY, TABLES, Table

# The name of a copy of an actor ends with its number, in letters.
_LETTERS = "upper(translate(i::VARCHAR, '0123456789', 'abcdefghij'))"


def _copied(name: str, number: str) -> str:
    """The id of a copy; copy 0 is the original."""
    return f"CASE WHEN {number} = 0 THEN {name} ELSE left(md5({name} || ':' || {number}), 16) END"


def _column(table: Table, column: Column, actor_copies: int) -> str:
    name, actor_copy = f'"{column.name}"', f"(i % {actor_copies})"
    of_actor = column.references == "actors.actor_id" or column.name == "actor_id"
    number = ("i" if table.name == "actors" else actor_copy) if of_actor else "i"
    if column.pattern == ID_PATTERN and pa.types.is_list(column.type):
        return f"list_sort(list_transform({name}, lambda x: {_copied('x', number)})) AS {name}"
    if column.pattern == ID_PATTERN:
        return f"{_copied(name, number)} AS {name}"
    if column.type == pa.list_(PARTY):
        party = f'struct_pack(actor_id := {_copied("x.actor_id", actor_copy)}, start := x.start, "end" := x."end", confidence := x.confidence)'
        return f"list_transform({name}, lambda x: {party}) AS {name}"
    if table.name == "actors" and column.name == "name":
        return f"CASE WHEN i = 0 THEN name ELSE name || ' ' || {_LETTERS} END AS name"
    if table.name == "actors" and column.name == "aliases":
        return f"CASE WHEN i = 0 THEN aliases ELSE list_transform(aliases, lambda x: x || ' ' || {_LETTERS}) END AS aliases"
    if pa.types.is_date(column.type):
        return f"({name} - i::INTEGER * $days)::DATE AS {name}"
    return name


def generate(warehouse: Path, out: Path, quotes: int, days: int = 20, extra_copies: int = 0) -> int:
    """Write `<out>/<table>.parquet` with at least so many quotes; returns the number of copies."""
    manifest = latest_manifest(warehouse)
    assert manifest is not None
    copies = ceil(quotes / manifest.row_counts["quotes"]) + extra_copies
    actor_copies = max(1, isqrt(copies))
    out.mkdir(parents=True, exist_ok=True)
    for table in TABLES.values():
        files = [
            str(warehouse / "snapshots" / manifest.version / f.path) for f in manifest.files_of(table.name)
        ]
        columns = ", ".join(_column(table, c, actor_copies) for c in table.columns)
        number = actor_copies if table.name == "actors" else 1 if table.name == "quarantine" else copies
        with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
            connection.execute("SET preserve_insertion_order = false")
            sql = f"SELECT {columns} FROM read_parquet({files}), range({number}) AS r(i)".replace(
                "$days", str(days)
            )
            connection.execute(f"COPY ({sql}) TO '{out / table.name}.parquet' (COMPRESSION lz4)")
    return copies


def grow(folder: Path, out: Path, share: float) -> int:
    """The dataset with a share of new articles, all of the day after the newest; returns how many.

    They are copies of articles under other ids, by actors who are known.
    """
    out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder / name}.parquet')")
        connection.execute(f"""
            CREATE TABLE picked AS SELECT article_id FROM articles WHERE duplicate_of IS NULL
            ORDER BY article_id LIMIT (SELECT round({share} * count(*))::BIGINT FROM articles)
        """)
        for table in TABLES.values():
            more = _new_rows(table) if "article_id" in table.names and table.name != "quarantine" else ""
            connection.execute(
                f"COPY (FROM {table.name} {more}) TO '{out / table.name}.parquet' (COMPRESSION lz4)"
            )
        row = connection.execute("SELECT count(*) FROM picked").fetchone()
    return int(row[0]) if row else 0


def _new_rows(table: Table) -> str:
    own = [
        c
        for c in table.columns
        if c.pattern == ID_PATTERN and c.references in (None, "articles.article_id", "quotes.quote_id")
    ]
    changed = [f"left(md5({c.name} || ':new'), 16) AS {c.name}" for c in own]
    if table.name == "articles":
        changed.append("(SELECT max(published_on) + 1 FROM articles) AS published_on")
    return f"UNION ALL SELECT * REPLACE ({', '.join(changed)}) FROM {table.name} WHERE article_id IN (FROM picked)"


def rows_in(folder: Path) -> dict[str, int]:
    return {name: pq.read_metadata(folder / f"{name}.parquet").num_rows for name in TABLES}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=20)
    args = parser.parse_args()
    copies = generate(args.warehouse, args.out, args.quotes, args.days)
    print(f"{copies} copies: {rows_in(args.out)}")


if __name__ == "__main__":
    main()
