"""Prefect's server for the length of one run: `python -m flows.temporary_server PORT`.

It ends when its standard input closes, which happens however its parent ends; the temporary server that
Prefect starts by itself outlives a killed run. Started early, it also comes up while the run still imports.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

_SERVICES = ("SCHEDULER", "LATE_RUNS", "CANCELLATION_CLEANUP", "FOREMAN", "REPOSSESSOR", "PAUSE_EXPIRATIONS")
_ENVIRONMENT = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    # Nothing is scheduled on a server that lives for one run.
    **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _SERVICES},
}


@contextmanager
def temporary_server(log: Path) -> Iterator[Callable[[], None]]:
    """Start a server on a free port and set PREFECT_API_URL; the function given waits until it answers.

    To be entered before Prefect is imported. What the server has to say goes to `log`.
    """
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "flows.temporary_server", str(port)]
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, env={**os.environ, **_ENVIRONMENT}
        ) as server,
    ):
        os.environ["PREFECT_API_URL"] = url
        try:
            yield lambda: _wait(server, url, log)
        finally:
            del os.environ["PREFECT_API_URL"]
            server.terminate()


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    limit = time.monotonic() + float(os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"])
    while not _answers(url):
        if server.poll() is not None or time.monotonic() > limit:
            raise OSError(f"Prefect's temporary server did not start; {log} says why")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _serve(port: int) -> None:
    import uvicorn

    threading.Thread(target=_end_with_parent, daemon=True).start()
    uvicorn.run("prefect.server.api.server:create_app", factory=True, port=port, log_level="error")


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
