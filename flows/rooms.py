"""What each room does in a run, between files: plain functions that Prefect's tasks call.

Tables pass from room to room as Parquet in `<warehouse>/.work/run/<room>/`, so that a run that stops leaves
them for a person to look at, and a task takes and returns paths.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows import batches, normalise
from flows.check import Blocked, Checked, CheckResult, Counts, TooManyRefused, check_tables
from flows.ingest import IngestedFile, link_duplicates
from flows.publish import StoredTables
from flows.settings import Settings
from schemas.arrow import schema
from schemas.tables import TABLES

# Fewer articles a batch are not worth starting another process for, unless the settings ask for it.
FEWEST_ARTICLES = 32


@dataclass(frozen=True, slots=True)
class Work:
    """The folders that runs keep their unpublished work in."""

    warehouse: Path

    @property
    def folder(self) -> Path:
        return self.warehouse / ".work"

    @property
    def ingested(self) -> Path:
        return self.folder / "ingested"

    @property
    def extracted(self) -> Path:
        return self.folder / "extracted" / normalise.extractor_version()

    def room(self, name: str) -> Path:
        return self.folder / "run" / name

    def begin(self) -> None:
        """Forget the last run's tables and what a killed run left half-written."""
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        self.extracted.mkdir(parents=True, exist_ok=True)
        os.utime(self.extracted)
        batches.clear_partial(self.extracted)


def link_files(files: Sequence[IngestedFile], folder: Path) -> tuple[int, int]:
    """Put all articles together, copies linked; returns how many articles there are and how many refusals."""
    articles, repeated = link_duplicates(_concat("articles", [f.articles_path for f in files]))
    refused = pa.concat_tables([_concat("quarantine", [f.refused_path for f in files]), repeated])
    write_tables(folder, {"articles": articles.combine_chunks(), "quarantine": refused.combine_chunks()})
    return articles.num_rows, refused.num_rows


def plan_batches(work: Work, settings: Settings) -> tuple[int, list[batches.Batch]]:
    """How many articles are mined, and batches of those that no batch covers yet, enough for all workers."""
    articles = batches.mined(read_tables(work.room("ingest"))["articles"])
    keys = normalise.article_keys(articles)
    missing = batches.missing(keys, work.extracted)
    size = min(settings.batch_articles, max(FEWEST_ARTICLES, -(-len(missing) // settings.workers)))
    return len(keys), batches.plan(articles, keys, missing, work.extracted, work.room("todo"), size)


def assemble(work: Work) -> dict[str, int]:
    """Reduce the batches of all articles to the tables; returns their row counts."""
    articles = read_tables(work.room("ingest"))["articles"]
    mined = batches.mined(articles)
    extracted = batches.read_extracted(work.extracted, set(normalise.article_keys(mined)))
    tables = normalise.assemble(articles, extracted or normalise.extract(mined.slice(0, 0)))
    whole = {"articles": articles, **tables}
    write_tables(work.room("assembled"), whole)
    return {name: table.num_rows for name, table in whole.items()}


def check(work: Work, settings: Settings) -> tuple[list[CheckResult], dict[str, Counts]]:
    """Check the assembled tables and keep what is accepted and refused; raises Blocked, with the issues kept."""
    try:
        checked = check_tables(
            StoredTables(work.room("assembled")),
            max_refused_share=settings.max_refused_share,
            minimum_rows={"articles": settings.min_articles},
        )
    except Blocked as blocked:
        _keep(work, blocked.checked)
        raise
    results = [*checked.results, _raw_result(work, checked, settings.max_refused_share)]
    _keep(work, checked)
    if not results[-1].ok:
        raise TooManyRefused(
            results[-1:], Checked(checked.accepted, checked.quarantine, results, checked.counts)
        )
    return results, checked.counts


def _raw_result(work: Work, checked: Checked, share: float, least: int = 20) -> CheckResult:
    """Input that never became an article counts like a refused article."""
    refused = pq.read_metadata(work.room("ingest") / "quarantine.parquet").num_rows
    read = refused + checked.counts["articles"].read
    failed = read >= least and refused > share * read
    note = (
        f"{refused} of {read} inputs could not become articles (at most {share:.0%} may): "
        "see the reasons below. Nothing is published"
    )
    return CheckResult("raw", "refused_share", not failed, True, refused, note if failed else "")


def _keep(work: Work, checked: Checked) -> None:
    """Accepted tables, and everything that was refused from the raw input on."""
    raw = read_tables(work.room("ingest"))["quarantine"]
    refused = pa.concat_tables([raw, checked.quarantine]).combine_chunks()
    write_tables(work.room("checked"), checked.accepted)
    write_tables(work.room("checked"), {"quarantine": refused})


def read_refused(work: Work) -> pa.Table:
    """What the run refused so far; the raw input's refusals where the check room found no time."""
    found = [work.room(room) / "quarantine.parquet" for room in ("checked", "ingest")]
    return pq.read_table(next(path for path in found if path.exists()))


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="lz4")


def read_tables(folder: Path) -> dict[str, pa.Table]:
    return {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}


def _concat(table: str, paths: Sequence[Path]) -> pa.Table:
    declared = schema(TABLES[table])
    return pa.concat_tables([declared.empty_table(), *(pq.read_table(p).cast(declared) for p in paths)])
