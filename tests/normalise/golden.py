"""Golden articles, each with a trap, and the facts that a careful reader insists on.

A file of `golden/` holds an article in our own words, its trap, the `expected` facts and `known_misses`: those facts
that are not found today. Facts are sentences, so that a miss reads like a complaint. `python -m tests.normalise.golden`
renews the known misses and prints the share found.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from flows.batches import mined
from flows.ingest import discover, link_duplicates, read_file
from flows.normalise import assemble, extract
from tests.normalise.golden_facts import Facts, Reading, facts_of

FOLDER = Path(__file__).with_name("golden")


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden article; `path` holds it."""

    path: Path
    record: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def known_misses(self) -> list[str]:
        return list(self.record["known_misses"])


@cache
def goldens() -> tuple[Golden, ...]:
    return tuple(Golden(p, json.loads(p.read_text(encoding="utf-8"))) for p in sorted(FOLDER.glob("*.json")))


def read_articles() -> pa.Table:
    """The articles table of all golden articles, as the ingest room makes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "golden.jsonl"
        path.write_text("".join(json.dumps(_line(g)) + "\n" for g in goldens()), encoding="utf-8")
        tables = [t for raw in discover([path]) for t in read_file(raw)]
    refused = [row["reason"] for t in tables for row in t.refused.to_pylist()]
    if refused:
        raise ValueError(f"golden articles must be readable: {refused}")
    return link_duplicates(pa.concat_tables(t.articles for t in tables))[0]


def _line(golden: Golden) -> dict[str, Any]:
    kept = {k: golden.record[k] for k in ("outlet", "title", "text")}
    return {"id": golden.name, "date": golden.record["published"], "authors": golden.record["byline"], **kept}


@cache
def read_all() -> dict[str, Facts]:
    """For each golden article, every expected fact and whether the tables tell it."""
    articles = read_articles()
    tables = assemble(articles, extract(mined(articles)))
    rows = {name: table.to_pylist() for name, table in tables.items()}
    by_name = {row["external_id"]: row for row in articles.to_pylist()}
    return {g.name: facts_of(g.record["expected"], Reading.of(by_name[g.name], rows)) for g in goldens()}


def missed(name: str) -> list[str]:
    return sorted(fact for fact, found in read_all()[name].items() if not found)


def renew() -> str:
    """Write today's misses into the files; returns a summary by kind of fact."""
    total, found = Counter[str](), Counter[str]()
    for golden in goldens():
        record = golden.record | {"known_misses": missed(golden.name)}
        golden.path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for fact, ok in read_all()[golden.name].items():
            kind = fact.split(" ")[0]
            total[kind] += 1
            found[kind] += ok
    shares = [f"{kind:12} {found[kind]:4} of {total[kind]:4}" for kind in sorted(total)]
    share = found.total() / total.total()
    return "\n".join([*shares, f"{'all':12} {found.total():4} of {total.total():4} = {share:.1%}"])


if __name__ == "__main__":
    print(renew())
