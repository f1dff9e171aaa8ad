"""One Prefect server and one published sample for the whole test session; each costs seconds to make."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "raw" / "sample"
Onrecord = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*arguments: object) -> list[str]:
    """The installed command, by this interpreter."""
    return [
        sys.executable,
        "-c",
        "import sys; from flows.cli import main; sys.exit(main())",
        *map(str, arguments),
    ]


@pytest.fixture(scope="session")
def prefect_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a command that uses the session's server instead of starting its own."""
    from flows.cli.running import quiet_prefect

    mine = {n: v for n, v in os.environ.items() if n.startswith("PREFECT_")}
    for name in mine:
        del os.environ[name]
    home = tmp_path_factory.mktemp("home")
    os.environ["HOME"], old_home = str(home), os.environ.get("HOME", "")
    try:
        with quiet_prefect(tmp_path_factory.mktemp("prefect")) as wait:
            wait()
            yield dict(os.environ)
    finally:
        os.environ["HOME"] = old_home
        os.environ.update(mine)


@pytest.fixture(scope="session")
def onrecord(prefect_environment: dict[str, str]) -> Onrecord:
    """Runs the command in the repository's folder and returns what it printed."""

    def run(*arguments: object, code: int = 0, **settings: object) -> subprocess.CompletedProcess[str]:
        given = {f"ONRECORD_{name.upper()}": str(value) for name, value in settings.items()}
        done = subprocess.run(
            command(*arguments),
            cwd=ROOT,
            env={**prefect_environment, **given},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def run_report(onrecord: Onrecord) -> Callable[..., dict[str, Any]]:
    """`onrecord run --json` over paths into a warehouse: its report."""

    def run(warehouse: Path, *paths: Path, **settings: object) -> dict[str, Any]:
        done = onrecord("run", *paths, "--warehouse", warehouse, "--json", **settings)
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    return run


@pytest.fixture(scope="session")
def sample(
    tmp_path_factory: pytest.TempPathFactory, run_report: Callable[..., dict[str, Any]]
) -> tuple[Path, dict[str, Any]]:
    """A warehouse with the published sample, which tests must not change, and the report of the run."""
    warehouse = tmp_path_factory.mktemp("sample") / "warehouse"
    return warehouse, run_report(warehouse, Path("raw/sample"))
