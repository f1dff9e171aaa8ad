"""Tables as Parquet files whose bytes depend on the rows alone, not on their order or chunking."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import schema
from schemas.columns import Column
from schemas.manifest import FileEntry
from schemas.tables import TABLES, Table

ROW_GROUP_ROWS = 128 * 1024
# Names that few values share, though no vocabulary closes them.
FEW_VALUES = frozenset(
    {"outlet", "section", "language", "form", "cue", "role", "country", "check_name", "table_name"}
)


class HashingFile:
    """A file that knows the SHA-256 of what was written to it so far."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self.closed = False

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._file.tell()

    def sha256(self) -> str:
        return self._hash.hexdigest()

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.closed = True


def write_table(name: str, rows: pa.Table, folder: Path) -> FileEntry:
    """Write `folder/<name>.parquet`, sorted; the table must have the declared columns and types."""
    return write_groups(TABLES[name], row_groups(TABLES[name], rows), folder / f"{name}.parquet")


def write_groups(table: Table, groups: Iterable[pa.Table], path: Path) -> FileEntry:
    """Write row groups, as `row_groups` makes them, to a new file.

    The footer holds the schema's version and descriptions, and under `content_sha256` the checksum of the
    pages of values. The snapshot's name holds a date, which must not change a file's bytes; the manifest
    leads from this checksum to the snapshots that the file belongs to.
    """
    file, rows = HashingFile(path), 0
    with pq.ParquetWriter(file, declared(table), **_options(table)) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=ROW_GROUP_ROWS)
            rows += group.num_rows
        content = file.sha256()
        writer.add_key_value_metadata({"content_sha256": content})
    size = file.tell()
    file.close()
    return FileEntry(
        path=path.name, table=table.name, rows=rows, bytes=size, sha256=file.sha256(), content_sha256=content
    )


def row_groups(table: Table, rows: pa.Table, among: pa.Array | None = None) -> Iterator[pa.Table]:
    """The rows, or those `among` numbers, in the table's order, in pieces of one chunk.

    How the input was chunked must not show. Taking one row group at a time keeps memory low, and text below the
    2 GB that one Arrow chunk can hold.
    """
    keys = sort_columns(table)
    compared = rows.select(keys) if among is None else rows.select(keys).take(among)
    order = pa.compute.sort_indices(compared, sort_keys=[(c, "ascending") for c in keys])
    order = order if among is None else among.take(order)
    for start in range(0, len(order), ROW_GROUP_ROWS):
        yield rows.take(order[start : start + ROW_GROUP_ROWS]).cast(declared(table)).combine_chunks()


def rows_sha256(table: Table, groups: Iterable[pa.Table]) -> str:
    """Checksum of sorted rows and of how they would be written: equal ones give equal files.

    Unequal ones may, too (Arrow does not say what lies under a null): then only time is lost.
    """
    digest = hashlib.sha256(f"pyarrow {pa.__version__} {_options(table)}".encode())
    with pa.ipc.new_stream(_Digesting(digest), declared(table)) as writer:
        for group in groups:
            writer.write_table(group)
    return digest.hexdigest()


class _Digesting(io.RawIOBase):
    """A file that only hashes."""

    def __init__(self, digest: hashlib._Hash) -> None:
        self._digest = digest

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._digest.update(data)
        return len(data)


@cache
def declared(table: Table) -> pa.Schema:
    return schema(table)


def sort_columns(table: Table) -> list[str]:
    """The order of rows: the declared one, made total by the key."""
    return [*table.sort, *(k for k in table.key if k not in table.sort)]


@cache
def _options(table: Table) -> dict[str, object]:
    leaves = [(c, leaf) for c in table.columns for leaf in _leaves(c)]
    encodings = {path: e for c, (path, kind) in leaves if (e := _encoding(c, kind))}
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": [path for _, (path, _) in leaves if path not in encodings],
        "column_encoding": encodings,
        "write_statistics": True,
        "write_page_index": True,
        "sorting_columns": pq.SortingColumn.from_ordering(
            declared(table), [(c, "ascending") for c in sort_columns(table)], null_placement="at_end"
        ),
    }


def _leaves(column: Column) -> list[tuple[str, pa.DataType]]:
    """Path and type of each column of values, as Parquet names them."""
    kind, path = column.type, column.name
    if pa.types.is_list(kind):
        kind, path = kind.value_type, f"{path}.list.element"
    if pa.types.is_struct(kind):
        return [(f"{path}.{f.name}", f.type) for f in kind]
    return [(path, kind)]


def _encoding(column: Column, kind: pa.DataType) -> str | None:
    """The encoding of a leaf; None for a dictionary, where values repeat."""
    if column.allowed or column.references or column.name in FEW_VALUES or pa.types.is_boolean(kind):
        return None
    if pa.types.is_string(kind):
        if column.name in ("url", "raw_path"):
            return "DELTA_BYTE_ARRAY"  # neighbours share their beginning
        return "PLAIN" if column.pattern else "DELTA_LENGTH_BYTE_ARRAY"
    if pa.types.is_integer(kind) or pa.types.is_date(kind):
        return "DELTA_BINARY_PACKED"
    return "PLAIN"
