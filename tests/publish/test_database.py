"""The database answers an analyst's questions, explains itself, and opens with older clients."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.publish import example_queries
from schemas.arrow import schema
from schemas.tables import TABLES
from tests.datasets import small_tables


def rows(database: duckdb.DuckDBPyConnection, query: str, *given: Any) -> list[tuple[Any, ...]]:
    return database.execute(query, list(given)).fetchall()


@pytest.mark.parametrize("who", ["ndoye", "NDOYE", "Café Ndoye", "cafe-ndoye", "zoe café-ndoye", "The Ndoye"])
def test_said_by_finds_names_however_they_are_written(database: duckdb.DuckDBPyConnection, who: str) -> None:
    said = rows(database, "SELECT content, relayed_by, addressee, title IS NOT NULL FROM said_by(?)", who)
    spoken = "“We will keep talking,” “until the bridge is open.”"
    assert said == [
        (spoken, None, None, True),
        ("the bridge stays shut", "Aruland officials", "Peter Gábor", True),
    ]


@pytest.mark.parametrize("who", ["nobody", "", "zoë", "oye"])
def test_said_by_does_not_guess(database: duckdb.DuckDBPyConnection, who: str) -> None:
    assert rows(database, "FROM said_by(?)", who) == []


def test_said_by_is_newest_first(database: duckdb.DuckDBPyConnection) -> None:
    days = [str(day) for (day,) in rows(database, "SELECT day FROM said_by('gabor')")]
    assert days == ["2024-04-02", "2024-04-02", "2024-04-01"]


def test_about_finds_what_others_say(database: duckdb.DuckDBPyConnection) -> None:
    said = rows(database, "SELECT speaker, content FROM about('ndoye')")
    assert said == [("Peter Gábor", "no deal with Ndoye yet"), ("Peter Gábor", "Ndoye had not signed")]


@pytest.mark.parametrize("pair", [("ndoye", "gabor"), ("Gábor", "Zoe Cafe-Ndoye")])
def test_calls_between(database: duckdb.DuckDBPyConnection, pair: tuple[str, str]) -> None:
    calls = rows(
        database,
        "SELECT called_on::VARCHAR, channel, status, participants, outlets FROM calls_between(?, ?)",
        *pair,
    )
    both = ["Peter Gábor", "Zoë Café-Ndoye"]
    assert calls == [
        (None, "in_person", "planned", both, ["The Herald"]),
        ("2024-04-01", "phone", "held", both, ["Aru Press Agency"]),
    ]
    assert rows(database, "FROM calls_between('ndoye', 'aruland')") == []


def test_evidence_of(database: duckdb.DuckDBPyConnection) -> None:
    call = "(SELECT call_id FROM calls WHERE status = 'planned')"
    assert rows(database, f"SELECT outlet, evidence, reported_by FROM evidence_of({call})") == [
        ("The Herald", "The two will meet in May", None)
    ]


def test_relayed_quotes_tell_the_chain_in_one_row(database: duckdb.DuckDBPyConnection) -> None:
    chain = rows(
        database, "SELECT told_by, speaker, addressee, relayed_by, content, depth FROM relayed_quotes"
    )
    told_by = "Aruland officials > Zoë Café-Ndoye"
    assert chain == [
        (told_by, "Zoë Café-Ndoye", "Peter Gábor", "Aruland officials", "the bridge stays shut", 1)
    ]


def test_who_said_what_keeps_every_quote(database: duckdb.DuckDBPyConnection) -> None:
    assert rows(database, "SELECT count(*), count(speaker), bool_or(in_copy) FROM who_said_what") == [
        (6, 6, False)
    ]


def test_calls_told(database: duckdb.DuckDBPyConnection) -> None:
    told = rows(
        database, "SELECT participants, initiator, evidence[1][:4] FROM calls_told WHERE status = 'held'"
    )
    assert told == [(["Peter Gábor", "Zoë Café-Ndoye"], "Zoë Café-Ndoye", "Zoë ")]


def test_most_quoted(database: duckdb.DuckDBPyConnection) -> None:
    counted = rows(database, "SELECT speaker, quote_count, article_count, direct_count FROM most_quoted")
    assert counted == [("Peter Gábor", 3, 2, 0), ("Zoë Café-Ndoye", 2, 1, 1), ("Aruland officials", 1, 1, 0)]


def test_who_talks_to_whom_counts_calls_that_were_held(database: duckdb.DuckDBPyConnection) -> None:
    assert rows(database, "SELECT one, other, call_count, phone_count FROM who_talks_to_whom") == [
        ("Peter Gábor", "Zoë Café-Ndoye", 1, 1)
    ]


@pytest.mark.parametrize("example", example_queries(), ids=lambda e: e.name)
def test_example_queries_answer(database: duckdb.DuckDBPyConnection, example: Any) -> None:
    assert example.title
    assert example.answers.endswith(".")
    assert rows(database, example.sql)


def test_there_are_six_example_queries() -> None:
    assert len({e.title for e in example_queries()}) == 6


def test_tables_hold_what_was_published(database: duckdb.DuckDBPyConnection) -> None:
    for name, table in small_tables().items():
        held = database.sql(f"FROM {name}").to_arrow_table()
        assert held.column_names == schema(TABLES[name]).names
        key = TABLES[name].key[0]
        assert sorted(held.to_pylist(), key=lambda r: r[key]) == sorted(
            table.to_pylist(), key=lambda r: r[key]
        )


def test_everything_has_a_comment(database: duckdb.DuckDBPyConnection) -> None:
    for kind in ("tables", "views"):
        query = (
            f"SELECT {kind[:-1]}_name FROM duckdb_{kind}() WHERE NOT internal AND coalesce(comment, '') = ''"
        )
        assert rows(database, query) == []
    uncommented = """
        SELECT c.table_name, c.column_name FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (table_oid)
        WHERE NOT t.internal AND coalesce(c.comment, '') = ''
    """
    assert rows(database, uncommented) == []


def test_views_and_macros_show_an_example_that_runs(database: duckdb.DuckDBPyConnection) -> None:
    views = rows(database, "SELECT comment FROM duckdb_views() WHERE NOT internal")
    macros = rows(
        database, "SELECT comment FROM duckdb_functions() WHERE NOT internal AND function_type LIKE '%macro'"
    )
    comments = [str(comment) for (comment,) in views + macros]
    assert len(comments) == 14
    for comment in comments:
        database.execute(comment.split("Example: ")[1])


def test_the_database_explains_itself(database: duckdb.DuckDBPyConnection) -> None:
    assert rows(database, "SELECT measure, value, note FROM evaluation") == [
        ("note", None, "dev set"),
        ("quotes.f1", 0.5, None),
    ]
    assert rows(database, "SELECT check_name, failed FROM checks") == [("language.pattern", 1)]
    declared = sum(len(t.columns) for t in TABLES.values())
    assert rows(database, "SELECT count(*) FROM data_dictionary") == [(declared,)]
    about = "SELECT schema_version, extractor_version, last_published_on::VARCHAR FROM snapshot_info"
    assert rows(database, about) == [("1.0.0", "rules-1", "2024-04-02")]


def test_it_reads_the_same_attached_under_another_name(warehouse: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{warehouse}/onrecord.duckdb' AS news (READ_ONLY); USE news")
        assert len(connection.execute("FROM said_by('ndoye')").fetchall()) == 2


OLD_CLIENT = """
import duckdb, json, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
queries = json.loads(sys.stdin.read())
print(json.dumps({query: len(connection.execute(query).fetchall()) for query in queries}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.2.2", "1.4.4"])
def test_older_clients_read_it(version: str, warehouse: Path, database: duckdb.DuckDBPyConnection) -> None:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv is needed to install an older duckdb beside this one")
    views = ["who_said_what", "relayed_quotes", "calls_told", "most_quoted", "who_talks_to_whom", *TABLES]
    macros = ["said_by('ndoye')", "about('ndoye')", "calls_between('ndoye', 'gabor')"]
    queries = [f"FROM {name}" for name in views + macros] + [e.sql.rstrip(";") for e in example_queries()]
    python = [uv, "run", "--no-project", "--with", f"duckdb=={version}", "python", "-c", OLD_CLIENT]
    run = subprocess.run(
        [*python, str(warehouse / "onrecord.duckdb")],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {query: len(rows(database, query)) for query in queries}
