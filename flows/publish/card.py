"""The dataset card: a snapshot's README, with the front matter that dataset hosts read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from flows.publish.information import measures
from flows.publish.provenance import DESCRIPTION, LICENCE, LICENCE_NOTE, PROVENANCE_NOTE, TITLE, text_note
from schemas.ddl import comment, sql_type
from schemas.manifest import Manifest
from schemas.tables import TABLES, Table

_USE = """\
One file answers questions:

```python
import duckdb

con = duckdb.connect("onrecord.duckdb", read_only=True)
print(con.sql("SELECT day, content, title FROM said_by('blinken') LIMIT 5"))
```

The Parquet files hold the same tables. `quotes*.parquet` reads a table whether it is one file or one a month:

```sql
SELECT speaker_id, count(*) FROM 'quotes*.parquet' GROUP BY ALL;
```

`manifest.json` lists every file with its size and SHA-256; `onrecord verify` checks them.
`diff.json` and `diff.md`, where there was a snapshot before, tell what changed and why."""


def card(manifest: Manifest) -> str:
    """Markdown that follows the order of Hugging Face's dataset cards."""
    parts = [
        _front_matter(manifest),
        f"# {TITLE}\n\n{DESCRIPTION}",
        _facts(manifest),
        f"## Use\n\n{_USE}",
        f"## Tables\n\n{_tables(manifest)}",
        f"## Accuracy\n\n{_accuracy(manifest)}",
        f"## Checks\n\n{_checks(manifest)}",
        f"## Provenance\n\n{PROVENANCE_NOTE}",
        f"## Licence\n\n{LICENCE_NOTE}\n\n{text_note(manifest)}",
        "## Columns\n\n" + "\n\n".join(_columns(t) for t in TABLES.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(manifest: Manifest) -> str:
    """YAML, which JSON values are part of."""
    configs = [
        {"config_name": name, "data_files": [f.path for f in manifest.files_of(name)]} for name in TABLES
    ]
    fields: dict[str, Any] = {
        "pretty_name": TITLE,
        "license": LICENCE.lower(),
        "language": ["en"],
        "tags": ["quotations", "attribution", "events"],
        "configs": configs,
    }
    return "---\n" + "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items()) + "\n---"


def _facts(manifest: Manifest) -> str:
    span = manifest.published
    facts = [
        ("snapshot", manifest.version),
        ("published", f"{manifest.created_at:%Y-%m-%d %H:%M} UTC"),
        ("articles from", f"{span.first} to {span.last}" if span else "no dated articles"),
        ("input cut-off", manifest.input_cut_off or "none"),
        ("snapshot before", manifest.previous_version or "none"),
        ("schema, code, extractor", f"{manifest.schema_version}, {manifest.code_version}, {manifest.extractor_version}"),
    ]  # fmt: skip
    return _table(("", ""), facts)


def _tables(manifest: Manifest) -> str:
    counts = manifest.row_counts
    rows = []
    for name, table in TABLES.items():
        files = manifest.files_of(name)
        listed = files[0].path if len(files) == 1 else f"{len(files)} files, {name}-*.parquet"
        rows.append((f"`{name}`", f"{counts[name]:,}", listed, table.description))
    return _table(("table", "rows", "file", "what it holds"), rows)


def _accuracy(manifest: Manifest) -> str:
    if not manifest.accuracy:
        return "Not measured for this extractor."
    rows = []
    for found in measures(manifest.accuracy):
        value = found.get("value")
        rows.append((f"`{found['measure']}`", f"{value:.4g}" if value is not None else found["note"]))
    return _table(("measure", "value"), rows)


def _checks(manifest: Manifest) -> str:
    failed = [c for c in manifest.checks if not c.ok]
    accepted = f"{len(manifest.checks)} checks ran, {len(failed)} found something."
    rows = [(c.table, f"`{c.name}`", f"{c.failed:,}", c.note) for c in failed]
    counts = [(n, f"{c.read:,}", f"{c.accepted:,}", f"{c.quarantined:,}") for n, c in manifest.counts.items()]
    parts = [
        accepted,
        _table(("table", "check", "rows", "found"), rows) if rows else "",
        "Rows that a check refuses are in `quarantine`, with the reason:",
        _table(("table", "read", "accepted", "refused"), counts),
    ]
    return "\n\n".join(part for part in parts if part)


def _columns(table: Table) -> str:
    rows = [(f"`{c.name}`", f"`{sql_type(c.type)}`", comment(c)) for c in table.columns]
    return f"### {table.name}\n\n{_table(('column', 'type', 'meaning'), rows)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
