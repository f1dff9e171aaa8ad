"""Read one article from a .txt file, a page as it was scraped."""

from __future__ import annotations

from flows.ingest.decoding import NotText, decode
from flows.ingest.discover import RawFile
from flows.ingest.records import Record, Refusal

MAX_BYTES = 64 * 1024 * 1024


def read_text_file(raw: RawFile) -> Record | Refusal:
    if raw.bytes > MAX_BYTES:
        reason = f"{raw.bytes} bytes are no single article; give many articles as JSON Lines, one a line."
        return Refusal(raw.name, None, "file_too_large", reason, "")
    data = raw.path.read_bytes()
    try:
        decoded = decode(data)
    except NotText as error:
        reason = f"The file holds {error}, not text; save the article as plain text."
        return Refusal(raw.name, None, "binary_file", reason, repr(data[:100])[2:-1])
    if not decoded.text.strip():
        reason = "The file is empty; fetch the article again, or remove the file."
        return Refusal(raw.name, None, "empty_file", reason, decoded.text)
    return Record(raw.name, raw.sha256, decoded.text, flags=decoded.flags)
