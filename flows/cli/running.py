"""Running the flow from the command: a quiet, local Prefect, progress, and the report at the end."""

from __future__ import annotations

import json as jsonlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.failures import Code
from flows.cli.progress import PlainListener, rich_listener
from flows.lock import ensure_free
from flows.progress import listening
from flows.settings import Settings
from flows.temporary_server import temporary_server

if TYPE_CHECKING:
    from flows.report import RunReport

# Prefect reads these when it is imported. A temporary server writes task runs late unless it is told not to.
_RECORDER = "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_"
_QUIET = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # Errors are raised and shown by the command; Prefect would print their tracebacks as well.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    f"{_RECORDER}BATCH_SIZE": "200",
    f"{_RECORDER}READ_BATCH_SIZE": "200",
    f"{_RECORDER}FLUSH_INTERVAL": "1",
}
_CONFIGURED = ("PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_HOME", "PREFECT_PROFILES_PATH")


@contextmanager
def quiet_prefect(warehouse: Path) -> Iterator[Callable[[], None]]:
    """Set Prefect up for one quiet, offline run; the function given waits until its server answers.

    A person's own configuration of Prefect (a server, a profile, a home) stays as it is.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if Path("~/.prefect/profiles.toml").expanduser().exists() or any(n in os.environ for n in _CONFIGURED):
        yield lambda: None
        return
    home = warehouse.absolute() / ".prefect"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(home)
    with temporary_server(home / "server.log") as wait:
        yield wait


def run_flow(paths: list[Path] | None, settings: Settings, *, publish: bool, json: bool) -> RunReport:
    """Run the flow here and print its report."""
    ensure_free(settings.warehouse)
    given = paths or [Path("raw")]
    with quiet_prefect(settings.warehouse) as wait, _progress():
        # While the server starts: a path that is not there is told before the slow imports.
        from flows.ingest import discover

        discover(given)
        from flows.pipeline import onrecord, task_runner

        wait()
        flow = onrecord.with_options(task_runner=task_runner(settings))
        report: RunReport = flow(given, settings, publish)
    _print(report, json)
    return report


def check_flow(paths: list[Path] | None, settings: Settings, *, json: bool) -> None:
    """Run the flow without publishing; ends the command with 1 where a blocking check fails."""
    from flows.check import Blocked

    try:
        run_flow(paths, settings, publish=False, json=json)
    except Blocked as blocked:
        print(f"onrecord: {blocked}", file=sys.stderr)
        sys.exit(Code.DATA)


@contextmanager
def _progress() -> Iterator[None]:
    """Bars on a terminal, lines elsewhere; on stderr, so that stdout holds the result alone."""
    logging.getLogger("onrecord").propagate = False
    if not sys.stderr.isatty():
        with listening(PlainListener()):
            yield
        return
    with rich_listener() as listener, listening(listener):
        yield


def _print(report: RunReport, json: bool) -> None:
    if json:
        print(jsonlib.dumps(report.as_dict(), indent=2, default=str))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("table", "read", "accepted", "quarantined")
    for row in report.rows():
        table.add_row(row["table"], *(f"{row[name]:,}" for name in ("read", "accepted", "quarantined")))
    console = Console()
    console.print(table)
    for reason, count in report.refused.items():
        console.print(f"refused: {reason}: {count:,}", highlight=False)
    seconds = ", ".join(f"{room} {value:.1f}" for room, value in report.seconds.items())
    console.print(f"seconds: {seconds}; memory: {report.peak_memory / 2**20:,.0f} MiB", highlight=False)
    console.print(report.summary(), highlight=False)
