"""Which field of an input record feeds which column."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from flows.ingest.errors import IngestError


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Column on the left, name of the input field on the right; an empty name: the input has no such field."""

    external_id: str = "id"
    url: str = "url"
    outlet: str = "outlet"
    section: str = ""
    title: str = "title"
    byline: str = "authors"
    published_on: str = "date"
    text: str = "text"


DEFAULT_MAPPING = FieldMapping()
COLUMNS = tuple(f.name for f in fields(FieldMapping))


def load_mapping(path: Path) -> FieldMapping:
    """Read a mapping from a TOML file; columns that it leaves out keep their default field.

        [fields]
        external_id = "guid"
        text = "body"

    Raises IngestError where the file cannot be read, names a column that cannot be filled, or maps no text.
    """
    declared = _declared(path)
    unknown = sorted(set(declared) - set(COLUMNS))
    if unknown:
        raise IngestError(f"{path}: [fields] names {', '.join(unknown)}; it may name {', '.join(COLUMNS)}.")
    wrong = sorted(column for column, name in declared.items() if not isinstance(name, str))
    if wrong:
        raise IngestError(f'{path}: [fields] {", ".join(wrong)}: write the input field\'s name as "text".')
    mapping = FieldMapping(**{column: str(name) for column, name in declared.items()})
    if not mapping.text:
        raise IngestError(f"{path}: [fields] text is empty. Name the field that holds the article's text.")
    return mapping


def _declared(path: Path) -> dict[str, object]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise IngestError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except ValueError as error:
        raise IngestError(f"{path}: not a TOML file ({error}). Correct it at that place.") from error
    declared = content.get("fields")
    if not isinstance(declared, dict) or set(content) != {"fields"}:
        raise IngestError(f'{path}: write one table, [fields], with lines such as text = "body".')
    return declared
