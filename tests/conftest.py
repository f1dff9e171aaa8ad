"""One Prefect server and one published sample for the whole test session; each costs seconds to make."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main

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
    """Runs the command in this process, in the repository's folder, and returns what it printed."""

    def run(*arguments: object, code: int = 0, **settings: object) -> subprocess.CompletedProcess[str]:
        given = [str(argument) for argument in arguments]
        variables = {f"ONRECORD_{name.upper()}": str(value) for name, value in settings.items()}
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(ROOT)
            patch.setattr(sys, "argv", ["onrecord", *given])
            for name, value in variables.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        done = subprocess.CompletedProcess(given, ended.value.code or 0, out.getvalue(), err.getvalue())
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
