from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.ingest import link_duplicates
from schemas.arrow import empty
from tests.ingest.files import STORY, read_table, write, write_lines

OTHER = STORY.replace("road", "harbour")


def record(key: str, text: str = STORY, date: str = "2020-01-02", title: str = "The road") -> dict[str, Any]:
    return {"id": key, "outlet": "Paper", "title": title, "date": date, "text": text}


def linked(tmp_path: Path, *records: dict[str, Any]) -> tuple[dict[str, str | None], list[dict[str, Any]]]:
    articles, refused = link_duplicates(read_table(write_lines(tmp_path / "x.jsonl", *records)))
    assert articles.num_rows + refused.num_rows == len(records)
    name = dict(zip(articles["article_id"].to_pylist(), articles["external_id"].to_pylist(), strict=True))
    rows = articles.to_pylist()
    return {row["external_id"]: name.get(row["duplicate_of"]) for row in rows}, refused.to_pylist()


def test_copies_point_at_the_earliest(tmp_path: Path) -> None:
    records = [record("c", date=""), record("b", date="2020-01-03"), record("a"), record("d", OTHER)]
    assert linked(tmp_path, *records)[0] == {"c": "a", "b": "a", "a": None, "d": None}


def test_case_marks_and_title_do_not_hide_a_copy(tmp_path: Path) -> None:
    copy = STORY.replace("“", '"').replace("”", '"').replace(". ", ".\n\n")
    assert linked(tmp_path, record("a"), record("b", copy, "2020-02-01", "Another title"))[0]["b"] == "a"


def test_short_bodies_are_copies_only_under_the_same_title(tmp_path: Path) -> None:
    short = "This story is developing."
    records = [record("a", short), record("b", short, title="Other"), record("c", short, "2020-02-01")]
    assert linked(tmp_path, *records)[0] == {"a": None, "b": None, "c": "a"}


def test_a_record_read_twice_is_refused(tmp_path: Path) -> None:
    kept, refused = linked(tmp_path, record("a"), record("a"), record("a"))
    assert kept == {"a": None}
    assert [row["check_name"] for row in refused] == ["record_repeated"] * 2
    assert len({row["quarantine_id"] for row in refused}) == 2


def test_another_text_under_the_same_id_is_refused(tmp_path: Path) -> None:
    kept, refused = linked(tmp_path, record("a", OTHER, "2020-05-05"), record("a"))
    assert [row["check_name"] for row in refused] == ["id_taken"]
    assert "harbour" in refused[0]["row"]
    assert kept == {"a": None}


def test_a_page_in_two_folders_is_one_article(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(tmp_path / folder / "page.txt", f"Title\n\n{STORY}")
    articles, refused = link_duplicates(read_table(tmp_path))
    assert (articles.num_rows, refused["check_name"].to_pylist()) == (1, ["record_repeated"])
    assert articles["raw_path"].to_pylist()[0].endswith("one/page.txt")


def test_no_articles() -> None:
    articles, refused = link_duplicates(empty("articles"))
    assert (articles.num_rows, refused.num_rows) == (0, 0)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    texts, dates = (STORY, OTHER, "Short."), ("", "2020-01-02", "2019-01-02")
    records = [record(key, text, date) for key in "abc" for text in texts for date in dates]
    return read_table(write_lines(tmp_path_factory.mktemp("pool") / "x.jsonl", *records))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(picked=st.lists(st.integers(0, 26), max_size=12), order=st.randoms())
def test_order_does_not_matter_and_every_link_points_at_an_original(
    pool: pa.Table, picked: list[int], order: Any
) -> None:
    def outcome(positions: list[int]) -> tuple[set[tuple[str, ...]], int]:
        articles, refused = link_duplicates(pool.take(pa.array(positions, pa.int64())))
        rows = articles.to_pylist()
        originals = {row["article_id"] for row in rows if row["duplicate_of"] is None}
        assert {row["duplicate_of"] for row in rows} - {None} <= originals
        assert len(rows) + refused.num_rows == len(positions)
        return {(row["article_id"], row["raw_sha256"], row["duplicate_of"]) for row in rows}, refused.num_rows

    shuffled = picked.copy()
    order.shuffle(shuffled)
    assert outcome(picked) == outcome(shuffled)
