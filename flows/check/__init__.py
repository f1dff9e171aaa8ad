"""The check room: tables in, accepted rows, quarantine and results out."""

from flows.check.results import Blocked, Checked, TooFewRows, TooManyRefused, WrongTable
from flows.check.tables import CHECKED_TABLES, check_tables
from schemas.manifest import CheckResult, Counts

__all__ = [
    "CHECKED_TABLES",
    "Blocked",
    "CheckResult",
    "Checked",
    "Counts",
    "TooFewRows",
    "TooManyRefused",
    "WrongTable",
    "check_tables",
]
