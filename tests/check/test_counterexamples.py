"""Every check has a counterexample that it must catch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from flows.check import CHECKED_TABLES, Checked, check_tables
from flows.check.columns import column_findings, unique_finding, value_checks
from flows.check.recount import COUNTED
from schemas.arrow import table_from_rows
from schemas.tables import TABLES
from tests.datasets import GABOR, MONDAY, NDOYE, Rows, actor_id, small_rows, small_tables, tables_from

NOBODY = "0" * 16


def check_changed(change: Callable[[Rows], None]) -> Checked:
    return check_tables(small_tables(change))


def failed(checked: Checked, table: str) -> set[str]:
    return {r.name for r in checked.results if r.table == table and not r.ok}


def column_cases() -> list[tuple[str, str, Any]]:
    """For every declared property of every column, a value that breaks it."""
    cases = []
    for table in (TABLES[name] for name in CHECKED_TABLES):
        for check in [*value_checks(table), f"{table.key[0]}.unique"]:
            column, rule = check.split(".")
            cases.append((table.name, check, bad_value(table.column(column).type, rule)))
    return cases


def bad_value(kind: pa.DataType, rule: str) -> Any:
    if rule == "not_null":
        return None
    number = {"minimum": -1, "maximum": 2}.get(rule)
    if pa.types.is_list(kind):
        return [bad_element(kind.value_type, rule, number)]
    return number if number is not None else "no such value!"


def bad_element(kind: pa.DataType, rule: str, number: int | None) -> Any:
    if rule == "element_not_null":
        return None
    return {"start": number, "end": 5} if pa.types.is_struct(kind) else "no such value!"


@pytest.mark.parametrize(
    ("table", "check", "value"), column_cases(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_column_checks_find_the_row(table: str, check: str, value: Any) -> None:
    rows = small_rows()[table]
    if check.endswith(".unique"):
        rows.append(dict(rows[0]))
    else:
        rows[0][check.split(".")[0]] = value
    frame = frame_of(table, rows)
    findings = [*column_findings(table, frame), unique_finding(table, frame[TABLES[table].key[0]])]
    found = {f.check: f.rows.to_list() for f in findings}
    assert found[check] == ([0, len(rows) - 1] if check.endswith(".unique") else [0])
    assert all(check.startswith(f"{name.split('.')[0]}.") for name, bad in found.items() if bad)


def frame_of(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    frame = pl.from_arrow(table_from_rows(table, rows))
    assert isinstance(frame, pl.DataFrame)
    return frame


@pytest.mark.parametrize(
    ("table", "column"),
    [(t, c.name) for t in CHECKED_TABLES for c in TABLES[t].columns if pa.types.is_list(c.type)],
)
def test_a_struct_with_a_missing_part_is_refused(table: str, column: str) -> None:
    element = TABLES[table].column(column).type.value_type
    if not pa.types.is_struct(element):
        pytest.skip("elements are plain values")
    rows = small_rows()[table]
    rows[0][column] = [{f.name: None for f in element}]
    found = {f.check: f.rows.to_list() for f in column_findings(table, frame_of(table, rows))}
    assert found[f"{column}.element_not_null"] == [0]


@dataclass(frozen=True)
class Counterexample:
    """A change to one row of the valid dataset, and the check that must refuse that row."""

    check: str
    table: str
    changes: dict[str, Any]
    row: int = 0

    def __str__(self) -> str:
        return f"{self.table}:{self.check}"


def span(start: int, end: int) -> dict[str, int]:
    return {"start": start, "end": end}


ROWS = small_rows()
QUOTE, MENTION, REPORT = ROWS["quotes"][0], ROWS["mentions"][0], ROWS["call_reports"][0]
FAR = 100_000
LATE = MONDAY + timedelta(days=9)
PARTY = REPORT["parties"][0]

COUNTEREXAMPLES = [
    *(Counterexample(f"{c}.reference", "quotes", {c: NOBODY}, row=2)
      for c in ("article_id", "speaker_id", "addressee_id", "parent_quote_id", "relayed_by_id")),
    Counterexample("duplicate_of.reference", "articles", {"duplicate_of": NOBODY}, row=2),
    Counterexample("duplicate_of.self", "articles", {"duplicate_of": ROWS["articles"][3]["article_id"]}, row=3),
    Counterexample("participants.reference", "calls", {"participants": sorted([NOBODY, NDOYE, GABOR])}),
    Counterexample("initiator_id.reference", "calls", {"initiator_id": NOBODY}),
    Counterexample("article_id.reference", "mentions", {"article_id": NOBODY}),
    Counterexample("actor_id.reference", "mentions", {"actor_id": NOBODY}),
    Counterexample("call_id.reference", "call_reports", {"call_id": NOBODY}),
    Counterexample("article_id.reference", "call_reports", {"article_id": NOBODY}),
    Counterexample("reported_by_id.reference", "call_reports", {"reported_by_id": NOBODY}),
    Counterexample("parties.actor_id.reference", "call_reports", {"parties": [PARTY, {**PARTY, "actor_id": NOBODY}]}),
    Counterexample("call_id.used", "calls", {"call_id": NOBODY}),
    Counterexample("actor_id.used", "actors", {"actor_id": NOBODY}),
    Counterexample("parent_quote_id.self", "quotes", {"parent_quote_id": QUOTE["quote_id"]}),
    Counterexample("parent_quote_id.same_article", "quotes", {"parent_quote_id": QUOTE["quote_id"]}, row=5),
    Counterexample("parent_quote_id.cycle", "quotes", {"parent_quote_id": ROWS["quotes"][2]["quote_id"]}, row=1),
    *(Counterexample(f"{c}.bounds", "quotes", {c: [span(5, FAR)]})
      for c in ("content_spans", "cue_spans", "source_spans", "speaker_evidence")),
    Counterexample("content_spans.bounds", "quotes", {"content_spans": [span(9, 9)]}),
    *(Counterexample(f"{c}.equals_text", "quotes", {c: "other words"}) for c in ("content", "cue", "source")),
    Counterexample("content.equals_text", "quotes", {"content": QUOTE["content"].replace(" ", "  ", 1)}),
    Counterexample("cue.equals_text", "quotes", {"cue_spans": []}),
    Counterexample("source.equals_text", "quotes", {"source": ""}),
    *(Counterexample(f"{c}.in_order", "quotes", {c: [span(20, 30), span(25, 40)]})
      for c in ("content_spans", "cue_spans", "source_spans")),
    Counterexample("text.bounds", "mentions", {"end": FAR}),
    Counterexample("text.bounds", "mentions", {"end": MENTION["start"]}),
    Counterexample("text.equals_text", "mentions", {"start": MENTION["start"] + 1, "end": MENTION["end"] + 1}),
    Counterexample("evidence.bounds", "mentions", {"evidence_start": 4, "evidence_end": 3}),
    Counterexample("evidence.whole", "mentions", {"evidence_start": 4}),
    Counterexample("evidence.bounds", "call_reports", {"end": FAR}),
    Counterexample("evidence.equals_text", "call_reports", {"evidence": "They never spoke"}),
    Counterexample("trigger.bounds", "call_reports", {"trigger_end": 0}),
    Counterexample("parties.bounds", "call_reports", {"parties": [PARTY, {**PARTY, "end": FAR}]}),
    Counterexample("text.not_blank", "articles", {"text": " \n\u2003"}, row=3),
    Counterexample("title_end.within_text", "articles", {"title": "x", "title_end": FAR}, row=3),
    Counterexample("title_end.of_title", "articles", {"title_end": 3}, row=3),
    Counterexample("published_on_from.with_date", "articles", {"published_on_from": "url"}, row=3),
    Counterexample("text_sha256.true", "articles", {"text_sha256": "0" * 64}, row=3),
    Counterexample("content_spans.not_empty", "quotes", {"content_spans": [], "content": ""}),
    Counterexample("ordinal.unique", "quotes", {"ordinal": 1}),
    Counterexample("speaker_form.with_source", "quotes", {"speaker_form": "none"}),
    Counterexample("speaker_id.evidence", "quotes", {"source": "", "source_spans": [], "speaker_form": "none"}),
    Counterexample("place.by_title_end", "quotes", {"place": "title"}),
    Counterexample("said_on.plausible", "quotes", {"said_on": LATE}),
    Counterexample("said_on.plausible", "quotes", {"said_on": date(1850, 1, 1)}),
    Counterexample("first_seen.before_last", "actors", {"first_seen": LATE}),
    Counterexample("first_seen.with_last", "actors", {"first_seen": None}),
    Counterexample("participants.two", "calls", {"participants": [NDOYE], "initiator_id": None}),
    Counterexample("participants.sorted", "calls", {"participants": sorted([NDOYE, GABOR], reverse=True)}),
    Counterexample("initiator_id.participant", "calls", {"initiator_id": actor_id("Aruland")}),
    Counterexample("called_on.plausible", "call_reports", {"called_on": LATE}),
    Counterexample("called_on.plausible", "call_reports", {"called_on": date(2044, 1, 1), "status": "planned"}),
]  # fmt: skip


@pytest.mark.parametrize("example", COUNTEREXAMPLES, ids=str)
def test_checks_across_columns_and_tables(example: Counterexample) -> None:
    checked = check_changed(lambda rows: rows[example.table][example.row].update(example.changes))
    assert example.check in failed(checked, example.table)
    reasons = {r.name: r for r in checked.results if r.table == example.table}
    assert reasons[example.check].failed >= 1
    assert checked.counts[example.table].quarantined >= 1


def test_every_check_has_a_counterexample() -> None:
    covered = {(table, check) for table, check, _ in column_cases()}
    covered |= {(e.table, e.check) for e in COUNTEREXAMPLES}
    # Tests of their own: cascade, counts and blocking checks (test_tables.py), hollow structs (above).
    others = {"cascade", "refused_share"} | {f"{c}.adds_up" for names in COUNTED.values() for c in names}
    run = {(r.table, r.name) for r in check_tables(small_tables()).results if r.name not in others}
    assert run - covered == set()


def test_a_cycle_of_two_and_what_hangs_on_it_are_refused() -> None:
    def change(rows: Rows) -> None:
        first, second, third = (rows["quotes"][at] for at in (0, 1, 2))
        first["parent_quote_id"], second["parent_quote_id"] = second["quote_id"], first["quote_id"]
        third["parent_quote_id"] = second["quote_id"]

    refused = [r for r in check_changed(change).quarantine.to_pylist() if r["table_name"] == "quotes"]
    assert [r["check_name"] for r in refused] == ["parent_quote_id.cycle"] * 3


def test_offsets_count_code_points_not_bytes_or_graphemes() -> None:
    """An emoji of several code points and combining accents before every span."""
    rows = small_rows()
    article = replace_text(rows, "👩‍👩‍👧 e\u0301e\u0301 ")
    for table in ("quotes", "mentions", "call_reports"):
        for row in rows[table]:
            if row["article_id"] == article["article_id"]:
                shift(row, len("👩‍👩‍👧 e\u0301e\u0301 "))
    assert [r for r in check_tables(tables_from(rows)).results if not r.ok and r.name != "cascade"] == []


def replace_text(rows: Rows, before: str) -> dict[str, Any]:
    """Puts `before` in front of the first article's text; its copy follows the new text."""
    article = rows["articles"][0]
    text = before + article["text"]
    new = {"text": text, "text_sha256": sha256(text.encode()).hexdigest()}
    article.update(new, title_end=article["title_end"] + len(before), title=before + article["title"])
    return article


def shift(row: dict[str, Any], by: int) -> None:
    for name, value in row.items():
        if name in ("start", "end") or name.endswith(("_start", "_end")):
            row[name] = value + by if value is not None else None
        if isinstance(value, list) and value and isinstance(value[0], dict):
            row[name] = [{**v, "start": v["start"] + by, "end": v["end"] + by} for v in value]
