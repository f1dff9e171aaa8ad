"""From bytes to text: what encoding they are in, whether they are text at all, and mojibake undone."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import ftfy
from charset_normalizer import CharsetMatch, from_bytes
from ftfy.badness import is_bad

# The longest mark comes first: UTF-32 LE begins with the mark of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "gzip data",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"PAR1": "a Parquet file",
    b"\x7fELF": "a program",
}
_LEGACY = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "koi8_r",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
]
_SAMPLE = 65_536
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Punctuation that any article holds: mojibake has letters or control characters beside it.
_UNUSUAL = re.compile(r"[^\x00-\x7f‘’“”—–…•]")
_C1 = re.compile(r"[\x80-\x9f]")


class NotText(Exception):
    """The bytes are no text; the message says what they are, as a phrase."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and the article flags that its decoding calls for."""

    text: str
    flags: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode by byte-order mark, else as UTF-8, else as UTF-16 without a mark, else by guess.

    A guess is flagged encoding_guessed; bytes that nothing explains become U+FFFD and are flagged
    bad_characters. Raises NotText for binary data.
    """
    signature = next((what for start, what in _SIGNATURES.items() if data.startswith(start)), None)
    if signature:
        raise NotText(signature)
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", ""))
    if encoding:
        return _decoded(data[len(mark) :], encoding)
    wide = utf16_without_mark(data)
    if wide:
        return _decoded(data, wide, "encoding_guessed")
    if b"\x00" in data:
        raise NotText("binary data (it holds NUL bytes)")
    try:
        return _checked(Decoded(data.decode("utf-8")))
    except UnicodeDecodeError:
        return _checked(_guessed(data))


def utf16_without_mark(data: bytes) -> str | None:
    """The byte order of UTF-16 that carries no mark, told by where the zero bytes of Latin letters stand."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.6 * pairs and even == 0:
        return "utf-16-le"
    if even > 0.6 * pairs and odd == 0:
        return "utf-16-be"
    return None


def encoding_of_stream(start: bytes) -> str | None:
    """The encoding of a stream whose lines cannot be cut at the byte 0x0A: UTF-16 or UTF-32, else None."""
    wide = next((e for m, e in _MARKS if e != "utf-8" and start.startswith(m)), None)
    return wide or utf16_without_mark(start)


def repair(text: str) -> tuple[str, bool]:
    """Undo mojibake line by line ("â€™" is "’"); whether anything was undone.

    Line by line, because one well-decoded character in a text keeps its other lines from being repaired.
    """
    if text.isascii():
        return text, False
    lines = [_repaired(line) for line in text.split("\n")]
    repaired = "\n".join(lines)
    return repaired, repaired != text


def _repaired(line: str) -> str:
    if not _UNUSUAL.search(line) or not (is_bad(line) or _C1.search(line)):
        return line
    return str(ftfy.fix_encoding(line))


def _decoded(data: bytes, encoding: str, *flags: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return _checked(Decoded(text, flags))


def _checked(decoded: Decoded) -> Decoded:
    """Refuse what decodes but is no text, and flag what could not be decoded."""
    text = decoded.text
    if len(_CONTROLS.findall(text[:_SAMPLE])) > 0.02 * min(len(text), _SAMPLE):
        raise NotText("binary data (it is full of control characters)")
    return Decoded(text, (*decoded.flags, "bad_characters")) if "�" in text else decoded


def _guessed(data: bytes) -> Decoded:
    """UTF-8 with a few broken bytes, or an older encoding that charset-normalizer finds plausible."""
    lenient = data.decode("utf-8", "replace")
    good = sum(1 for c in lenient if ord(c) > 127 and c != "�")
    if good >= 4 * lenient.count("�"):
        return Decoded(lenient)
    encoding = _judged(data)
    if encoding is None:
        if lenient.count("�") > 0.1 * len(lenient):
            raise NotText("binary data, or text in an encoding that cannot be told")
        return Decoded(lenient)
    return Decoded(data.decode(encoding, "replace"), ("encoding_guessed",))


def _judged(data: bytes) -> str | None:
    """The most plausible older encoding; Windows-1252 wherever it reads about as well as the best."""
    first = next(i for i, byte in enumerate(data) if byte > 127)
    start = max(0, first - 1024)
    matches: list[CharsetMatch] = list(from_bytes(data[start : start + _SAMPLE], cp_isolation=_LEGACY))
    if not matches:
        return None
    best = matches[0]
    western = "cp1252" in best.could_be_from_charset or any(
        m.encoding == "cp1252" and m.chaos <= best.chaos + 0.05 for m in matches
    )
    return "cp1252" if western else best.encoding
