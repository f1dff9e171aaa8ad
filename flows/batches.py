"""Batches of extraction: which articles still need one, and what the finished ones hold.

A batch is a folder `<store>/<name>/` of Parquet files, one an intermediate table and `keys.parquet` with the
articles that it covers. Its name is a hash of the extractor's version and of its articles' keys. It is
written beside and renamed, so a folder that is there is whole, and what is done can be read from the folders.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.ids import stable_id

KEYS = "keys"
_PARTIAL = ".partial-"


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles to extract: row group `group` of the Parquet file `articles`."""

    name: str
    articles: Path
    group: int
    size: int


def mined(articles: pa.Table) -> pa.Table:
    """The articles that are extracted: not copies (their original speaks for them), not another language."""
    foreign = [("not_english" in (flags or ())) for flags in articles["flags"].to_pylist()]
    wanted = pc.and_(pc.is_null(articles["duplicate_of"]), pc.invert(pa.array(foreign, pa.bool_())))
    return articles.filter(wanted).sort_by("article_id")


def missing(keys: list[str], store: Path) -> list[int]:
    """Positions of the keys that no batch in `store` covers."""
    done = {key for names in _covered(store).values() for key in names}
    return [i for i, key in enumerate(keys) if key not in done]


def plan(
    articles: pa.Table, keys: list[str], rows: list[int], store: Path, folder: Path, size: int
) -> list[Batch]:
    """Cut the given rows of `articles` into batches of at most `size`, kept in one file in `folder`."""
    if not rows:
        return []
    path = folder / f"{stable_id('todo', *(keys[i] for i in rows))}.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    todo = articles.take(pa.array(rows, pa.int64()))
    pq.write_table(todo.append_column(KEYS, pa.array([keys[i] for i in rows])), path, row_group_size=size)
    groups = [rows[i : i + size] for i in range(0, len(rows), size)]
    names = [stable_id("batch", store.name, *sorted(keys[i] for i in group)) for group in groups]
    return [Batch(name, path, i, len(groups[i])) for i, name in enumerate(names)]


def read_batch(batch: Batch) -> tuple[pa.Table, list[str]]:
    """The batch's articles and their keys."""
    table = pq.ParquetFile(batch.articles).read_row_group(batch.group)
    return table.drop_columns([KEYS]), table[KEYS].to_pylist()


def write_batch(
    batch: Batch, store: Path, article_ids: list[str], keys: list[str], tables: dict[str, pa.Table]
) -> None:
    """Put the batch's tables into the store; a batch that is there already stays as it is."""
    partial = store / f"{_PARTIAL}{uuid.uuid4().hex}"
    partial.mkdir(parents=True)
    covered = pa.table({"article_id": article_ids, "key": keys})
    for name, table in {**tables, KEYS: covered}.items():
        pq.write_table(table, partial / f"{name}.parquet", compression="zstd")
    try:
        partial.rename(store / batch.name)
    except OSError:
        if not (store / batch.name).is_dir():
            raise
        shutil.rmtree(partial)


def read_extracted(store: Path, keys: set[str]) -> dict[str, pa.Table]:
    """The intermediate tables of the articles with these keys, sorted by article; empty without batches.

    Batches also hold articles that were changed or removed since; an article in two batches counts once.
    """
    left = set(keys)
    parts: dict[str, list[pa.Table]] = {}
    for batch, names in sorted(_covered(store).items()):
        wanted = pa.array([a for key, a in names.items() if key in left], pa.string())
        left -= names.keys()
        for path in sorted(batch.glob("*.parquet")):
            if len(wanted) and path.stem != KEYS:
                table = pq.read_table(path)
                rows = pc.is_in(table["article_id"], value_set=wanted)
                parts.setdefault(path.stem, []).append(table.filter(rows))
    return {name: _by_article(pa.concat_tables(tables)) for name, tables in parts.items()}


def _by_article(table: pa.Table) -> pa.Table:
    """Ordered by article, an article's own rows in their order: the same whatever the batches were."""
    ids = table["article_id"].to_pylist()
    return table.take(pa.array(sorted(range(len(ids)), key=ids.__getitem__), pa.int64())).combine_chunks()


def _covered(store: Path) -> dict[Path, dict[str, str]]:
    """For each finished batch, the article id behind each key."""
    return {path: _keys(path) for path in _finished(store)}


def _finished(store: Path) -> Iterator[Path]:
    if store.is_dir():
        yield from (p for p in store.iterdir() if p.is_dir() and not p.name.startswith(_PARTIAL))


def _keys(batch: Path) -> dict[str, str]:
    table = pq.read_table(batch / f"{KEYS}.parquet")
    return dict(zip(table["key"].to_pylist(), table["article_id"].to_pylist(), strict=True))


def clear_partial(store: Path) -> None:
    """Remove what a killed run left half-written; only for the holder of the warehouse's lock."""
    for path in store.glob(f"{_PARTIAL}*"):
        shutil.rmtree(path)
