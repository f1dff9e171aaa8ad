"""Tables in files, read one at a time: a dataset need not fit into memory to be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


class StoredTables(Mapping[str, pa.Table]):
    """The tables of a folder of `<table>.parquet`; each is read when it is asked for, and not kept.

    `without` leaves tables out.
    """

    def __init__(self, folder: Path, *, without: frozenset[str] = frozenset()) -> None:
        paths = sorted(folder.glob("*.parquet"))
        self._paths = {path.stem: path for path in paths if path.stem not in without}

    def __getitem__(self, name: str) -> pa.Table:
        return pq.read_table(self._paths[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def row_count(self, name: str) -> int:
        rows: int = pq.read_metadata(self._paths[name]).num_rows
        return rows


def row_count(tables: Mapping[str, pa.Table], name: str) -> int:
    """Rows of a table, without reading it where that can be."""
    if isinstance(tables, StoredTables):
        return tables.row_count(name)
    rows: int = tables[name].num_rows
    return rows
