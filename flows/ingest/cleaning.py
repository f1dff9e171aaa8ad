"""The one form of text that offsets index: characters, spaces and blank lines made regular, words untouched."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n")
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")  # fmt: skip
_INVISIBLE = dict.fromkeys(
    [*map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)  # fmt: skip
_CONTROLS = dict.fromkeys(c for c in [*range(0x20), *range(0x7F, 0xA0)] if c != 0x0A)
_SURROGATES = re.compile("[\ud800-\udfff]")
# Later tables win: a tab is a space and a carriage return a line break before they are control characters.
_TABLE = {**_CONTROLS, **_INVISIBLE, **_SPACES, **_BREAKS}
_IRREGULAR_ASCII = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_SPACE_RUN = re.compile(r" {2,}")
_LINE_EDGES = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    """Unicode NFC, LF line ends, plain single spaces, no invisible characters, at most one blank line.

    Quotation marks, dashes and bullets stay as they are. `normalise(normalise(x)) == normalise(x)`.
    """
    text = text.replace("\r\n", "\n")
    if not text.isascii():
        # NFC last: an invisible character may have kept a letter and its accent apart.
        text = unicodedata.normalize("NFC", _SURROGATES.sub("�", text).translate(_TABLE))
    elif _IRREGULAR_ASCII.search(text):
        text = text.translate(_TABLE)
    text = _LINE_EDGES.sub("\n", _SPACE_RUN.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip(" \n")


def one_line(text: str) -> str:
    """Normalised text on one line, for titles, names and addresses."""
    return " ".join(normalise(text).split())


def printable(text: str) -> str:
    """Raw input as a quarantine row may show it: what cannot be shown becomes U+FFFD."""
    return re.sub("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f]", "�", text)
