"""The deployment of prefect.yaml on a real server, work pool and worker: the schedule fires and publishes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import socket
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT

LIMIT_SECONDS = 180


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def prefect(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect", *arguments]


@contextmanager
def running(
    arguments: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, ended with everything that it started."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, 15)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()


def wait_until(true: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + LIMIT_SECONDS
    while not true():
        assert time.monotonic() < limit, f"no {what} within {LIMIT_SECONDS} s"
        time.sleep(1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def asked(api: str, what: str, filters: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows that the server's filter endpoint gives."""
    request = urllib.request.Request(
        f"{api}/{what}/filter",
        data=json.dumps(filters).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        rows: list[dict[str, Any]] = json.load(answer)
        return rows


def finished_runs(api: str) -> list[dict[str, Any]]:
    final = ["COMPLETED", "FAILED", "CRASHED"]
    return asked(api, "flow_runs", {"flow_runs": {"state": {"type": {"any_": final}}}})


def logged(api: str, flow_run: str) -> str:
    rows = asked(api, "logs", {"logs": {"flow_run_id": {"any_": [flow_run]}}})
    return "\n".join(row["message"] for row in rows)


@pytest.mark.slow
def test_schedule_fires_and_publishes(tmp_path: Path) -> None:
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT")},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PWD": str(ROOT),
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "DO_NOT_TRACK": "1",
    }
    deployment = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    changes = {
        '- cron: "15 5 * * *"\n        timezone: UTC': "- interval: 5",
        "paths: [raw]": "paths: [raw/sample]",
        "warehouse: warehouse": f"warehouse: {tmp_path / 'warehouse'}",
    }
    for old, new in changes.items():
        assert old in deployment
        deployment = deployment.replace(old, new)
    (tmp_path / "prefect.yaml").write_text(deployment, encoding="utf-8")

    def prepare(*arguments: str) -> None:
        done = subprocess.run(
            prefect(*arguments),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    with ExitStack() as stack:
        start = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
        stack.enter_context(running(prefect(*start), environment, tmp_path / "server.log"))
        wait_until(lambda: answers(f"{api}/health"), "server")
        prepare("work-pool", "create", "onrecord", "--type", "process")
        prepare("--no-prompt", "deploy", "--all", "--prefect-file", str(tmp_path / "prefect.yaml"))
        worker = prefect("worker", "start", "--pool", "onrecord")
        stack.enter_context(running(worker, environment, tmp_path / "worker.log"))
        wait_until(lambda: bool(finished_runs(api)), "finished run")
        first = min(finished_runs(api), key=lambda run: run["start_time"])
        wait_until(lambda: "publish: done" in logged(api, first["id"]), "line of the rooms in the run's log")
        artifacts = {artifact["key"] for artifact in asked(api, "artifacts", {})}

    log = (tmp_path / "worker.log").read_text(encoding="utf-8")
    assert first["state_type"] == "COMPLETED", log
    assert first["auto_scheduled"]
    assert first["name"] == "publish raw/sample: 12 files"
    assert {"onrecord-run", "onrecord-counts"} <= artifacts
    with duckdb.connect(str(tmp_path / "warehouse" / "onrecord.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT count(*) FROM quotes").fetchone()
    assert found is not None
    assert found[0] > 0
