"""Read articles from JSON Lines: one object a line, whose fields a mapping names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from flows.ingest.decoding import Decoded, NotText, decode, encoding_of_stream
from flows.ingest.discover import RawFile
from flows.ingest.lines import BrokenStream, Line, first_bytes, is_gzip, read_lines
from flows.ingest.mapping import FieldMapping
from flows.ingest.records import Record, Refusal


def read_json_lines(raw: RawFile, mapping: FieldMapping) -> Iterator[Record | Refusal]:
    """A record or a refusal for every line that is not blank; one refusal for a file that has none."""
    refusal = _refused_whole(raw)
    if refusal:
        yield refusal
        return
    empty = True
    try:
        for line in read_lines(raw.path):
            empty = False
            yield _read_line(raw, line, mapping)
    except BrokenStream as broken:
        empty = False
        reason = f"The gzip data is cut off or damaged here ({broken}); fetch the file again. Lines before it were read."
        yield Refusal(
            raw.name, broken.number, "gzip_unreadable", reason, broken.rest[:4096].decode("utf-8", "replace")
        )
    if empty:
        yield Refusal(
            raw.name, None, "empty_file", "The file holds no line; fetch it again, or remove it.", ""
        )


def _refused_whole(raw: RawFile) -> Refusal | None:
    """What can be told from the start of the file: no gzip, no text, or JSON that is not laid out in lines."""
    start = first_bytes(raw.path)
    lines = [line.strip() for line in start.splitlines() if line.strip()]
    if raw.name.endswith(".gz") and raw.bytes and not is_gzip(raw.path):
        check, reason = "gzip_unreadable", "The name says gzip, the content is not; fetch the file again."
    elif binary := _binary(start, lines):
        check, reason = (
            "binary_file",
            f"The file holds {binary}, not JSON Lines; give one JSON object a line.",
        )
    elif lines[:1] in ([b"["], [b"{"]):
        check = "unsupported_format"
        reason = "One JSON document over several lines; write one object a line, for example with: jq -c '.[]' FILE."
    else:
        return None
    return Refusal(raw.name, None, check, reason, start.decode("utf-8", "replace"))


def _binary(start: bytes, lines: list[bytes]) -> str | None:
    """What a file that is no text holds. One object among its first lines makes it text with bad lines."""
    if encoding_of_stream(start) or any(line.startswith(b"{") for line in lines):
        return None
    try:
        decode(start)
    except NotText as error:
        return str(error)
    return None


def _read_line(raw: RawFile, line: Line, mapping: FieldMapping) -> Record | Refusal:
    def refuse(check_name: str, reason: str) -> Refusal:
        return Refusal(raw.name, line.number, check_name, reason, line.data[:4096].decode("utf-8", "replace"))

    if line.cut:
        return refuse("line_too_long", "The line is longer than 64 MiB; write one article a line.")
    try:
        decoded = decode(line.data)
        value = json.loads(decoded.text)
    except NotText as error:
        return refuse("binary_line", f"The line holds {error}, not JSON; remove it, or fetch the file again.")
    except (ValueError, RecursionError) as error:
        return refuse("json_invalid", f"Not a JSON object ({error}); complete or remove the line.")
    if not isinstance(value, dict):
        reason = f"The line holds a JSON {_kind(value)}, not an object; write one object a line."
        return refuse("json_not_object", reason)
    try:
        return _record(raw, line, value, mapping, decoded)
    except _FieldError as error:
        return refuse(error.check_name, str(error))


class _FieldError(Exception):
    """A field of a record is missing or of a type that cannot be its value."""

    def __init__(self, check_name: str, message: str) -> None:
        super().__init__(message)
        self.check_name = check_name


def _record(
    raw: RawFile, line: Line, value: dict[str, object], mapping: FieldMapping, decoded: Decoded
) -> Record:
    text = _text(value, mapping.text)
    if not text.strip():
        missing = "is empty" if mapping.text in value else "is missing"
        raise _FieldError(
            "text_missing",
            f"The field {mapping.text!r} {missing}; give the article's text there, or map text to another field.",
        )
    return Record(
        raw_path=raw.name,
        raw_sha256=hashlib.sha256(line.data).hexdigest(),
        text=text,
        line=line.number,
        external_id=_scalar(value, mapping.external_id) or None,
        url=_text(value, mapping.url).strip() or None,
        outlet=_text(value, mapping.outlet).strip() or None,
        section=_text(value, mapping.section) or None,
        title=_text(value, mapping.title),
        byline=_names(value, mapping.byline),
        published_on=_scalar(value, mapping.published_on),
        flags=decoded.flags,
    )


def _text(value: dict[str, object], name: str) -> str:
    found = value.get(name) if name else None
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _FieldError(
            "field_wrong_type", f"The field {name!r} holds a JSON {_kind(found)}; write it as text."
        )
    return found


def _scalar(value: dict[str, object], name: str) -> str:
    """Text, or a number as it is written: ids and dates come as both."""
    found = value.get(name) if name else None
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    return _text(value, name).strip()


def _names(value: dict[str, object], name: str) -> str:
    """Text, or a list of names as one text that the byline's reader takes apart again."""
    found = value.get(name) if name else None
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return "; ".join(found)
    return _text(value, name)


def _kind(value: object) -> str:
    kinds = {dict: "object", list: "list", str: "text", bool: "true or false", int: "number", float: "number"}
    return kinds.get(type(value), "null")
