"""The 3,000 real articles: everything accounted for, time by room, memory, and a run with nothing new.

    python benchmarks/corpus.py --corpus ../shared/corpus/news_3000.jsonl.gz [--workers 2]

Prints what the run record of the warehouse holds. Peak memory is the most that the command and all its processes held at
one moment (proportional set size, sampled every half second on Linux); the record's own figure adds up each one's peak.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = children.read_text().split() if children.exists() else []
    return [pid, *(p for child in found for p in tree(int(child)))]


def held(pid: int) -> int:
    """Bytes that a process and its descendants hold, shared pages counted once."""
    total = 0
    for one in tree(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


def run(corpus: Path, warehouse: Path, workers: int) -> dict[str, Any]:
    command = ["onrecord", "run", corpus, "--warehouse", warehouse, "--workers", workers]
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, held(process.pid))
        time.sleep(0.5)
    if process.returncode:
        sys.exit(process.returncode)
    newest = max((warehouse / "runs").glob("*.json"))
    record: dict[str, Any] = json.loads(newest.read_text(encoding="utf-8"))
    return record | {"held_at_once": most}


def tell(title: str, record: dict[str, Any]) -> None:
    seconds = record["seconds"]
    whole = sum(seconds.values())
    print(f"{title}: {record['outcome']}, {whole:.1f} s, peak {record['held_at_once'] / 2**20:.0f} MiB")
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
