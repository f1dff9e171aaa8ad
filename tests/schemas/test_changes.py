"""The schema's version says truly what changed, and a column that goes is announced wherever one looks."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publish import publish
from schemas.changes import (
    HISTORY,
    broken_promises,
    changelog,
    changes,
    describe,
    newest_description,
    required_version,
)
from schemas.columns import texts
from schemas.tables import TABLES, Table
from schemas.vocabulary import SCHEMA_VERSION
from tests.datasets import small_tables
from tests.publish.conftest import info_on, quarantine

Edit = Callable[[dict[str, Any]], object]


def as_numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_the_version_was_raised_as_the_changes_ask() -> None:
    newest = newest_description()
    found = changes(newest, describe())
    needed = required_version(newest["schema_version"], found)
    told = changelog(newest, describe())
    assert as_numbers(SCHEMA_VERSION) >= as_numbers(needed), (
        f"schemas/ changed:\n{told}\nRaise SCHEMA_VERSION in schemas/vocabulary.py to {needed}, then\n"
        f"python -m schemas.changes --describe > schemas/history/{needed}.json"
    )
    assert not broken_promises(found), told


def test_the_version_is_described() -> None:
    path = HISTORY / f"{SCHEMA_VERSION}.json"
    assert path.exists(), f"python -m schemas.changes --describe > {path}"
    assert json.loads(path.read_text(encoding="utf-8")) == describe()


def edited(edit: Edit) -> dict[str, Any]:
    new = copy.deepcopy(describe())
    edit(new["tables"])
    return new


COLUMN = {**describe()["tables"]["actors"]["columns"]["role"]}


@pytest.mark.parametrize(
    ("edit", "level", "what"),
    [
        (lambda t: t.pop("calls"), "2.0.0", "calls is gone"),
        (lambda t: t["actors"]["columns"].pop("role"), "2.0.0", "which the promise forbids"),
        (lambda t: t["actors"]["columns"]["role"].update(type="VARCHAR[]"), "2.0.0", "VARCHAR -> VARCHAR[]"),
        (lambda t: t["quotes"]["columns"]["cue"].update(nullable=True), "2.0.0", "quotes.cue may be null"),
        (lambda t: t["quotes"]["columns"]["ordinal"].update(unit="words"), "2.0.0", "another unit"),
        (lambda t: t["actors"].update(key=["name"]), "2.0.0", "another key: name"),
        (lambda t: t["quotes"]["columns"]["kind"].update(allowed=[]), "2.0.0", "other values"),
        (lambda t: t.update(laws=t["calls"]), "1.1.0", "laws is new"),
        (lambda t: t["actors"]["columns"].update(roles=COLUMN), "1.1.0", "actors.roles is new"),
        (lambda t: t["quotes"]["columns"]["kind"]["allowed"].append("sung"), "1.1.0", "may hold sung"),
        (lambda t: t["quotes"]["columns"]["kind"]["allowed"].remove("mixed"), "1.1.0", "never holds mixed"),
        (lambda t: t["actors"]["columns"]["role"].update(nullable=False), "1.1.0", "is never null"),
        (lambda t: t["actors"]["columns"]["role"].update(deprecated="use x"), "1.1.0", "is deprecated: use x"),
        (lambda t: t["actors"]["columns"]["role"].update(description="other"), "1.0.1", "another description"),
        (lambda t: None, "1.0.0", "Nothing changed"),
    ],
)  # fmt: skip
def test_each_change_asks_for_its_version(edit: Edit, level: str, what: str) -> None:
    old, new = {**describe(), "schema_version": "1.0.0"}, edited(edit)
    assert required_version("1.0.0", changes(old, new)) == level
    text = changelog(old, new).replace("`", "")
    assert what in text
    assert f"Needs at least {level}." in text


def actors(deprecated: str | None = None, *, with_roles: bool = False, with_role: bool = True) -> Table:
    """The table of actors on the way from `role` to `roles`."""
    columns = [replace(c, deprecated=deprecated) if c.name == "role" else c for c in TABLES["actors"].columns]
    more = [texts("roles", "Offices and titles")] if with_roles else []
    kept = [c for c in columns if c.name != "role" or with_role]
    return replace(TABLES["actors"], columns=(*kept, *more))


def test_a_column_on_its_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = "use roles; goes in 2.0.0"
    first = describe({"actors": actors()}, "1.0.0")
    second = describe({"actors": actors(notice, with_roles=True)}, "1.1.0")
    third = describe({"actors": actors(with_roles=True, with_role=False)}, "2.0.0")
    assert [str(c) for c in changes(first, second)] == [
        f"minor: actors.role is deprecated: {notice}",
        "minor: actors.roles is new: Offices and titles",
    ]
    gone = changes(second, third)
    assert [str(c) for c in gone] == [f"major: actors.role is gone (deprecated before: {notice})"]
    assert not broken_promises(gone)
    assert broken_promises(changes(first, third))

    tables = small_tables()
    roles = pa.array([[r] if r else [] for r in tables["actors"]["role"].to_pylist()], pa.list_(pa.string()))
    monkeypatch.setitem(TABLES, "actors", actors(notice, with_roles=True))
    tables["actors"] = tables["actors"].append_column("roles", roles)
    folder = publish(tables, quarantine(), info_on(1), tmp_path).folder
    field = pq.read_schema(folder / "actors.parquet").field("role")
    assert field.metadata[b"deprecated"].decode() == notice
    with duckdb.connect(str(folder / "onrecord.duckdb"), read_only=True) as database:
        asked = "SELECT table_name, column_name, deprecated FROM data_dictionary WHERE deprecated IS NOT NULL"
        assert database.execute(asked).fetchall() == [("actors", "role", notice)]
        comment = "SELECT comment FROM duckdb_columns() WHERE table_name = 'actors' AND column_name = 'role'"
        assert f"Deprecated: {notice}" in str(database.execute(comment).fetchone())
        assert database.execute("SELECT role, roles FROM actors WHERE role IS NOT NULL").fetchall() == [
            ("foreign minister", ["foreign minister"])
        ]
    for document in ("datapackage.json", "README.md"):
        assert f"Deprecated: {notice}" in (folder / document).read_text(encoding="utf-8")


def test_the_command_prints_the_changelog(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(edited(lambda t: t.pop("calls"))), encoding="utf-8")
    command = [sys.executable, "-m", "schemas.changes", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HISTORY.parents[1]).stdout
    assert "- **minor** `calls` is new" in told
