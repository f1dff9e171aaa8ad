"""A batch of articles to rows."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pyarrow as pa
import pytest

from flows.normalise import extract

COLUMNS = ("article_id", "text", "title_end", "published_on", "byline", "outlet")


@pytest.fixture(params=[True, False])
def collecting(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the garbage collector is at work."""
    was = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if was else gc.disable)()


def test_the_garbage_collector_is_left_as_it_was(collecting: bool) -> None:
    tables = extract(pa.table({name: pa.array([]) for name in COLUMNS}))
    assert {len(table) for table in tables.values()} == {0}
    assert gc.isenabled() is collecting


def test_the_garbage_collector_is_left_as_it_was_when_a_batch_cannot_be_read(collecting: bool) -> None:
    with pytest.raises(TypeError):
        extract(pa.table({name: pa.array([None]) for name in COLUMNS}))
    assert gc.isenabled() is collecting
