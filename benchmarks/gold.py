"""Scores on the gold dev sets, read from a published database: what is scored is what is published.

    python benchmarks/gold.py --eval ../shared/eval [--json]

Every gold set goes through `onrecord run` into a throw-away warehouse and is scored there by the eval folder's
score_warehouse.py. The gold is not part of this project; without it the script says so and ends.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from flows.accuracy import FILE
from flows.normalise import extractor_version

SETS = {"quotes": "quotes_dev.jsonl", "speakers": "speakers_dev.jsonl", "calls": "calls_dev.jsonl"}


def run(*command: str | Path) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def published(scorer: Path, gold: Path, folder: Path) -> Path:
    """The database that a run over the gold's articles publishes."""
    articles = folder / gold.name
    run(sys.executable, scorer, "input", gold, articles)
    run("onrecord", "run", articles, "--warehouse", folder / gold.stem)
    return folder / gold.stem / "onrecord.duckdb"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--write", action="store_true", help="keep the figures for the manifests of this extractor"
    )
    args = parser.parse_args()
    scorer = args.eval / "score_warehouse.py"
    if not scorer.exists():
        sys.exit(f"{scorer} is missing: give the folder of the gold sets with --eval")
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in args.sets:
            gold = args.eval / "data" / SETS[name]
            figures[name] = json.loads(
                run(sys.executable, scorer, name, published(scorer, gold, Path(folder)), gold)
            )
    if args.write:
        measured = {"extractor_version": extractor_version(), "figures": figures}
        FILE.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if args.json:
        print(json.dumps(figures))
        return
    for name, values in figures.items():
        print(name)
        for figure, value in values.items():
            print(f"  {figure:22s} {value}")


if __name__ == "__main__":
    main()
