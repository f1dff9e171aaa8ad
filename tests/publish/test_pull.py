"""Pulling: whole, in part, only what changed; continued, checked, and of one version."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.publish import latest_manifest, manifest_of
from flows.publish.pull import Pulled, _Transfer, pull
from flows.publish.store import TransferError
from flows.publish.verify import verify
from tests.publish.conftest import publish_small
from tests.publish.stores import StaticFiles, StaticFilesWithRanges, http_server


@pytest.fixture
def source(tmp_path: Path) -> Path:
    publish_small(tmp_path / "source")
    return tmp_path / "source"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"


def names(pulled: Pulled) -> set[str]:
    return {p.name for p in pulled.folder.iterdir()}


@pytest.mark.parametrize("kind", ["folder", "http"])
def test_a_whole_snapshot(kind: str, source: Path, target: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    with http_server(source) as server:
        url = server.url if kind == "http" else str(source)
        pulled = pull(url, target, progress=lambda *step: seen.append(step))
    ours = latest_manifest(source)
    assert ours is not None
    assert pulled.version == ours.version
    assert pulled.created
    assert pulled.fetched_bytes == sum(f.bytes for f in ours.files) == seen[-1][1] == seen[-1][2]
    assert [step[1] for step in seen] == sorted(step[1] for step in seen)
    assert verify(target) == []
    assert latest_manifest(target) == ours
    assert (target / "onrecord.duckdb").exists()
    assert {p.stat().st_mode & 0o777 for p in pulled.folder.glob("*.parquet")} == {0o444}


def test_again_fetches_nothing(source: Path, target: Path) -> None:
    pull(str(source), target)
    again = pull(str(source), target)
    assert (again.created, again.fetched_files, again.fetched_bytes) == (False, 0, 0)


def test_some_tables_and_later_the_rest(source: Path, target: Path) -> None:
    some = pull(str(source), target, tables=["quotes"])
    assert {n for n in names(some) if n.endswith(("parquet", "duckdb"))} == {"quotes.parquet"}
    assert verify(target) == []
    more = pull(str(source), target, tables=["actors"])
    assert {n for n in names(more) if n.endswith("parquet")} == {"quotes.parquet", "actors.parquet"}
    assert more.fetched_files == 1
    assert verify(target) == []
    whole = pull(str(source), target)
    assert "onrecord.duckdb" in names(whole)
    assert verify(target) == []


def test_a_table_that_is_not_there(source: Path, target: Path) -> None:
    with pytest.raises(TransferError, match="no table quote; there are articles, quotes"):
        pull(str(source), target, tables=["quote"])


def test_only_what_changed(source: Path, target: Path) -> None:
    first = pull(str(source), target)
    publish_small(source, without_quotes=1, day=2)
    with http_server(source) as server:
        second = pull(server.url, target)
        fetched = {Path(p).name for p in server.requested} - {"latest.json", "manifest.json"}
    assert {n for n in fetched if n.endswith("parquet")} == {"quotes.parquet"}
    assert (first.folder / "actors.parquet").samefile(second.folder / "actors.parquet")
    assert second.reused_files == 6
    assert verify(target) == []


KILLED_PULL = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
pulling = import_module("flows.publish.pull")
pulling._CHUNK = 1000
def progress(path, done, total):
    if done > int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
pulling.pull(sys.argv[1], Path(sys.argv[2]), progress=progress)
"""


@pytest.mark.parametrize("handler", [StaticFiles, StaticFilesWithRanges])
@pytest.mark.parametrize("share", [0.01, 0.5])
def test_killed_in_the_middle_and_run_again(
    handler: type[StaticFiles], share: float, source: Path, target: Path
) -> None:
    manifest = latest_manifest(source)
    assert manifest is not None
    total = sum(f.bytes for f in manifest.files)
    with http_server(source, handler) as server:
        command = [sys.executable, "-c", KILLED_PULL, server.url, str(target), str(int(total * share))]
        killed = subprocess.run(command, cwd=Path(__file__).parents[2], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert not (target / "latest.json").exists()
        assert not list((target / "snapshots").glob("[0-9]*"))
        pulled = pull(server.url, target)
        resumed = server.ranges
    assert verify(target) == []
    assert not list((target / "snapshots").glob(".pull-*"))
    assert bool(resumed) == (handler is StaticFilesWithRanges)
    if share == 0.5:
        assert pulled.fetched_bytes < total


def test_a_part_of_something_else_is_fetched_anew(source: Path, target: Path) -> None:
    manifest = latest_manifest(source)
    assert manifest is not None
    stage = target / "snapshots" / f".pull-{manifest.version}"
    stage.mkdir(parents=True)
    (stage / "actors.parquet.part").write_bytes(b"x" * 100)
    (stage / "quotes.parquet.part").write_bytes(b"x" * 10_000_000)
    pull(str(source), target)
    assert verify(target) == []


@pytest.mark.parametrize("damage", ["changed", "cut", "missing"])
def test_damage_is_refused_and_nothing_moves(damage: str, source: Path, target: Path) -> None:
    old = pull(str(source), target).version
    new = publish_small(source, without_quotes=1, day=2).folder
    path = new / "quotes.parquet"
    path.chmod(0o644)
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if damage == "changed" else content[:-1])
    with pytest.raises(TransferError, match="gone" if damage == "missing" else "damaged"):
        pull(str(source), target)
    assert latest_manifest(target).version == old  # type: ignore[union-attr]
    assert verify(target) == []


def test_a_damaged_manifest_is_refused(source: Path, target: Path) -> None:
    manifest = latest_manifest(source)
    assert manifest is not None
    path = source / "snapshots" / manifest.version / "manifest.json"
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("rules-1", "rules-9"), encoding="utf-8")
    with pytest.raises(TransferError, match=r"its checksum is not the one in latest\.json"):
        pull(str(source), target)


@pytest.mark.parametrize("path", ["../escape", "/etc/escape", "a/../../escape", "a\\..\\b", ""])
def test_a_manifest_cannot_write_elsewhere(path: str, source: Path, target: Path) -> None:
    manifest = latest_manifest(source)
    assert manifest is not None
    file = source / "snapshots" / manifest.version / "manifest.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["files"][0]["path"] = path
    file.chmod(0o644)
    file.write_text(json.dumps(told), encoding="utf-8")
    (source / "latest.json").write_text(json.dumps({"version": manifest.version}), encoding="utf-8")
    with pytest.raises(TransferError, match="outside its folder"):
        pull(str(source), target)
    assert not list(target.parent.rglob("escape"))


def test_a_version_that_is_none(source: Path, target: Path) -> None:
    (source / "latest.json").write_text('{"version": "../../x"}', encoding="utf-8")
    with pytest.raises(TransferError, match="no version of a snapshot"):
        pull(str(source), target)


def test_the_version_stays_fixed_while_the_source_moves(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = latest_manifest(source)
    real = _Transfer._fetch

    def moving(self: _Transfer, *given: object) -> None:
        if not list((source / "snapshots").glob("2024-05-02-*")):
            publish_small(source, without_quotes=1, day=2)
        real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(_Transfer, "_fetch", moving)
    assert before is not None
    assert pull(str(source), target).version == before.version
    assert verify(target) == []
    assert pull(str(source), target).version != before.version
    assert verify(target) == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "ftp://nowhere/x", "nowhere"])
def test_places_that_are_none(url: str, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.publish.store._RETRIES", {"max_retries": 0})
    with pytest.raises(TransferError, match=url.split(":")[0]):
        pull(url, target)


def test_an_empty_place(tmp_path: Path, target: Path) -> None:
    with pytest.raises(TransferError, match=r"there is no latest\.json"):
        pull(str(tmp_path), target)


def test_verify_finds_what_is_wrong(source: Path) -> None:
    folder = publish_small(source).folder
    assert verify(folder) == verify(source) == []
    for name in ("actors.parquet", "calls.parquet", "quotes.parquet"):
        (folder / name).chmod(0o644)
    (folder / "actors.parquet").write_bytes(b"")
    content = (folder / "calls.parquet").read_bytes()
    (folder / "calls.parquet").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    (folder / "quotes.parquet").unlink()
    (folder / "extra.txt").touch()
    (source / "onrecord.duckdb").write_bytes(b"no database")
    whats = [str(p).removeprefix(f"{source}/") for p in verify(source)]
    short = f"snapshots/{folder.name}"
    assert whats[0].startswith(f"{short}/quotes.parquet: is missing")
    assert whats[1].startswith(f"{short}/actors.parquet: has 0 bytes")
    assert whats[2].startswith(f"{short}/calls.parquet: has another SHA-256")
    assert whats[3] == f"{short}/extra.txt: is not in the manifest"
    assert whats[4].startswith("onrecord.duckdb: is not that of")
    (source / "latest.json").write_text("{}", encoding="utf-8")
    assert verify(source)[-1].path.name == "latest.json"


def test_verify_needs_something_to_verify(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing to verify"):
        verify(tmp_path)


def test_manifests_of_pulled_snapshots_are_the_publishers_own(source: Path, target: Path) -> None:
    pulled = pull(str(source), target)
    theirs = source / "snapshots" / pulled.version / "manifest.json"
    assert (pulled.folder / "manifest.json").read_bytes() == theirs.read_bytes()
    assert manifest_of(pulled.folder).version == pulled.version
