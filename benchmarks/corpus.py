"""The 3,000 real articles: everything accounted for, time by room, memory, and a run with nothing new.

    python benchmarks/corpus.py --corpus ../shared/corpus/news_3000.jsonl.gz [--workers 2]

Prints what the run record of the warehouse holds. Peak memory is the flow's process and its workers together.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def run(corpus: Path, warehouse: Path, workers: int) -> dict[str, Any]:
    command = ["onrecord", "run", corpus, "--warehouse", warehouse, "--workers", workers]
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL)
    newest = max((warehouse / "runs").glob("*.json"))
    record: dict[str, Any] = json.loads(newest.read_text(encoding="utf-8"))
    return record


def tell(title: str, record: dict[str, Any]) -> None:
    seconds = record["seconds"]
    whole = sum(seconds.values())
    print(f"{title}: {record['outcome']}, {whole:.1f} s, peak {record['peak_memory'] / 2**20:.0f} MiB")
    for room, value in seconds.items():
        print(f"  {room:10s} {value:8.2f} s {value / whole:6.1%}")
    for table, counts in record["counts"].items():
        print(
            f"  {table:14s} read {counts['read']:8d} accepted {counts['accepted']:8d} quarantined {counts['quarantined']}"
        )
    for reason, count in record["refused"].items():
        print(f"  refused {reason}: {count}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/news_3000.jsonl.gz"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--warehouse", type=Path, help="keep the warehouse here instead of throwing it away")
    args = parser.parse_args()
    if not args.corpus.exists():
        sys.exit(f"{args.corpus} is missing: give the articles with --corpus")
    with tempfile.TemporaryDirectory() as folder:
        warehouse = args.warehouse or Path(folder)
        first = run(args.corpus, warehouse, args.workers)
        tell("first run", first)
        extraction = first["seconds"]["extract"] / sum(first["seconds"].values())
        print(f"  not extraction: {1 - extraction:.1%}")
        again = run(args.corpus, warehouse, args.workers)
        tell("run with nothing new", again)
        print(f"  of the first run: {sum(again['seconds'].values()) / sum(first['seconds'].values()):.1%}")


if __name__ == "__main__":
    main()
