"""The difference of two snapshots gives every row that differs its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from flows.publish import RunInfo, publish
from flows.publish.diff import Diff, diff, diff_lines, diff_rows
from schemas.ids import stable_id
from tests.datasets import (
    AGENCY,
    GABOR,
    NDOYE,
    TEXT_B,
    TITLE_B,
    Rows,
    actor_id,
    actor_row,
    article_row,
    mention_row,
    quote_row,
    small_tables,
)
from tests.publish.conftest import info_on, publish_small, quarantine

Edit = Callable[[Rows], None]


def difference(folder: Path, edit: Edit, before: Edit | None = None, info: RunInfo | None = None) -> Diff:
    """Of the small dataset to itself after an edit."""
    first = publish(small_tables(before), quarantine(), info_on(1), folder).folder
    second = publish(small_tables(edit), quarantine(), info or info_on(2), folder).folder
    found = diff(first, second)
    assert json.loads((second / "diff.json").read_text(encoding="utf-8")) == found.model_dump(mode="json")
    return found


def add_article(rows: Rows) -> None:
    article = article_row(
        "e", AGENCY, "Ndoye speaks", "Ndoye speaks\n\nNdoye said it rained.", date(2024, 4, 3)
    )
    rows["articles"].append(article)
    rows["quotes"].append(quote_row(article, 0, ["it rained"], "said", "Ndoye", speaker_id=NDOYE))
    rows["mentions"].append(mention_row(article, "Ndoye", NDOYE))
    rows["actors"][0].update(article_count=3, quote_count=3, last_seen=date(2024, 4, 3))


def test_a_new_article_explains_its_rows_and_its_actors(tmp_path: Path) -> None:
    found = difference(tmp_path, add_article).tables
    for name in ("articles", "quotes", "mentions"):
        assert (found[name].added, found[name].changed, found[name].removed) == ({"new article": 1}, {}, {})
    assert found["actors"].changed == {"new article": 1}
    assert found["actors"].columns == {"article_count": 1, "last_seen": 1, "quote_count": 1}
    assert found["actors"].unchanged == 3
    assert found["calls"].unchanged == 2
    example = found["actors"].examples[0]
    assert (example.before["quote_count"], example.after["quote_count"]) == (2, 3)


def test_an_article_that_goes_takes_its_rows(tmp_path: Path) -> None:
    found = difference(tmp_path, lambda rows: None, before=add_article).tables
    assert found["articles"].removed == {"article gone": 1}
    assert found["quotes"].removed == {"article gone": 1}
    assert found["actors"].changed == {"article gone": 1}


def test_a_changed_article_explains_its_rows(tmp_path: Path) -> None:
    def edit(rows: Rows) -> None:
        changed = article_row("b", "The Herald", TITLE_B, f"{TEXT_B} Maybe.", date(2024, 4, 2))
        rows["articles"][1] = changed
        rows["quotes"] = [q for q in rows["quotes"] if q["content"] != "no deal with Ndoye yet"]

    found = difference(tmp_path, edit).tables
    assert found["articles"].changed == {"article changed": 1}
    assert found["articles"].columns == {"text": 1, "text_sha256": 1, "word_count": 1}
    assert "text" not in found["articles"].examples[0].after
    assert found["quotes"].removed == {"article changed": 1}


def merge(rows: Rows) -> None:
    """Officials become the minister."""
    officials = actor_id("Aruland officials")
    for row in rows["mentions"]:
        row["actor_id"] = NDOYE if row["actor_id"] == officials else row["actor_id"]
    for row in rows["quotes"]:
        for column in ("speaker_id", "relayed_by_id"):
            row[column] = NDOYE if row.get(column) == officials else row.get(column)
    rows["call_reports"][0]["reported_by_id"] = NDOYE
    rows["actors"] = [a for a in rows["actors"] if a["actor_id"] != officials]
    rows["actors"][0].update(quote_count=3)


@pytest.mark.parametrize("split", [False, True])
def test_merged_and_split_actors(split: bool, tmp_path: Path) -> None:
    whole: Edit = lambda rows: None  # noqa: E731
    found = difference(tmp_path, whole if split else merge, merge if split else whole).tables
    reason = {"actors merged or split": 1}
    assert found["mentions"].changed == reason
    assert found["quotes"].changed == {"actors merged or split": 2}
    assert found["call_reports"].changed == reason
    assert (found["actors"].added if split else found["actors"].removed) == reason
    assert found["actors"].changed == reason


def lose_a_quote(rows: Rows) -> None:
    rows["quotes"].pop()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"extractor_version": "rules-2", "code_version": "0.2.0"}, "extractor changed"),
        ({"code_version": "0.2.0"}, "code changed"),
        ({"corrections_version": "c2", "code_version": "0.2.0"}, "correction"),
        ({"inputs_fingerprint": "e" * 16}, "other articles"),
    ],
)
def test_what_no_article_explains(changes: dict[str, str], reason: str, tmp_path: Path) -> None:
    found = difference(tmp_path, lose_a_quote, info=replace(info_on(2), **changes))
    assert found.tables["quotes"].removed == {reason: 1}
    assert set(found.versions) == {name.split("_")[0] for name in changes}


def test_a_correction_of_an_actor(tmp_path: Path) -> None:
    info = replace(info_on(2), corrections_version="c2")
    found = difference(tmp_path, lambda rows: rows["actors"][1].update(role="minister"), info=info)
    assert found.tables["actors"].examples[0].key == GABOR
    assert diff_rows(found) == [("actors", "changed", "correction", 1)]


def test_an_actor_nobody_mentions_any_more_is_left_to_the_rest(tmp_path: Path) -> None:
    found = difference(tmp_path, lambda rows: rows["actors"].append(actor_row("Nobody", "person"))).tables
    assert found["actors"].added == {"other articles": 1}


def test_refusals_are_told(tmp_path: Path) -> None:
    refused = quarantine()
    first = publish(small_tables(), refused.slice(0, 0), info_on(1), tmp_path).folder
    second = publish(small_tables(), refused, info_on(2), tmp_path).folder
    found = diff(first, second).tables["quarantine"]
    assert found.added == {"new article": 1}
    assert "row" not in found.examples[0].after


def test_lines_are_for_people(tmp_path: Path) -> None:
    found = difference(tmp_path, add_article, info=replace(info_on(2), extractor_version="rules-2"))
    lines = diff_lines(found)
    assert lines[0].endswith("(extractor rules-1 -> rules-2)")
    assert "articles: 1 added (new article: 1); 4 as before" in lines
    text = (tmp_path / "snapshots" / found.after / "diff.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Changes from {found.before} to {found.after}\n")
    same = diff(tmp_path / "snapshots" / found.after, tmp_path / "snapshots" / found.after)
    assert diff_lines(same)[1:] == ["no row differs"]


def test_examples_are_few_and_the_same_every_time(tmp_path: Path) -> None:
    def many(rows: Rows) -> None:
        rows["actors"] += [actor_row(f"Nobody {n}", "person") for n in range(20)]

    found = difference(tmp_path, many)
    keys = [e.key for e in found.tables["actors"].examples]
    assert keys == sorted(stable_id("actor", f"Nobody {n}") for n in range(20))[:3]


def test_a_folder_that_is_no_snapshot(tmp_path: Path) -> None:
    published = publish_small(tmp_path)
    with pytest.raises(FileNotFoundError):
        diff(tmp_path, published.folder)
