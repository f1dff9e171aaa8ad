"""Tell the parts of a page apart: date line, title, byline, captions, credits, trailers, and the story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flows.ingest.bylines import read_byline
from flows.ingest.dates import read_date_line
from flows.ingest.furniture import Furniture, Stripped, has_credit, strip_line

# Lines from the top, blank ones not counted, among which date line, section, byline and title are looked for.
_HEAD = 6
_TITLE_WORDS = 30
_CAPTION_WORDS = 12
_CAPTION_REACH = 4

SECTIONS = frozenset(
    {
        *(
            "world",
            "politics",
            "us",
            "uk",
            "europe",
            "asia",
            "africa",
            "americas",
            "national",
            "international",
        ),
        *("business", "economy", "technology", "tech", "science", "health", "climate", "environment"),
        *("sport", "sports", "opinion", "culture", "education", "travel", "local", "news"),
    }
)
_SECTION_LABEL = re.compile(
    r"(?:(?:analysis|opinion|exclusive|commentary|editorial|breaking)/?)+:?", re.IGNORECASE
)
# A date in words that are not English: known to be no title, not read.
_OTHER_DATE_LINE = re.compile(r"(?:\w+,? )?\d{1,2}\.? (?:de )?[^\W\d]{3,12}\.?,? (?:de )?(?:19|20)\d{2}")
_BY_LINE = re.compile(
    r"By (?:[A-Z][\w.'’-]*\.?,? ?(?:(?:and|de|van|von|al|el|bin) )?){2,8}(?:[,•|–—-].{0,60})?"
)
_BULLET = re.compile(r"[•⦁▪◦‣·*–—-]\s")
_DATELINE = re.compile(
    r"[A-Z][A-Z .,'’/-]{2,40}(?:, [A-Z][a-z]+\.? \d{1,2})?\s?(?:\([\w /]+\)\s?)?[-–—]{1,2}\s"
)
_SENTENCE_END = re.compile(r"[.!?:;…][\"”’')\]]*$")
_ABBREVIATION_END = re.compile(r"(?:\.\.\.|\b(?:[A-Z]\.){2,})$")
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "de", "van", "von", "al", "el", "bin", "in", "at", "to"})


@dataclass(slots=True)
class Page:
    """The parts of a page. `title` is empty where none was found; `furniture` is in the page's order."""

    title: str
    body: str = ""
    published_on: date | None = None
    date_unreadable: bool = False
    section: str | None = None
    byline: list[str] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)


def lay_out(text: str, title: str | None, outlet: str | None = None, byline: Sequence[str] = ()) -> Page:
    """Take a page apart. `text` is normalised.

    `title` is the title that the input gives; "" says that the input has a place for a title and none in it,
    so that no line is taken for one; None says that the page itself holds it.
    """
    page = Page(title or "", byline=list(byline))
    lines = _strip_lines(text.split("\n"))
    _read_head(lines, page, outlet, is_page=title is None)
    if title is None:
        _take_title(lines, page)
        _take_captions(lines)
    if page.title:
        _drop_repeated_title(lines, page.title)
    page.body = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rest for line in lines)).strip("\n ")
    page.furniture = [piece for line in lines for piece in line.furniture]
    return page


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _strip_lines(lines: list[str]) -> list[Stripped]:
    """Furniture taken out of every line that can stand alone; a line in mid-sentence cannot."""
    stripped: list[Stripped] = []
    before = ""
    for line in lines:
        in_sentence = len(before) > 50 and not _SENTENCE_END.search(before[-8:])
        stripped.append(Stripped(line) if in_sentence else strip_line(line))
        before = stripped[-1].rest
    return stripped


def _read_head(lines: list[Stripped], page: Page, outlet: str | None, *, is_page: bool) -> None:
    """Take date line, section and byline from the first lines, in place."""
    filled = [i for i, line in enumerate(lines) if line.rest]
    for i in filled[:_HEAD]:
        piece = _head_piece(lines[i].rest, page, outlet, is_page=is_page)
        if piece:
            lines[i] = Stripped("", (*lines[i].furniture, piece))


def _head_piece(line: str, page: Page, outlet: str | None, *, is_page: bool) -> Furniture | None:
    if len(line) > 150:
        return None
    dated = read_date_line(line)
    if dated:
        day, section = dated
        page.published_on, page.section = page.published_on or day, page.section or section
        return Furniture("date_line", line)
    if _OTHER_DATE_LINE.fullmatch(line):
        page.date_unreadable = True
        return Furniture("date_line", line)
    if _SECTION_LABEL.fullmatch(line) or (is_page and line.casefold() in SECTIONS):
        page.section = page.section or (line if line.casefold() in SECTIONS else None)
        return Furniture("section", line)
    if line.casefold() == (outlet or "").casefold():
        return Furniture("notice", line)
    return _byline_piece(line, page, outlet)


def _byline_piece(line: str, page: Page, outlet: str | None) -> Furniture | None:
    if line.casefold() in {name.casefold() for name in page.byline}:
        return Furniture("byline", line)
    if not _BY_LINE.fullmatch(line) or len(words(line)) > 16:
        return None
    page.byline = page.byline or read_byline(line, outlet)
    return Furniture("byline", line)


def _take_title(lines: list[Stripped], page: Page) -> None:
    """The first line that is left, if it looks like a headline and something follows it."""
    first = next((i for i, line in enumerate(lines) if line.rest), None)
    if first is None or not any(line.rest for line in lines[first + 1 :]):
        return
    line = lines[first].rest
    sentence = line.endswith((".", ":", ";", ",")) and not _ABBREVIATION_END.search(line)
    if len(line.split()) <= _TITLE_WORDS and not (sentence or _BULLET.match(line) or _DATELINE.match(line)):
        page.title = line
        lines[first] = Stripped("", lines[first].furniture)


def _take_captions(lines: list[Stripped]) -> None:
    """Short lines above a photo's credit that only name what it shows."""
    credit = next((i for i, line in enumerate(lines) if has_credit(line)), None)
    if credit is None:
        return
    above = [i for i in range(credit) if lines[i].rest]
    if len(above) > _CAPTION_REACH:
        return
    shown = set(words(" ".join(piece.text for piece in lines[credit].furniture)))
    for i in above:
        if _is_caption(lines[i].rest, shown):
            lines[i] = Stripped("", (*lines[i].furniture, Furniture("caption", lines[i].rest)))


def _is_caption(line: str, shown: set[str]) -> bool:
    if len(line.split()) > _CAPTION_WORDS or _SENTENCE_END.search(line) or _BULLET.match(line):
        return False
    named = all(word[:1].isupper() or word in _SMALL_WORDS for word in line.split())
    return named or set(words(line)) <= shown


def _drop_repeated_title(lines: list[Stripped], title: str) -> None:
    """A page often gives the title once more above the story, or below its standfirst."""
    wanted = words(title)
    filled = [i for i, line in enumerate(lines) if line.rest]
    for i in filled[:_CAPTION_REACH]:
        if words(lines[i].rest) == wanted:
            lines[i] = Stripped("", lines[i].furniture)
            return
