"""What the check room hands back, and the errors that stop a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from schemas.manifest import CheckResult, Counts


@dataclass(frozen=True, slots=True)
class Finding:
    """The rows of one table that one check refuses; `rows` are row numbers from 0, maybe none."""

    table: str
    check: str
    reason: str
    rows: pl.Series


@dataclass(frozen=True, slots=True)
class Checked:
    """Every row that was read, either in `accepted` or in `quarantine`, and what each check found.

    `accepted` reads the tables that were checked anew, each when it is asked for.
    """

    accepted: Mapping[str, pa.Table]
    quarantine: pa.Table
    results: list[CheckResult]
    counts: dict[str, Counts]


class WrongTable(ValueError):
    """A table or column is missing or of another type: a mistake of the caller, not of the data."""


class Blocked(Exception):
    """A blocking check failed: nothing may be published. `checked` holds what was found."""

    def __init__(self, failures: Sequence[CheckResult], checked: Checked) -> None:
        super().__init__("; ".join(f.note for f in failures))
        self.checked = checked


class TooManyRefused(Blocked):
    """The share of refused articles is above the limit."""


class TooFewRows(Blocked):
    """A table holds fewer accepted rows than were expected."""


def finding(table: str, check: str, reason: str, bad: pl.Series) -> Finding:
    """A finding from a mask; null counts as not refused, because nullability is a check of its own."""
    return Finding(table, check, reason, bad.fill_null(False).arg_true())
