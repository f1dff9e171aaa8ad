"""The manifest of a snapshot, and the results of checks that it carries.

One `manifest.json` lies in each snapshot folder. It is the contract with whoever takes the files: what
is there, how large, with which checksums, made from what, by which code, and how far it was checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MANIFEST_VERSION = "1.0.0"
VERSION_PATTERN = r"^\d{4}-\d{2}-\d{2}-[0-9a-f]{12}$"
SHA256_PATTERN = r"^[0-9a-f]{64}$"
MONTH_PATTERN = r"^(\d{4}-\d{2}|undated)$"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found in one table. A failed `blocking` check stops the run before publishing."""

    table: str
    name: str
    ok: bool
    blocking: bool
    failed: int
    note: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one table: read = accepted + quarantined."""

    read: int
    accepted: int
    quarantined: int


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(_Model):
    """One file of the snapshot. `table` is null for a file that holds every table."""

    path: str = Field(description="Name within the snapshot folder")
    table: str | None = Field(description="Table whose rows it holds; null for the DuckDB file and documents")
    rows: int = Field(
        ge=0, description="Rows of that table in this file; of all tables in the DuckDB file; 0 in documents"
    )
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=SHA256_PATTERN)
    content_sha256: str | None = Field(
        default=None, description="Checksum of the values, which a Parquet file's footer repeats"
    )
    month: str | None = Field(
        default=None,
        pattern=MONTH_PATTERN,
        description="Month whose rows it holds, or undated; null for a file that holds a whole table",
    )
    rows_sha256: str | None = Field(
        default=None,
        description="Checksum of the rows before writing: the next snapshot links the file if equal",
    )


class Span(_Model):
    """Days covered, both inclusive."""

    first: date
    last: date


class Manifest(_Model):
    """What a snapshot is. `version` is the day it was published and the start of `content_sha256`."""

    manifest_version: str = MANIFEST_VERSION
    version: str = Field(pattern=VERSION_PATTERN)
    schema_version: str
    content_sha256: str = Field(
        pattern=SHA256_PATTERN,
        description="SHA-256 over the Parquet files' checksums and the SQL of views and macros",
    )
    previous_version: str | None = Field(description="Version that was newest before this one")
    created_at: datetime
    published: Span | None = Field(description="First and last published_on; null without dated articles")
    input_cut_off: date | None = Field(description="Input after this day was not considered")
    inputs_fingerprint: str = Field(description="Hash of the raw input that the run was given")
    with_text: bool = Field(
        default=True, description="Whether articles.text and furniture are published; if not, they are empty"
    )
    code_version: str
    extractor_version: str
    corrections_version: str = Field(
        default="", description="Hash of the reviewed corrections; empty if unknown"
    )
    counts: dict[str, Counts]
    checks: tuple[CheckResult, ...]
    accuracy: dict[str, Any] | None = Field(description="Measured on gold for this extractor; null if not")
    timings: dict[str, float] = Field(description="Wall time of each room up to publishing, in seconds")
    files: tuple[FileEntry, ...]

    @property
    def row_counts(self) -> dict[str, int]:
        """Rows published of each table, quarantine included."""
        counts: dict[str, int] = {}
        for file in self.files:
            if file.table:
                counts[file.table] = counts.get(file.table, 0) + file.rows
        return counts

    def files_of(self, table: str) -> tuple[FileEntry, ...]:
        """The Parquet files of a table, oldest month first."""
        return tuple(f for f in self.files if f.table == table)

    def file(self, path: str) -> FileEntry:
        return next(f for f in self.files if f.path == path)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `manifest.json`."""
    return Manifest.model_json_schema()
