"""What the warehouse tells of itself and of its runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.publish import latest_manifest, record_run, status
from tests.publish.conftest import publish_small


def test_an_empty_warehouse_has_no_version(tmp_path: Path) -> None:
    assert status(tmp_path) == {"version": None, "counts": {}, "quarantine": {}, "last_run": None}


def test_status_counts_rows_and_refusals(tmp_path: Path) -> None:
    published = publish_small(tmp_path)
    told = status(tmp_path)
    assert told["version"] == published.version
    assert told["counts"]["quotes"] == 6
    assert told["quarantine"] == {"articles": {"language.pattern": 1}}
    assert json.loads(json.dumps(told)) == told


def test_the_last_run_is_the_one_recorded_last(tmp_path: Path) -> None:
    record_run(tmp_path, {"outcome": "failed", "error": "Zoë"})
    path = record_run(tmp_path, {"outcome": "published"})
    assert json.loads(path.read_text(encoding="utf-8"))["outcome"] == "published"
    assert status(tmp_path)["last_run"]["outcome"] == "published"
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_a_pointer_to_a_snapshot_that_is_gone_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "latest.json").write_text('{"version": "2024-05-01-0123456789ab"}')
    with pytest.raises(FileNotFoundError, match="restore it or remove"):
        latest_manifest(tmp_path)
