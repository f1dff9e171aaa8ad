"""Croissant 1.0 metadata of a snapshot (https://docs.mlcommons.org/croissant/docs/croissant-spec.html)."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from flows.publish.provenance import (
    CREATOR,
    DESCRIPTION,
    KEYWORDS,
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

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    pa.string(): "sc:Text",
    pa.int32(): "sc:Integer",
    pa.int64(): "sc:Integer",
    pa.float32(): "sc:Float",
    pa.float64(): "sc:Float",
    pa.bool_(): "sc:Boolean",
    pa.date32(): "sc:Date",
}
_PARQUET = "application/x-parquet"


def croissant(manifest: Manifest) -> dict[str, Any]:
    """The JSON-LD document, with one record set a table; JSON-ready.

    Text, numbers, dates and lists of texts are described field by field; lists of spans are left to the schema
    inside the Parquet files, because Croissant 1.0 has no columns of nested lists. Where ids point is told in
    words only: the reference reader turns declared references into joins of whole tables.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "alternateName": TITLE,
        "description": "\n\n".join((DESCRIPTION, PROVENANCE_NOTE, LICENCE_NOTE, text_note(manifest))),
        "keywords": list(KEYWORDS),
        "creator": {"@type": "sc:Organization", "name": CREATOR},
        "license": LICENCE_URL,
        # The folder that this file lies in, wherever it is served from.
        "url": "./",
        "version": f"{manifest.schema_version}+{manifest.version}",
        "datePublished": manifest.created_at.date().isoformat(),
        "citeAs": f"{TITLE}, snapshot {manifest.version}",
        "isLiveDataset": False,
        "distribution": [_file(f) for f in manifest.files if f.table] + _sets(manifest),
        "recordSet": [_record_set(t, manifest.files_of(t.name)) for t in TABLES.values()],
    }


def _file(entry: FileEntry) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": entry.path,
        "name": entry.path,
        "contentUrl": entry.path,
        "contentSize": f"{entry.bytes} B",
        "encodingFormat": _PARQUET,
        "sha256": entry.sha256,
    }


def _sets(manifest: Manifest) -> list[dict[str, Any]]:
    """A table of many files is a set that names each of them."""
    split = [(name, files) for name in TABLES if len(files := manifest.files_of(name)) > 1]
    return [
        {
            "@type": "cr:FileSet",
            "@id": f"{name}-files",
            "name": f"{name}-files",
            "containedIn": [{"@id": f.path} for f in files],
            "encodingFormat": _PARQUET,
            "includes": f"*{name}-*.parquet",
        }
        for name, files in split
    ]


def _record_set(table: Table, files: tuple[FileEntry, ...]) -> dict[str, Any]:
    source = (
        {"fileObject": {"@id": files[0].path}}
        if len(files) == 1
        else {"fileSet": {"@id": f"{table.name}-files"}}
    )
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{k}"} for k in table.key],
        "field": [_field(table, c, source) for c in table.columns if _scalar(c) in _TYPES],
    }


def _scalar(column: Column) -> pa.DataType:
    return column.type.value_type if pa.types.is_list(column.type) else column.type


def _field(table: Table, column: Column, source: dict[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": comment(column),
        "dataType": _TYPES[_scalar(column)],
        "source": {**source, "extract": {"column": column.name}},
    }
    if pa.types.is_list(column.type):
        field["repeated"] = True
    return field
