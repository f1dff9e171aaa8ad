"""Exit codes, and which errors are a person's to put right."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import IntEnum


class Code(IntEnum):
    DATA = 1
    USAGE = 2
    LOCKED = 3
    STOPPED = 4


class UserError(Exception):
    """A problem with the data or the request; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Failure:
    code: Code
    message: str


# By module and class: looking must not import what the command did not need.
_KNOWN = {
    ("flows.cli.failures", "UserError"): Code.DATA,
    ("flows.ingest.errors", "IngestError"): Code.USAGE,
    ("flows.publish.store", "TransferError"): Code.DATA,
    ("flows.lock", "Locked"): Code.LOCKED,
    ("flows.check.results", "Blocked"): Code.STOPPED,
    ("duckdb", "Error"): Code.DATA,
    ("pydantic_core._pydantic_core", "ValidationError"): Code.USAGE,
    ("builtins", "OSError"): Code.DATA,
}


def failure(error: BaseException) -> Failure | None:
    """What to tell about an error; None where it is a defect, whose traceback is wanted."""
    for (module, name), code in _KNOWN.items():
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(error, kind):
            return Failure(code, _message(error))
    return None


def _message(error: BaseException) -> str:
    if hasattr(error, "errors") and callable(error.errors):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return str(error)
