"""`onrecord show`: one article with its quotes, speakers and calls marked in the text."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from flows.cli.failures import UserError
from flows.cli.marking import Mark, marked
from flows.cli.options import Json, Warehouse, settings
from flows.cli.query import connect
from schemas.ddl import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Wanted = Annotated[str, typer.Argument(help="Article id or its beginning, external id, or part of the title")]
Row = dict[str, Any]

_FIND = """
SELECT * FROM articles
WHERE article_id = {0} OR external_id = {0} OR starts_with(article_id, lower({0})) OR contains(lower(title), lower({0}))
ORDER BY article_id = {0} DESC, external_id IS NOT DISTINCT FROM {0} DESC, published_on, article_id LIMIT 21
"""
_QUOTES = """
SELECT q.*, s.name AS speaker, a.name AS addressee, r.name AS relayed_by
FROM quotes q LEFT JOIN actors s ON q.speaker_id = s.actor_id LEFT JOIN actors a ON q.addressee_id = a.actor_id
LEFT JOIN actors r ON q.relayed_by_id = r.actor_id
WHERE article_id = {0} ORDER BY ordinal
"""
_CALLS = """
SELECT c.*, list_transform(c.parties, p -> p.actor_id) AS ids, r.name AS reported_by,
  (SELECT list(name ORDER BY name) FROM actors WHERE list_contains(list_transform(c.parties, p -> p.actor_id), actor_id))
  AS participants
FROM call_reports c LEFT JOIN actors r ON c.reported_by_id = r.actor_id
WHERE article_id = {0} ORDER BY start
"""


def show(article: Wanted, warehouse: Warehouse = None, json: Json = False) -> None:
    """Print an article: <content>, {cue} and \\[source] of its quotes and |evidence| of its calls, then both as lists.

    Each mark carries the number of its quote or call in the lists below the text.
    """
    folder: Path = settings(warehouse=warehouse).warehouse
    with connect(folder) as connection:
        found = _find(connection, article)
        quotes = _rows(connection, _QUOTES, found["article_id"])
        calls = _rows(connection, _CALLS, found["article_id"])
    if json:
        print(jsonlib.dumps({"article": found, "quotes": quotes, "calls": calls}, indent=2, default=str))
        return
    console = Console(highlight=False)
    console.print(Text(_heading(found)), soft_wrap=True)
    console.print(marked(found["text"], [*_quote_marks(quotes), *_call_marks(calls)]), soft_wrap=False)
    for quote in quotes:
        console.print(Text(_quote_line(quote)))
    for number, call in enumerate(calls, 1):
        console.print(Text(_call_line(number, call)))


def _rows(connection: DuckDBPyConnection, sql: str, value: str) -> list[Row]:
    # DuckDB imports pandas, where that is installed, to bind a parameter: a second and more.
    result = connection.execute(sql.format(quoted(value)))
    columns = [column[0] for column in result.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def _find(connection: DuckDBPyConnection, wanted: str) -> Row:
    """The one article that was meant: an exact id wins over the beginning of one and over titles."""
    found = _rows(connection, _FIND, wanted)
    exact = [row for row in found if wanted in (row["article_id"], row["external_id"])]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise UserError(f"{wanted}: no article has this id or these words in its title")
    listed = "\n".join(f"  {row['article_id']}  {row['title']}" for row in found[:20])
    more = "\n  and more" if len(found) > 20 else ""
    raise UserError(f"{wanted}: several articles; give the id of one:\n{listed}{more}")


def _heading(row: Row) -> str:
    origin = [row["outlet"], row["published_on"], row["section"], ", ".join(row["byline"] or ()), row["url"]]
    facts = " · ".join(str(part) for part in origin if part)
    notes = [f"copy of {row['duplicate_of']}"] if row["duplicate_of"] else []
    notes += row["flags"] or []
    head = f"{row['article_id']}  {row['raw_path']}\n{facts}\n"
    return head + (f"({', '.join(notes)})\n" if notes else "")


def _quote_marks(quotes: list[Row]) -> list[Mark]:
    return [
        Mark(span["start"], span["end"], part, quote["ordinal"] + 1)
        for quote in quotes
        for part in ("content", "cue", "source")
        for span in quote[f"{part}_spans"] or ()
    ]


def _call_marks(calls: list[Row]) -> list[Mark]:
    return [Mark(call["start"], call["end"], "call", number) for number, call in enumerate(calls, 1)]


def _quote_line(quote: Row) -> str:
    told = [quote["kind"], "not said" if quote["negated"] else ""]
    told += [f"to {quote['addressee']}" if quote["addressee"] else ""]
    told += [f"relayed by {quote['relayed_by']}" if quote["relayed_by"] else ""]
    told += [f"{quote['confidence']:.0%}"]
    speaker = quote["speaker"] or quote["source"] or "nobody named"
    return f"quote {quote['ordinal'] + 1}: {speaker} ({', '.join(t for t in told if t)}): {quote['content']}"


def _call_line(number: int, call: Row) -> str:
    told = [call["channel"], call["status"], str(call["called_on"] or "day unknown")]
    told += [f"reported by {call['reported_by']}" if call["reported_by"] else ""]
    parties = ", ".join(call["participants"] or ())
    return f"call {number}: {parties} ({', '.join(t for t in told if t)}): {call['evidence']}"
