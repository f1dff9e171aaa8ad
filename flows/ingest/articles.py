"""From a record to a row of the articles table."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from flows.ingest.bylines import read_byline
from flows.ingest.cleaning import normalise, one_line
from flows.ingest.dates import date_in_file_name, date_in_url, read_date
from flows.ingest.decoding import repair
from flows.ingest.hover import take_cards
from flows.ingest.language import tell_language
from flows.ingest.layout import SECTIONS, Page, lay_out
from flows.ingest.records import Record, Refusal
from schemas.ids import stable_id

VERY_LONG = 100_000


@dataclass(frozen=True, slots=True)
class _Published:
    day: date | None
    origin: str | None
    unreadable: bool


def article_row(record: Record) -> dict[str, object] | Refusal:
    """A row of the articles table (duplicate_of null), or a refusal where no word of a story is left."""
    raw_text, text_repaired = repair(record.text)
    raw_title, title_repaired = repair(record.title or "")
    outlet = one_line(record.outlet or "") or None
    title = None if record.title is None else one_line(raw_title)
    plain, cards = take_cards(normalise(raw_text))
    page = lay_out(plain, title, outlet, read_byline(repair(record.byline)[0], outlet))
    if not re.search(r"\w", page.body):
        reason = "No story is left once the page around it is taken off; fetch the article's text again."
        return Refusal(record.raw_path, record.line, "text_missing", reason, record.text)
    published = _published(record, page)
    text = f"{page.title}\n\n{page.body}" if page.title else page.body
    language, language_flags = tell_language(page.body)
    flags = {*record.flags, *language_flags, *_text_flags(text, page)}
    flags |= {"mojibake_repaired"} if text_repaired or title_repaired else set()
    flags |= {"date_unreadable"} if published.unreadable else set()
    return {
        "article_id": _article_id(record),
        "external_id": _field(record.external_id),
        "url": _field(record.url),
        "outlet": outlet,
        "section": _field(record.section) or page.section or _section_in_url(record.url),
        "title": page.title,
        "byline": page.byline,
        "published_on": published.day,
        "published_on_from": published.origin,
        "language": language,
        "text": text,
        "title_end": len(page.title),
        "word_count": len(text.split()),
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "duplicate_of": None,
        "flags": sorted(flags),
        "furniture": [piece._asdict() for piece in (*page.furniture, *cards)],
        "raw_path": record.raw_path,
        "raw_sha256": record.raw_sha256,
    }


def _field(value: str | None) -> str | None:
    return one_line(value) or None if value else None


def _article_id(record: Record) -> str:
    """From raw source values, so that a better cleaning never changes an id."""
    if record.external_id:
        return stable_id("article", record.outlet, record.external_id)
    if record.url:
        return stable_id("article", record.url)
    return stable_id("article", PurePosixPath(record.raw_path).name, record.raw_sha256)


def _published(record: Record, page: Page) -> _Published:
    given = record.published_on.strip()
    name = PurePosixPath(record.raw_path).name
    found = (
        ("metadata", read_date(given) if given else None),
        ("text", page.published_on),
        ("url", date_in_url(record.url) if record.url else None),
        ("file", date_in_file_name(name)),
    )
    unreadable = found[0][1] is None if given else page.date_unreadable
    origin, day = next(((origin, day) for origin, day in found if day), (None, None))
    return _Published(day, origin, unreadable)


def _text_flags(text: str, page: Page) -> set[str]:
    flags = {
        "title_missing": not page.title,
        "very_long": len(text) > VERY_LONG,
        "bad_characters": "�" in text,
    }
    return {flag for flag, holds in flags.items() if holds}


def _section_in_url(url: str | None) -> str | None:
    """A section that stands as a folder at the start of the address, if it is one of the usual names."""
    try:
        folders = urlsplit(url or "").path.strip("/").split("/")[:-1][:2]
    except ValueError:
        return None
    named = next((f for f in folders if f.casefold() in SECTIONS - {"news"}), None)
    return (named.upper() if len(named) == 2 else named.title()) if named else None
