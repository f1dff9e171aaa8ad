"""Killed at any moment, the next run makes what an undisturbed run makes, and readers never notice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas.tables import TABLES
from tests.conftest import ROOT, SAMPLE, command
from tests.test_flow import parquet_bytes

Run = Callable[..., dict[str, Any]]
# Small batches, so that there are several to be killed between.
BATCH_ARTICLES = 3
START_LIMIT_SECONDS = 120
# A variable that a run's processes hand on to their children: so they are known from everybody else's.
MARK = "TEST_RUN_OF"


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory, run_report: Run) -> Path:
    """A warehouse that holds half of the sample: what readers see until the run under test is done."""
    raw = tmp_path_factory.mktemp("half")
    for path in sorted(SAMPLE.glob("0[1-5]*")):
        shutil.copy(path, raw)
    run_report(raw / "warehouse", raw)
    return raw / "warehouse"


def all_rows(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(warehouse / "onrecord.duckdb"), read_only=True) as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in TABLES}


@contextmanager
def reading(warehouse: Path) -> Iterator[None]:
    """Opens and asks the database all the time; what goes wrong is raised at the end."""
    errors: list[Exception] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                with duckdb.connect(str(warehouse / "onrecord.duckdb"), read_only=True) as connection:
                    found = connection.execute(
                        "SELECT count(*) FROM articles WHERE length(text) > 0"
                    ).fetchone()
                    assert found is not None
                    assert found[0] > 0
            except Exception as error:
                errors.append(error)
            time.sleep(0.02)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join()
    assert not errors, errors[:3]


def start(warehouse: Path, environment: dict[str, str], workers: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("run", "raw/sample", "--warehouse", warehouse),
        cwd=ROOT,
        env={
            **environment,
            MARK: str(warehouse),
            "ONRECORD_BATCH_ARTICLES": str(BATCH_ARTICLES),
            "ONRECORD_WORKERS": str(workers),
        },
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def kill_during_work(warehouse: Path, environment: dict[str, str], workers: int, delay: float) -> None:
    """Kill a run `delay` seconds after its first room started."""
    with start(warehouse, environment, workers) as run:
        assert run.stderr is not None
        assert run.stderr.readline().startswith("ingest")
        # Asked while it works: of a process that is just ending nothing can be read.
        assert _is_marked(Path("/proc") / str(run.pid), f"{MARK}={warehouse}".encode())
        time.sleep(delay)
        if run.poll() is None:  # it may be faster than the one that was timed
            run.kill()
    wait_for_orphans(warehouse)


def wait_for_orphans(warehouse: Path) -> None:
    """Processes of a killed run leave by themselves."""
    mark = f"{MARK}={warehouse}".encode()
    limit = time.monotonic() + 20
    while children := [p for p in Path("/proc").glob("[0-9]*") if _is_marked(p, mark)]:
        assert time.monotonic() < limit, children
        time.sleep(0.1)


def _is_marked(process: Path, mark: bytes) -> bool:
    try:
        return mark in (process / "environ").read_bytes().split(b"\0")
    except OSError:  # gone, or another user's
        return False


def work_seconds(warehouse: Path, environment: dict[str, str], workers: int) -> float:
    """How long an undisturbed run works, from its first room on."""
    with start(warehouse, environment, workers) as run:
        assert run.stderr is not None
        run.stderr.readline()
        begin = time.monotonic()
        run.communicate(timeout=START_LIMIT_SECONDS)
    assert run.returncode == 0
    return time.monotonic() - begin


@pytest.mark.parametrize(("kills", "workers"), [(1, 1), pytest.param(25, 2, marks=pytest.mark.slow)])
def test_killed_runs_leave_nothing_behind(
    kills: int, workers: int, half: Path, tmp_path: Path, prefect_environment: dict[str, str], run_report: Run
) -> None:
    undisturbed = shutil.copytree(half, tmp_path / "undisturbed")
    seconds = work_seconds(undisturbed, prefect_environment, workers)
    expected, rows = parquet_bytes(undisturbed), all_rows(undisturbed)
    seed = int(os.environ.get("ONRECORD_TEST_SEED", time.time()))
    print(f"seed {seed}, {seconds:.1f} s of work")
    chance = random.Random(seed)
    for nth in range(kills):
        warehouse = shutil.copytree(half, tmp_path / f"killed-{nth}")
        with reading(warehouse):
            kill_during_work(warehouse, prefect_environment, workers, chance.uniform(0, seconds))
            run_report(warehouse, Path("raw/sample"), batch_articles=BATCH_ARTICLES, workers=workers)
        assert parquet_bytes(warehouse) == expected
        assert all_rows(warehouse) == rows
        assert not list((warehouse / "snapshots").glob(".tmp-*"))
        shutil.rmtree(warehouse)


def test_killed_command_takes_its_server_along(tmp_path: Path, prefect_environment: dict[str, str]) -> None:
    alone = {name: value for name, value in prefect_environment.items() if not name.startswith("PREFECT")}
    run = subprocess.Popen(
        command("run", "raw/sample", "--warehouse", tmp_path / "w"),
        cwd=ROOT,
        env={**alone, "HOME": str(tmp_path)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        server = _wait_for(lambda: _child(run.pid, "flows.temporary_server"))
    finally:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    assert _wait_for(lambda: None if server.exists() else True)


def _wait_for(found: Callable[[], Any], seconds: float = 30) -> Any:
    limit = time.monotonic() + seconds
    while (value := found()) is None:
        assert time.monotonic() < limit
        time.sleep(0.05)
    return value


def _child(parent: int, module: str) -> Path | None:
    """The process folder of a child that runs a module."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text().rsplit(")", 1)[1].split()
            if stat[1] == str(parent) and module in (process / "cmdline").read_text():
                return process
        except OSError:
            continue
    return None
