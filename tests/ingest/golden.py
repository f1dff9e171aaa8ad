"""What the sample articles are read as. `python -m tests.ingest.golden` renews the expectation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.ingest import discover, link_duplicates, read_file

SAMPLE = Path(__file__).parents[2] / "raw" / "sample"
EXPECTED = Path(__file__).with_name("golden.json")
_KEPT = (
    "outlet",
    "section",
    "title",
    "byline",
    "published_on_from",
    "language",
    "flags",
    "external_id",
    "url",
)


def read_sample() -> dict[str, Any]:
    tables = [t for raw in discover([SAMPLE]) for t in read_file(raw)]
    articles, repeated = link_duplicates(pa.concat_tables(t.articles for t in tables))
    refused = pa.concat_tables([*(t.refused for t in tables), repeated])
    rows = articles.to_pylist()
    names = {row["article_id"]: _name(row) for row in rows}
    return {
        "articles": {_name(row): _summary(row, names) for row in rows},
        "refused": [_refusal(row) for row in refused.to_pylist()],
    }


def _name(row: dict[str, Any]) -> str:
    name = Path(row["raw_path"]).name
    return f"{name} {row['external_id']}" if row["external_id"] else name


def _summary(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    body = row["text"][row["title_end"] :].removeprefix("\n\n")
    return {
        **{column: row[column] for column in _KEPT},
        "published_on": str(row["published_on"]) if row["published_on"] else None,
        "furniture": [f"{piece['kind']}: {piece['text']}" for piece in row["furniture"]],
        "body_start": body[:60],
        "body_end": body[-60:],
        "paragraphs": body.count("\n\n") + 1,
        "duplicate_of": names.get(row["duplicate_of"]),
    }


def _refusal(row: dict[str, Any]) -> dict[str, Any]:
    return {"file": Path(row["raw_path"]).name, **{k: row[k] for k in ("line", "check_name", "reason")}}


if __name__ == "__main__":
    EXPECTED.write_text(json.dumps(read_sample(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
