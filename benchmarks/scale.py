"""Publishing at a million quotes: what it costs beside the bare writers, in memory, in queries, and at +1 %.

    python benchmarks/scale.py WAREHOUSE [--quotes 1000000] [--work DIR]

WAREHOUSE is any with a published snapshot; its rows are repeated (scale_data.py). Each measure runs in a process of
its own. Where other work shares the machine, trust the CPU seconds and their ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.check import check_tables
from flows.publish import RunInfo, latest_manifest
from flows.publish.database import MEMORY_LIMIT, STORAGE_VERSION, build_database
from flows.publish.parquet import _options, declared, sort_columns
from flows.publish.parts import Earlier, write_parts
from flows.publish.stored import StoredTables
from flows.rooms import write_tables
from schemas.tables import TABLES

sys.path.insert(0, str(Path(__file__).parent))
from scale_data import generate, grow, rows_in


@contextmanager
def timed(into: dict[str, Any], name: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    into[name] = {"wall": round(time.perf_counter() - wall, 2), "cpu": round(time.process_time() - cpu, 2)}


def measure_publish(source: Path, work: Path) -> dict[str, Any]:
    """A publish as the pipeline does it, with its steps, its peak memory and the bytes it wrote."""
    found: dict[str, Any] = {}
    snapshot = import_module("flows.publish.snapshot")
    for step in ("write_parts", "build_database", "diff_to", "point_at"):
        _watch(snapshot, step, found)
    _watch(import_module("flows.publish.database"), "build_search", found)
    tables = StoredTables(source, without=frozenset({"quarantine"}))
    warehouse = work / "warehouse"
    before = {p.stat().st_ino for p in warehouse.rglob("*") if p.is_file()}
    with timed(found, "publish"):
        published = snapshot.publish(
            tables, pq.read_table(source / "quarantine.parquet"), RunInfo("x", "y"), warehouse
        )
    files = [p for p in warehouse.rglob("*") if p.is_file() and p.stat().st_ino not in before]
    for kind in (".parquet", ".duckdb"):
        found[f"MB written {kind}"] = round(sum(p.stat().st_size for p in files if p.suffix == kind) / 1e6, 1)
    all_files = list(published.folder.glob("*.parquet"))
    found["parquet files"] = {"written": sum(p in files for p in all_files), "all": len(all_files)}
    found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def _watch(module: Any, name: str, found: dict[str, Any]) -> None:
    real: Callable[..., Any] = getattr(module, name)

    def watched(*given: Any, **named: Any) -> Any:
        with timed(found, name):
            return real(*given, **named)

    setattr(module, name, watched)


def measure_parquet(source: Path, work: Path) -> dict[str, Any]:
    """Sorted, hashed, split and written, beside PyArrow's sort_by + write_table, and write_table of the sorted rows.

    All with the same options, from tables in memory.
    """
    found: dict[str, Any] = {}
    tables = {name: pq.read_table(source / f"{name}.parquet") for name in TABLES}
    folder = Path(tempfile.mkdtemp(dir=work))
    with timed(found, "onrecord"):
        written = write_parts(tables, folder, Earlier())
    found["MB"] = {"parquet": round(sum(f.bytes for f in written) / 1e6), "files": len(written)}
    with timed(found, "pyarrow sort_by"):
        in_order = {name: _sorted(name, rows) for name, rows in tables.items()}
    with timed(found, "pyarrow write_table"):
        for name, rows in in_order.items():
            pq.write_table(rows, folder / "bare.parquet", row_group_size=128 * 1024, **_options(TABLES[name]))
    return found


def _sorted(name: str, rows: pa.Table) -> pa.Table:
    return rows.cast(declared(TABLES[name])).sort_by([(c, "ascending") for c in sort_columns(TABLES[name])])


def measure_checks(source: Path, work: Path) -> dict[str, Any]:
    """From tables in memory, as Parquet is measured; what Pandera imports at its first use is imported before."""
    found: dict[str, Any] = {}
    import_module("pandera.backends.polars.builtin_checks")
    tables = {name: pq.read_table(source / f"{name}.parquet") for name in TABLES if name != "quarantine"}
    with timed(found, "check_tables"):
        found["refused"] = check_tables(tables).quarantine.num_rows
    return found


def measure_check_room(source: Path, work: Path) -> dict[str, Any]:
    """The whole room as a run does it, tables read and written one at a time."""
    found: dict[str, Any] = {}
    tables = StoredTables(source, without=frozenset({"quarantine"}))
    with timed(found, "read, check, write"):
        write_tables(Path(tempfile.mkdtemp(dir=work)), check_tables(tables).accepted)
    found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def measure_database(source: Path, work: Path) -> dict[str, Any]:
    """The whole database without the search index, beside CREATE TABLE AS of the same files."""
    found: dict[str, Any] = {}
    manifest = latest_manifest(work / "warehouse")
    assert manifest is not None
    folder = Path(tempfile.mkdtemp(dir=work))
    files = tuple(f for f in manifest.files if f.table)
    for file in files:
        os.link(work / "warehouse" / "snapshots" / manifest.version / file.path, folder / file.path)
    with timed(found, "onrecord"):
        build_database(folder / "own.duckdb", files, manifest, search_index=False)
    with timed(found, "bare"), duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        connection.execute(f"ATTACH '{folder}/bare.duckdb' AS bare (STORAGE_VERSION '{STORAGE_VERSION}')")
        for name in TABLES:
            listed = [str(folder / f.path) for f in files if f.table == name]
            connection.execute(f"CREATE TABLE bare.{name} AS SELECT * FROM read_parquet({listed})")
        connection.execute("CHECKPOINT bare")
    return found


def measure_queries(source: Path, work: Path, repeats: int = 15) -> dict[str, Any]:
    """Median milliseconds on two threads, for the most quoted, the busiest pair, and words rare and common."""
    with duckdb.connect(str(work / "warehouse" / "onrecord.duckdb"), read_only=True) as connection:
        connection.execute("SET threads = 2")
        pair = "SELECT one, other FROM who_talks_to_whom LIMIT 1"
        who = connection.execute("SELECT speaker FROM most_quoted LIMIT 1").fetchone() or ("",)
        asked: list[tuple[str, tuple[str, ...]]] = [
            ("said_by(?)", who),
            ("said_by(?) LIMIT 20", who),
            ("calls_between(?, ?)", connection.execute(pair).fetchone() or ("", "")),
        ]
        words = ("ceasefire", "president war", "economy inflation", "he said that they will", "zebra")
        asked += [(f"{macro}(?)", (w,)) for w in words for macro in ("search_quotes", "search_articles")]
        found = {
            f"{call} {given}": _median(connection, f"FROM {call}", given, repeats) for call, given in asked
        }
        speakers = connection.execute("SELECT speaker FROM most_quoted LIMIT 2000").fetchall()[::40]
        told = [_median(connection, "FROM said_by(?)", speaker, 3) for speaker in speakers]
        middle = {name: statistics.median(one[name] for one in told) for name in told[0]}
        return {f"said_by(?), {len(told)} of the 2,000 most quoted, median": middle, **found}


def _median(
    connection: duckdb.DuckDBPyConnection, sql: str, given: tuple[str, ...], repeats: int
) -> dict[str, Any]:
    wall, cpu, rows = [], [], 0
    for _ in range(repeats):
        start, start_cpu = time.perf_counter(), time.process_time()
        rows = connection.execute(sql, list(given)).to_arrow_table().num_rows
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - start_cpu)
    return {
        "rows": rows,
        "ms": round(1000 * statistics.median(wall)),
        "cpu ms": round(1000 * statistics.median(cpu)),
    }


MEASURES = {
    "publish": measure_publish,
    "parquet": measure_parquet,
    "checks": measure_checks,
    "check room": measure_check_room,
    "database": measure_database,
    "queries": measure_queries,
}


def _in_process(measure: str, source: Path, work: Path) -> dict[str, Any]:
    """One measure in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, __file__, "--measure", measure, "--source", str(source), "--work", str(work)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _tell(title: str, found: dict[str, Any]) -> None:
    print(f"\n{title}", flush=True)
    for name, value in found.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        print(f"  {name}: {shown}", flush=True)


def _ratio(label: str, ours: dict[str, float], theirs: dict[str, float], target: float) -> None:
    print(
        f"  -> {label}: {ours['cpu'] / theirs['cpu']:.2f} x CPU, {ours['wall'] / theirs['wall']:.2f} x wall (target {target})"
    )


def run(warehouse: Path, quotes: int, work: Path) -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    source = work / "generated"
    print(f"{generate(warehouse, source, quotes)} copies: {rows_in(source)}")
    found = {name: _in_process(name, source, work) for name in MEASURES}
    for name, told in found.items():
        _tell(name, told)
    parquet, database = found["parquet"], found["database"]
    print("\nratios")
    bare = parquet["pyarrow write_table"]
    both = {k: bare[k] + parquet["pyarrow sort_by"][k] for k in bare}
    _ratio("Parquet / sort_by + write_table", parquet["onrecord"], both, 1.3)
    _ratio("Parquet / write_table of rows in order", parquet["onrecord"], bare, 1.3)
    _ratio("checks / Parquet", found["checks"]["check_tables"], parquet["onrecord"], 1)
    _ratio("DuckDB / CREATE TABLE AS", database["onrecord"], database["bare"], 1.5)
    grown = work / "grown"
    print(f"\n+1 %: {grow(source, grown, 0.01)} articles more")
    _tell("publish +1 %", _in_process("publish", grown, work))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("warehouse", type=Path, nargs="?", default=Path("warehouse"))
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--work", type=Path, help="keep generated and published files here")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(MEASURES[args.measure](args.source, args.work)))
        return
    work = args.work or Path(tempfile.mkdtemp(prefix="onrecord-scale-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        run(args.warehouse, args.quotes, work)
    finally:
        if args.work is None:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
