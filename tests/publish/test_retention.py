"""Old snapshots go; the newest, the last good one and the pinned ones stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.publish.retention import pin, prune_snapshots, unpin
from flows.publish.verify import verify
from tests.publish.conftest import publish_small


def publish_many(warehouse: Path, count: int = 4) -> list[str]:
    return [publish_small(warehouse, without_quotes=n, day=n + 1).version for n in range(count)]


def left(warehouse: Path) -> list[str]:
    return sorted(p.name for p in (warehouse / "snapshots").iterdir())


def test_the_newest_stay(tmp_path: Path) -> None:
    versions = publish_many(tmp_path)
    assert prune_snapshots(tmp_path, keep=2) == versions[:2]
    assert left(tmp_path) == versions[2:]
    assert prune_snapshots(tmp_path, keep=2) == []
    assert verify(tmp_path) == []


def test_the_last_good_one_stays_however_old(tmp_path: Path) -> None:
    versions = publish_many(tmp_path)
    pointer = tmp_path / "latest.json"
    pointer.write_text(json.dumps({"version": versions[0]}), encoding="utf-8")
    assert prune_snapshots(tmp_path, keep=1) == versions[1:3]
    assert left(tmp_path) == [versions[0], versions[3]]


def test_pinned_ones_stay_until_unpinned(tmp_path: Path) -> None:
    versions = publish_many(tmp_path)
    pinned = tmp_path / "snapshots" / versions[1]
    pin(pinned, "cited in a paper")
    assert prune_snapshots(tmp_path, keep=1) == [versions[0], versions[2]]
    assert verify(tmp_path) == []
    unpin(pinned)
    assert prune_snapshots(tmp_path, keep=1) == [versions[1]]


def test_what_is_no_snapshot_is_left_alone(tmp_path: Path) -> None:
    versions = publish_many(tmp_path, 2)
    (tmp_path / "snapshots" / "2020-notes").mkdir()
    assert prune_snapshots(tmp_path, keep=1) == versions[:1]
    assert left(tmp_path) == ["2020-notes", versions[1]]


def test_keeping_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        prune_snapshots(tmp_path, keep=0)
