"""Frictionless Data Package of a snapshot (https://datapackage.org/standard/data-package/)."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from flows.publish.provenance import (
    CREATOR,
    DESCRIPTION,
    KEYWORDS,
    LICENCE,
    LICENCE_NOTE,
    LICENCE_URL,
    NAME,
    PROVENANCE_NOTE,
    TITLE,
    text_note,
)
from schemas.columns import Column
from schemas.ddl import comment
from schemas.manifest import FileEntry, Manifest
from schemas.tables import TABLES, Table

_TYPES = {
    pa.string(): "string",
    pa.int32(): "integer",
    pa.int64(): "integer",
    pa.float32(): "number",
    pa.float64(): "number",
    pa.bool_(): "boolean",
    pa.date32(): "date",
}


def datapackage(manifest: Manifest) -> dict[str, Any]:
    """The descriptor, with one resource a table; JSON-ready."""
    return {
        "name": NAME,
        "id": f"{NAME}-{manifest.version}",
        "title": TITLE,
        "description": "\n\n".join((DESCRIPTION, PROVENANCE_NOTE, LICENCE_NOTE, text_note(manifest))),
        "version": manifest.version,
        "created": manifest.created_at.isoformat(),
        "keywords": list(KEYWORDS),
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": "Structure and annotations only"}],
        "contributors": [{"title": CREATOR, "role": "publisher"}],
        "schema_version": manifest.schema_version,
        "resources": [_resource(table, manifest.files_of(name)) for name, table in TABLES.items()],
    }


def _resource(table: Table, files: tuple[FileEntry, ...]) -> dict[str, Any]:
    """A table of one file carries its checksum; the manifest has those of a table of many."""
    whole = {"bytes": files[0].bytes, "hash": f"sha256:{files[0].sha256}"} if len(files) == 1 else {}
    return {
        "name": table.name,
        "title": table.name,
        "description": table.description,
        "path": files[0].path if len(files) == 1 else [f.path for f in files],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **whole,
        "schema": {
            "fields": [_field(c) for c in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [key for c in table.columns if (key := _foreign_key(table, c))],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "description": comment(column)}
    constraints = {"required": True} if not column.nullable else {}
    if pa.types.is_list(column.type):
        item = _TYPES.get(column.type.value_type, "object")
        return {**field, "type": "array", "arrayItem": {"type": item}, "constraints": constraints}
    limits = {"enum": list(column.allowed), "pattern": column.pattern, **_range(column)}
    given = {name: value for name, value in limits.items() if value not in (None, [])}
    return {**field, "type": _TYPES[column.type], "constraints": {**constraints, **given}}


def _range(column: Column) -> dict[str, float | int | None]:
    whole = pa.types.is_integer(column.type)
    limits = {"minimum": column.minimum, "maximum": column.maximum}
    return {name: int(v) if whole and v is not None else v for name, v in limits.items()}


def _foreign_key(table: Table, column: Column) -> dict[str, Any] | None:
    if column.references is None or pa.types.is_list(column.type):
        return None
    target, key = column.references.split(".")
    resource = "" if target == table.name else target
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [key]}}
