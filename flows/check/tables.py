"""All checks over all tables: what is accepted, what is refused and why, and whether the run may go on.

Tables are taken one at a time and their rows in slices; between tables only the articles' texts and what points
at what are kept. So a dataset in files need not fit into memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pyarrow as pa

from flows.check.accepted import Accepted, conformed
from flows.check.cascade import CASCADE, Masks, cascade
from flows.check.columns import column_findings, unique_finding
from flows.check.links import THREADS, Graph, link_findings, targets_first
from flows.check.quarantine import quarantine_table
from flows.check.recount import COUNTED, Columns, Counter, count_findings
from flows.check.results import (
    Blocked,
    Checked,
    Finding,
    TooFewRows,
    TooManyRefused,
    WrongTable,
)
from flows.check.sense import checksum_finding, ordinal_finding, sense_findings
from flows.check.spans import Texts, span_findings
from schemas.manifest import CheckResult, Counts
from schemas.tables import TABLES

CHECKED_TABLES = tuple(name for name in TABLES if name != "quarantine")
SLICE_ROWS = 125_000


def check_tables(
    tables: Mapping[str, pa.Table],
    *,
    max_refused_share: float = 0.10,
    min_articles: int = 20,
    minimum_rows: Mapping[str, int] | None = None,
) -> Checked:
    """Split the rows of all tables into accepted and quarantined.

    `tables` holds articles, quotes, actors, calls, mentions and call_reports; a mapping that reads a table when it
    is asked for saves memory. A refused row takes along the rows that point at it and those that only it spoke for.
    Where `min_articles` or more were read and more than `max_refused_share` of them refused, TooManyRefused is
    raised; where a table keeps fewer rows than `minimum_rows` asks, TooFewRows. WrongTable tells of a missing table
    or column, or one of another type.
    """
    missing = [name for name in CHECKED_TABLES if name not in tables]
    if missing:
        raise WrongTable(f"the table {missing[0]} is missing; given: {', '.join(sorted(tables)) or 'none'}")
    reading = _Reading()
    for name in targets_first(CHECKED_TABLES):
        reading.take(name, conformed(name, tables))
        pa.default_memory_pool().release_unused()
    reading.texts = None
    findings = [f for name in CHECKED_TABLES for f in reading.findings[name]]
    findings += link_findings(reading.graph)
    refused = _masks(reading.rows, findings)
    counted = _counted(reading, {name: np.zeros_like(mask) for name, mask in refused.items()})
    warnings = list(count_findings(reading.given, counted))
    followers = list(cascade(reading.graph, refused))
    if any(mask.any() for mask in refused.values()):
        counted = _counted(reading, refused)
    checked = Checked(
        accepted=Accepted(tables, CHECKED_TABLES, refused, counted),
        quarantine=quarantine_table(tables, [*findings, *followers]),
        results=[_result(f) for f in findings] + _cascade_results(followers) + _warnings(warnings),
        counts={name: _counts(mask) for name, mask in refused.items()},
    )
    return _allowed(checked, max_refused_share, min_articles, minimum_rows or {})


class _Reading:
    """What is known after some tables were read."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.findings: dict[str, list[Finding]] = {}
        self.rows: dict[str, int] = {}
        self.given: Columns = {}
        self.texts: Texts | None = None
        self.articles = pa.table({})

    def take(self, name: str, table: pa.Table) -> None:
        self.rows[name] = table.num_rows
        unique = unique_finding(name, _frame(table.select([TABLES[name].key[0]])).to_series())
        self.graph.add(name, table, repeated=len(unique.rows) > 0)
        pa.default_memory_pool().release_unused()  # what ids were looked up in
        if name == "articles":
            self.articles = table.select(["published_on", "title_end", "duplicate_of"])
            self.texts = Texts(table["text"])
        if name in COUNTED:
            self.given[name] = _frame(table.select(COUNTED[name]))
        self.findings[name] = [unique, *self._of_rows(name, table), *self._of_table(name, table)]

    def _of_table(self, name: str, table: pa.Table) -> Iterator[Finding]:
        """Checks for which the whole table is needed."""
        if name == "quotes":
            articles = self.graph.articles_of(name, table.num_rows)
            yield ordinal_finding(articles, _frame(table.select(["ordinal"])).to_series())
        if name == "articles":
            yield checksum_finding(table)

    def _of_rows(self, name: str, table: pa.Table) -> Iterator[Finding]:
        """Checks of each row by itself, slice by slice; one finding a check."""
        context = self._context(name, table.num_rows)
        starts = range(0, max(table.num_rows, 1), SLICE_ROWS)

        def part(start: int) -> list[Finding]:
            rows = _frame(table.slice(start, SLICE_ROWS))
            return self._of_slice(name, rows, context.slice(start, SLICE_ROWS))

        with ThreadPoolExecutor(THREADS) as pool:  # Polars works without Python's lock
            parts = list(pool.map(part, starts))
        for same in zip(*parts, strict=True):
            rows = [f.rows.cast(pl.Int64) + start for f, start in zip(same, starts, strict=True)]
            yield Finding(name, same[0].check, same[0].reason, pl.concat(rows))

    def _of_slice(self, name: str, frame: pl.DataFrame, context: pl.DataFrame) -> list[Finding]:
        assert self.texts is not None
        found = list(column_findings(name, frame))
        whole = pl.concat([frame, context], how="horizontal")
        found += span_findings(name, whole, self.texts)
        return found + list(sense_findings(name, whole))

    def _context(self, name: str, rows: int) -> pl.DataFrame:
        """What rows need to know of the article that they lie in; no columns for other tables."""
        if name == "articles" or "article_id" not in TABLES[name].names:
            return pl.DataFrame()
        article = self.graph.articles_of(name, rows)
        known = _frame(self.articles.select(["published_on", "title_end"]))
        facts = {column: known[column].gather(article) for column in known.columns}
        return pl.DataFrame({"article": article, **facts})


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _counted(reading: _Reading, refused: Masks) -> Columns:
    return Counter(reading.graph, reading.articles, refused).counts()


def _masks(rows: Mapping[str, int], findings: list[Finding]) -> Masks:
    refused = {name: np.zeros(rows[name], dtype=bool) for name in CHECKED_TABLES}
    for finding in findings:
        refused[finding.table][finding.rows.to_numpy()] = True
    return refused


def _counts(mask: np.ndarray) -> Counts:
    quarantined = int(mask.sum())
    return Counts(len(mask), len(mask) - quarantined, quarantined)


def _result(finding: Finding) -> CheckResult:
    failed = len(finding.rows)
    note = f"{failed} refused: {finding.reason}" if failed else ""
    return CheckResult(finding.table, finding.check, not failed, False, failed, note)


def _warnings(findings: list[Finding]) -> list[CheckResult]:
    results = [_result(f) for f in findings]
    return [
        CheckResult(r.table, r.name, r.ok, False, r.failed, r.note.replace("refused", "differ"))
        for r in results
    ]


def _cascade_results(followers: list[Finding]) -> list[CheckResult]:
    results = []
    for name in CHECKED_TABLES:
        rows = [f.rows.cast(pl.UInt32) for f in followers if f.table == name]
        failed = pl.concat(rows).n_unique() if rows else 0
        note = f"{failed} taken along by refused rows" if failed else ""
        results.append(CheckResult(name, CASCADE, not failed, False, failed, note))
    return results


def _allowed(checked: Checked, share: float, least: int, minimum_rows: Mapping[str, int]) -> Checked:
    """The same, with the results of the blocking checks; raises where one fails."""
    counts = checked.counts["articles"]
    refused = counts.quarantined / counts.read if counts.read else 0.0
    many = counts.read >= least and refused > share
    note = (
        f"{counts.quarantined} of {counts.read} articles were refused ({refused:.0%}, at most {share:.0%} may be): "
        f"most often {_commonest(checked)}. Nothing is published"
    )
    results = [
        CheckResult("articles", "refused_share", not many, True, counts.quarantined, note if many else "")
    ]
    for name, minimum in minimum_rows.items():
        accepted = checked.counts[name].accepted
        note = f"{name} keeps {accepted} rows, at least {minimum} are expected. Nothing is published"
        few = accepted < minimum
        results.append(
            CheckResult(
                name, "minimum_rows", not few, True, minimum - accepted if few else 0, note if few else ""
            )
        )
    whole = Checked(checked.accepted, checked.quarantine, [*checked.results, *results], checked.counts)
    failures = [r for r in results if not r.ok]
    if failures:
        error: type[Blocked] = TooManyRefused if many else TooFewRows
        raise error(failures, whole)
    return whole


def _commonest(checked: Checked) -> str:
    failed = [r for r in checked.results if r.table == "articles" and r.failed and r.name != CASCADE]
    worst = max(failed, key=lambda r: r.failed, default=None)
    return f"{worst.name} ({worst.failed})" if worst else "none"
