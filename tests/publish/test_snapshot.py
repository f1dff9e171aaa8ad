"""Snapshots: made once, pointed at last, finished after a kill, never in a reader's way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from flows.publish import latest_manifest, manifest_of, publish
from flows.publish.files import sha256_of
from schemas.manifest import Counts
from schemas.tables import TABLES
from tests.datasets import small_tables
from tests.publish.conftest import INFO, publish_small, quarantine


def state(warehouse: Path) -> dict[str, float]:
    """Every file and when it last changed."""
    return {str(p.relative_to(warehouse)): p.stat().st_mtime_ns for p in warehouse.rglob("*") if p.is_file()}


def version_in_database(warehouse: Path) -> str:
    with duckdb.connect(str(warehouse / "onrecord.duckdb"), read_only=True) as connection:
        row = connection.execute("SELECT version FROM snapshot_info").fetchone()
    assert row is not None
    return str(row[0])


def assert_whole(warehouse: Path, version: str) -> None:
    """The pointer, the database and every checksum agree on one version, and no unfinished work is left."""
    assert json.loads((warehouse / "latest.json").read_text())["version"] == version
    assert version_in_database(warehouse) == version
    assert not list(warehouse.rglob(".tmp-*"))
    folder = warehouse / "snapshots" / version
    manifest = manifest_of(folder)
    assert {f.path for f in manifest.files} == {p.name for p in folder.iterdir()} - {"manifest.json"}
    for file in manifest.files:
        assert (sha256_of(folder / file.path), (folder / file.path).stat().st_size) == (
            file.sha256,
            file.bytes,
        )


def test_a_snapshot_is_whole_and_told_of(tmp_path: Path) -> None:
    published = publish_small(tmp_path)
    assert published.created
    assert published.version.startswith("2024-05-01-")
    assert_whole(tmp_path, published.version)
    manifest = manifest_of(published.folder)
    assert manifest.counts["articles"] == Counts(read=5, accepted=4, quarantined=1)
    assert manifest.row_counts == published.counts
    assert set(published.counts) == set(TABLES)
    assert manifest.published is not None
    assert str(manifest.published.last) == "2024-04-02"
    assert manifest.accuracy == INFO.accuracy
    assert list(manifest.checks) == list(INFO.checks)


def test_the_same_content_publishes_nothing(tmp_path: Path) -> None:
    first = publish_small(tmp_path, day=1)
    before = state(tmp_path)
    again = publish_small(tmp_path, day=2)
    assert (again.version, again.created) == (first.version, False)
    assert state(tmp_path) == before


def test_other_content_publishes_a_version_that_names_the_one_before(tmp_path: Path) -> None:
    first, second = publish_small(tmp_path, day=1), publish_small(tmp_path, without_quotes=1, day=2)
    assert second.created
    assert second.version != first.version
    assert manifest_of(second.folder).previous_version == first.version
    assert_whole(tmp_path, second.version)
    third = publish_small(tmp_path, day=3)
    assert third.created
    assert third.version == f"2024-05-03{first.version[10:]}"


def test_content_that_comes_back_on_the_same_day_reuses_its_snapshot(tmp_path: Path) -> None:
    first = publish_small(tmp_path)
    publish_small(tmp_path, without_quotes=1)
    files = state(first.folder)
    back = publish_small(tmp_path)
    assert back.created
    assert back.version == first.version
    assert state(first.folder) == files
    assert_whole(tmp_path, first.version)


class Killed(BaseException):
    """Stands for a kill: nothing handles it."""


# A publish renames three times: the snapshot folder, the database, the pointer.
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("already_published", [False, True])
def test_a_publish_killed_at_any_rename_is_finished_by_the_next(
    step: int, when: str, already_published: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish_small(tmp_path, without_quotes=2).version if already_published else None
    renames = 0
    real = os.replace

    def killing(source: str, target: str) -> None:
        nonlocal renames
        renames += 1
        if renames == step and when == "before":
            raise Killed
        real(source, target)
        if renames == step:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killing)
        with pytest.raises(Killed):
            publish_small(tmp_path, day=2)
    if old:
        assert version_in_database(tmp_path) in (old, *[p.name for p in (tmp_path / "snapshots").iterdir()])
        latest = latest_manifest(tmp_path)
        assert latest is not None
        assert (latest.version == old) == (step < 3 or when == "before")
    finished = publish_small(tmp_path, day=3)
    expected = "2024-05-03" if (step, when) == (1, "before") else "2024-05-02"
    assert finished.version.startswith(expected)
    assert_whole(tmp_path, finished.version)
    assert len(list((tmp_path / "snapshots").iterdir())) == (2 if old else 1)


SLOW_PUBLISH = """
import sys, time
from pathlib import Path
import flows.publish.snapshot as snapshot
from tests.publish.conftest import publish_small
real = snapshot.build_database
def build(*given):
    real(*given)
    print("built", flush=True)
    time.sleep(60)
snapshot.build_database = build
publish_small(Path(sys.argv[1]))
"""


def test_a_killed_process_leaves_neither_a_lock_nor_files(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLOW_PUBLISH, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "built\n"
        process.send_signal(signal.SIGKILL)
    assert list((tmp_path / "snapshots").glob(".tmp-*"))
    assert_whole(tmp_path, publish_small(tmp_path).version)


@pytest.mark.parametrize("lost", ["onrecord.duckdb", "latest.json"])
def test_what_was_lost_beside_the_snapshots_comes_back(lost: str, tmp_path: Path) -> None:
    version = publish_small(tmp_path).version
    (tmp_path / lost).unlink()
    assert publish_small(tmp_path, day=2).version == version
    assert_whole(tmp_path, version)


def test_a_damaged_database_is_replaced_and_its_log_not_replayed(tmp_path: Path) -> None:
    version = publish_small(tmp_path).version
    (tmp_path / "onrecord.duckdb").write_bytes(b"not a database")
    (tmp_path / "onrecord.duckdb.wal").write_bytes(b"log of another database")
    publish_small(tmp_path)
    assert_whole(tmp_path, version)


READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(*connection.execute("SELECT (SELECT version FROM snapshot_info), (SELECT count(*) FROM quotes)").fetchone(), flush=True)
"""


def test_an_open_reader_keeps_its_version_while_a_new_one_is_published(tmp_path: Path) -> None:
    first = publish_small(tmp_path)
    command = [sys.executable, "-c", READER, str(tmp_path / "onrecord.duckdb")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def read() -> str:
            print("again", file=reader.stdin, flush=True)
            return reader.stdout.readline().strip() if reader.stdout else ""

        assert read() == f"{first.version} 6"
        second = publish_small(tmp_path, without_quotes=1, day=2)
        assert read() == f"{first.version} 6"
        assert version_in_database(tmp_path) == second.version
        reader.stdin.close()


def test_snapshots_cannot_be_written_by_accident(tmp_path: Path) -> None:
    folder = publish_small(tmp_path).folder
    assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o444}


def test_tables_that_disagree_with_their_counts_are_not_published(tmp_path: Path) -> None:
    wrong = replace(INFO, counts={"quotes": Counts(9, 9, 0)})
    with pytest.raises(ValueError, match="quotes: 6 rows to publish do not agree"):
        publish(small_tables(), quarantine(), wrong, tmp_path)
    tables = small_tables()
    del tables["calls"]
    with pytest.raises(ValueError, match="publish needs"):
        publish(tables, quarantine(), INFO, tmp_path)
    assert not list(tmp_path.iterdir())
