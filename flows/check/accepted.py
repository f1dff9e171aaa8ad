"""Tables with the declared columns and types, and what is left of them when rows were refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from flows.check.recount import COUNTED, Columns
from flows.check.results import WrongTable
from schemas.arrow import schema
from schemas.ddl import sql_type
from schemas.tables import TABLES


class Accepted(Mapping[str, pa.Table]):
    """The accepted rows of each table, made when they are asked for, so that one table is held at a time."""

    def __init__(
        self,
        tables: Mapping[str, pa.Table],
        names: Sequence[str],
        refused: Mapping[str, np.ndarray],
        counted: Columns,
    ) -> None:
        self._tables, self._names, self._refused, self._counted = tables, names, refused, counted
        self._whole = not any(mask.any() for mask in refused.values())

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._names:
            raise KeyError(name)
        table = conformed(name, self._tables)
        return table if self._whole else self._recounted(name, table.filter(pa.array(~self._refused[name])))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _recounted(self, name: str, table: pa.Table) -> pa.Table:
        for column in COUNTED.get(name, ()):
            at = table.column_names.index(column)
            field = table.schema.field(at)
            values = self._counted[name][column].to_arrow().cast(field.type)
            table = table.set_column(at, field, values.filter(pa.array(~self._refused[name])))
        return table


def conformed(name: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The table with exactly the declared columns and types, in the declared order."""
    table, declared = tables[name], schema(TABLES[name])
    missing = [n for n in declared.names if n not in table.column_names]
    unknown = [n for n in table.column_names if n not in declared.names]
    if missing or unknown:
        raise WrongTable(f"{name}: columns missing {missing}, unknown {unknown}; see docs/data-dictionary.md")
    return pa.table([_cast(name, table[f.name], f) for f in declared], schema=declared)


def _cast(table: str, column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    if column.type == field.type:
        return column
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise WrongTable(
            f"{table}.{field.name} is {column.type}, not {sql_type(field.type)}: {error}"
        ) from error
