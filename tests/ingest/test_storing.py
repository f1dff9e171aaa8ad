from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.ingest import FieldMapping, discover, ingest_file
from schemas.arrow import schema
from schemas.tables import TABLES
from tests.ingest.files import STORY, write, write_lines


@pytest.fixture
def raw_path(tmp_path: Path) -> Path:
    records = [{"id": i, "title": "T", "text": f"{STORY} {i}"} for i in range(3)]
    return write_lines(tmp_path / "raw" / "x.jsonl", *records, "junk")


def test_a_file_is_kept_with_its_counts(raw_path: Path, tmp_path: Path) -> None:
    kept = ingest_file(discover([raw_path])[0], tmp_path / "out")
    assert (kept.read, kept.articles, kept.refused) == (4, 3, 1)
    assert pq.read_schema(kept.articles_path).equals(schema(TABLES["articles"]))
    assert pq.read_schema(kept.refused_path).equals(schema(TABLES["quarantine"]))
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_second_time_nothing_is_written(raw_path: Path, tmp_path: Path) -> None:
    (raw,) = discover([raw_path])
    first = ingest_file(raw, tmp_path / "out")
    before = first.articles_path.stat().st_mtime_ns
    assert ingest_file(raw, tmp_path / "out") == first
    assert first.articles_path.stat().st_mtime_ns == before


def test_the_same_input_gives_the_same_bytes(raw_path: Path, tmp_path: Path) -> None:
    (raw,) = discover([raw_path])
    one, two = (ingest_file(raw, tmp_path / folder) for folder in ("a", "b"))
    assert one.articles_path.name == two.articles_path.name
    assert one.articles_path.read_bytes() == two.articles_path.read_bytes()
    assert one.refused_path.read_bytes() == two.refused_path.read_bytes()


def test_content_name_and_mapping_make_the_name(raw_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (raw,) = discover([raw_path])
    other = discover([write(raw_path.with_name("y.jsonl"), raw_path.read_bytes())])[0]
    changed = discover([write(raw_path.with_name("z") / "x.jsonl", raw_path.read_bytes() + b"{}\n")])[0]
    kept = [
        ingest_file(raw, out),
        ingest_file(raw, out, FieldMapping(title="")),
        ingest_file(other, out),
        ingest_file(changed, out),
    ]
    assert len({k.articles_path for k in kept}) == 4


def test_a_failed_write_leaves_nothing(raw_path: Path, tmp_path: Path) -> None:
    (raw,) = discover([raw_path])
    raw_path.unlink()
    with pytest.raises(FileNotFoundError):
        ingest_file(raw, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_half_of_a_pair_is_written_again(raw_path: Path, tmp_path: Path) -> None:
    (raw,) = discover([raw_path])
    kept = ingest_file(raw, tmp_path / "out")
    kept.articles_path.unlink()
    assert ingest_file(raw, tmp_path / "out").articles == 3
