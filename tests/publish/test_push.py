"""Pushing to a folder and to an S3 server: nothing is overwritten, the pointer moves last and only forward."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.publish import publish
from flows.publish.pull import pull
from flows.publish.push import _put_pointer, push
from flows.publish.store import TransferError
from flows.publish.verify import verify
from tests.datasets import small_tables
from tests.publish.conftest import INFO, publish_small, quarantine


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bucket on a real S3 server of this process."""
    server_module = pytest.importorskip("moto.server")
    import boto3

    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            **keys,
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ALLOW_HTTP": "true",
        }.items():
            patch.setenv(name, value)
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1")
        client.create_bucket(Bucket="news")
        yield "s3://news"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place."""
    if request.param == "folder":
        return str(tmp_path / "place")
    return f"{request.getfixturevalue('s3')}/{tmp_path.name}"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    publish_small(tmp_path / "warehouse")
    return tmp_path / "warehouse"


def test_there_and_back(place: str, warehouse: Path, tmp_path: Path) -> None:
    pushed = push(warehouse, place)
    assert pushed.moved
    assert pull(place, tmp_path / "back").version == pushed.version
    assert verify(tmp_path / "back") == []
    again = push(warehouse, place)
    assert (again.moved, again.sent_files, again.sent_bytes) == (False, 0, 0)


def test_the_next_version_moves_the_pointer(place: str, warehouse: Path, tmp_path: Path) -> None:
    push(warehouse, place)
    second = publish_small(warehouse, without_quotes=1, day=2)
    assert push(warehouse, place).moved
    assert pull(place, tmp_path / "back").version == second.version


def test_nothing_is_ever_overwritten(place: str, warehouse: Path, tmp_path: Path) -> None:
    """The same content from another warehouse has the same version and another manifest."""
    other = tmp_path / "other"
    publish(small_tables(), quarantine(), replace(INFO, timings={"ingest": 9.0}), other)
    push(warehouse, place)
    with pytest.raises(TransferError, match="published files are never overwritten"):
        push(other, place)
    assert pull(place, tmp_path / "back").created
    assert verify(tmp_path / "back") == []


def test_the_pointer_never_goes_back(place: str, warehouse: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    published = publish_small(newer, without_quotes=1, day=9)
    push(newer, place)
    with pytest.raises(TransferError, match="which is newer"):
        push(warehouse, place)
    assert pull(place, tmp_path / "back").version == published.version


def test_a_push_that_broke_off_is_finished(
    place: str, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(BaseException):
        pass

    def breaking(path: str, done: int, total: int) -> None:
        if done > total / 2:
            raise Broken

    with pytest.raises(Broken):
        push(warehouse, place, breaking)
    with pytest.raises(TransferError, match=r"there is no latest\.json"):
        pull(place, tmp_path / "back")
    push(warehouse, place)
    pull(place, tmp_path / "back")
    assert verify(tmp_path / "back") == []


def test_a_pointer_moved_by_somebody_else_is_looked_at_again(
    s3: str, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both read the pointer, the other one writes first: ours must not win over a newer one."""
    place, newer = f"{s3}/{tmp_path.name}", tmp_path / "newer"
    push(warehouse, place)
    publish_small(warehouse, without_quotes=1, day=2)
    publish_small(newer, without_quotes=2, day=3)
    real, moved = _put_pointer, []

    def late(*given: object) -> None:
        if not moved:
            moved.append(True)
            push(newer, place)
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sys.modules[push.__module__], "_put_pointer", late)
    with pytest.raises(TransferError, match="which is newer"):
        push(warehouse, place)


@pytest.mark.parametrize("url", ["https://news.example/data", "HTTP://news.example"])
def test_web_servers_take_nothing(url: str, warehouse: Path) -> None:
    with pytest.raises(TransferError, match="takes no files"):
        push(warehouse, url)


def test_an_empty_warehouse(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match="nothing is published"):
        push(tmp_path, str(tmp_path / "place"))


def test_the_pointer_says_by_which_checksum_to_trust_the_manifest(warehouse: Path) -> None:
    pointer = json.loads((warehouse / "latest.json").read_text(encoding="utf-8"))
    assert len(pointer["manifest_sha256"]) == 64
