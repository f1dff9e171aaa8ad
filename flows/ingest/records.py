"""What a reader hands on: a record that may become an article, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from flows.ingest.cleaning import printable
from schemas.ids import stable_id

_ROW_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Record:
    """One article as the input gives it, undecoded questions settled, nothing read out of it yet.

    `title` is None where a page holds its own title, "" where the input has none to give.
    """

    raw_path: str
    raw_sha256: str
    text: str
    line: int | None = None
    external_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    section: str | None = None
    title: str | None = None
    byline: str = ""
    published_on: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Input that cannot be an article: where it stands (line from 1; None is the whole file), why, what to do."""

    raw_path: str
    line: int | None
    check_name: str
    reason: str
    row: str

    def quarantined(self) -> dict[str, object]:
        """The row of the quarantine table."""
        return {
            "quarantine_id": stable_id("quarantine", "articles", self.raw_path, self.line, self.check_name),
            "table_name": "articles",
            "row_id": "",
            "article_id": None,
            "raw_path": self.raw_path,
            "line": self.line,
            "check_name": self.check_name,
            "reason": self.reason,
            "row": printable(self.row[:_ROW_CHARACTERS]),
        }
