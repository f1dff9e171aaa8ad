"""Many publishes with readers querying all the time: no read may fail, none may see two versions.

    python benchmarks/scale_readers.py [--publishes 1000] [--readers 8]

Each version bears its number in three tables; a reader that sees two numbers in one connection has a torn read.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))
from flows.publish import RunInfo, prune_snapshots, publish
from schemas.arrow import empty
from tests.datasets import Rows, small_tables

QUERY = """
SELECT (SELECT max(role) FROM actors), (SELECT max(section) FROM articles), (SELECT max(section_label) FROM quotes),
    (SELECT count(*) FROM said_by('ndoye')), (SELECT count(*) FROM search_quotes('bridge'))
"""


def numbered(number: int) -> Any:
    """The small dataset with its number in each of three tables."""

    def change(rows: Rows) -> None:
        told = f"{number:06}"
        for table, column in (("actors", "role"), ("articles", "section"), ("quotes", "section_label")):
            for row in rows[table]:
                row[column] = told

    return small_tables(change)


def read(database: Path, stop: Any, results: Any) -> None:
    """Until told to stop, or left alone: open, ask twice, close. Gives way to the publisher, which is to get on."""
    os.nice(10)
    reads, versions, failures = 0, set(), []
    parent = os.getppid()
    while not stop.is_set() and os.getppid() == parent:
        try:
            with duckdb.connect(str(database), read_only=True, config={"threads": 1}) as connection:
                answers = [connection.execute(QUERY).fetchone() for _ in range(2)]
        except Exception as error:  # any failure is what is looked for
            failures.append(f"failed: {error}")
            continue
        reads += 2
        versions.add(answers[0][0] if answers[0] else None)
        if (
            answers[0] != answers[1]
            or answers[0] is None
            or len(set(answers[0][:3])) != 1
            or answers[0][3:] != (2, 3)
        ):
            failures.append(f"torn: {answers}")
    results.put((reads, len(versions), failures))


def run(publishes: int, readers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder)
        info = RunInfo("x", "y")
        publish(numbered(0), empty("quarantine"), info, warehouse)
        context = multiprocessing.get_context("spawn")
        stop, results = context.Event(), context.Queue()
        database = warehouse / "onrecord.duckdb"
        processes = [
            context.Process(target=read, args=(database, stop, results), daemon=True) for _ in range(readers)
        ]
        for process in processes:
            process.start()
        start = time.perf_counter()
        for number in range(1, publishes + 1):
            publish(numbered(number), empty("quarantine"), replace(info), warehouse)
            if number % 50 == 0:
                prune_snapshots(warehouse, keep=5)
                print(f"{number} publishes, {time.perf_counter() - start:.0f} s", flush=True)
        seconds = time.perf_counter() - start
        stop.set()
        found = [results.get() for _ in processes]
        for process in processes:
            process.join()
    failures = [failure for _, _, listed in found for failure in listed]
    print(
        f"{publishes} publishes in {seconds:.0f} s, {readers} readers, {sum(r for r, _, _ in found):,} reads, "
        f"{min(v for _, v, _ in found)} to {max(v for _, v, _ in found)} versions seen by each, "
        f"{len(failures)} failed or torn, load {os.getloadavg()[0]:.1f}"
    )
    print("\n".join(failures[:5]))
    sys.exit(bool(failures))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--publishes", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=8)
    args = parser.parse_args()
    run(args.publishes, args.readers)
