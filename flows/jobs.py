"""What pool processes and a cluster's workers do: read files, extract batches. Imports only what they need."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows import batches, normalise
from flows.ingest import FieldMapping, IngestedFile, RawFile, ingest_file
from flows.workers import peak_memory


@dataclass(frozen=True, slots=True)
class Effort:
    """What a piece of work was done by: a process and the most memory it has held, in bytes."""

    process: int
    peak_bytes: int

    @classmethod
    def mine(cls) -> Effort:
        return cls(os.getpid(), peak_memory())


def ingest_files(
    raws: Sequence[RawFile], folder: Path, mapping: FieldMapping
) -> tuple[list[IngestedFile], Effort]:
    """Read files into Parquet; the modification time tells `prune` when a file was last used."""
    done = [ingest_file(raw, folder, mapping) for raw in raws]
    for file in done:
        os.utime(file.articles_path)
        os.utime(file.refused_path)
    return done, Effort.mine()


def extract_batch(batch: batches.Batch, store: Path) -> Effort:
    """Extract one batch and keep it."""
    articles, keys = batches.read_batch(batch)
    tables = normalise.extract(articles)
    batches.write_batch(batch, store, articles["article_id"].to_pylist(), keys, tables)
    return Effort.mine()
