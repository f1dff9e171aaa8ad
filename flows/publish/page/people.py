"""Who is quoted, in which words, and with whom they spoke."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from flows.publish.page.periods import by_periods
from flows.publish.page.reading import ORIGINALS, Connection, Row, rows
from flows.publish.page.sentences import in_context

QUOTES_SHOWN = 100
CALLS_SHOWN = 60

ByActor = dict[str, list[Row]]


def most_quoted(connection: Connection, limit: int) -> list[Row]:
    """Actors by number of quotes, each with `quotes`, `direct` and `articles`.

    Copies of articles are left out, and so are the unnamed: "officials" are not the same people twice.
    They stay in the connection as the temporary table `shown`, which the functions below read.
    """
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE shown AS
            SELECT s.actor_id, s.name, s.kind, s.role, s.country, s.aliases, s.call_count,
                count(*) AS quotes, count(DISTINCT q.article_id) AS articles,
                count(*) FILTER (WHERE q.kind <> 'indirect') AS direct
            FROM quotes AS q JOIN {ORIGINALS} AS a USING (article_id) JOIN actors AS s ON s.actor_id = q.speaker_id
            WHERE s.kind <> 'unnamed' GROUP BY ALL ORDER BY quotes DESC, s.name, s.actor_id LIMIT {limit:d}"""
    )
    return rows(connection, "FROM shown ORDER BY quotes DESC, name, actor_id")


def quotes_of_shown(connection: Connection) -> ByActor:
    """The newest quotes of each actor, at most QUOTES_SHOWN; `pieces` is the content within its sentence."""
    found = rows(
        connection,
        f"""WITH newest AS MATERIALIZED (
                SELECT q.quote_id FROM quotes AS q JOIN {ORIGINALS} AS a USING (article_id)
                JOIN shown ON shown.actor_id = q.speaker_id
                QUALIFY row_number() OVER (PARTITION BY q.speaker_id
                    ORDER BY a.published_on DESC NULLS LAST, q.article_id, q.ordinal) <= {QUOTES_SHOWN})
            SELECT q.speaker_id AS of, q.quote_id, q.content, q.content_spans, q.cue, q.kind, q.negated,
                q.confidence, o.actor_id AS addressee_id, o.name AS addressee, r.actor_id AS relayed_by_id,
                r.name AS relayed_by, a.title, a.outlet, a.url, a.published_on, a.text
            FROM newest JOIN quotes AS q USING (quote_id) JOIN articles AS a USING (article_id)
            LEFT JOIN actors AS o ON o.actor_id = q.addressee_id
            LEFT JOIN actors AS r ON r.actor_id = q.relayed_by_id
            ORDER BY of, a.published_on DESC NULLS LAST, q.article_id, q.ordinal""",
    )
    return _by_actor(_with_pieces(quote) for quote in found)


def example(connection: Connection) -> Row | None:
    """A quote that shows what a row is: all between marks, of readable length, surest and newest of the much quoted."""
    found = rows(
        connection,
        f"""WITH best AS MATERIALIZED (
                SELECT q.quote_id FROM quotes AS q JOIN {ORIGINALS} AS a USING (article_id)
                JOIN shown ON shown.actor_id = q.speaker_id
                WHERE q.kind = 'direct' AND q.place = 'body' AND NOT q.negated AND q.cue <> ''
                    AND len(q.content) BETWEEN 50 AND 220 AND left(q.content, 1) IN ('“', '"')
                    AND shown.kind = 'person' AND len(q.content_spans) = 1
                ORDER BY shown.quotes >= 10 DESC, round(q.confidence, 1) DESC, a.published_on DESC NULLS LAST,
                    q.quote_id LIMIT 1)
            SELECT q.content, q.content_spans, q.cue, shown.actor_id, shown.name, shown.role, a.title, a.outlet,
                a.url, a.published_on, a.text
            FROM best JOIN quotes AS q USING (quote_id) JOIN articles AS a USING (article_id)
            JOIN shown ON shown.actor_id = q.speaker_id""",
    )
    return _with_pieces(found[0]) if found else None


def _with_pieces(quote: Row) -> Row:
    """The article's text is dropped for the sentence around the quote."""
    spans = [(s["start"], s["end"]) for s in quote["content_spans"]]
    kept = {name: value for name, value in quote.items() if name not in ("text", "content_spans")}
    return {**kept, "pieces": in_context(quote["text"], spans, quote["content"])}


def quotes_by_period(connection: Connection) -> dict[str, Row | None]:
    """Dated quotes of each actor by period of publication."""
    found = rows(
        connection,
        f"""SELECT speaker_id, published_on AS day, count(*) AS n FROM quotes
            JOIN {ORIGINALS} AS a USING (article_id) JOIN shown ON shown.actor_id = speaker_id
            WHERE published_on IS NOT NULL GROUP BY ALL""",
    )
    counts: dict[str, Counter[tuple[date, str]]] = defaultdict(Counter)
    for r in found:
        counts[r["speaker_id"]][r["day"], "quotes"] += r["n"]
    return {actor_id: by_periods(c, ("quotes",)) for actor_id, c in counts.items()}


def calls_of_shown(connection: Connection) -> ByActor:
    """The newest calls of each actor, at most CALLS_SHOWN, with the other parties and the words that report them."""
    found = rows(
        connection,
        f"""WITH told AS (SELECT call_id, min(a.published_on) AS told_on
                FROM call_reports JOIN {ORIGINALS} AS a USING (article_id) GROUP BY call_id)
            SELECT shown.actor_id AS of, call_id, channel, status, called_on, participants, conflicted
            FROM calls LEFT JOIN told USING (call_id) JOIN shown ON list_contains(participants, shown.actor_id)
            QUALIFY row_number() OVER (PARTITION BY shown.actor_id
                ORDER BY coalesce(called_on, told_on) DESC NULLS LAST, call_id) <= {CALLS_SHOWN}
            ORDER BY of, coalesce(called_on, told_on) DESC NULLS LAST, call_id""",
    )
    reports, names = _reports(connection), _names(connection)
    for call in found:
        others = [p for p in call["participants"] if p != call["of"]]
        call["others"] = [{"actor_id": p, "name": names[p]} for p in others if p in names]
        call["reports"] = reports.get(call["call_id"], [])
    return _by_actor(found)


_CALLS_OF_SHOWN = (
    "(SELECT DISTINCT calls.* FROM calls JOIN shown ON list_contains(participants, shown.actor_id))"
)


def _reports(connection: Connection) -> dict[str, list[Row]]:
    found = rows(
        connection,
        f"""SELECT r.call_id, r.evidence, a.title, a.outlet, a.url, a.published_on
            FROM call_reports AS r JOIN {_CALLS_OF_SHOWN} AS c USING (call_id) JOIN {ORIGINALS} AS a USING (article_id)
            ORDER BY a.published_on NULLS LAST, r.report_id""",
    )
    by_call: dict[str, list[Row]] = defaultdict(list)
    for r in found:
        by_call[r["call_id"]].append(r)
    return by_call


def _names(connection: Connection) -> dict[str, str]:
    found = rows(
        connection,
        f"""SELECT actor_id, name FROM actors
            WHERE actor_id IN (SELECT unnest(participants) FROM {_CALLS_OF_SHOWN})""",
    )
    return {r["actor_id"]: r["name"] for r in found}


def _by_actor(found: Iterable[Row]) -> ByActor:
    by_actor: ByActor = defaultdict(list)
    for r in found:
        by_actor[r["of"]].append(r)
    return by_actor


def contacts(connection: Connection) -> list[Row]:
    """Pairs of actors with how often they were in contact: calls held, and quotes said to one another."""
    return rows(
        connection,
        f"""WITH parties AS (SELECT call_id, unnest(participants) AS actor_id FROM calls WHERE status = 'held'),
            met AS (SELECT p.actor_id AS one, o.actor_id AS other, 1 AS calls, 0 AS quotes
                FROM parties AS p JOIN parties AS o ON o.call_id = p.call_id AND p.actor_id < o.actor_id),
            told AS (SELECT least(speaker_id, addressee_id) AS one, greatest(speaker_id, addressee_id) AS other,
                    0 AS calls, 1 AS quotes
                FROM quotes JOIN {ORIGINALS} AS a USING (article_id)
                WHERE speaker_id <> addressee_id AND NOT negated),
            pairs AS (SELECT one, other, sum(calls)::INTEGER AS calls, sum(quotes)::INTEGER AS quotes
                FROM (FROM met UNION ALL FROM told) GROUP BY ALL)
            SELECT one, other, calls, quotes, calls + quotes AS times, a.name AS one_name, b.name AS other_name,
                a.kind AS one_kind, b.kind AS other_kind
            FROM pairs JOIN actors AS a ON a.actor_id = one JOIN actors AS b ON b.actor_id = other
            ORDER BY times DESC, one_name, other_name, one, other""",
    )


def contacts_of(pairs: list[Row], actor_id: str) -> list[Row]:
    """The pairs that an actor is part of, seen from that actor, most frequent first."""
    seen: list[dict[str, Any]] = []
    for p in pairs:
        if actor_id in (p["one"], p["other"]):
            side = "other" if p["one"] == actor_id else "one"
            counts = {"calls": p["calls"], "quotes": p["quotes"], "times": p["times"]}
            seen.append({"actor_id": p[side], "name": p[f"{side}_name"], **counts})
    return seen
