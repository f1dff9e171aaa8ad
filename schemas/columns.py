"""What one column is, and the types that columns share."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

SPAN = pa.struct([pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])
SPANS = pa.list_(SPAN)
ID_PATTERN = r"^[0-9a-f]{16}$"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: from it come the Arrow field, the Pandera column, the DDL line and the dictionary row.

    `allowed`, `pattern`, `minimum` and `maximum` are checked on every value (on every element of a list).
    `references` names the key that an id must be found in, as "table.column".
    """

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    deprecated: str | None = None


def key(name: str, description: str) -> Column:
    """An id: 16 lowercase hexadecimal digits, a hash of source values (64 bits)."""
    return Column(name, pa.string(), description, pattern=ID_PATTERN)


def link(name: str, references: str, description: str, *, nullable: bool = False) -> Column:
    """An id of a row elsewhere."""
    return Column(
        name, pa.string(), description, nullable=nullable, pattern=ID_PATTERN, references=references
    )


def text(name: str, description: str, *, nullable: bool = False, pattern: str | None = None) -> Column:
    return Column(name, pa.string(), description, nullable=nullable, pattern=pattern)


def choice(name: str, allowed: tuple[str, ...], description: str, *, nullable: bool = False) -> Column:
    return Column(name, pa.string(), description, nullable=nullable, allowed=allowed)


def count(name: str, description: str, unit: str) -> Column:
    return Column(name, pa.int32(), description, unit=unit, minimum=0)


def offset(name: str, description: str) -> Column:
    return Column(name, pa.int32(), description, unit="characters of articles.text", minimum=0)


def spans(name: str, description: str) -> Column:
    return Column(name, SPANS, description, unit="characters of articles.text, end exclusive", minimum=0)


def share(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, pa.float32(), description, nullable=nullable, minimum=0.0, maximum=1.0)


def day(name: str, description: str, *, nullable: bool = True) -> Column:
    return Column(name, pa.date32(), description, nullable=nullable)


def texts(name: str, description: str, *, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, pa.list_(pa.string()), description, allowed=allowed)


def links(name: str, references: str, description: str) -> Column:
    return Column(name, pa.list_(pa.string()), description, pattern=ID_PATTERN, references=references)
