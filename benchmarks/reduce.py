"""Time and memory of the reduce step (entities become actors, reports become calls) as the archive grows.

    python benchmarks/reduce.py WAREHOUSE --articles 3000,30000,300000

WAREHOUSE is one that a run has filled: its intermediate batches are repeated under other ids, each copy some days
earlier. Where names are concerned, a longer archive has more people, but not as many more as it has articles: a copy's
rare names are its own in a part of the copies. Every size is its own process, for its peak memory to be its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from math import isqrt
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.normalise import assemble
from flows.normalise.intermediate import SCHEMAS

_DAYS = 20  # between copies
_RARE = 3  # a name in fewer articles than this is a copy's own in some copies
_ARTICLES = ("article_id", "outlet", "published_on", "duplicate_of", "text")


def read(warehouse: Path) -> dict[str, pl.DataFrame]:
    """The articles and the intermediate tables of a run."""
    articles = next(warehouse.rglob("ingest/articles.parquet"))
    tables = {"articles": pl.read_parquet(articles, columns=list(_ARTICLES))}
    for name in SCHEMAS:
        tables[name] = pl.concat(
            pl.read_parquet(p) for p in sorted(warehouse.rglob(f"extracted/**/{name}.parquet"))
        )
    return tables


def repeat(tables: dict[str, pl.DataFrame], articles: int, folder: Path) -> None:
    """Write `<folder>/<table>.parquet` with so many articles, a copy at a time: the whole is never held here."""
    copies = -(-articles // tables["articles"].height)
    rare = _rare_names(tables["entities"])
    for name, frame in tables.items():
        schema = SCHEMAS.get(name) or frame.to_arrow().schema
        with pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="lz4") as writer:
            for i in range(copies):
                writer.write_table(_copied(name, frame, i, rare, isqrt(copies)).to_arrow().cast(schema))


def _rare_names(entities: pl.DataFrame) -> pl.Series:
    count = entities.group_by("name").agg(pl.col("article_id").n_unique().alias("articles"))
    return count.filter(pl.col("articles") < _RARE)["name"]


def _copied(name: str, frame: pl.DataFrame, number: int, rare: pl.Series, persons: int) -> pl.DataFrame:
    if number == 0:
        return frame
    ids = [c for c in frame.columns if c.endswith("_id") or c == "duplicate_of"]
    out = frame.with_columns(pl.col(c) + f"~{number}" for c in ids)
    days = pl.duration(days=_DAYS * number)
    out = out.with_columns((pl.col(c) - days).cast(pl.Date) for c in frame.columns if c.endswith("_on"))
    if "parties" in frame.columns:
        renamed = pl.element().struct.with_fields(pl.field("entity_id") + f"~{number}")
        out = out.with_columns(pl.col("parties").list.eval(renamed))
    if name == "entities":
        mark = _letters(number % persons)
        out = out.with_columns(
            pl.when(pl.col("name").is_in(rare.implode()))
            .then(pl.col("name") + mark)
            .otherwise(pl.col("name"))
            .alias("name")
        )
    return out


def _letters(number: int) -> str:
    """A number as lower-case letters, so that it makes another name; nothing for 0."""
    return "".join(chr(ord("a") + int(d)) for d in str(number)) if number else ""


def measure(tables: dict[str, pa.Table]) -> str:
    """One line: articles, seconds of wall and of processor, peak memory beside that of the input, rows."""
    before, wall, cpu = _peak(), time.perf_counter(), time.process_time()
    made = assemble(tables["articles"], {name: tables[name] for name in SCHEMAS})
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = ", ".join(f"{table.num_rows:,} {name}" for name, table in made.items())
    articles = tables["articles"].num_rows
    return f"{articles:,} articles: {wall:.1f} s, {cpu:.1f} s of processor, peak {_peak():,} MiB ({before:,} before): {rows}"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--articles", default="3000,30000,300000")
    parser.add_argument("--tables", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.tables:
        print(measure({p.stem: pq.read_table(p) for p in args.tables.glob("*.parquet")}), flush=True)
        return
    tables = read(args.warehouse)
    for size in map(int, args.articles.split(",")):
        with TemporaryDirectory() as folder:
            repeat(tables, size, Path(folder))
            subprocess.run([sys.executable, __file__, str(args.warehouse), "--tables", folder], check=True)


if __name__ == "__main__":
    main()
