"""The command as a person meets it: what it prints, how it ends, how fast it starts."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.cli.marking import Mark, marked
from flows.cli.query import _print_table
from flows.lock import warehouse_lock
from flows.publish import example_queries
from tests.conftest import ROOT, Onrecord, command

Sample = tuple[Path, dict[str, Any]]

HEAVY = "{'prefect', 'polars', 'pandera', 'onnxruntime', 'torch', 'fastapi', 'pandas'}"


@pytest.fixture
def published(tmp_path: Path, sample: Sample) -> Path:
    """A warehouse of our own with the published sample."""
    return Path(shutil.copytree(sample[0], tmp_path / "published"))


def test_help_names_every_command_and_exit_code(onrecord: Onrecord) -> None:
    text = onrecord("--help").stdout
    for word in ("run", "check", "query", "show", "status", "Exit codes"):
        assert word in text


@pytest.mark.parametrize(
    "arguments", [["--help"], ["query", "SELECT 1"], ["query", "--list"], ["show", "estonia"]]
)
def test_looking_imports_nothing_heavy(arguments: list[str], sample: Sample) -> None:
    script = (
        "import atexit, os, sys\n"
        f"atexit.register(lambda: os._exit(9 if {HEAVY} & set(sys.modules) else 0))\n"
        "from flows.cli import main\nmain()"
    )
    env = {**os.environ, "ONRECORD_WAREHOUSE": str(sample[0])}
    done = subprocess.run([sys.executable, "-c", script, *arguments], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_query_prints_table_json_and_csv(sample: Sample, onrecord: Onrecord) -> None:
    sql = "SELECT 1 AS one, 'a,b' AS words, NULL AS nothing"
    assert "a,b" in onrecord("query", sql, "-w", sample[0]).stdout
    assert json.loads(onrecord("query", sql, "-w", sample[0], "--json").stdout) == [
        {"one": 1, "words": "a,b", "nothing": None}
    ]
    rows = list(csv.reader(io.StringIO(onrecord("query", sql, "-w", sample[0], "--csv").stdout)))
    assert rows == [["one", "words", "nothing"], ["1", "a,b", ""]]


def test_wide_rows_are_records_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    long = "What was said was long, longer than what is left of a line beside its name."
    _print_table(
        ["day", "speaker", "content", "title"], [("2025-03-04", "Liisa Tamm", long, long), (None, "", "", "")]
    )
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert lines[1].split() == ["day", "2025-03-04"]
    assert lines[3].startswith("content  What was said")
    assert lines[4].startswith(" " * 9)
    assert all(len(line) <= 80 for line in lines)
    _print_table(["day", "speaker"], [("2025-03-04", "Liisa Tamm")])
    assert "┏" in capsys.readouterr().out


def test_query_knows_the_examples(sample: Sample, onrecord: Onrecord) -> None:
    listed = json.loads(onrecord("query", "--list", "--json").stdout)
    assert [e["name"] for e in listed] == [e.name for e in example_queries()]
    rows = json.loads(onrecord("query", "most_quoted", "-w", sample[0], "--json").stdout)
    assert rows


def test_wrong_queries_are_told_in_a_line(sample: Sample, onrecord: Onrecord) -> None:
    assert "neither SQL nor an example" in onrecord("query", "nonsense", "-w", sample[0], code=1).stderr
    assert "Catalog Error" in onrecord("query", "SELECT * FROM nowhere", "-w", sample[0], code=1).stderr
    assert "read-only" in onrecord("query", "DELETE FROM quotes", "-w", sample[0], code=1).stderr


def test_nothing_published_is_told(tmp_path: Path, onrecord: Onrecord) -> None:
    assert "onrecord run" in onrecord("query", "SELECT 1", "-w", tmp_path, code=1).stderr
    assert "Nothing is published yet" in onrecord("status", "-w", tmp_path).stdout


def test_missing_input_is_told(tmp_path: Path, onrecord: Onrecord) -> None:
    done = onrecord("run", tmp_path / "nowhere", "-w", tmp_path / "w", code=2)
    assert "no such file or folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "w" / "latest.json").exists()


def test_wrong_setting_is_told(tmp_path: Path, onrecord: Onrecord) -> None:
    done = onrecord("run", "-w", tmp_path, "--workers", 0, code=2)
    assert "workers" in done.stderr
    assert "Traceback" not in done.stderr


def test_second_run_in_a_warehouse_is_refused_at_once(tmp_path: Path, onrecord: Onrecord) -> None:
    with warehouse_lock(tmp_path):
        done = onrecord("run", "-w", tmp_path, code=3)
    assert f"process {os.getpid()}" in done.stderr


def test_check_publishes_nothing(tmp_path: Path, onrecord: Onrecord) -> None:
    done = onrecord("check", "raw/sample", "-w", tmp_path, "--json")
    assert json.loads(done.stdout)["outcome"] == "checked"
    assert not (tmp_path / "latest.json").exists()
    onrecord("check", "raw/sample", "-w", tmp_path, "--min-articles", 100, code=1)


def test_pinned_snapshots_stay(published: Path, onrecord: Onrecord) -> None:
    (folder,) = (published / "snapshots").glob("2*")
    assert "stays" in onrecord("pin", folder.name[:12], "-w", published, "--why", "cited").stdout
    assert (folder / "PINNED").read_text() == "cited\n"
    onrecord("pin", folder.name, "-w", published, "--unpin")
    assert not (folder / "PINNED").exists()
    assert "no such snapshot" in onrecord("pin", "1999", "-w", published, code=1).stderr


def test_sent_without_the_articles_text(published: Path, tmp_path: Path, onrecord: Onrecord) -> None:
    for _ in range(2):
        sent = json.loads(
            onrecord("publish", "--to", tmp_path / "there", "-w", published, "--no-text", "--json").stdout
        )
    assert (sent["sent_files"], sent["moved"]) == (0, False)
    onrecord("verify", tmp_path / "there")
    (database,) = (tmp_path / "there").glob("snapshots/*/onrecord.duckdb")
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(
            "SELECT sum(length(text)), min(length(title)) > 0 FROM articles"
        ).fetchone() == (0, True)
        assert connection.execute("SELECT count(*) FROM quotes WHERE content = ''").fetchone() == (0,)
    with duckdb.connect(str(published / "onrecord.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM articles WHERE text <> ''").fetchone() == (True,)


def test_show_marks_every_span(sample: Sample, onrecord: Onrecord) -> None:
    with duckdb.connect(str(sample[0] / "onrecord.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT article_id, title, count(*) FROM quotes JOIN articles USING (article_id) "
            "GROUP BY ALL HAVING title NOT IN (SELECT title FROM articles WHERE duplicate_of IS NOT NULL) ORDER BY 3 DESC"
        ).fetchone()
    assert found is not None
    article_id, title, quotes = found
    by_id = onrecord("show", article_id, "-w", sample[0]).stdout
    assert by_id == onrecord("show", article_id[:9], "-w", sample[0]).stdout
    assert by_id == onrecord("show", title, "-w", sample[0]).stdout
    for number in range(1, quotes + 1):
        assert f"<{number}:" in by_id
        assert f"\nquote {number}: " in by_id
    assert len(json.loads(onrecord("show", article_id, "-w", sample[0], "--json").stdout)["quotes"]) == quotes


def test_show_asks_which_article_is_meant(sample: Sample, onrecord: Onrecord) -> None:
    assert "several articles" in onrecord("show", "a", "-w", sample[0], code=1).stderr
    assert "no article" in onrecord("show", "zzzz", "-w", sample[0], code=1).stderr


def test_marks_nest_and_touch() -> None:
    marks = [Mark(0, 9, "call", 1), Mark(0, 3, "source", 2), Mark(4, 9, "content", 2), Mark(3, 4, "cue", 2)]
    assert marked("Ann:hello", marks).plain == "|1:[2:Ann]{2::}<2:hello>|"


def test_prune_forgets_what_no_run_used(tmp_path: Path, onrecord: Onrecord) -> None:
    old = tmp_path / ".work" / "extracted" / "oldversion"
    new = tmp_path / ".work" / "extracted" / "newversion"
    for folder in (old, new):
        (folder / "batch").mkdir(parents=True)
    long_ago = time.time() - 40 * 86_400
    os.utime(old, (long_ago, long_ago))
    assert onrecord("prune", "-w", tmp_path).stdout.startswith("1 ")
    assert new.exists()
    assert not old.exists()


@pytest.mark.slow
def test_alone_with_an_empty_home(tmp_path: Path) -> None:
    """As on a fresh machine: no server, no configuration; nothing stays running and nothing is written to HOME."""
    home = tmp_path / "home"
    home.mkdir()
    env = {n: v for n, v in os.environ.items() if not n.startswith(("PREFECT", "ONRECORD"))}
    done = subprocess.run(
        command("run", "raw/sample", "--warehouse", tmp_path / "w"),
        cwd=ROOT,
        env={**env, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert "published" in done.stdout
    assert all(line.startswith(("ingest: ", "extract: ", "publish: ")) for line in done.stderr.splitlines())
    assert not any(home.iterdir())
    assert str(tmp_path) not in "".join(_environments("flows.temporary_server"))


def _environments(module: str) -> list[str]:
    """The environments of running processes that run a module (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if module in (process / "cmdline").read_text():
                found.append((process / "environ").read_text())
        except OSError:
            continue
    return found
