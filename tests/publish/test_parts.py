"""Large tables are split by month, and months that rest are shared between snapshots."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publish import Published, manifest_of, parts, publish
from flows.publish.files import sha256_of
from flows.publish.redaction import without_text
from schemas.ids import stable_id
from schemas.tables import TABLES
from tests.datasets import Rows, actor_id, article_row, mention_row, small_rows, small_tables, tables_from
from tests.publish.conftest import info_on, quarantine

SMALL = dict.fromkeys(parts.LIMITS, 0)


def with_months(*names: str) -> dict[str, pa.Table]:
    """The small dataset and one more article with a mention for each name, a month apart from January 2025."""
    rows: Rows = small_rows()
    for month, name in enumerate(names, start=1):
        article = article_row(name, "The Herald", name, f"{name}\n\nNdoye slept.", date(2025, month, 1))
        rows["articles"].append(article)
        rows["mentions"].append(mention_row(article, "Ndoye", actor_id("Zoë Café-Ndoye")))
    return tables_from(rows)


def publish_split(tables: dict[str, pa.Table], warehouse: Path, day: int) -> Published:
    return publish(tables, quarantine(), info_on(day), warehouse)


@pytest.fixture
def split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts.write_parts, "__defaults__", (SMALL,))


@pytest.mark.usefixtures("split")
def test_each_month_is_a_file_and_the_undated_come_last(tmp_path: Path) -> None:
    folder = publish_split(with_months("one", "two"), tmp_path, 1).folder
    manifest = manifest_of(folder)
    assert [f.month for f in manifest.files_of("articles")] == ["2024-04", "2025-01", "2025-02", "undated"]
    assert [f.month for f in manifest.files_of("mentions")] == ["2024-04", "2025-01", "2025-02"]
    assert [f.month for f in manifest.files_of("calls")] == ["2024-04", "undated"]
    assert [f.path for f in manifest.files_of("actors")] == ["actors.parquet"]
    for file in manifest.files:
        if file.month:
            assert file.path == f"{file.table}-{file.month}-{str(file.content_sha256)[:12]}.parquet"


@pytest.mark.usefixtures("split")
def test_no_row_is_lost_or_moved_to_another_month(tmp_path: Path) -> None:
    tables = with_months("one", "two")
    folder = publish_split(tables, tmp_path, 1).folder
    for name in set(TABLES) - {"quarantine"}:
        files = manifest_of(folder).files_of(name)
        written = pa.concat_tables([pq.read_table(folder / f.path) for f in files])
        assert sorted(map(str, written.to_pylist())) == sorted(map(str, tables[name].to_pylist()))
        assert [f.rows for f in files] == [pq.read_metadata(folder / f.path).num_rows for f in files]
    for file in manifest_of(folder).files_of("articles"):
        days = pq.read_table(folder / file.path)["published_on"].to_pylist()
        assert {str(d)[:7] if d else "undated" for d in days} == {file.month}


@pytest.mark.usefixtures("split")
@pytest.mark.parametrize("links", [True, False])
def test_only_what_changed_is_written(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish_split(with_months("one"), tmp_path, 1).folder
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError("no links here")))
    second = publish_split(with_months("one", "two"), tmp_path, 2).folder
    old = {f.path for f in manifest_of(first).files if f.table}
    new = {f.path for f in manifest_of(second).files if f.table} - old
    assert {name.split("-2025-02-")[0] for name in new} == {"articles", "mentions"}
    shared = [name for name in old if (second / name).exists() and name != "actors.parquet"]
    assert all(sha256_of(first / n) == sha256_of(second / n) for n in shared)
    assert all((first / n).samefile(second / n) == links for n in shared)


@pytest.mark.usefixtures("split")
def test_a_damaged_file_is_written_again_not_shared(tmp_path: Path) -> None:
    first = publish_split(with_months("one"), tmp_path, 1).folder
    entry = manifest_of(first).files_of("articles")[0]
    (first / entry.path).chmod(0o644)
    (first / entry.path).write_bytes(b"x" * entry.bytes)
    second = publish_split(with_months("one", "two"), tmp_path, 2).folder
    assert sha256_of(second / entry.path) == entry.sha256


def test_small_tables_are_shared_too(tmp_path: Path) -> None:
    first = publish(small_tables(), quarantine(), info_on(1), tmp_path).folder
    fewer = small_tables(lambda rows: rows["quotes"].pop())
    second = publish(fewer, quarantine(), info_on(2), tmp_path).folder
    assert (first / "articles.parquet").samefile(second / "articles.parquet")
    assert not (first / "quotes.parquet").samefile(second / "quotes.parquet")


def test_without_text_only_spans_keep_words(tmp_path: Path) -> None:
    tables, refused = small_tables(), quarantine()
    folder = publish(tables, refused, info_on(1), tmp_path, with_text=False).folder
    articles = pq.read_table(folder / "articles.parquet").to_pylist()
    assert {(a["text"], len(a["furniture"])) for a in articles} == {("", 0)}
    assert sorted(a["text_sha256"] for a in articles) == sorted(tables["articles"]["text_sha256"].to_pylist())
    assert pq.read_table(folder / "quarantine.parquet")["row"].to_pylist() == [""]
    assert (
        "“We will keep talking,” “until the bridge is open.”"
        in pq.read_table(folder / "quotes.parquet")["content"].to_pylist()
    )
    assert manifest_of(folder).with_text is False
    assert "published without" in (folder / "README.md").read_text(encoding="utf-8")
    told = tables["articles"]["text"][3].as_py()
    assert not [p for p in folder.iterdir() if told.encode() in p.read_bytes()]


def test_refused_rows_that_are_spans_keep_their_words() -> None:
    row = {**quarantine().to_pylist()[0], "quarantine_id": stable_id("other"), "table_name": "quotes"}
    refused = pa.concat_tables([quarantine(), pa.Table.from_pylist([row], schema=quarantine().schema)])
    assert without_text({**small_tables(), "quarantine": refused})["quarantine"]["row"].to_pylist() == [
        "",
        "{}",
    ]
