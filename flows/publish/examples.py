"""The example queries that come with onrecord."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """A query to run on a published database; `name` is its file name without `.sql`."""

    name: str
    title: str
    answers: str
    sql: str


@cache
def example_queries() -> tuple[ExampleQuery, ...]:
    """All example queries, by name."""
    found = [f for f in (files("flows.publish") / "queries").iterdir() if f.name.endswith(".sql")]
    return tuple(
        _parsed(f.name[:-4], f.read_text(encoding="utf-8")) for f in sorted(found, key=lambda f: f.name)
    )


def _parsed(name: str, script: str) -> ExampleQuery:
    """First comment line: title; further comment lines: what the query answers."""
    lines = script.strip().splitlines()
    notes = [line[2:].strip() for line in lines if line.startswith("--")]
    sql = "\n".join(line for line in lines if not line.startswith("--")).strip()
    return ExampleQuery(name, notes[0], " ".join(notes[1:]), sql)
