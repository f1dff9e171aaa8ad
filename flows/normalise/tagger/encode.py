"""Text to model input: word pieces with offsets, and three small features a lower-casing vocabulary loses.

Casing, quotation state and paragraph starts are embeddings of their own, because the encoder's vocabulary is
uncased and sees no line breaks. Windows are runs of whole paragraphs, so no attribution is cut without need.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]

CLS, SEP = 101, 102
LOWER, TITLE, UPPER, MIXED, NO_LETTERS = range(5)
OUTSIDE, INSIDE, UNCLOSED = range(3)
WITHIN, PARAGRAPH, DOCUMENT = range(3)

# Double quotation marks of every style; single ones count only where they cannot be apostrophes.
QUOTE_MARK = re.compile(
    r"[\"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02]|``|''"
    r"|(?<![^\s(\[\u2014-])[\u2018'](?=[A-Za-z])|(?<=[\w.,!?])[\u2019'](?=[\s,.;:!?)]|$)"
)
OPENING, CLOSING = frozenset("\u201c\u201e\u00ab\u2018") | {"``"}, frozenset("\u201d\u00bb") | {"''"}
SURROGATE = re.compile("[\ud800-\udfff]")
BREAK = re.compile(r"[\n\r\u2028\u2029]\s*")


@dataclass(frozen=True)
class Encoded:
    """Word pieces of one text; `starts` and `ends` are Python string offsets."""

    ids: Ints
    starts: Ints
    ends: Ints
    case: Bytes
    quote: Bytes
    para: Bytes

    def __len__(self) -> int:
        return len(self.ids)


def _letter_tables() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    chars = [chr(i) for i in range(0x3000)]
    return np.array([c.isupper() for c in chars]), np.array([c.islower() for c in chars])


_UPPER, _LOWER = _letter_tables()


def _casing(text: str, starts: Ints, ends: Ints) -> Bytes:
    points = np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), 0x2FFF)
    upper, lower = _UPPER[points], _LOWER[points]
    ups = np.concatenate(([0], np.cumsum(upper)))
    lows = np.concatenate(([0], np.cumsum(lower)))
    n_up, n_low = ups[ends] - ups[starts], lows[ends] - lows[starts]
    out = np.full(len(starts), MIXED, dtype=np.int8)
    out[(n_up == 0) & (n_low > 0)] = LOWER
    out[(n_up == 1) & upper[starts]] = TITLE
    out[(n_up > 1) & (n_low == 0)] = UPPER
    out[(n_up == 0) & (n_low == 0)] = NO_LETTERS
    return out


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which paragraphs begin, the first always 0."""
    starts = [0] + [m.end() for m in BREAK.finditer(text)]
    return [s for i, s in enumerate(starts) if i == 0 or s < len(text)]


def quoted_stretches(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """(start, end, state) of what stands between quotation marks in one paragraph."""
    out: list[tuple[int, int, int]] = []
    opened: tuple[int, str] | None = None
    for m in QUOTE_MARK.finditer(text, start, end):
        mark = m.group()
        single = mark in "'\u2018\u2019"
        if opened is None:
            if mark == "\u2019" or (mark == "'" and m.start() > start and not text[m.start() - 1].isspace()):
                continue
            if mark not in CLOSING:
                opened = (m.start(), mark)
        elif single == (opened[1] in "'\u2018") and mark not in OPENING:
            out.append((opened[0], m.end(), INSIDE))
            opened = None
    if opened is not None and opened[1] not in "'\u2018":
        out.append((opened[0], end, UNCLOSED))
    return out


def quote_states(text: str) -> list[tuple[int, int, int]]:
    paragraphs = paragraph_starts(text)
    out: list[tuple[int, int, int]] = []
    for a, b in zip(paragraphs, [*paragraphs[1:], len(text)], strict=True):
        out += quoted_stretches(text, a, b)
    return out


def encode(text: str, tokenizer: Tokenizer) -> Encoded:
    try:
        raw = tokenizer.encode(text, add_special_tokens=False)
    except TypeError:  # lone surrogates are no text to the tokenizer; a stand-in of the same length is
        raw = tokenizer.encode(SURROGATE.sub("\ufffd", text), add_special_tokens=False)
    offsets = np.array(raw.offsets, dtype=np.int32).reshape(-1, 2)
    # Odd code points can yield empty offsets: a piece without characters marks nothing.
    keep = offsets[:, 1] > offsets[:, 0]
    ids = np.array(raw.ids, dtype=np.int32)[keep]
    starts, ends = np.ascontiguousarray(offsets[keep, 0]), np.ascontiguousarray(offsets[keep, 1])
    para = np.zeros(len(ids), dtype=np.int8)
    firsts = np.searchsorted(starts, np.array(paragraph_starts(text), dtype=np.int32))
    para[firsts[firsts < len(ids)]] = PARAGRAPH
    if len(ids):
        para[0] = DOCUMENT
    quote = np.zeros(len(ids), dtype=np.int8)
    for a, b, state in quote_states(text):
        i, j = np.searchsorted(starts, (a, b))
        quote[i:j] = state
    case = _casing(text, starts, ends) if len(ids) else np.zeros(0, dtype=np.int8)
    return Encoded(ids, starts, ends, case, quote, para)
