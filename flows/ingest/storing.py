"""Keep what was read from a file as Parquet, once, under a name made from everything it depends on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import schemas
from flows.ingest.discover import RawFile
from flows.ingest.mapping import DEFAULT_MAPPING, FieldMapping
from flows.ingest.reading import read_file
from schemas.arrow import schema
from schemas.ids import stable_id
from schemas.tables import TABLES

_LIBRARIES = ("ftfy", "charset-normalizer", "py3langid", "python-dateutil", "pyarrow")


@dataclass(frozen=True, slots=True)
class IngestedFile:
    """Where a file's articles and refusals lie, and how many there are."""

    raw: RawFile
    articles_path: Path
    refused_path: Path
    articles: int
    refused: int

    @property
    def read(self) -> int:
        return self.articles + self.refused


@cache
def ingest_version() -> str:
    """Hash of this room's sources, the schemas' and the libraries that decide what is read."""
    folders = (Path(__file__).parent, Path(str(schemas.__file__)).parent)
    sources = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sources]
    return stable_id("ingest", *digests, *(f"{name} {version(name)}" for name in _LIBRARIES))


def ingest_file(raw: RawFile, folder: Path, mapping: FieldMapping = DEFAULT_MAPPING) -> IngestedFile:
    """Read a file and write its articles and refusals into `folder`, unless they are there already.

    The name holds the file's content, its name, the mapping and the code's version, so that a second run
    over the same input only looks. Both files are whole or absent; the articles' file comes last.
    """
    key = stable_id(raw.sha256, raw.name, sorted(asdict(mapping).items()), ingest_version())
    articles, refused = folder / f"{key}.articles.parquet", folder / f"{key}.refused.parquet"
    if not (articles.exists() and refused.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        _write(raw, mapping, articles, refused)
    return IngestedFile(raw, articles, refused, _rows(articles), _rows(refused))


def _write(raw: RawFile, mapping: FieldMapping, articles: Path, refused: Path) -> None:
    # The articles' writer is opened first and so closed last: where it lies, the refusals lie too.
    with _writer(articles, "articles") as kept, _writer(refused, "quarantine") as dropped:
        for tables in read_file(raw, mapping):
            kept.write_table(tables.articles)
            dropped.write_table(tables.refused)


@contextmanager
def _writer(path: Path, table: str) -> Iterator[pq.ParquetWriter]:
    """A Parquet file that appears under its name only when it is complete."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
    declared: pa.Schema = schema(TABLES[table])
    try:
        with pq.ParquetWriter(temporary, declared, compression="zstd", compression_level=3) as writer:
            yield writer
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)
