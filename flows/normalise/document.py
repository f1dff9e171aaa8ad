"""An article cut into paragraphs and sentences, all as offsets into its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from flows.normalise.furniture import blanked, furniture

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
# A sentence ends at ., ! or ? (and closing quotes or brackets) before a space and an opening or a capital.
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[•\-–—]?\s*[A-Z0-9\"“‘])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Cmdr|Brig|Rev|Prof|St|Sr|Jr|vs|No|Jan|Feb|"
    r"Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Calif|Fla|Mass|Conn|Ariz|Ill|Mich|Minn|Wis|Ga|Va|Pa|Ky|Tenn|Tex|Ala|Ore|"
    r"Wash|Okla|Ind|Inc|Corp|Co|Ltd|a\.m|p\.m|U\.S|U\.K|U\.N|D\.C|i\.e|e\.g)|\b[A-Z]|(?:\b[A-Z]\.)+[A-Z])\.$"
)
# "What they're saying: ..." opens a passage; it names nobody.
_LABEL = re.compile(r"^(?:[•\-–—*]\s*)?([A-Z][^.!?:;,\"“”\n]{2,40}):(?=\s)")
_LABEL_WORDS = frozenset(
    (
        "what why how the where when who state driving between by go big zoom worth reality be yes but "
        "flashback context background catch details quick intrigue numbers bottom line backdrop meanwhile "
        "our my threat level"
    ).split()
)
_LEADING_MARK = re.compile(r"[•\-–—*\s]*")


@dataclass(frozen=True, slots=True)
class Document:
    """One article as the normalise room sees it. Spans are (start, end), end exclusive.

    `text` is what is read: `printed`, the article's text, with spaces in the place of `boxes` (see `furniture`).
    """

    article_id: str
    text: str
    printed: str
    boxes: tuple[tuple[int, int], ...] = ()
    title_end: int = 0
    published_on: date | None = None
    byline: tuple[str, ...] = ()
    outlet: str | None = None
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds the offset (the last one that starts at or before it)."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def paragraph_at(self, offset: int) -> tuple[int, int]:
        for start, end in self.paragraphs:
            if start <= offset < end:
                return start, end
        return 0, len(self.text)


def read_document(
    article_id: str,
    text: str,
    title_end: int = 0,
    published_on: date | None = None,
    byline: tuple[str, ...] = (),
    outlet: str | None = None,
) -> Document:
    boxes = furniture(text)
    plain = blanked(text, boxes)
    paragraphs = [m.span() for m in _PARAGRAPH.finditer(plain)]
    sentences = [s for p in paragraphs for s in _split(plain, *p)]
    starts = [s for s, _ in sentences]
    return Document(
        article_id, plain, text, boxes, title_end, published_on, byline, outlet, paragraphs, sentences, starts
    )


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts, begin = [], start
    for m in _END.finditer(text, start, end):
        if text[m.start()] == "." and _ABBREVIATION.search(text[max(begin, m.start() - 12) : m.start() + 1]):
            continue
        cuts.append((begin, m.end()))
        begin = m.end() + len(text[m.end() : end]) - len(text[m.end() : end].lstrip())
    return [*cuts, (begin, end)] if begin < end else cuts


def section_label(doc: Document, offset: int) -> str | None:
    """The label that opens the passage at the offset, such as "What they're saying".

    A label is short, capitalised, ends in a colon and opens with a word that labels open with, so that a
    colon speaker ("Pollack: We...") is none. A bullet belongs to the label of the paragraph above its list.
    """
    index = max(0, bisect_right([s for s, _ in doc.paragraphs], offset) - 1)
    while index >= 0 and doc.paragraphs:
        start, end = doc.paragraphs[index]
        m = _LABEL.match(doc.text[start:end])
        if m and m.group(1).split()[0].lower().rstrip("'’s") in _LABEL_WORDS:
            return m.group(1)
        if doc.text[start : start + 1] not in "•*-–—":
            return None
        index -= 1
    return None
