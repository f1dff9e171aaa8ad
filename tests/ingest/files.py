"""Help for the tests of this room: write a raw file, read it whole."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.ingest import DEFAULT_MAPPING, FieldMapping, discover, read_file

Rows = list[dict[str, Any]]

STORY = (
    "The two ministers met in the capital on Tuesday and agreed to open the road before the winter. "
    "“We will keep our word,” the host said, and the guest said that she would keep hers, too."
)


def write(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_lines(path: Path, *records: object) -> Path:
    """One record a line as JSON (text goes in as it is), gzip where the name says so."""
    lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records]
    data = ("\n".join(lines) + "\n").encode()
    return write(path, gzip.compress(data) if path.suffix == ".gz" else data)


def read(path: Path, mapping: FieldMapping = DEFAULT_MAPPING, rows: int = 500) -> tuple[Rows, Rows]:
    """Articles and refused rows of every file under a path."""
    tables = [t for raw in discover([path]) for t in read_file(raw, mapping, rows)]
    return (
        [row for t in tables for row in t.articles.to_pylist()],
        [row for t in tables for row in t.refused.to_pylist()],
    )


def read_table(path: Path) -> pa.Table:
    return pa.concat_tables(t.articles for raw in discover([path]) for t in read_file(raw))


def article(content: bytes | str, tmp_path: Path, name: str = "page.txt") -> dict[str, Any]:
    """The one article that a page's bytes or text make."""
    articles, refused = read(write(tmp_path / name, content))
    assert not refused, refused
    return articles[0]
