"""Full-text search: words in any form and order, ranked, in tables that need no extension."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.publish import publish
from flows.publish import search as searching
from tests.datasets import small_tables
from tests.publish.conftest import info_on, quarantine


def found(database: duckdb.DuckDBPyConnection, macro: str, words: str) -> list[str]:
    column = "content" if macro == "search_quotes" else "title"
    rows = database.execute(f"SELECT {column} FROM {macro}(?)", [words]).fetchall()
    return [text for (text,) in rows]


@pytest.mark.parametrize(
    "words", ["bridge shut", "SHUT bridges", "the bridging staying", "Brídge, shut!", "shut shut bridge"]
)
def test_every_word_in_any_form_and_order(database: duckdb.DuckDBPyConnection, words: str) -> None:
    told = found(database, "search_quotes", words)
    assert set(told) == {"the bridge stays shut", "Ndoye told Gábor that the bridge stays shut"}
    assert told[0] == "the bridge stays shut"  # the shorter one says it more


@pytest.mark.parametrize("words", ["bridge banana", "banana", "", "...", "' OR 1=1 --"])
def test_what_nobody_said(database: duckdb.DuckDBPyConnection, words: str) -> None:
    assert found(database, "search_quotes", words) == []


def test_articles_by_title_and_text(database: duckdb.DuckDBPyConnection) -> None:
    assert found(database, "search_articles", "nothing") == [""]
    assert found(database, "search_articles", "deal meeting") == ["Gabor: no deal with Ndoye yet"]
    copies = database.execute("SELECT is_copy FROM search_articles('telephoned')").fetchall()
    assert sorted(copies) == [(False,), (True,)]


def test_at_most(database: duckdb.DuckDBPyConnection) -> None:
    all_of = database.execute("FROM search_quotes('the')").fetchall()
    assert len(all_of) > 1
    assert database.execute("FROM search_quotes('the', at_most := 1)").fetchall() == all_of[:1]


def test_without_text_titles_are_searched(tmp_path: Path) -> None:
    publish(small_tables(), quarantine(), info_on(1), tmp_path, with_text=False)
    with duckdb.connect(str(tmp_path / "onrecord.duckdb"), read_only=True) as database:
        assert found(database, "search_articles", "deals") == ["Gabor: no deal with Ndoye yet"]
        assert found(database, "search_articles", "signed") == []


def test_without_the_extension_only_simple_endings_match(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching.duckdb_extension_fts, "__file__", str(tmp_path / "missing" / "__init__.py"))
    publish(small_tables(), quarantine(), info_on(1), tmp_path)
    with duckdb.connect(str(tmp_path / "onrecord.duckdb"), read_only=True) as database:
        assert len(found(database, "search_quotes", "bridge shut")) == 2
        assert len(found(database, "search_quotes", "bridges shut")) == 2
        assert found(database, "search_quotes", "bridging shut") == []
