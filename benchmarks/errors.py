"""The worst articles of a gold set of quotes, as `onrecord show` marks them, with what the gold has beside it.

    python benchmarks/errors.py WAREHOUSE GOLD.jsonl [--most 5]

WAREHOUSE is one that a run over the gold's articles published (see benchmarks/gold.py). An article is as bad as it
has gold contents without a published one of half their words in common, and published ones without gold.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from pathlib import Path

import duckdb

Words = frozenset[str]


def words(text: str) -> Words:
    return frozenset(re.findall(r"\w+", text.casefold()))


def alike(a: Words, b: Words) -> bool:
    return bool(a | b) and len(a & b) / len(a | b) >= 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--most", type=int, default=5)
    args = parser.parse_args()
    found: dict[str, list[str]] = {}
    query = "SELECT a.external_id, q.content FROM quotes q JOIN articles a USING (article_id)"
    for doc, content in (
        duckdb.connect(str(args.warehouse / "onrecord.duckdb"), read_only=True).execute(query).fetchall()
    ):
        found.setdefault(doc, []).append(content)
    worst = []
    for row in map(json.loads, args.gold.open(encoding="utf-8")):
        gold = [" ".join(row["text"][s:e] for s, e in q["content"]) for q in row["quotes"]]
        ours = found.get(row["doc"], [])
        missed = [g for g in gold if not any(alike(words(g), words(o)) for o in ours)]
        wrong = [o for o in ours if not any(alike(words(g), words(o)) for g in gold)]
        worst.append((len(missed) + len(wrong), row["doc"], missed, wrong))
    for count, doc, missed, wrong in sorted(worst, reverse=True)[: args.most]:
        print(f"\n===== {doc}: {count} errors\n")
        subprocess.run(["onrecord", "show", doc, "--warehouse", str(args.warehouse)], check=False)
        print("missed:", *(f"  - {m}" for m in missed), "wrong:", *(f"  - {w}" for w in wrong), sep="\n")


if __name__ == "__main__":
    main()
