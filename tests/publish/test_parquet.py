"""Parquet files are a function of the rows: order, chunking and process do not show."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publish.parquet import ROW_GROUP_ROWS, sort_columns, write_table
from schemas.tables import TABLES
from schemas.vocabulary import SCHEMA_VERSION
from tests.datasets import small_tables


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    """The same rows in another order, in chunks of other sizes."""
    order = list(range(table.num_rows))
    random.Random(seed).shuffle(order)
    cut = random.Random(seed).randrange(table.num_rows + 1)
    rows = table.take(order)
    return pa.concat_tables([rows.slice(0, cut), rows.slice(cut)])


@pytest.mark.parametrize("name", sorted(small_tables()))
def test_order_and_chunks_of_the_input_do_not_show(name: str, tmp_path: Path) -> None:
    table = small_tables()[name]
    first = write_table(name, table, tmp_path)
    for seed in range(5):
        assert write_table(name, shuffled(table, seed), tmp_path) == first


PUBLISH_SHUFFLED = """
import sys
from pathlib import Path
import pyarrow as pa
from flows.publish import publish
from tests.publish.conftest import info_on, quarantine
from tests.publish.test_parquet import shuffled
from tests.datasets import small_tables
seed = int(sys.argv[1])
pa.set_cpu_count(1 + seed)
tables = {name: shuffled(table, seed) for name, table in small_tables().items()}
print(publish(tables, quarantine(), info_on(1 + seed), Path(sys.argv[2])).folder)
"""


def test_separate_processes_write_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for seed in (0, 3):
        command = [sys.executable, "-c", PUBLISH_SHUFFLED, str(seed), str(tmp_path / str(seed))]
        run = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
        )
        folders.append(Path(run.stdout.strip()))
    assert folders[0].name.removeprefix("2024-05-01") == folders[1].name.removeprefix("2024-05-04")
    for name in TABLES:
        one, other = (folder / f"{name}.parquet" for folder in folders)
        assert one.read_bytes() == other.read_bytes()


def test_rows_are_sorted_and_complete(tmp_path: Path) -> None:
    table = small_tables()["articles"]
    write_table("articles", shuffled(table, 1), tmp_path)
    read = pq.read_table(tmp_path / "articles.parquet")
    keys = [(a["published_on"] is None, a["published_on"], a["article_id"]) for a in read.to_pylist()]
    assert keys[:3] == sorted(keys[:3])
    assert keys[3][0]
    assert sorted(map(str, read.to_pylist())) == sorted(map(str, table.to_pylist()))


def test_what_a_file_tells_of_itself(tmp_path: Path) -> None:
    entry = write_table("quotes", small_tables()["quotes"], tmp_path)
    file = pq.ParquetFile(tmp_path / "quotes.parquet")
    notes = file.schema_arrow.metadata
    assert notes[b"schema_version"].decode() == SCHEMA_VERSION
    assert notes[b"description"].decode() == TABLES["quotes"].description
    assert file.metadata.metadata[b"content_sha256"].decode() == entry.content_sha256
    for column in TABLES["quotes"].columns:
        assert file.schema_arrow.field(column.name).metadata[b"description"].decode() == column.description
    group = file.metadata.row_group(0)
    assert [c.column_index for c in group.sorting_columns] == [1, 2, 0]
    content = next(
        group.column(i) for i in range(group.num_columns) if group.column(i).path_in_schema == "content"
    )
    assert content.compression == "ZSTD"
    assert content.is_stats_set
    assert content.has_column_index


def test_content_checksum_follows_the_values(tmp_path: Path) -> None:
    rows = small_tables()["actors"]
    other = small_tables(lambda r: r["actors"][0].update(name="Zoe Cafe-Ndoye"))["actors"]
    first, second = (write_table("actors", table, tmp_path) for table in (rows, other))
    assert first.content_sha256 != second.content_sha256


def test_tables_longer_than_a_row_group_keep_every_row(tmp_path: Path) -> None:
    count = ROW_GROUP_ROWS + 10
    ids = [f"{number:016x}" for number in range(count)]
    row = small_tables()["mentions"].slice(0, 1)
    many = pa.concat_tables([row] * 10).take([0] * count)
    many = many.set_column(0, many.schema.field(0), pa.array(random.Random(1).sample(ids, count)))
    entry = write_table("mentions", many, tmp_path)
    file = pq.ParquetFile(tmp_path / "mentions.parquet")
    assert (entry.rows, file.metadata.num_rows, file.metadata.num_row_groups) == (count, count, 2)
    assert file.read(["mention_id"])["mention_id"].to_pylist() == ids


def test_sort_is_total() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(sort_columns(table))
