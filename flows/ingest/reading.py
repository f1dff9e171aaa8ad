"""Read one raw file of any kind into Arrow tables, a bounded number of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from flows.ingest.articles import article_row
from flows.ingest.discover import RawFile
from flows.ingest.jsonlines import read_json_lines
from flows.ingest.mapping import DEFAULT_MAPPING, FieldMapping
from flows.ingest.records import Record, Refusal
from flows.ingest.textfile import read_text_file
from schemas.arrow import table_from_rows

JSON_LINES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")
# Long articles close a table early, so that memory follows bytes and not only rows.
_TABLE_CHARACTERS = 16_000_000


@dataclass(frozen=True, slots=True)
class Ingested:
    """Rows of the articles table (duplicate_of null) and of the quarantine table."""

    articles: pa.Table
    refused: pa.Table


def read_file(raw: RawFile, mapping: FieldMapping = DEFAULT_MAPPING, rows: int = 500) -> Iterator[Ingested]:
    """Stream a file as tables of at most `rows` inputs each, in the file's order.

    Every input (a .txt file, a line that is not blank, a file that cannot be read) becomes one row, an
    article or a refusal. Nothing that a file holds raises.
    """
    articles: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    characters = 0
    for found in _records(raw, mapping):
        outcome = article_row(found) if isinstance(found, Record) else found
        if isinstance(outcome, Refusal):
            refused.append(outcome.quarantined())
        else:
            articles.append(outcome)
            characters += len(str(outcome["text"]))
        if len(articles) + len(refused) >= rows or characters > _TABLE_CHARACTERS:
            yield _tables(articles, refused)
            articles, refused, characters = [], [], 0
    if articles or refused:
        yield _tables(articles, refused)


def _tables(articles: list[dict[str, object]], refused: list[dict[str, object]]) -> Ingested:
    return Ingested(table_from_rows("articles", articles), table_from_rows("quarantine", refused))


def _records(raw: RawFile, mapping: FieldMapping) -> Iterator[Record | Refusal]:
    name = raw.path.name.casefold()
    if name.endswith(".txt"):
        yield read_text_file(raw)
    elif name.endswith(JSON_LINES):
        yield from read_json_lines(raw, mapping)
    else:
        reason = f"Files of this kind are not read; give .txt, or JSON Lines as {', '.join(JSON_LINES)}."
        yield Refusal(raw.name, None, "unsupported_format", reason, "")
