"""A warehouse with the small dataset published once, read-only for the tests that share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from flows.publish import Published, RunInfo, publish
from schemas.arrow import table_from_rows
from schemas.manifest import CheckResult
from tests.datasets import small_tables

REFUSED = {
    "quarantine_id": "a" * 16, "table_name": "articles", "row_id": "b" * 16, "article_id": "b" * 16,
    "raw_path": "bad.txt", "line": None, "check_name": "language.pattern", "reason": "not a language", "row": "{}",
}  # fmt: skip
INFO = RunInfo(
    code_version="0.1.0",
    extractor_version="rules-1",
    checks=(CheckResult("articles", "language.pattern", False, False, 1, "1 refused"),),
    accuracy={"quotes": {"f1": 0.5}, "note": "dev set"},
    input_cut_off=date(2024, 4, 30),
    inputs_fingerprint="f" * 16,
    timings={"ingest": 0.5},
    created_at=datetime(2024, 5, 1, 12, tzinfo=UTC),
)


def quarantine() -> pa.Table:
    return table_from_rows("quarantine", [REFUSED])


def info_on(day: int) -> RunInfo:
    return replace(INFO, created_at=datetime(2024, 5, day, 12, tzinfo=UTC))


def publish_small(warehouse: Path, without_quotes: int = 0, day: int = 1) -> Published:
    """Publish the small dataset, without its last so many quotes."""
    tables = small_tables()
    quotes = tables["quotes"]
    tables["quotes"] = quotes.slice(0, quotes.num_rows - without_quotes)
    return publish(tables, quarantine(), info_on(day), warehouse)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warehouse")
    publish_small(folder)
    return folder


@pytest.fixture
def database(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse / "onrecord.duckdb"), read_only=True) as connection:
        yield connection
