"""The full-text index: words of quotes and articles in plain tables, which every DuckDB client can query.

DuckDB's own full-text extension is used for one thing, the stems of words, and only while the index is built:
clients look stems up. Where the extension cannot be loaded each word is its own stem.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template

import duckdb
import duckdb_extension_fts
import pyarrow as pa

from flows.publish.postings import Postings, Vocabulary
from schemas.columns import Column, count, text
from schemas.ddl import comments, create_table, quoted, sql_type
from schemas.tables import Table

_WEIGHT = "BM25's weight of the word in it, without that of the word in general"
_WORDS = Table(
    "search_words",
    "Every word of quotes and articles, as words_of writes it, with the stem that the index knows it by.",
    (
        text("word", "The word without case and accents"),
        text("stem", "What its forms share (Snowball's English stem)"),
        count("quote_count", "Quotes that hold the stem", "quotes"),
        count("article_count", "Articles that hold the stem", "articles"),
    ),
    key=("word",),
    sort=("word",),
)


def _index(name: str, of: str) -> Table:
    return Table(
        name,
        f"Index of search_{of}: which rows of {of} hold which stem.",
        (
            text("stem", "Stem, as in search_words"),
            Column("document", pa.int32(), f"rowid of {of}"),
            Column("weight", pa.int32(), _WEIGHT, unit="thousandths"),
        ),
        key=("stem", "document"),
        sort=("stem", "document"),
    )


SEARCH = (_WORDS, _index("quote_words", "quotes"), _index("article_words", "articles"))

_WORDS_OF = (
    r"""CREATE MACRO words_of(given) AS regexp_extract_all(strip_accents(lower(given)), '[\pL\pN]+')"""
)
_WORDS_OF_NOTE = "The words of a text without case and accents. Example: SELECT words_of('The Café')"

# Source, its text, its index, and documents a block: about two million words.
_SOURCES = (
    ("quotes", "content", "quote_words", 100_000),
    ("articles", "CASE WHEN text = '' THEN title ELSE text END", "article_words", 2_000),
)


@cache
def search_script() -> str:
    """The macros of the search; how documents are ranked is written once for both sources."""
    folder = files("flows.publish") / "sql"
    best = Template((folder / "best.sql").read_text(encoding="utf-8"))
    return Template((folder / "search.sql").read_text(encoding="utf-8")).substitute(
        best_quotes=best.substitute(index="quote_words", source="quotes", count="quote_count"),
        best_articles=best.substitute(index="article_words", source="articles", count="article_count"),
    )


def build_search(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the index and its macros to the database in use, which holds quotes and articles."""
    connection.execute(_WORDS_OF)
    connection.execute(f"COMMENT ON MACRO words_of IS {quoted(_WORDS_OF_NOTE)}")
    for table in SEARCH:
        connection.execute(create_table(table))
    stemmer = connection.cursor()
    vocabulary = Vocabulary(stemmer, "stem(word, 'english')" if _load_stemmer(stemmer) else "word")
    for source, words, index, block in _SOURCES:
        sql = f"SELECT rowid::INTEGER AS document, words_of({words}) AS words FROM {source}"
        postings = Postings(vocabulary)
        for batch in connection.execute(sql).to_arrow_reader(block):
            postings.add(batch["document"], batch["words"])
        vocabulary.count(source, postings)
        for rows in postings.tables():
            _write(connection, index, rows)
    _write(connection, "search_words", vocabulary.table())
    connection.execute(search_script())
    for table in SEARCH:
        connection.execute(";\n".join(comments(table)))


def _write(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    declared = next(t for t in SEARCH if t.name == name)
    columns = ", ".join(f"{c.name}::{sql_type(c.type)} AS {c.name}" for c in declared.columns)
    connection.register("search_rows", rows)
    connection.execute(f"INSERT INTO {name} SELECT {columns} FROM search_rows")
    connection.unregister("search_rows")


def _load_stemmer(connection: duckdb.DuckDBPyConnection) -> bool:
    """Load the extension from its package: no network is asked."""
    found = sorted(Path(str(duckdb_extension_fts.__file__)).parent.glob("extensions/**/fts.duckdb_extension"))
    try:
        connection.execute(f"LOAD {quoted(str(found[0]))}")
    except (duckdb.Error, IndexError):
        return False
    return True
