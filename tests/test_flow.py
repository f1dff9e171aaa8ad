"""The real flow, from raw files to a published database, and again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from flows.publish import latest_manifest
from flows.versions import corrections_version
from schemas.tables import TABLES
from tests.conftest import SAMPLE, Onrecord

Run = Callable[..., dict[str, Any]]
Sample = tuple[Path, dict[str, Any]]

ARTICLE = """Harbour talks resume, ministers say

March 20, 2025

The ministers of the two ports met for the third time this month.

"We will reopen the harbour in May," Minister Anna Lindqvist said after the meeting. "The cranes are repaired."
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of our own with the sample in it."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "raw"))


@pytest.fixture
def copied(tmp_path: Path, sample: Sample) -> Path:
    """A copy of the warehouse with the published sample."""
    return Path(shutil.copytree(sample[0], tmp_path / "copied"))


def parquet_bytes(warehouse: Path) -> dict[str, bytes]:
    manifest = latest_manifest(warehouse)
    assert manifest is not None
    folder = warehouse / "snapshots" / manifest.version
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


def test_sample_is_published(sample: Sample) -> None:
    warehouse, report = sample
    assert report["outcome"] == "published"
    with duckdb.connect(str(warehouse / "onrecord.duckdb"), read_only=True) as connection:
        for name, counts in report["counts"].items():
            rows = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert rows == (counts["accepted"],), name
    assert report["counts"]["quotes"]["accepted"] > 20
    assert report["counts"]["actors"]["accepted"] > 20
    assert report["counts"]["calls"]["accepted"] > 0


def test_every_input_is_accounted_for(sample: Sample) -> None:
    warehouse, report = sample
    manifest = latest_manifest(warehouse)
    assert manifest is not None
    quarantine = pq.read_table(warehouse / "snapshots" / manifest.version / "quarantine.parquet")
    before_check = quarantine.num_rows - sum(c["quarantined"] for c in report["counts"].values())
    assert report["raw_read"] == report["counts"]["articles"]["read"] + before_check
    assert all(c["read"] == c["accepted"] + c["quarantined"] for c in report["counts"].values())
    assert sum(report["refused"].values()) == quarantine.num_rows > 0


def test_copies_and_other_languages_are_kept_but_not_mined(sample: Sample) -> None:
    warehouse, report = sample
    with duckdb.connect(str(warehouse / "onrecord.duckdb"), read_only=True) as connection:
        unmined = connection.execute(
            "SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL OR list_contains(flags, 'not_english')"
        ).fetchone()
    assert unmined is not None
    assert 0 < unmined[0] == report["counts"]["articles"]["read"] - report["articles_mined"]


def test_run_is_recorded_with_times_and_memory(sample: Sample) -> None:
    warehouse, report = sample
    runs = [json.loads(path.read_text()) for path in (warehouse / "runs").glob("*.json")]
    assert [run["outcome"] for run in runs] == ["published"]
    assert set(report["seconds"]) == {"look", "ingest", "extract", "assemble", "check", "publish", "page"}
    assert report["peak_memory"] > 2**20


def test_second_run_does_nothing(copied: Path, sample: Sample, run_report: Run) -> None:
    before = {p: p.stat().st_mtime_ns for p in (copied / "snapshots").rglob("*")}
    again = run_report(copied, Path("raw/sample"))
    assert (again["outcome"], again["version"]) == ("nothing new", sample[1]["version"])
    assert again["articles_extracted"] == 0
    assert {p: p.stat().st_mtime_ns for p in (copied / "snapshots").rglob("*")} == before


def test_a_run_without_text_is_another_snapshot_and_its_changes_are_told(
    copied: Path, run_report: Run
) -> None:
    report = run_report(copied, Path("raw/sample"), text=False)
    assert (report["outcome"], report["articles_extracted"]) == ("published", 0)
    assert report["changes"][1].startswith("articles: ")
    assert run_report(copied, Path("raw/sample"), text=False)["outcome"] == "nothing new"
    manifest = latest_manifest(copied)
    assert manifest is not None
    assert (manifest.with_text, manifest.corrections_version) == (False, corrections_version())
    articles = pq.read_table(copied / "snapshots" / manifest.version / "articles.parquet")
    assert set(articles["text"].to_pylist()) == {""}


def test_lost_database_is_put_back(copied: Path, run_report: Run) -> None:
    (copied / "onrecord.duckdb").write_bytes(b"not a database")
    assert run_report(copied, Path("raw/sample"))["outcome"] == "unchanged"
    with duckdb.connect(str(copied / "onrecord.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM snapshot_info").fetchone() == (1,)


def test_publishing_under_an_open_reader_of_this_process(copied: Path, raw: Path, run_report: Run) -> None:
    """DuckDB gives a process that has the database open the old version until it closes it."""
    (raw / "harbour.txt").write_text(ARTICLE, encoding="utf-8")
    with duckdb.connect(str(copied / "onrecord.duckdb"), read_only=True) as connection:
        before = connection.execute("SELECT count(*) FROM articles").fetchone()
        assert run_report(copied, raw)["outcome"] == "published"
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == before


def test_one_article_more_extracts_one_and_equals_a_fresh_run(
    raw: Path, tmp_path: Path, run_report: Run
) -> None:
    grown, fresh = tmp_path / "grown", tmp_path / "fresh"
    first = run_report(grown, raw)
    (raw / "harbour.txt").write_text(ARTICLE, encoding="utf-8")
    second = run_report(grown, raw)
    assert (second["outcome"], second["articles_extracted"]) == ("published", 1)
    assert second["articles_mined"] == first["articles_mined"] + 1
    run_report(fresh, raw, batch_articles=3, workers=2)
    assert parquet_bytes(grown) == parquet_bytes(fresh)
    assert set(parquet_bytes(fresh)) >= {f"{name}.parquet" for name in TABLES}


def test_too_few_articles_stop_before_publishing(copied: Path, sample: Sample, onrecord: Onrecord) -> None:
    done = onrecord("run", "raw/sample/04*.txt", "-w", copied, "--min-articles", 5, code=4)
    assert "at least 5 are expected" in done.stderr
    assert "Traceback" not in done.stderr
    manifest = latest_manifest(copied)
    assert manifest is not None
    assert manifest.version == sample[1]["version"]
    status = json.loads(onrecord("status", "-w", copied, "--json").stdout)
    assert status["last_run"]["outcome"] == "stopped"
    assert (copied / ".work" / "run" / "checked" / "quarantine.parquet").exists()
