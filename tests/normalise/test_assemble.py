"""The reduce step on extractions made by hand: ids meet, links follow, nothing hangs in the air."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from flows.normalise import assemble
from flows.normalise.corrections import Corrections
from flows.normalise.intermediate import SCHEMAS
from schemas.arrow import schema
from schemas.ids import stable_id
from schemas.tables import TABLES

MAY_19 = date(2021, 5, 19)
TEXTS = {
    "a1": "Kadri Tamm phoned Jan Kos on Wednesday about the ferry that has been stuck since the storm of last week.",
    "a2": "Jan Kos had a call from Kadri Tamm, his office said. Nobody would say what the price of it had been.",
}
TEXTS["a3"] = TEXTS["a1"].replace("storm", "gale")


def article(key: str) -> dict[str, Any]:
    return {
        "article_id": key, "outlet": None, "title": "", "text": TEXTS[key], "published_on": MAY_19, "language": "en", "byline": [],
        "flags": [], "duplicate_of": None, "raw_path": "x", "raw_sha256": "0" * 64, "text_sha256": "0" * 64,
        "word_count": 20, "title_end": 0, "furniture": [],
    }  # fmt: skip


def entity(article_id: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "entity_id": f"{article_id}:{name}", "article_id": article_id, "kind": "person", "name": name, "names": [name],
        "counts": [1], "roles": [], "country": None, "sector": None, "gender": None,
    } | more  # fmt: skip


def mention(article_id: str, name: str) -> dict[str, Any]:
    start = TEXTS[article_id].index(name)
    return {
        "mention_id": stable_id("m", article_id, name), "article_id": article_id, "actor_id": f"{article_id}:{name}",
        "text": name, "start": start, "end": start + len(name), "form": "name", "confidence": 0.9,
        "evidence_start": None, "evidence_end": None,
    }  # fmt: skip


def report(article_id: str, *names: str, **more: Any) -> dict[str, Any]:
    parties = [{"entity_id": f"{article_id}:{n}", "start": 0, "end": 1, "confidence": 0.9} for n in names]
    return {
        "report_id": stable_id("r", article_id, *names), "article_id": article_id, "evidence": TEXTS[article_id],
        "start": 0, "end": len(TEXTS[article_id]), "trigger_start": 0, "trigger_end": 1, "channel": "phone",
        "status": "held", "called_on": MAY_19, "reported_by_id": None, "confidence": 0.8, "parties": parties,
        "initiator_id": f"{article_id}:{names[0]}", "plover_mode": "talk", "triggers": [],
    } | more  # fmt: skip


def assembled(
    fixes: Corrections | None = None, **rows: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    articles = pa.Table.from_pylist([article(k) for k in TEXTS], schema=schema(TABLES["articles"]))
    extracted = {n: pa.Table.from_pylist(rows.get(n, []), schema=s) for n, s in SCHEMAS.items()}
    tables = assemble(articles, extracted, fixes or Corrections())
    for name, table in tables.items():
        assert table.schema.equals(schema(TABLES[name])), name
    return {name: table.to_pylist() for name, table in tables.items()}


PEOPLE = [entity(a, n) for a in TEXTS for n in ("Kadri Tamm", "Jan Kos")]
MENTIONS = [mention(a, n) for a in TEXTS for n in ("Kadri Tamm", "Jan Kos")]


def test_nothing_makes_empty_tables() -> None:
    assert all(not rows for rows in assembled().values())


def test_the_same_name_is_one_actor_in_every_article() -> None:
    tables = assembled(entities=PEOPLE, mentions=MENTIONS)
    assert [(a["name"], a["article_count"]) for a in sorted(tables["actors"], key=lambda a: a["name"])] == [
        ("Jan Kos", 3),
        ("Kadri Tamm", 3),
    ]
    assert {m["actor_id"] for m in tables["mentions"]} == {a["actor_id"] for a in tables["actors"]}


def test_reports_of_one_contact_are_one_call_and_a_copy_is_not_independent() -> None:
    reports = [
        report("a1", "Kadri Tamm", "Jan Kos"),
        report("a2", "Jan Kos", "Kadri Tamm"),
        report("a3", "Kadri Tamm", "Jan Kos"),
    ]
    tables = assembled(entities=PEOPLE, mentions=MENTIONS, reports=reports)
    (call,) = tables["calls"]
    assert (call["article_count"], call["conflicted"], len(call["participants"])) == (2, False, 2)
    assert {r["article_id"]: r["independent"] for r in tables["call_reports"]} == {
        "a1": True,
        "a2": True,
        "a3": False,
    }
    assert {a["call_count"] for a in tables["actors"]} == {1}


def test_reports_that_disagree_keep_the_conflict() -> None:
    reports = [report("a1", "Kadri Tamm", "Jan Kos"), report("a2", "Jan Kos", "Kadri Tamm", status="denied")]
    (call,) = assembled(entities=PEOPLE, mentions=MENTIONS, reports=reports)["calls"]
    assert (call["status"], call["conflicted"]) == ("held", True)


def test_phone_and_in_person_on_one_day_are_two_calls_in_conflict() -> None:
    reports = [
        report("a1", "Kadri Tamm", "Jan Kos"),
        report("a2", "Jan Kos", "Kadri Tamm", channel="in_person"),
    ]
    calls = assembled(entities=PEOPLE, mentions=MENTIONS, reports=reports)["calls"]
    assert [c["conflicted"] for c in calls] == [True, True]


def test_parties_that_turn_out_to_be_one_actor_make_no_call() -> None:
    people = [entity("a1", "Kadri Tamm"), entity("a1", "Anna Holm")]
    fixes = Corrections(merges={("person", "Anna Holm"): "Kadri Tamm"})
    reports = [report("a1", "Kadri Tamm", "Anna Holm")]
    assert len(assembled(entities=people, reports=reports)["calls"]) == 1
    assert assembled(fixes, entities=people, reports=reports)["calls"] == []


def test_quotes_follow_their_actors_and_are_counted() -> None:
    span = [{"start": 0, "end": 4}]
    quote = {
        "quote_id": "q1", "article_id": "a1", "ordinal": 0, "kind": "indirect", "content": "Kadr", "content_spans": span,
        "cue": "", "cue_spans": [], "source": "", "source_spans": [], "speaker_id": "a1:Kadri Tamm",
        "speaker_form": "name", "speaker_evidence": [], "speaker_confidence": 0.9, "addressee_id": "a1:Jan Kos",
        "parent_quote_id": None, "relayed_by_id": None, "negated": False, "said_on": None, "place": "body",
        "section_label": None, "confidence": 0.9,
    }  # fmt: skip
    tables = assembled(entities=PEOPLE, quotes=[quote])
    by_id = {a["actor_id"]: a for a in tables["actors"]}
    (row,) = tables["quotes"]
    assert (by_id[row["speaker_id"]]["name"], by_id[row["addressee_id"]]["name"]) == ("Kadri Tamm", "Jan Kos")
    assert by_id[row["speaker_id"]]["quote_count"] == 1
    assert row["relayed_by_id"] is None


def test_an_actor_that_nothing_points_at_is_left_out() -> None:
    tables = assembled(entities=[*PEOPLE, entity("a1", "Ed Roe")], mentions=MENTIONS)
    assert {a["name"] for a in tables["actors"]} == {"Kadri Tamm", "Jan Kos"}


def test_a_rename_shows_and_a_role_and_country_are_the_most_frequent() -> None:
    told = {"roles": ["Foreign Minister"], "country": "EST", "sector": "GOV"}
    people = [
        entity("a1", "Kadri Tamm", **told),
        entity("a2", "Kadri Tamm", **told),
        entity("a3", "Kadri Tamm"),
    ]
    mentions = [mention(a, "Kadri Tamm") for a in TEXTS]
    (actor,) = assembled(Corrections(renames={"Kadri Tamm": "K. Tamm"}), entities=people, mentions=mentions)[
        "actors"
    ]
    assert (actor["name"], actor["role"], actor["country"], actor["sector"]) == (
        "K. Tamm",
        "Foreign Minister",
        "EST",
        "GOV",
    )
    assert (actor["first_seen"], actor["last_seen"]) == (MAY_19, MAY_19)


@pytest.mark.parametrize("reverse", [False, True])
def test_the_order_of_rows_changes_nothing(reverse: bool) -> None:
    reports = [report("a1", "Kadri Tamm", "Jan Kos"), report("a2", "Jan Kos", "Kadri Tamm", called_on=None)]
    step = -1 if reverse else 1
    tables = assembled(entities=PEOPLE[::step], mentions=MENTIONS[::step], reports=reports[::step])
    assert tables == assembled(entities=PEOPLE, mentions=MENTIONS, reports=reports)


def test_a_correction_that_nothing_used_is_told(caplog: pytest.LogCaptureFixture) -> None:
    fixes = Corrections(merges={("person", "Ed Roe"): "Jan Kos", ("person", "Kadri Tamm"): "Jan Kos"})
    tables = {n: pa.Table.from_pylist([], schema=s) for n, s in SCHEMAS.items()}
    tables["entities"] = pa.Table.from_pylist([entity("a1", "Kadri Tamm")], schema=SCHEMAS["entities"])
    assemble(pa.Table.from_pylist([article("a1")], schema=schema(TABLES["articles"])), tables, fixes)
    assert [r.getMessage() for r in caplog.records if "corrections.tsv" in r.getMessage()] == [
        "corrections.tsv: 'merge Ed Roe' changed nothing: no article has that name. Mend or delete it"
    ]


def test_a_body_that_one_article_takes_for_a_person_is_one_actor() -> None:
    tables = {n: pa.Table.from_pylist([], schema=s) for n, s in SCHEMAS.items()}
    both = [entity("a1", "Hamas"), entity("a2", "Hamas", kind="organisation")]
    tables["entities"] = pa.Table.from_pylist(both, schema=SCHEMAS["entities"])
    tables["mentions"] = pa.Table.from_pylist(
        [
            mention("a1", "Jan Kos") | {"actor_id": "a1:Hamas"},
            mention("a2", "Jan Kos") | {"actor_id": "a2:Hamas"},
        ],
        schema=SCHEMAS["mentions"],
    )
    articles = pa.Table.from_pylist([article("a1"), article("a2")], schema=schema(TABLES["articles"]))
    actors = assemble(articles, tables)["actors"].to_pylist()
    assert [(a["name"], a["kind"]) for a in actors] == [("Hamas", "organisation")]


def test_a_person_that_one_article_takes_for_a_body_is_one_actor() -> None:
    tables = {n: pa.Table.from_pylist([], schema=s) for n, s in SCHEMAS.items()}
    named = [entity(a, "Pieter van Aalst") | {"gender": "m"} for a in ("a1", "a2")]
    named += [entity("a3", "Pieter van Aalst", kind="organisation")]
    tables["entities"] = pa.Table.from_pylist(named, schema=SCHEMAS["entities"])
    tables["mentions"] = pa.Table.from_pylist(
        [mention(e["article_id"], "Jan Kos") | {"actor_id": e["entity_id"]} for e in named],
        schema=SCHEMAS["mentions"],
    )
    articles = pa.Table.from_pylist([article(f"a{i}") for i in (1, 2, 3)], schema=schema(TABLES["articles"]))
    actors = assemble(articles, tables)["actors"].to_pylist()
    assert [(a["name"], a["kind"]) for a in actors] == [("Pieter van Aalst", "person")]
