"""Every recipe in docs/recipes.md does what it says, in the clients it says it for."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from flows.publish import example_queries
from tests.publish.conftest import publish_small

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def blocks(language: str) -> list[str]:
    text = (DOCS / "recipes.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def statements() -> list[str]:
    return [s for block in blocks("sql") for s in block.split(";") if s.strip()]


def test_there_are_recipes() -> None:
    assert (len(blocks("python")), len(blocks("sql")), len(blocks("console"))) == (5, 3, 2)


@pytest.mark.parametrize("number", range(5))
def test_python(number: int, warehouse: Path) -> None:
    code = blocks("python")[number]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=warehouse, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("statement", statements())
def test_sql(statement: str, database: duckdb.DuckDBPyConnection) -> None:
    assert database.execute(statement).fetchall()


def test_the_quote_itself_by_its_offsets(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute("""
        SELECT q.content, string_agg(a.text[s.start + 1:s."end"], ' ' ORDER BY s.start)
        FROM quotes AS q JOIN articles AS a USING (article_id), (SELECT unnest(q.content_spans) AS s)
        GROUP BY q.quote_id, q.content
    """).fetchall()
    assert rows
    assert all(content == cut for content, cut in rows)


READER = """
import sys, duckdb
for line in sys.stdin:
    con = duckdb.connect(sys.argv[1], read_only=True)
    print(*con.execute("SELECT version, (SELECT count(*) FROM quotes) FROM snapshot_info").fetchone(), flush=True)
    con.close()
"""


def test_a_second_process_reads_all_the_time_while_versions_are_published(tmp_path: Path) -> None:
    """Each answer is of one version, whole; none fails."""
    expected = {publish_small(tmp_path, without_quotes=n % 3, day=1).version: 6 - n % 3 for n in range(3)}
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", READER, str(tmp_path / "onrecord.duckdb")]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        publisher = threading.Thread(
            target=lambda: [publish_small(tmp_path, without_quotes=n % 3, day=1) for n in range(6)]
        )
        publisher.start()
        seen: list[tuple[str, int]] = []
        while publisher.is_alive() or len(seen) < 20:
            print(file=reader.stdin, flush=True)
            version, count = reader.stdout.readline().split()
            seen.append((version, int(count)))
        reader.stdin.close()
        publisher.join()
    assert all(expected[version] == count for version, count in seen)
    assert len({version for version, _ in seen}) > 1


def run_isolated(package: str, *command: str, folder: Path) -> str:
    """In an environment of its own with that package alone."""
    if shutil.which("uv") is None:
        pytest.skip("uv makes the environments of other clients")
    uv = ["uv", "run", "--isolated", "--no-project", "--with", package]
    done = subprocess.run([*uv, *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_command_line(warehouse: Path) -> None:
    line = blocks("console")[0]
    query = re.search(r'"(.*)"', line)
    assert query is not None
    command = ["duckdb", "-csv", "-readonly", "onrecord.duckdb", query.group(1)]
    told = run_isolated("duckdb-cli==1.5.5", *command, folder=warehouse)
    assert list(csv.reader(told.splitlines())) == [
        ["speaker", "quote_count"],
        ["Peter Gábor", "3"],
        ["Zoë Café-Ndoye", "2"],
        ["Aruland officials", "1"],
    ]


OLD_CLIENT = """
import sys, duckdb
assert duckdb.__version__ == sys.argv[1], duckdb.__version__
con = duckdb.connect("onrecord.duckdb", read_only=True)
for statement in sys.stdin.read().split(";"):
    if statement.strip():
        assert con.execute(statement).fetchall(), statement
print(con.execute("SELECT content FROM search_quotes('bridges shut') LIMIT 1").fetchone()[0])
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.2.2", "1.4.4", "1.5.5"])
def test_clients_from_1_2_on_run_every_statement(version: str, warehouse: Path, tmp_path: Path) -> None:
    script = tmp_path / "client.py"
    script.write_text(OLD_CLIENT, encoding="utf-8")
    uv = [
        "uv",
        "run",
        "--isolated",
        "--no-project",
        "--with",
        f"duckdb=={version}",
        "python",
        str(script),
        version,
    ]
    done = subprocess.run(
        uv, cwd=warehouse, input=";".join(statements()), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "the bridge stays shut"


BOTH = """
import sys, duckdb
con = duckdb.connect("onrecord.duckdb", read_only=True)
print(con.execute(sys.stdin.read()).fetchall())
"""


@pytest.mark.slow
def test_a_month_is_unknown_where_the_day_is_also_in_the_browsers_client(warehouse: Path) -> None:
    """DuckDB 1.4.3 takes date_trunc of a day that may be missing for never missing (duckdb#20371)."""
    (sql,) = [e.sql for e in example_queries() if e.name == "quotes_by_month"]
    with duckdb.connect(str(warehouse / "onrecord.duckdb"), read_only=True) as connection:
        undated = connection.execute("SELECT count(*) FROM articles WHERE published_on IS NULL").fetchone()
        here = connection.execute(sql).fetchall()
    assert undated == (1,)
    assert here[-1][0] is None
    uv = ["uv", "run", "--isolated", "--no-project", "--with", "duckdb==1.4.3", "python", "-c", BOTH]
    done = subprocess.run(uv, cwd=warehouse, input=sql, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(here)


@pytest.mark.slow
def test_the_notebook_draws_three_plots(warehouse: Path, tmp_path: Path) -> None:
    pytest.importorskip("marimo")
    pytest.importorskip("altair")
    page = tmp_path / "page.html"
    # Beside a notebook marimo keeps notes of its own.
    notebook = shutil.copy(DOCS / "notebooks" / "from_file_to_plots.py", tmp_path)
    command = [
        sys.executable,
        "-m",
        "marimo",
        "export",
        "html",
        str(notebook),
        "-o",
        str(page),
        "--no-include-code",
    ]
    environment = {**os.environ, "ONRECORD_DATABASE": str(warehouse / "onrecord.duckdb")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    html = page.read_text(encoding="utf-8")
    for title in (
        "Who is quoted most",
        "How each outlet names its sources",
        "Calls and meetings that were held",
    ):
        assert title in html
    assert html.count("vnd.vegalite") == 3
    assert r"Peter G\u00e1bor" in html
