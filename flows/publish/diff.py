"""What changed between two snapshots, and why: counts and a few examples, the same every time.

Rows are matched by their table's key. Files that both snapshots share are not read: their rows are the same.
The reasons are worked out in `diff_reasons`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field

from flows.publish.current import manifest_of
from flows.publish.diff_reasons import give_reasons
from flows.publish.files import dump_json
from schemas.ddl import quoted
from schemas.manifest import Manifest
from schemas.tables import TABLES, Table

Change = Literal["added", "removed", "changed"]
CHANGES: tuple[Change, ...] = ("added", "removed", "changed")
EXAMPLES = 3
_LONGEST = 160
_MEMORY_LIMIT = "512MB"
# Whole articles: other people's words, and too long for an example.
LONG_TEXTS = {"articles": ("text", "furniture"), "quarantine": ("row",)}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Example(_Model):
    """One row that differs: the columns that do, before and after."""

    change: Change
    reason: str
    key: str
    before: dict[str, Any]
    after: dict[str, Any]


class TableDiff(_Model):
    """Rows of one table by reason. `columns` counts changed rows by the column that differs."""

    added: dict[str, int] = {}
    removed: dict[str, int] = {}
    changed: dict[str, int] = {}
    unchanged: int = 0
    columns: dict[str, int] = {}
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def total(self, change: Change) -> int:
        counts: dict[str, int] = getattr(self, change)
        return sum(counts.values())


class Diff(_Model):
    """The difference of two snapshots; `versions` maps what made them to (before, after) where it differs."""

    before: str
    after: str
    versions: dict[str, tuple[str, str]] = Field(description="schema, code, extractor, corrections, inputs")
    tables: dict[str, TableDiff]


def diff(a: Path, b: Path, examples: int = EXAMPLES) -> Diff:
    """What the snapshot in folder `b` has that the one in folder `a` had not, and the reverse.

    Raises FileNotFoundError or ValueError where a folder is no snapshot.
    """
    return diff_to(a, b, manifest_of(b), examples)


def diff_to(a: Path, b: Path, after: Manifest, examples: int = EXAMPLES) -> Diff:
    """As `diff`, for a folder whose manifest is not written yet."""
    before = manifest_of(a)
    versions = _versions(before, after)
    with duckdb.connect(config={"memory_limit": _MEMORY_LIMIT}) as connection:
        compared = {t.name: _Comparison(connection, t, a, b, before, after) for t in TABLES.values()}
        give_reasons(connection, set(versions))
        tables = {name: comparison.result(examples) for name, comparison in compared.items()}
    return Diff(before=before.version, after=after.version, versions=versions, tables=tables)


def _versions(a: Manifest, b: Manifest) -> dict[str, tuple[str, str]]:
    pairs = {
        "schema": (a.schema_version, b.schema_version),
        "code": (a.code_version, b.code_version),
        "extractor": (a.extractor_version, b.extractor_version),
        "corrections": (a.corrections_version, b.corrections_version),
        "inputs": (a.inputs_fingerprint, b.inputs_fingerprint),
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


class _Comparison:
    """One table of both snapshots, in `connection`.

    Views `a_<table>` and `b_<table>` hold the rows of the files that differ; table `keys_<table>` the keys of
    the rows that do, the kind of change, and for changed rows the names of the columns that differ.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: Table,
        a: Path,
        b: Path,
        before: Manifest,
        after: Manifest,
    ) -> None:
        self._connection, self._table = connection, table
        ours, theirs = before.files_of(table.name), after.files_of(table.name)
        shared = {f.sha256 for f in ours} & {f.sha256 for f in theirs}
        some_file = b / theirs[0].path
        self._read(
            "a", [a / f.path for f in ours if f.sha256 not in shared], a / ours[0].path if ours else some_file
        )
        self._read("b", [b / f.path for f in theirs if f.sha256 not in shared], some_file)
        columns = {side: self._columns(side) for side in "ab"}
        self._gone = tuple(c for c in columns["a"] if c not in columns["b"])
        self._new = tuple(c for c in columns["b"] if c not in columns["a"])
        self._common = [c for c in columns["b"] if c in columns["a"]]
        self._rows = sum(f.rows for f in theirs)
        self._find_keys()

    def _read(self, side: str, paths: Sequence[Path], some_file: Path) -> None:
        listed = ", ".join(quoted(str(p)) for p in paths or [some_file])
        where = "" if paths else " WHERE false"
        sql = f"CREATE TEMP VIEW {side}_{self._table.name} AS FROM read_parquet([{listed}]){where}"
        self._connection.execute(sql)

    def _columns(self, side: str) -> list[str]:
        found = self._connection.execute(f"DESCRIBE {side}_{self._table.name}").fetchall()
        return [row[0] for row in found]

    def _find_keys(self) -> None:
        name, key = self._table.name, self._table.key[0]
        row_hash = "hash(" + ", ".join(f'"{c}"' for c in self._common) + ")"
        differing = ", ".join(
            f"""CASE WHEN a."{c}" IS DISTINCT FROM b."{c}" THEN '{c}' END""" for c in self._common
        )
        self._connection.execute(f"""
            CREATE TEMP TABLE keys_{name} AS
            WITH found AS (
                SELECT coalesce(a.key, b.key) AS key,
                    CASE WHEN a.key IS NULL THEN 'added' WHEN b.key IS NULL THEN 'removed' ELSE 'changed' END AS change
                FROM (SELECT {key} AS key, {row_hash} AS row_hash FROM a_{name}) AS a
                FULL JOIN (SELECT {key} AS key, {row_hash} AS row_hash FROM b_{name}) AS b ON a.key = b.key
                WHERE a.row_hash IS DISTINCT FROM b.row_hash
            ),
            columns AS (
                SELECT {key} AS key, list_value({differing}) AS columns
                FROM a_{name} AS a JOIN b_{name} AS b USING ({key})
                WHERE {key} IN (SELECT key FROM found WHERE change = 'changed')
            )
            SELECT key, change, columns FROM found LEFT JOIN columns USING (key)
        """)

    def result(self, examples: int) -> TableDiff:
        """Counts by reason; needs the table `reasons_<table>`."""
        name = self._table.name
        counts: dict[str, dict[str, int]] = {change: {} for change in CHANGES}
        sql = f"SELECT change, reason, count(*) FROM reasons_{name} GROUP BY ALL ORDER BY change, count(*) DESC, reason"
        for change, reason, count in self._connection.execute(sql).fetchall():
            counts[change][reason] = count
        sql = f"""SELECT c, count(*) FROM (SELECT unnest(columns) AS c FROM keys_{name})
            WHERE c IS NOT NULL GROUP BY c ORDER BY count(*) DESC, c"""
        columns = dict(self._connection.execute(sql).fetchall())
        touched = sum(counts["added"].values()) + sum(counts["changed"].values())
        return TableDiff(
            **counts,
            unchanged=self._rows - touched,
            columns=columns,
            columns_added=self._new,
            columns_removed=self._gone,
            examples=tuple(self._examples(examples)),
        )

    def _examples(self, number: int) -> list[Example]:
        """The first rows by key of each change and reason."""
        name = self._table.name
        sql = f"""SELECT change, reason, key, columns FROM reasons_{name} JOIN keys_{name} USING (key, change)
            QUALIFY row_number() OVER (PARTITION BY change, reason ORDER BY key) <= {int(number)}
            ORDER BY change, reason, key"""
        found = self._connection.execute(sql).fetchall()
        return [
            Example(
                change=change,
                reason=reason,
                key=key,
                before={} if change == "added" else self._row("a", key, columns),
                after={} if change == "removed" else self._row("b", key, columns),
            )
            for change, reason, key, columns in found
        ]

    def _row(self, side: str, key: str, columns: Sequence[str | None] | None) -> dict[str, Any]:
        shown = [c for c in columns or self._common if c and c not in LONG_TEXTS.get(self._table.name, ())]
        if not shown:
            return {}
        listed = ", ".join(f'"{c}"' for c in shown)
        sql = f"SELECT {listed} FROM {side}_{self._table.name} WHERE {self._table.key[0]} = ?"
        row = self._connection.execute(sql, [key]).fetchone() or ()
        return {name: _shown(value) for name, value in zip(shown, row, strict=True)}


def _shown(value: Any) -> Any:
    """A value as JSON has it, long texts cut."""
    if isinstance(value, str) and len(value) > _LONGEST:
        return value[:_LONGEST] + " ..."
    return json.loads(json.dumps(value, default=str))


def diff_documents(found: Diff) -> dict[str, str]:
    """`diff.json`, and `diff.md` for people, by file name."""
    lines = "\n".join(f"- {line}" for line in diff_lines(found)[1:])
    text = f"# Changes from {found.before} to {found.after}\n\n{lines}\n"
    return {"diff.json": dump_json(found.model_dump(mode="json")), "diff.md": text}


def changes_told(snapshot: Path) -> list[str]:
    """The sentences of `diff_lines` about a published snapshot and the one before it; none for the first."""
    path = snapshot / "diff.json"
    return diff_lines(Diff.model_validate_json(path.read_bytes())) if path.exists() else []


def diff_rows(found: Diff) -> list[tuple[str, str, str, int]]:
    """Table, change, reason and rows, for a table on a terminal."""
    return [
        (name, change, reason, rows)
        for name, table in found.tables.items()
        for change in CHANGES
        for reason, rows in getattr(table, change).items()
    ]


def diff_lines(found: Diff) -> list[str]:
    """A sentence about each table that changed, after one about the whole."""
    made = "; ".join(f"{name} {a} -> {b}" for name, (a, b) in found.versions.items() if name != "inputs")
    lines = [f"{found.before} -> {found.after}" + (f" ({made})" if made else "")]
    for name, table in found.tables.items():
        parts = [
            f"{table.total(change):,} {change} ({', '.join(f'{r}: {n:,}' for r, n in getattr(table, change).items())})"
            for change in CHANGES
            if table.total(change)
        ]
        schema = [("new columns", table.columns_added), ("columns gone", table.columns_removed)]
        parts += [f"{label}: {', '.join(names)}" for label, names in schema if names]
        if parts:
            lines.append(f"{name}: {'; '.join(parts)}; {table.unchanged:,} as before")
    return lines if len(lines) > 1 else [*lines, "no row differs"]
