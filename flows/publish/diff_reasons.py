"""Why rows differ between two snapshots, worked out from what else differs.

A row's reason is that of its article, if the article is new, gone or changed. Where it is none of these, but
the row points at other actors, the actors were merged or split. What is left was changed by the extractor, by a
correction, by other code (a check, say), or, where all are the same, by what other articles say.
Actors and calls take the reasons of the mentions, quotes and reports that they were made from.
"""

from __future__ import annotations

from collections.abc import Set

import duckdb

NEW, GONE, CHANGED = "new article", "article gone", "article changed"
ACTORS, CALLS, ELSEWHERE = "actors merged or split", "calls merged or split", "other articles"
EXTRACTOR, CODE, CORRECTION = "extractor changed", "code changed", "correction"

# The actor columns of a row, and what may change with them while the row says the same of its article.
_ACTOR_COLUMNS = {
    "quotes": ("speaker_id", "addressee_id", "relayed_by_id"),
    "mentions": ("actor_id",),
    "call_reports": ("parties", "reported_by_id"),
}
_LINK_COLUMNS = {
    "quotes": ("speaker_confidence", "speaker_evidence"),
    "mentions": ("confidence", "evidence_start", "evidence_end"),
    "call_reports": ("call_id", "independent", "confidence"),
}
# The first of these explains an actor or a call that several explain.
_PRIORITY = (ACTORS, CALLS, CHANGED, NEW, GONE, ELSEWHERE, EXTRACTOR, CODE, CORRECTION)

# What made the snapshots, in the order in which it explains. Corrections are part of the code.
_MADE_BY = {"extractor": EXTRACTOR, "corrections": CORRECTION, "code": CODE}


def give_reasons(connection: duckdb.DuckDBPyConnection, differing: Set[str]) -> None:
    """Make `reasons_<table>` (key, change, reason) of every `keys_<table>`.

    `differing` names what made the snapshots and differs between them: of schema, code, extractor, corrections, inputs.
    """
    rest = next((reason for name, reason in _MADE_BY.items() if name in differing), ELSEWHERE)
    connection.execute(_articles_sql(rest))
    for table in ("quotes", "mentions", "call_reports"):
        connection.execute(_parts_sql(table, rest))
    connection.execute(_quarantine_sql(rest))
    connection.execute(_TOUCHED_ACTORS)
    connection.execute(_TOUCHED_CALLS)
    connection.execute(_made_from_sql("calls", rest))
    connection.execute(_CALLS_TOUCH_ACTORS)
    connection.execute(_made_from_sql("actors", rest))


def _has(columns: tuple[str, ...]) -> str:
    return f"list_has_any(columns, {list(columns)})"


def _articles_sql(rest: str) -> str:
    """A copy is linked to the earliest article: other articles decide that."""
    return f"""
        CREATE TEMP TABLE reasons_articles AS
        SELECT key, change, CASE
            WHEN change = 'added' THEN '{NEW}'
            WHEN change = 'removed' THEN '{GONE}'
            WHEN {_has(("text_sha256", "raw_sha256"))} THEN '{CHANGED}'
            WHEN {_has(("duplicate_of",))} THEN '{ELSEWHERE}'
            ELSE '{rest}' END AS reason
        FROM keys_articles"""


def _articles_of(table: str) -> str:
    """Key and article of the rows that differ, from whichever snapshot has them."""
    key = {
        "quotes": "quote_id",
        "mentions": "mention_id",
        "call_reports": "report_id",
        "quarantine": "quarantine_id",
    }
    sides = " UNION ".join(f"SELECT {key[table]} AS key, article_id FROM {side}_{table}" for side in "ab")
    return f"(SELECT key, min(article_id) AS article_id FROM ({sides}) WHERE key IN (SELECT key FROM keys_{table}) GROUP BY key)"


def _parts_sql(table: str, rest: str) -> str:
    """Rows that belong to an article."""
    actors, links = _ACTOR_COLUMNS[table], (*_ACTOR_COLUMNS[table], *_LINK_COLUMNS[table])
    only_links = f"list_has_all({list(links)}, list_distinct(columns))"  # which leaves nulls out
    return f"""
        CREATE TEMP TABLE reasons_{table} AS
        SELECT k.key, k.change, CASE
            WHEN a.reason IN ('{NEW}', '{GONE}', '{CHANGED}') THEN a.reason
            WHEN k.change = 'changed' AND {only_links} AND {_has(actors)} THEN '{ACTORS}'
            WHEN k.change = 'changed' AND {only_links} AND list_contains(columns, 'call_id') THEN '{CALLS}'
            WHEN k.change = 'changed' AND {only_links} AND EXISTS (FROM keys_articles) THEN '{ELSEWHERE}'
            ELSE '{rest}' END AS reason
        FROM keys_{table} AS k
        LEFT JOIN {_articles_of(table)} AS o ON o.key = k.key
        LEFT JOIN reasons_articles AS a ON a.key = o.article_id"""


def _quarantine_sql(rest: str) -> str:
    """A refused article is in no table, so that its refusal is news of the article itself."""
    return f"""
        CREATE TEMP TABLE reasons_quarantine AS
        SELECT k.key, k.change, CASE
            WHEN a.reason IS NOT NULL THEN a.reason
            WHEN '{rest}' <> '{ELSEWHERE}' THEN '{rest}'
            WHEN k.change = 'added' THEN '{NEW}' WHEN k.change = 'removed' THEN '{GONE}'
            ELSE '{CHANGED}' END AS reason
        FROM keys_quarantine AS k
        LEFT JOIN {_articles_of("quarantine")} AS o ON o.key = k.key
        LEFT JOIN reasons_articles AS a ON a.key = o.article_id"""


def _both_sides(table: str, key: str, value: str) -> str:
    sides = (
        f"SELECT {value} AS id, r.reason FROM {side}_{table} AS t JOIN reasons_{table} AS r ON r.key = t.{key}"
        for side in "ab"
    )
    return " UNION ALL ".join(sides)


_TOUCHED_ACTORS = "CREATE TEMP TABLE touched_actors AS " + " UNION ALL ".join(
    [
        _both_sides("mentions", "mention_id", "t.actor_id"),
        *(_both_sides("quotes", "quote_id", f"t.{column}") for column in _ACTOR_COLUMNS["quotes"]),
        _both_sides("call_reports", "report_id", "unnest(t.parties).actor_id"),
    ]
)
_TOUCHED_CALLS = "CREATE TEMP TABLE touched_calls AS " + _both_sides("call_reports", "report_id", "t.call_id")
_CALLS_TOUCH_ACTORS = "INSERT INTO touched_actors " + _both_sides(
    "calls", "call_id", "unnest(t.participants)"
)


def _made_from_sql(table: str, rest: str) -> str:
    """Rows made from rows of many articles."""
    ranks = " ".join(f"WHEN '{reason}' THEN {rank}" for rank, reason in enumerate(_PRIORITY))
    return f"""
        CREATE TEMP TABLE reasons_{table} AS
        WITH first AS (
            SELECT id, arg_min(reason, CASE reason {ranks} END) AS reason FROM touched_{table} GROUP BY id
        )
        SELECT k.key, k.change, coalesce(f.reason, '{rest}') AS reason
        FROM keys_{table} AS k LEFT JOIN first AS f ON f.id = k.key"""
