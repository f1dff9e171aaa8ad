"""The full-text index: words of quotes and articles in plain tables, which every DuckDB client can query.

DuckDB's own full-text extension is used for one thing, the stems of words, and only while the index is built:
clients look stems up. Where the extension cannot be loaded each word is its own stem.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb
import duckdb_extension_fts
import pyarrow as pa

from schemas.columns import Column, count, text
from schemas.ddl import comments, quoted
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

_COUNT = """
CREATE TEMP TABLE {table} AS
SELECT document, word, count(*) AS n, any_value(length) AS length
FROM (
    SELECT document, unnest(words) AS word, len(words) AS length
    FROM (SELECT rowid::INTEGER AS document, words_of({text}) AS words FROM {source})
)
GROUP BY document, word"""

_STEM = """
CREATE TEMP TABLE stems AS
SELECT word, {stem} AS stem FROM (SELECT word FROM counted_quotes UNION SELECT word FROM counted_articles)"""

_INSERT = """
CREATE TABLE {index} AS
WITH mean AS (SELECT sum(n) / greatest(count(DISTINCT document), 1) AS length FROM {table}),
stemmed AS (
    SELECT s.stem, t.document, sum(t.n) AS n, any_value(t.length) AS length
    FROM {table} AS t JOIN stems AS s ON s.word = t.word
    GROUP BY s.stem, t.document
)
SELECT stem, document,
    round(2200 * n / (n + 1.2 * (0.25 + 0.75 * length / (SELECT length FROM mean))))::INTEGER AS weight
FROM stemmed
ORDER BY stem, document"""

_FILL_WORDS = """
CREATE TABLE search_words AS
WITH in_quotes AS (SELECT stem, count(*) AS rows FROM quote_words GROUP BY stem),
in_articles AS (SELECT stem, count(*) AS rows FROM article_words GROUP BY stem)
SELECT s.word, s.stem, coalesce(q.rows, 0)::INTEGER AS quote_count, coalesce(a.rows, 0)::INTEGER AS article_count
FROM stems AS s
LEFT JOIN in_quotes AS q ON q.stem = s.stem
LEFT JOIN in_articles AS a ON a.stem = s.stem
ORDER BY s.word"""

_SOURCES = (
    ("quotes", "content", "quote_words"),
    ("articles", "CASE WHEN text = '' THEN title ELSE text END", "article_words"),
)


@cache
def search_script() -> str:
    return (files("flows.publish") / "sql" / "search.sql").read_text(encoding="utf-8")


def build_search(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the index and its macros to the database in use, which holds quotes and articles."""
    stem = "stem(word, 'english')" if _load_stemmer(connection) else "word"
    connection.execute(_WORDS_OF)
    connection.execute(f"COMMENT ON MACRO words_of IS {quoted(_WORDS_OF_NOTE)}")
    for source, words, _ in _SOURCES:
        connection.execute(_COUNT.format(table=f"counted_{source}", source=source, text=words))
    connection.execute(_STEM.format(stem=stem))
    for source, _, index in _SOURCES:
        connection.execute(_INSERT.format(index=index, table=f"counted_{source}"))
        connection.execute(f"DROP TABLE counted_{source}")
    connection.execute(_FILL_WORDS)
    connection.execute("DROP TABLE stems")
    connection.execute(search_script())
    for table in SEARCH:
        connection.execute(";\n".join(comments(table)))


def _load_stemmer(connection: duckdb.DuckDBPyConnection) -> bool:
    """Load the extension from its package: no network is asked."""
    found = sorted(Path(str(duckdb_extension_fts.__file__)).parent.glob("extensions/**/fts.duckdb_extension"))
    try:
        connection.execute(f"LOAD {quoted(str(found[0]))}")
    except (duckdb.Error, IndexError):
        return False
    return True
