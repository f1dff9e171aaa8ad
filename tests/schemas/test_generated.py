"""What is made from the declarations is complete and not stale."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from schemas.ddl import comments, create_table
from schemas.dictionary import markdown
from schemas.manifest import Manifest, json_schema
from schemas.tables import TABLES, Table

DOCS = Path(__file__).parents[2] / "docs"


def test_the_data_dictionary_is_not_stale() -> None:
    written = (DOCS / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == markdown(), "run: python -m schemas.dictionary > docs/data-dictionary.md"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_the_ddl_makes_the_declared_columns(table: Table) -> None:
    with duckdb.connect() as connection:
        connection.execute(create_table(table))
        for comment in comments(table):
            connection.execute(comment)
        query = "SELECT column_name, is_nullable, comment FROM duckdb_columns() WHERE NOT internal"
        made = connection.execute(query).fetchall()
    assert [(name, nullable) for name, nullable, _ in made] == [(c.name, c.nullable) for c in table.columns]
    assert all(comment for _, _, comment in made)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_declarations_agree_with_each_other(table: Table) -> None:
    assert set(table.key) | set(table.sort) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    for spans, text in table.spans:
        assert {spans, text} <= set(table.names)
    for column in table.columns:
        if column.references:
            target, key = column.references.split(".")
            assert TABLES[target].key == (key,)


def test_the_manifest_has_a_json_schema_that_describes_it() -> None:
    described = json_schema()
    assert set(described["properties"]) == set(Manifest.model_fields)
    assert described["additionalProperties"] is False
