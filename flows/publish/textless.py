"""The newest snapshot once more without the articles' text, in a warehouse of its own, to be sent elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.current import folder_of, latest_manifest
from flows.publish.snapshot import RunInfo, publish
from flows.publish.store import TransferError
from schemas.arrow import schema
from schemas.manifest import Manifest
from schemas.tables import TABLES


def publish_without_text(warehouse: Path) -> Path:
    """Publish what `warehouse` holds into its folder `.work/no-text`, if that is not there yet; the folder.

    A snapshot that has no text as it is needs no other: then the warehouse itself is returned.
    """
    manifest = latest_manifest(warehouse)
    if manifest is None:
        raise TransferError(f"{warehouse}: nothing is published here yet")
    if not manifest.with_text:
        return warehouse
    tables = _Published(folder_of(warehouse, manifest.version), manifest)
    folder = warehouse / ".work" / "no-text"
    publish(tables, tables.read("quarantine"), _info(manifest), folder, with_text=False)
    return folder


def _info(manifest: Manifest) -> RunInfo:
    """Made by the same run: also the day in the version is the same."""
    return RunInfo(
        code_version=manifest.code_version,
        extractor_version=manifest.extractor_version,
        checks=manifest.checks,
        counts=manifest.counts,
        accuracy=manifest.accuracy,
        input_cut_off=manifest.input_cut_off,
        corrections_version=manifest.corrections_version,
        inputs_fingerprint=manifest.inputs_fingerprint,
        timings=manifest.timings,
        created_at=manifest.created_at,
    )


class _Published(Mapping[str, pa.Table]):
    """The accepted tables of a snapshot, each read when it is asked for."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest

    def read(self, name: str) -> pa.Table:
        declared = schema(TABLES[name])
        paths = [self._folder / f.path for f in self._manifest.files_of(name)]
        return pa.concat_tables([pq.ParquetFile(path).read().cast(declared) for path in paths])

    def __getitem__(self, name: str) -> pa.Table:
        if name == "quarantine" or name not in TABLES:
            raise KeyError(name)
        return self.read(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name in TABLES if name != "quarantine")

    def __len__(self) -> int:
        return len(TABLES) - 1
