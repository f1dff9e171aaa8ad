"""The facts that a golden article expects, held against the published tables.

`expected` may hold quotes, calls (then there are no others), not_calls (words that are no contact), actors, not_actors
and refers (words, and the actor that they stand for: brackets mark the words inside a phrase that is unique in the
article). A name that may read several ways lists them with "|".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flows.normalise.names import fold
from flows.normalise.nouns import unnamed_name

Row = dict[str, Any]
Facts = dict[str, bool]

# Share of content words (F1) from which a quote is the expected one, and of parties (Jaccard) a call.
_SAME_CONTENT, _SAME_PARTIES = 0.7, 0.5
_BRACKETS = re.compile(r"\[(.+?)\]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tables tell of one article."""

    article: Row
    quotes: list[Row]
    mentions: list[Row]
    reports: list[Row]
    calls: dict[str, Row]
    actors: dict[str, Row]

    @classmethod
    def of(cls, article: Row, tables: dict[str, list[Row]]) -> Reading:
        own = {
            name: [r for r in tables[name] if r["article_id"] == article["article_id"]]
            for name in ("quotes", "mentions", "call_reports")
        }
        calls = {r["call_id"]: r for r in tables["calls"]}
        actors = {r["actor_id"]: r for r in tables["actors"]}
        return cls(article, own["quotes"], own["mentions"], own["call_reports"], calls, actors)

    def is_named(self, actor_id: str | None, wanted: str) -> bool:
        """The actor goes by one of the names; a full name is no match for another actor's last name."""
        if actor_id is None:
            return False
        actor = self.actors[actor_id]
        names = {_name(n) for n in (actor["name"], *actor["aliases"])}
        return any(_name(w) in names for w in wanted.split("|"))

    def present(self) -> list[Row]:
        """Actors that this article mentions or quotes."""
        ids = {m["actor_id"] for m in self.mentions} | {q["speaker_id"] for q in self.quotes}
        return [self.actors[i] for i in sorted(i for i in ids if i)]


def _name(words: str) -> str:
    return fold(unnamed_name(words))


def facts_of(expected: Row, reading: Reading) -> Facts:
    """Every expected fact as a sentence, and whether it was found."""
    facts: Facts = {}
    for wanted in expected.get("quotes", []):
        facts |= _quote(wanted, reading)
    if "calls" in expected:
        facts |= _calls(expected["calls"], reading)
    for words in expected.get("not_calls", []):
        facts[f"no call: {words}"] = not any(_inside(r, words, reading) for r in reading.reports)
    for wanted in expected.get("actors", []):
        facts |= _actor(wanted, reading)
    for words in expected.get("not_actors", []):
        facts[f"no actor: {words}"] = not any(_name(words) == _name(a["name"]) for a in reading.present())
    for wanted in expected.get("refers", []):
        facts[f"mention {wanted['words']} = {wanted['actor']}"] = _refers(wanted, reading)
    return facts


def _tokens(text: str) -> list[str]:
    return re.findall(r"[\w$%.-]*\w", text.casefold().replace("’", "'"))


def overlap(a: str, b: str) -> float:
    """F1 of the words of two texts, repeated words counted."""
    x, y = _tokens(a), _tokens(b)
    shared = sum(min(x.count(t), y.count(t)) for t in set(x))
    return 2 * shared / (len(x) + len(y)) if shared else 0.0


def _agreement(wanted: Row, quote: Row, reading: Reading) -> float:
    """How far a quote's content, or one piece of it, is the expected one.

    What stands between quotation marks may be one attribution with all that the speaker goes on to say.
    """
    text, content = reading.article["text"], wanted["content"]
    pieces = [text[s["start"] : s["end"]] for s in quote["content_spans"]]
    found = max(overlap(piece, content) for piece in (quote["content"], *pieces))
    goes_on = wanted.get("kind") == quote["kind"] == "direct" and _words(content) in _words(quote["content"])
    return max(found, _SAME_CONTENT) if goes_on else found


def _words(text: str) -> str:
    return f" {' '.join(_tokens(text))} "


def _quote(wanted: Row, reading: Reading) -> Facts:
    content = wanted["content"]
    fits = [q for q in reading.quotes if wanted.get("place") in (None, q["place"])]
    best = max(fits, key=lambda q: _agreement(wanted, q, reading), default=None)
    if best is not None and _agreement(wanted, best, reading) < _SAME_CONTENT:
        best = None
    label = f'quote "{content if len(content) <= 48 else content[:45] + "..."}"'
    checks = {
        key: best is not None and _quote_agrees(key, str(value), best, reading)
        for key, value in wanted.items()
        if key not in ("content", "place")
    }
    return {label: best is not None} | {f"{label} {k}: {wanted[k]}": ok for k, ok in checks.items()}


def _quote_agrees(key: str, value: str, quote: Row, reading: Reading) -> bool:
    if key == "source":
        return fold(value) in fold(quote["source"])
    if key in ("speaker", "addressee", "relayed_by"):
        return reading.is_named(quote[f"{key}_id"], value)
    return str(quote[key]) == value


def _calls(wanted: list[Row], reading: Reading) -> Facts:
    """Each expected call against the report that fits it best; what is left over is a call too many."""
    left = {r["call_id"]: r for r in reversed(reading.reports)}
    facts: Facts = {}
    for call in wanted:
        best = max(left, key=lambda i: _fit(call, left[i], reading), default=None)
        if best is not None and _shared_parties(call, left[best], reading) < _SAME_PARTIES:
            best = None
        facts |= _call(call, left.pop(best) if best else None, reading)
    facts["no call beside those expected"] = not left
    return facts


def _shared_parties(call: Row, report: Row, reading: Reading) -> float:
    found = [p["actor_id"] for p in report["parties"]]
    shared = sum(any(reading.is_named(a, name) for a in found) for name in call["participants"])
    return shared / (len(found) + len(call["participants"]) - shared)


def _fit(call: Row, report: Row, reading: Reading) -> tuple[float, int]:
    agree = sum(str(report[k]) == str(call.get(w)) for k, w in _REPORTED.items())
    return _shared_parties(call, report, reading), agree


_REPORTED = {"channel": "channel", "status": "status", "called_on": "date"}


def _call(call: Row, report: Row | None, reading: Reading) -> Facts:
    label = f"call {' + '.join(call['participants'])} ({call['status']}, {call['date']})"
    facts = {label: report is not None}
    facts[f"{label} participants"] = report is not None and _shared_parties(call, report, reading) == 1.0
    for column, key in _REPORTED.items():
        if key in call:
            value = str(call[key])
            facts[f"{label} {key}: {value}"] = report is not None and str(report[column]) == value
    if "independent" in call:
        facts[f"{label} independent: {call['independent']}"] = (
            report is not None and report["independent"] == call["independent"]
        )
    for key in ("article_count", "conflicted"):
        if key in call:
            ledger = {} if report is None else reading.calls[report["call_id"]]
            facts[f"{label} {key}: {call[key]}"] = ledger.get(key) == call[key]
    return facts


def _inside(report: Row, words: str, reading: Reading) -> bool:
    start = reading.article["text"].index(words)
    return bool(start <= report["trigger_start"] < start + len(words))


def _actor(wanted: Row, reading: Reading) -> Facts:
    found = [a for a in reading.present() if reading.is_named(a["actor_id"], wanted["name"])]
    label = f"actor {wanted['name']}"
    facts = {label: bool(found)}
    for key in ("kind", "role", "country", "sector"):
        if key in wanted:
            agrees = any(_same_value(key, a[key], wanted[key]) for a in found)
            facts[f"{label} {key}: {wanted[key]}"] = agrees
    return facts


def _same_value(key: str, found: str | None, wanted: str) -> bool:
    if key == "role":  # "Estonian foreign minister" is a foreign minister
        spelled = [(r or "").casefold().replace("defence", "defense") for r in (found, wanted)]
        return spelled[1] in spelled[0]
    return found == wanted


def marked(phrase: str, text: str) -> tuple[int, int]:
    """Where the bracketed words of a phrase stand in the text, which must hold the phrase once."""
    plain = phrase.replace("[", "").replace("]", "")
    m = _BRACKETS.search(phrase)
    if m is None or text.count(plain) != 1:
        raise ValueError(f"{phrase!r} must mark words in brackets and stand in the article exactly once")
    start = text.index(plain) + m.start()
    return start, start + len(m.group(1))


def _refers(wanted: Row, reading: Reading) -> bool:
    start, end = marked(wanted["words"], reading.article["text"])
    there = [m for m in reading.mentions if m["start"] < end and start < m["end"]]
    return any(reading.is_named(m["actor_id"], wanted["actor"]) for m in there)
