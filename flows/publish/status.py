"""What is in the warehouse, and what runs did to it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.publish.current import DATABASE, folder_of, latest_manifest
from flows.publish.files import dump_json, write_atomically
from schemas.ids import stable_id


def status(warehouse: Path) -> dict[str, Any]:
    """The newest snapshot, its row counts, what was refused and why, and the last run; JSON-ready.

    `quarantine` counts refused rows by table and check. `version` and `last_run` are None where there is none.
    """
    manifest = latest_manifest(warehouse)
    if manifest is None:
        return {"version": None, "counts": {}, "quarantine": {}, "last_run": last_run(warehouse)}
    folder = folder_of(warehouse, manifest.version)
    return {
        "version": manifest.version,
        "created_at": manifest.created_at.isoformat(),
        "folder": str(folder),
        "database": str(warehouse / DATABASE),
        "counts": manifest.row_counts,
        "published": manifest.published.model_dump(mode="json") if manifest.published else None,
        "code_version": manifest.code_version,
        "extractor_version": manifest.extractor_version,
        "quarantine": _refused(folder / "quarantine.parquet"),
        "last_run": last_run(warehouse),
    }


def _refused(quarantine: Path) -> dict[str, dict[str, int]]:
    """Refused rows by table, then by check, most frequent first."""
    rows = pq.ParquetFile(quarantine).read(columns=["table_name", "check_name"]).to_pylist()
    counts = Counter((row["table_name"], row["check_name"]) for row in rows)
    refused: dict[str, dict[str, int]] = {}
    for (table, check), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        refused.setdefault(table, {})[check] = number
    return refused


def record_run(warehouse: Path, run: Mapping[str, Any]) -> Path:
    """Keep what a run read, made and refused as `runs/<time>-<hash>.json`; failed runs too."""
    recorded_at = datetime.now(UTC)
    whole = {"recorded_at": recorded_at.isoformat(), **run}
    folder = warehouse / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    text = dump_json(whole)
    path = folder / f"{recorded_at:%Y%m%dT%H%M%S%f}Z-{stable_id(text)[:8]}.json"
    write_atomically(path, text)
    return path


def last_run(warehouse: Path) -> dict[str, Any] | None:
    """The run recorded last; None before the first."""
    runs = sorted((warehouse / "runs").glob("[0-9]*.json"))
    if not runs:
        return None
    run: dict[str, Any] = json.loads(runs[-1].read_text(encoding="utf-8"))
    return run
