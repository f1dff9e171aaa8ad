"""Precision of actors over articles: pairs of mentions that the data gives to one actor, judged by reading.

    python benchmarks/pairs.py draw TABLES --count 200 --seed 1          # the pairs with their context, to read
    python benchmarks/pairs.py score TABLES benchmarks/pairs_judged.tsv  # verdicts against the data as it is now

TABLES is a published warehouse, or a folder with articles.parquet, mentions.parquet and actors.parquet. A mention is
drawn at random, then another one of the same actor; of unnamed actors none, for "officials" are never one.
A verdict is a row: article, start, end, article, start, end, yes or no. Verdicts hold no text of an article.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb

from flows.publish import latest_manifest

_AROUND = 160  # characters of context on either side
_COLUMNS = ("article_a", "start_a", "end_a", "article_b", "start_b", "end_b")
_TABLES = ("articles", "mentions", "actors")

_DRAW = """
    WITH named AS (
        SELECT m.*, row_number() OVER (PARTITION BY actor_id ORDER BY md5(mention_id || $seed)) - 1 AS place,
               count(*) OVER (PARTITION BY actor_id) AS total
        FROM mentions m JOIN actors a USING (actor_id) WHERE a.kind <> 'unnamed'
    ), first AS (
        SELECT * FROM named WHERE total > 1 ORDER BY md5(mention_id || 'first' || $seed) LIMIT $count
    )
    SELECT f.article_id, f.start, f."end", o.article_id, o.start, o."end", a.name, a.kind
    FROM first f JOIN actors a USING (actor_id)
    JOIN named o ON o.actor_id = f.actor_id
     AND o.place = (f.place + 1 + hash(f.mention_id || $seed) % (f.total - 1)::UBIGINT) % f.total
    ORDER BY a.kind, a.name, f.mention_id
"""
_LINKED = """
    WITH named AS (SELECT m.* FROM mentions m JOIN actors USING (actor_id) WHERE kind <> 'unnamed')
    SELECT j.verdict, x.actor_id = y.actor_id AS linked, count(*) AS pairs
    FROM judged j
    LEFT JOIN named x ON (x.article_id, x.start, x."end") = (j.article_a, j.start_a, j.end_a)
    LEFT JOIN named y ON (y.article_id, y.start, y."end") = (j.article_b, j.start_b, j.end_b)
    GROUP BY ALL ORDER BY ALL
"""


def opened(tables: Path) -> duckdb.DuckDBPyConnection:
    """A connection in which the three tables are views."""
    manifest = latest_manifest(tables)
    connection = duckdb.connect()
    for name in _TABLES:
        files = [tables / f"{name}.parquet"]
        if manifest is not None:
            files = [tables / "snapshots" / manifest.version / f.path for f in manifest.files_of(name)]
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({[str(f) for f in files]})")
    return connection


def draw(connection: duckdb.DuckDBPyConnection, count: int, seed: int) -> Iterator[str]:
    """The pairs as blocks to read: a row for the file of verdicts, then the two places in their context."""
    for *places, name, kind in connection.execute(_DRAW, {"seed": str(seed), "count": count}).fetchall():
        yield "\t".join(map(str, places)) + f"\t?\t# {name} ({kind})"
        for article, start, end in (places[:3], places[3:]):
            yield "    " + _context(connection, article, start, end)


def _context(connection: duckdb.DuckDBPyConnection, article: str, start: int, end: int) -> str:
    (text,) = connection.execute("SELECT text FROM articles WHERE article_id = ?", [article]).fetchall()[0]
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{before}[[{text[start:end]}]]{after}".replace("\n", " / ")


def read_verdicts(path: Path) -> list[tuple[str, int, int, str, int, int, bool]]:
    """The judged pairs; ValueError with the line where a row is none."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
            if not row or row[0].startswith("#"):
                continue
            if len(row) < 7 or row[6] not in ("yes", "no"):
                raise ValueError(f"{path}:{number}: need {', '.join(_COLUMNS)} and yes or no, tab-separated")
            found.append(
                (row[0], int(row[1]), int(row[2]), row[3], int(row[4]), int(row[5]), row[6] == "yes")
            )
    return found


def score(connection: duckdb.DuckDBPyConnection, verdicts: Path) -> str:
    """How many judged pairs the data links today, and how many of these rightly."""
    kinds = ("VARCHAR", "INTEGER", "INTEGER", "VARCHAR", "INTEGER", "INTEGER")
    columns = ", ".join(f"{c} {k}" for c, k in zip(_COLUMNS, kinds, strict=True))
    connection.execute(f"CREATE TEMP TABLE judged ({columns}, verdict BOOLEAN)")
    connection.executemany("INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?, ?)", read_verdicts(verdicts))
    counts = {(verdict, bool(linked)): n for verdict, linked, n in connection.execute(_LINKED).fetchall()}
    right, wrong = counts.get((True, True), 0), counts.get((False, True), 0)
    apart = counts.get((True, False), 0), counts.get((False, False), 0)
    share = right / (right + wrong) if right + wrong else 0.0
    return (
        f"{right + wrong} judged pairs are linked, {right} rightly: precision {share:.3f}; "
        f"{apart[0]} that are one actor and {apart[1]} that are not are apart, or no mentions now"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("action", choices=("draw", "score"))
    parser.add_argument("tables", type=Path)
    parser.add_argument("verdicts", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with opened(args.tables) as connection:
        if args.action == "draw":
            print("\n".join(draw(connection, args.count, args.seed)))
        elif args.verdicts is None:
            parser.error("score needs a file of verdicts")
        else:
            print(score(connection, args.verdicts))


if __name__ == "__main__":
    main()
