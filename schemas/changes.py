"""What changed between two versions of the schema, and which version number that asks for.

    python -m schemas.changes schemas/history/1.0.0.json              against the tables as declared now
    python -m schemas.changes OLD.json NEW.json                       between two descriptions
    python -m schemas.changes --describe > schemas/history/1.1.0.json the description of the tables as declared now

docs/compatibility.md is the promise that these rules keep.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from schemas.columns import Column
from schemas.ddl import sql_type
from schemas.tables import TABLES, Table
from schemas.vocabulary import SCHEMA_VERSION

HISTORY = Path(__file__).parent / "history"

Level = Literal["patch", "minor", "major"]
_LEVELS: tuple[Level, ...] = ("patch", "minor", "major")
# What a difference in a property of a column means to who reads it.
_PROPERTIES: dict[str, Level] = {
    "type": "major",
    "unit": "major",
    "references": "major",
    "pattern": "minor",
    "minimum": "minor",
    "maximum": "minor",
    "description": "patch",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `place` is a table or table.column."""

    level: Level
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.level}: {self.place} {self.what}"


def describe(tables: Mapping[str, Table] = TABLES, version: str = SCHEMA_VERSION) -> dict[str, Any]:
    """The machine-readable description of a version: JSON-ready, the same for the same declaration."""
    return {"schema_version": version, "tables": {name: _table(t) for name, t in tables.items()}}


def _table(table: Table) -> dict[str, Any]:
    return {
        "description": table.description,
        "key": list(table.key),
        "sort": list(table.sort),
        "columns": {c.name: _column(c) for c in table.columns},
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "type": sql_type(column.type),
        "nullable": column.nullable,
        "unit": column.unit,
        "allowed": list(column.allowed),
        "pattern": column.pattern,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "references": column.references,
        "deprecated": column.deprecated,
        "description": column.description,
    }


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every difference of two descriptions, in the order of tables and columns."""
    before, after = old["tables"], new["tables"]
    found = [Change("major", name, "is gone") for name in before if name not in after]
    for name, table in after.items():
        if name in before:
            found += _table_changes(name, before[name], table)
        else:
            found.append(Change("minor", name, f"is new: {table['description']}"))
    return found


def _table_changes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for part, level in (("key", "major"), ("sort", "minor"), ("description", "patch")):
        if old[part] != new[part]:
            yield Change(level, name, f"has another {part}: {_shown(new[part])}")  # type: ignore[arg-type]
    before, after = old["columns"], new["columns"]
    for column in before:
        if column not in after:
            yield Change("major", f"{name}.{column}", f"is gone ({_notice(before[column])})")
    for column, properties in after.items():
        place = f"{name}.{column}"
        if column in before:
            yield from _column_changes(place, before[column], properties)
        else:
            yield Change("minor", place, f"is new: {properties['description']}")


def _column_changes(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name, level in _PROPERTIES.items():
        if old[name] != new[name]:
            yield Change(level, place, f"has another {name}: {_shown(old[name])} -> {_shown(new[name])}")
    if old["nullable"] != new["nullable"]:
        yield Change(
            "major" if new["nullable"] else "minor",
            place,
            "may be null" if new["nullable"] else "is never null",
        )
    if old["deprecated"] != new["deprecated"]:
        yield Change(
            "minor", place, f"is deprecated: {new['deprecated']}" if new["deprecated"] else "stays after all"
        )
    yield from _allowed_changes(place, old["allowed"], new["allowed"])


def _allowed_changes(place: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """A column that was closed and is open now may hold anything."""
    if old and not new:
        yield Change("major", place, "may hold other values than those listed")
        return
    for what, values in (
        ("may hold", [v for v in new if v not in old]),
        ("never holds", [v for v in old if v not in new]),
    ):
        if values:
            yield Change("minor", place, f"{what} {', '.join(values)}")


def _notice(column: Mapping[str, Any]) -> str:
    told = column["deprecated"]
    return (
        f"deprecated before: {told}" if told else "without having been deprecated, which the promise forbids"
    )


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def broken_promises(found: Sequence[Change]) -> list[Change]:
    """Columns that went without having been deprecated in the version before."""
    return [c for c in found if "which the promise forbids" in c.what]


def required_version(old: str, found: Sequence[Change]) -> str:
    """The lowest version number that the changes allow.

    >>> required_version("1.2.3", [Change("minor", "actors.born_on", "is new")])
    '1.3.0'
    """
    if not found:
        return old
    major, minor, patch = map(int, old.split("."))
    level = max((c.level for c in found), key=_LEVELS.index)
    bumped = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0), "patch": (major, minor, patch + 1)}
    return ".".join(map(str, bumped[level]))


def changelog(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Markdown: the changes by level, the gravest first, and the version that they ask for."""
    found = changes(old, new)
    lines = [f"# Schema {old['schema_version']} -> {new['schema_version']}", ""]
    for level in reversed(_LEVELS):
        lines += [f"- **{level}** `{c.place}` {c.what}" for c in found if c.level == level]
    lines += [
        "" if found else "Nothing changed.",
        f"Needs at least {required_version(old['schema_version'], found)}.",
    ]
    return "\n".join(lines) + "\n"


def newest_description() -> dict[str, Any]:
    """The description of the newest version that is kept."""
    path = max(HISTORY.glob("*.json"), key=lambda p: tuple(map(int, p.stem.split("."))))
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def main(arguments: Sequence[str]) -> None:
    if list(arguments) == ["--describe"]:
        print(json.dumps(describe(), indent=1, ensure_ascii=False))
        return
    if len(arguments) not in (1, 2):
        sys.exit(__doc__)
    read = [json.loads(Path(a).read_text(encoding="utf-8")) for a in arguments]
    print(changelog(read[0], read[1] if len(read) == 2 else describe()), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
