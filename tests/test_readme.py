"""The README tells the truth: its query prints what it shows, its commands and files are there.

`python -m tests.test_readme WAREHOUSE` writes the query's output on the published sample into the README.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from flows.cli.app import app
from flows.cli.query import query

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXAMPLE = re.compile(r"```console\n\$ (?P<command>onrecord query .*)\n(?P<output>(?:.*\n)*?)```\n")


def example() -> re.Match[str]:
    found = EXAMPLE.search(README.read_text(encoding="utf-8"))
    assert found is not None
    return found


def output(warehouse: Path) -> str:
    """What the README's query prints."""
    sql = shlex.split(example()["command"])[2]
    out = io.StringIO()
    with redirect_stdout(out):
        query(sql, warehouse)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def test_the_query_prints_what_the_readme_shows(sample: tuple[Path, dict[str, Any]]) -> None:
    assert example()["output"] == output(sample[0])


def test_setup_lines_are_two_and_set_up_alike() -> None:
    lines = [
        line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("python3 -m venv")
    ]
    assert len(lines) == 2
    assert lines[1] == f"{lines[0]} && .venv/bin/pytest"


def test_commands_in_the_readme_exist() -> None:
    blocks = "".join(
        re.findall(r"```(?:bash|console)\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    )
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert set(re.findall(r"^(?:\$ )?onrecord (\w+)", blocks, re.MULTILINE)) <= known
    options = CliRunner().invoke(app, ["query", "--help"]).output
    assert "--list" in options


def test_links_lead_somewhere() -> None:
    for page in (README, ROOT / "docs" / "operations.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), target


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    match = example()
    start, end = match.span("output")
    README.write_text(text[:start] + output(Path(sys.argv[1])) + text[end:], encoding="utf-8")
