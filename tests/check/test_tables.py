"""Accounting, cascade, counts, and the checks that stop a run."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.check import CHECKED_TABLES, Checked, TooFewRows, TooManyRefused, WrongTable, check_tables
from schemas.arrow import empty, schema
from schemas.tables import TABLES
from tests.datasets import GABOR, NDOYE, TUESDAY, Rows, article_row, small_rows, small_tables, tables_from


def test_a_valid_dataset_passes_whole() -> None:
    tables = small_tables()
    checked = check_tables(tables)
    assert [r for r in checked.results if not r.ok] == []
    assert checked.accepted == tables
    assert checked.quarantine.num_rows == 0


def test_empty_tables_pass() -> None:
    checked = check_tables({name: empty(name) for name in CHECKED_TABLES})
    assert all(r.ok for r in checked.results)


def spoil_first_article(rows: Rows) -> None:
    rows["articles"][0]["language"] = "English"


def test_a_refused_article_takes_everything_of_it_along() -> None:
    checked = check_tables(small_tables(spoil_first_article))
    left = {name: table.num_rows for name, table in checked.accepted.items()}
    # Its copy goes too; the officials and Aruland are known from it alone, and so is the telephone call.
    assert left == {"articles": 2, "quotes": 2, "actors": 2, "calls": 1, "mentions": 4, "call_reports": 1}
    assert_references_hold(checked)


def test_accepted_counts_leave_out_what_was_refused() -> None:
    checked = check_tables(small_tables(spoil_first_article))
    actors = {a["actor_id"]: a for a in checked.accepted["actors"].to_pylist()}
    assert actors[NDOYE]["quote_count"] == 0
    assert actors[GABOR]["quote_count"] == 2
    assert actors[GABOR]["call_count"] == actors[GABOR]["article_count"] == 1
    assert actors[GABOR]["first_seen"] == TUESDAY


def test_wrong_counts_are_told_and_do_not_refuse() -> None:
    def change(rows: Rows) -> None:
        for name in ("article_count", "quote_count", "call_count"):
            rows["actors"][0][name] = 9
        rows["calls"][0]["article_count"] = 9

    checked = check_tables(small_tables(change))
    told = {(r.table, r.name) for r in checked.results if not r.ok}
    counts = {("actors", f"{n}_count.adds_up") for n in ("article", "quote", "call")}
    assert told == counts | {("calls", "article_count.adds_up")}
    assert checked.quarantine.num_rows == 0


def test_first_and_last_seen_add_up() -> None:
    checked = check_tables(small_tables(lambda rows: rows["actors"][0].update(first_seen=TUESDAY)))
    assert [r.name for r in checked.results if not r.ok] == ["first_seen.adds_up"]
    checked = check_tables(small_tables(lambda rows: rows["actors"][2].update(last_seen=TUESDAY)))
    assert [r.name for r in checked.results if not r.ok] == ["last_seen.adds_up"]


def test_a_refused_quote_takes_the_quotes_told_within_it_along() -> None:
    checked = check_tables(small_tables(lambda rows: rows["quotes"][1].update(kind="loud")))
    refused = {
        r["row_id"]: r["check_name"] for r in checked.quarantine.to_pylist() if r["table_name"] == "quotes"
    }
    quotes = small_rows()["quotes"]
    assert refused == {quotes[1]["quote_id"]: "kind.allowed", quotes[2]["quote_id"]: "cascade"}


def test_quarantine_keeps_the_row_and_every_reason() -> None:
    def change(rows: Rows) -> None:
        rows["articles"][3].update(language="English", text_sha256="0" * 64)

    (refused,) = check_tables(small_tables(change)).quarantine.to_pylist()
    assert refused["check_name"] == "language.pattern"
    assert "language" in refused["reason"]
    assert "text_sha256 is not the checksum" in refused["reason"]
    assert refused["raw_path"] == "d.txt"
    row = json.loads(refused["row"])
    assert row["language"] == "English"
    assert row["furniture"] == [{"kind": "credit", "text": "Photo: nobody"}]
    assert set(row) == set(TABLES["articles"].names)


def test_identical_rows_are_both_refused_under_ids_of_their_own() -> None:
    refused = check_tables(
        small_tables(lambda rows: rows["articles"].append(dict(rows["articles"][3])))
    ).quarantine
    assert refused["check_name"].to_pylist() == ["article_id.unique"] * 2
    assert len(set(refused["quarantine_id"].to_pylist())) == 2


def many_articles(bad: int, total: int) -> dict[str, pa.Table]:
    rows: Rows = {name: [] for name in CHECKED_TABLES}
    for number in range(total):
        language = "English" if number < bad else "en"
        rows["articles"].append(
            article_row(f"n{number}", "Herald", "Title", "Title\n\nText.", TUESDAY, language=language)
        )
    return tables_from(rows)


def test_too_many_refused_articles_stop_the_run() -> None:
    with pytest.raises(
        TooManyRefused, match=r"3 of 20 articles were refused \(15%.*language\.pattern"
    ) as stopped:
        check_tables(many_articles(3, 20))
    assert stopped.value.checked.quarantine.num_rows == 3
    assert [r.name for r in stopped.value.checked.results if r.blocking and not r.ok] == ["refused_share"]


@pytest.mark.parametrize(("bad", "total", "share"), [(2, 20, 0.1), (18, 19, 0.1), (3, 20, 0.2), (0, 20, 0.0)])
def test_few_refused_articles_do_not_stop_the_run(bad: int, total: int, share: float) -> None:
    assert (
        check_tables(many_articles(bad, total), max_refused_share=share).counts["articles"].quarantined == bad
    )


def test_too_few_rows_stop_the_run() -> None:
    with pytest.raises(TooFewRows, match="quotes keeps 6 rows, at least 7 are expected"):
        check_tables(small_tables(), minimum_rows={"quotes": 7, "articles": 4})
    assert check_tables(small_tables(), minimum_rows={"quotes": 6}).results[-1].ok


def test_a_wrong_table_is_the_callers_mistake() -> None:
    tables = small_tables()
    with pytest.raises(WrongTable, match="calls is missing"):
        check_tables({name: table for name, table in tables.items() if name != "calls"})
    with pytest.raises(WrongTable, match=r"missing \['kind'\]"):
        check_tables({**tables, "quotes": tables["quotes"].drop(["kind"])})
    words = pa.array(["many"] * tables["calls"].num_rows)
    spoilt = tables["calls"].drop(["article_count"]).append_column("article_count", words)
    with pytest.raises(WrongTable, match=r"calls\.article_count is string, not INTEGER"):
        check_tables({**tables, "calls": spoilt})


def test_how_tables_are_chunked_and_typed_does_not_matter() -> None:
    tables = small_tables()
    large = tables["articles"].set_column(
        tables["articles"].column_names.index("text"),
        "text",
        tables["articles"]["text"].cast(pa.large_string()),
    )
    pieces = {name: pa.concat_tables([t.slice(0, 1), t.slice(1)]) for name, t in tables.items()}
    checked = check_tables({**pieces, "articles": large})
    assert checked.accepted == tables
    assert checked.accepted["articles"].schema == schema(TABLES["articles"])


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_how_many_rows_are_looked_at_together_does_not_matter(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(rows: Rows) -> None:
        rows["quotes"][4].update(kind="loud")
        rows["quotes"][3].update(
            ordinal=rows["quotes"][2]["ordinal"], article_id=rows["quotes"][2]["article_id"]
        )
        rows["mentions"][-1].update(text="words that are not there")
        rows["articles"].append(dict(rows["articles"][0]))

    tables = small_tables(change)
    whole = check_tables(tables)
    monkeypatch.setattr("flows.check.tables.SLICE_ROWS", rows)
    monkeypatch.setattr("flows.check.spans.BLOCK_BYTES", rows)
    sliced = check_tables(tables)
    assert sliced == whole
    assert whole.quarantine.num_rows > 3


def assert_references_hold(checked: Checked) -> None:
    """Nothing that was accepted points at what was not."""
    again = check_tables(checked.accepted)
    assert [r for r in again.results if not r.ok] == []


damage: st.SearchStrategy[tuple[str, int, int, Any]] = st.tuples(
    st.sampled_from(CHECKED_TABLES), st.integers(0, 9), st.integers(0, 30),
    st.sampled_from([None, "x", "", 0, -1, 10**6, [], 2.0, True, NDOYE, GABOR]),
)  # fmt: skip


def damaged(rows: Rows, table: str, at: int, column: int, value: Any) -> None:
    row = rows[table][at % len(rows[table])]
    declared = TABLES[table].columns[column % len(TABLES[table].columns)]
    try:
        pa.array([value], type=declared.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return
    row[declared.name] = value


@given(
    st.lists(damage, max_size=5),
    st.lists(st.tuples(st.sampled_from(CHECKED_TABLES), st.integers(0, 9)), max_size=2),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_row_is_accepted_or_quarantined(
    damages: list[tuple[str, int, int, Any]], doubled: list[tuple[str, int]]
) -> None:
    rows = small_rows()
    for one in damages:
        damaged(rows, *one)
    for table, at in doubled:
        rows[table].append(dict(rows[table][at % len(rows[table])]))
    tables = tables_from(rows)
    checked = check_tables(tables)
    refused = checked.quarantine["table_name"].to_pylist()
    for name, counts in checked.counts.items():
        assert counts.read == tables[name].num_rows == counts.accepted + counts.quarantined
        assert counts.accepted == checked.accepted[name].num_rows
        assert counts.quarantined == refused.count(name)
    assert len(set(checked.quarantine["quarantine_id"].to_pylist())) == len(refused)
    refusing = {r.name for r in checked.results if not r.ok and not r.name.endswith(".adds_up")}
    assert bool(refusing) == bool(refused)
    if refused:
        assert_references_hold(checked)
