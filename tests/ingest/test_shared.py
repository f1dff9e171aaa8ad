"""The seed article and real articles as they were scraped; skipped where they are not at hand."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import pytest

from flows.ingest import discover, link_duplicates
from tests.ingest.files import read, read_table, write

SHARED = Path(__file__).parents[3] / "shared"
SEED = SHARED / "seed"
CORPUS = SHARED / "corpus" / "news_3000.jsonl.gz"


@pytest.mark.skipif(not SEED.exists(), reason="needs ../shared/seed")
def test_the_seed_is_taken_apart_as_a_reader_does() -> None:
    expected = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))["article"]
    (raw,) = discover([SEED / "*.txt"])
    (row,), refused = read(raw.path)
    assert not refused
    found = (row["title"], str(row["published_on"]), row["section"], row["language"])
    assert found == tuple(expected[key] for key in ("title", "published", "section", "language"))
    body = row["text"][row["title_end"] :].strip()
    assert body.startswith("Israeli Foreign Minister")
    assert body.endswith("military plans in Gaza.")
    assert not [part for part in expected["not_in_body"] if part in body]


@pytest.mark.skipif(not CORPUS.exists(), reason="needs ../shared/corpus")
def test_real_articles_are_read_without_loss(tmp_path: Path) -> None:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        some = list(itertools.islice(lines, 0, None, 10))
    path = write(tmp_path / "some.jsonl", "".join(some))
    articles, refused = read(path)
    assert (len(articles), refused) == (len(some), [])
    given = [json.loads(line) for line in some]
    for row, record in zip(articles, given, strict=True):
        assert row["external_id"] == record["id"]
        assert (row["published_on"] is not None) >= bool(record["date"])
        assert row["language"] == "en"
    linked, repeated = link_duplicates(read_table(path))
    assert linked.num_rows + repeated.num_rows == len(some)
    words = sum(len(record["text"].split()) for record in given)
    kept = sum(len(row["text"][row["title_end"] :].split()) for row in articles)
    assert kept >= 0.98 * words
