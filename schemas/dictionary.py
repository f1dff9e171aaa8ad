"""The data dictionary in Markdown. `python -m schemas.dictionary > docs/data-dictionary.md` renews it."""

from __future__ import annotations

from schemas.columns import Column
from schemas.ddl import comment, sql_type
from schemas.tables import TABLES, Table
from schemas.vocabulary import SCHEMA_VERSION


def _row(column: Column) -> str:
    null = "yes" if column.nullable else ""
    return f"| `{column.name}` | `{sql_type(column.type)}` | {null} | {comment(column)} |"


def section(table: Table) -> str:
    head = f"## {table.name}\n\n{table.description}\n\nKey: {', '.join(f'`{k}`' for k in table.key)}. "
    order = f"Order of rows: {', '.join(f'`{s}`' for s in table.sort)}.\n\n"
    rows = "\n".join(_row(c) for c in table.columns)
    return head + order + "| column | type | null | meaning |\n| --- | --- | --- | --- |\n" + rows + "\n"


def markdown() -> str:
    intro = (
        f"# Data dictionary\n\nSchema version {SCHEMA_VERSION}. "
        "Made from `schemas/` by `python -m schemas.dictionary`; do not edit.\n\n"
    )
    return intro + "\n".join(section(t) for t in TABLES.values())


if __name__ == "__main__":
    print(markdown(), end="")
