"""Tables as files: one where a table is small, one a month where it is large, so that months that rest are shared.

A file's name holds the start of its content's checksum; a month whose rows did not change keeps its name, and
the snapshot gets a hard link to the file of the snapshot before (a copy where the file system has no links).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.publish.files import sha256_of
from flows.publish.parquet import row_groups, rows_sha256, write_groups
from schemas.manifest import FileEntry, Manifest
from schemas.tables import TABLES

# Rows up to which a table is one file; about 30 MB compressed. Actors and refusals have no month.
LIMITS = {
    "articles": 20_000,
    "quotes": 100_000,
    "mentions": 250_000,
    "call_reports": 100_000,
    "calls": 100_000,
}
# Arrow works without Python's lock; a part needs memory of its own.
THREADS = 2
_OWN_DAY = {"articles": "published_on", "calls": "called_on"}
_UNDATED = 12 * 10_000

Months = npt.NDArray[np.int32]


class Earlier:
    """The files of an earlier snapshot that a new one can share."""

    def __init__(self, folder: Path | None = None, manifest: Manifest | None = None) -> None:
        self._folder = folder or Path()
        entries = manifest.files if manifest else ()
        self._entries = {(f.table, f.month, f.rows_sha256): f for f in entries if f.rows_sha256}

    def share(self, table: str, month: str | None, rows: str, folder: Path) -> FileEntry | None:
        """Link the file that holds these rows into `folder`; None where there is none or it was damaged."""
        entry = self._entries.get((table, month, rows))
        if entry is None:
            return None
        source = self._folder / entry.path
        if not source.exists() or sha256_of(source) != entry.sha256:
            return None
        link_or_copy(source, folder / entry.path)
        return entry


def link_or_copy(source: Path, target: Path) -> None:
    """A second name for a file that nobody writes to; a copy where there can be none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write_parts(
    tables: Mapping[str, pa.Table], folder: Path, earlier: Earlier, limits: Mapping[str, int] = LIMITS
) -> list[FileEntry]:
    """Write every table into `folder`; entries in the order of tables, then of months, the undated last."""
    articles = tables["articles"].select(["article_id", "published_on"])
    written: list[FileEntry] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for name in TABLES:
            rows = tables[name]
            split = rows.num_rows > limits.get(name, rows.num_rows)
            months = pool.submit(_months, name, rows, articles) if split else None
            rows = _in_one_chunk(rows, pool)
            parts = _by_month(months.result()) if months else [(None, None)]
            write = partial(_write, name, rows, folder, earlier)
            written += sorted(pool.map(lambda part, write=write: write(*part), parts), key=_age)
    del rows, write
    pa.default_memory_pool().release_unused()
    return written


def _in_one_chunk(rows: pa.Table, pool: ThreadPoolExecutor) -> pa.Table:
    """Or each part would search all chunks for its rows."""
    return pa.table(list(pool.map(_combined, rows.columns)), schema=rows.schema)


def _combined(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column if column.num_chunks == 1 else pa.chunked_array([column.combine_chunks()])


def _write(
    name: str, rows: pa.Table, folder: Path, earlier: Earlier, month: str | None, among: pa.Array | None
) -> FileEntry:
    groups = list(row_groups(TABLES[name], rows, among))
    checksum = rows_sha256(TABLES[name], groups)
    shared = earlier.share(name, month, checksum, folder)
    if shared:
        return shared
    unnamed = folder / f"{name}-{month}.parquet" if month else folder / f"{name}.parquet"
    entry = write_groups(TABLES[name], groups, unnamed)
    path = f"{name}-{month}-{str(entry.content_sha256)[:12]}.parquet" if month else unnamed.name
    unnamed.rename(folder / path)
    return entry.model_copy(update={"path": path, "month": month, "rows_sha256": checksum})


def _months(name: str, rows: pa.Table, articles: pa.Table) -> Months:
    """Months since year 0 of each row's own day, or of its article's."""
    if name in _OWN_DAY:
        return _counted(rows[_OWN_DAY[name]])
    places = pc.index_in(rows["article_id"], value_set=articles["article_id"].combine_chunks())
    found: Months = _counted(articles["published_on"])[places.to_numpy()]
    return found


def _counted(days: pa.ChunkedArray) -> Months:
    months = pc.add(pc.multiply(pc.year(days), 12), pc.subtract(pc.month(days), 1))
    counted: Months = pc.fill_null(months, _UNDATED).to_numpy().astype(np.int32)
    return counted


def _by_month(months: Months) -> list[tuple[str, pa.Array]]:
    """Each month with the numbers of its rows; the largest first, or one thread would wait for the last."""
    counts = np.bincount(months)
    labels = np.flatnonzero(counts)
    # As small as can be: numpy sorts 16 bits several times as fast as 32.
    places = np.zeros(len(counts), dtype=np.min_scalar_type(len(labels)))
    places[labels] = np.arange(len(labels))
    order = np.argsort(places[months], kind="stable")
    each = np.split(order, np.cumsum(counts[labels])[:-1])
    parts = [(_label(label), pa.array(rows)) for label, rows in zip(labels.tolist(), each, strict=True)]
    return sorted(parts, key=lambda part: -len(part[1]))


def _age(entry: FileEntry) -> tuple[bool, str]:
    """The order of a table's files: oldest month first, the undated last."""
    return entry.month == "undated", entry.month or ""


def _label(month: int) -> str:
    """
    >>> _label(2024 * 12 + 3)
    '2024-04'
    """
    return "undated" if month == _UNDATED else f"{month // 12:04}-{month % 12 + 1:02}"
