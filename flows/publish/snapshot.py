"""Publishing: accepted rows become a snapshot folder, then the current database, then the pointer moves.

    warehouse/snapshots/<version>/   Parquet files, onrecord.duckdb, documents, manifest.json; never changes
    warehouse/onrecord.duckdb        a copy of the newest snapshot's database
    warehouse/latest.json            names the newest snapshot; moves last

Each step is a rename, so a run killed anywhere leaves the old state readable, and the next run finishes the work.
"""

from __future__ import annotations

import hashlib
from collections import ChainMap, Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.current import DATABASE, MANIFEST, folder_of, latest_manifest, manifest_of, point_at
from flows.publish.database import build_database, sql_scripts
from flows.publish.diff import diff_documents, diff_to
from flows.publish.documents import documents
from flows.publish.files import TEMPORARY, dump_json, flush, locked, remove_leftovers, replace, sha256_of
from flows.publish.parts import Earlier, write_parts
from flows.publish.redaction import without_text
from flows.publish.search import search_script
from flows.publish.stored import row_count
from schemas.manifest import CheckResult, Counts, FileEntry, Manifest, Span
from schemas.tables import TABLES
from schemas.vocabulary import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a manifest tells about the run that made it. `timings` are seconds a room."""

    code_version: str
    extractor_version: str
    checks: Sequence[CheckResult] = ()
    counts: Mapping[str, Counts] = field(default_factory=dict)
    accuracy: Mapping[str, Any] | None = None
    input_cut_off: date | None = None
    corrections_version: str = ""
    inputs_fingerprint: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Published:
    """The newest snapshot after a call of publish; `created` is false where it was there before."""

    version: str
    folder: Path
    created: bool
    counts: dict[str, int]


def publish(
    accepted: Mapping[str, pa.Table],
    quarantine: pa.Table,
    info: RunInfo,
    warehouse: Path,
    *,
    with_text: bool = True,
) -> Published:
    """Publish the rows as a snapshot, unless the newest one holds the same.

    `accepted` maps each table but quarantine to rows of its declared schema, in any order. The version is the
    day of `info.created_at` and a hash of the content. What an earlier, killed call left undone is done first.
    Without text, articles keep their titles and spans their words, and the rest of the articles is left out.
    Raises ValueError where tables are missing or disagree with `info.counts`.
    """
    _verify(accepted, info)
    tables: Mapping[str, pa.Table] = _with_quarantine(accepted, quarantine)
    if not with_text:
        tables = without_text(tables)
    with locked(warehouse):
        return _publish(tables, info, warehouse, with_text)


def _publish(tables: Mapping[str, pa.Table], info: RunInfo, warehouse: Path, with_text: bool) -> Published:
    quarantine = tables["quarantine"]
    snapshots = warehouse / "snapshots"
    snapshots.mkdir(exist_ok=True)
    remove_leftovers(warehouse)
    remove_leftovers(snapshots)
    beside = Path(mkdtemp(prefix=TEMPORARY, dir=snapshots))
    latest = latest_manifest(warehouse)
    before = folder_of(warehouse, latest.version) if latest else None
    parquet = write_parts(tables, beside, Earlier(before, latest))
    content = content_sha256(parquet)
    manifest = _same_content(warehouse, latest, content)
    if manifest is None:
        planned = _manifest(beside, quarantine, info, parquet, content, latest)
        planned = planned.model_copy(update={"with_text": with_text})
        manifest = _finish(beside, planned, folder_of(warehouse, planned.version), before)
    remove_leftovers(snapshots)
    point_at(warehouse, manifest)
    created = latest is None or latest.version != manifest.version
    return Published(manifest.version, folder_of(warehouse, manifest.version), created, manifest.row_counts)


def _verify(accepted: Mapping[str, pa.Table], info: RunInfo) -> None:
    if {*accepted, "quarantine"} != set(TABLES) or "quarantine" in accepted:
        raise ValueError(
            f"publish needs {sorted(set(TABLES) - {'quarantine'})}, was given {sorted(accepted)}"
        )
    for name, counts in info.counts.items():
        rows = row_count(accepted, name)
        if counts.accepted != rows or counts.read != counts.accepted + counts.quarantined:
            raise ValueError(f"{name}: {rows} rows to publish do not agree with {counts}")


def _with_quarantine(accepted: Mapping[str, pa.Table], quarantine: pa.Table) -> Mapping[str, pa.Table]:
    """Without reading what is read table by table."""
    return ChainMap({"quarantine": quarantine}, accepted)  # type: ignore[arg-type]  # nothing writes to it


def content_sha256(parquet: Iterable[FileEntry]) -> str:
    """What makes a version: the bytes of the tables and the SQL of the views and macros over them."""
    parts = [f"{file.path} {file.sha256}" for file in parquet]
    parts += [f"{name} {script}" for name, script in sql_scripts().items()]
    parts.append(search_script())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _same_content(warehouse: Path, latest: Manifest | None, content: str) -> Manifest | None:
    """The newest snapshot if it holds this content, or one that a killed run built upon it and did not point at."""
    if latest and latest.content_sha256 == content:
        return latest
    newest = latest.version if latest else None
    for folder in sorted((warehouse / "snapshots").glob(f"*-{content[:12]}"), reverse=True):
        manifest = manifest_of(folder)
        if manifest.content_sha256 == content and manifest.previous_version == newest:
            return manifest
    return None


def _manifest(
    beside: Path,
    quarantine: pa.Table,
    info: RunInfo,
    parquet: Sequence[FileEntry],
    content: str,
    latest: Manifest | None,
) -> Manifest:
    return Manifest(
        version=f"{info.created_at.date().isoformat()}-{content[:12]}",
        schema_version=SCHEMA_VERSION,
        content_sha256=content,
        previous_version=latest.version if latest else None,
        created_at=info.created_at,
        published=_published_span(beside, parquet),
        input_cut_off=info.input_cut_off,
        inputs_fingerprint=info.inputs_fingerprint,
        code_version=info.code_version,
        extractor_version=info.extractor_version,
        corrections_version=info.corrections_version,
        counts=dict(info.counts) or _counts(quarantine, parquet),
        checks=tuple(info.checks),
        accuracy=dict(info.accuracy) if info.accuracy is not None else None,
        timings=dict(info.timings),
        files=tuple(parquet),
    )


def _counts(quarantine: pa.Table, parquet: Sequence[FileEntry]) -> dict[str, Counts]:
    refused = Counter(quarantine["table_name"].to_pylist())
    accepted: Counter[str] = Counter()
    for file in parquet:
        accepted[str(file.table)] += file.rows
    del accepted["quarantine"]
    return {n: Counts(rows + refused[n], rows, refused[n]) for n, rows in accepted.items()}


def _published_span(folder: Path, parquet: Sequence[FileEntry]) -> Span | None:
    files = [folder / file.path for file in parquet if file.table == "articles"]
    days = pa.concat_tables([pq.read_table(file, columns=["published_on"]) for file in files])
    ends = pa.compute.min_max(days["published_on"]).as_py()
    return Span(first=ends["min"], last=ends["max"]) if ends["min"] else None


def _finish(beside: Path, manifest: Manifest, folder: Path, before: Path | None) -> Manifest:
    """Add database, documents and manifest, then give the folder its name; the manifest that lies there afterwards."""
    if folder.exists():  # published earlier today, and something else since
        return manifest_of(folder)
    build_database(beside / DATABASE, manifest.files, manifest)
    rows = sum(f.rows for f in manifest.files)
    manifest = _with_files(manifest, [_entry(beside / DATABASE, rows)])
    texts = documents(manifest)
    if before:
        texts |= _changes(before, beside, manifest)
    for name, text in texts.items():
        (beside / name).write_text(text, encoding="utf-8")
    manifest = _with_files(manifest, [_entry(beside / name, 0) for name in texts])
    (beside / MANIFEST).write_text(dump_json(manifest.model_dump(mode="json")), encoding="utf-8")
    for file in beside.iterdir():
        flush(file)
        file.chmod(0o444)
    beside.chmod(0o755)
    replace(beside, folder)
    return manifest


def _changes(before: Path, beside: Path, manifest: Manifest) -> dict[str, str]:
    """The difference to the snapshot before; damage to that one must not keep this one from being published."""
    try:
        return diff_documents(diff_to(before, beside, manifest))
    except (duckdb.Error, OSError) as error:
        note = f"{before.name} cannot be read, so nothing is known of what changed since: {error}"
        return {"diff.md": note.replace(str(before.parent), "snapshots") + "\n"}


def _with_files(manifest: Manifest, more: Iterable[FileEntry]) -> Manifest:
    return manifest.model_copy(update={"files": (*manifest.files, *more)})


def _entry(path: Path, rows: int) -> FileEntry:
    return FileEntry(path=path.name, table=None, rows=rows, bytes=path.stat().st_size, sha256=sha256_of(path))
