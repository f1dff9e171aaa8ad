"""All checks over all tables: what is accepted, what is refused and why, and whether the run may go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
import pyarrow as pa

from flows.check.cascade import CASCADE, Masks, cascade
from flows.check.columns import column_findings
from flows.check.links import link_findings
from flows.check.quarantine import quarantine_table
from flows.check.recount import COUNTED, count_findings, recounted
from flows.check.results import (
    Blocked,
    Checked,
    Finding,
    Frames,
    TooFewRows,
    TooManyRefused,
    WrongTable,
)
from flows.check.sense import sense_findings
from flows.check.spans import span_findings
from schemas.arrow import schema
from schemas.ddl import sql_type
from schemas.manifest import CheckResult, Counts
from schemas.tables import TABLES

CHECKED_TABLES = tuple(name for name in TABLES if name != "quarantine")


def check_tables(
    tables: Mapping[str, pa.Table],
    *,
    max_refused_share: float = 0.10,
    min_articles: int = 20,
    minimum_rows: Mapping[str, int] | None = None,
) -> Checked:
    """Split the rows of all tables into accepted and quarantined.

    `tables` holds articles, quotes, actors, calls, mentions and call_reports. A refused row takes along the
    rows that point at it and those that only it spoke for. Where `min_articles` or more were read and more than
    `max_refused_share` of them refused, TooManyRefused is raised; where a table keeps fewer rows than
    `minimum_rows` asks, TooFewRows. WrongTable tells of a missing table or column, or one of another type.
    """
    conformed = {name: _conformed(name, tables) for name in CHECKED_TABLES}
    frames = {name: _frame(table) for name, table in conformed.items()}
    findings = list(_findings(frames, conformed["articles"]))
    refused = _masks(frames, findings)
    followers = list(cascade(frames, refused))
    checked = Checked(
        accepted=_accepted(conformed, frames, refused),
        quarantine=quarantine_table(frames, [*findings, *followers]),
        results=[_result(f) for f in findings] + _cascade_results(followers, frames) + _warnings(frames),
        counts={name: _counts(mask) for name, mask in refused.items()},
    )
    return _allowed(checked, max_refused_share, min_articles, minimum_rows or {})


def _findings(frames: Frames, articles: pa.Table) -> Iterator[Finding]:
    for name, frame in frames.items():
        yield from column_findings(name, frame)
    yield from link_findings(frames)
    yield from span_findings(frames, articles)
    yield from sense_findings(frames, articles)


def _conformed(name: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The table with exactly the declared columns and types, in the declared order."""
    if name not in tables:
        raise WrongTable(f"the table {name} is missing; given: {', '.join(sorted(tables)) or 'none'}")
    table, declared = tables[name], schema(TABLES[name])
    missing = [n for n in declared.names if n not in table.column_names]
    unknown = [n for n in table.column_names if n not in declared.names]
    if missing or unknown:
        raise WrongTable(f"{name}: columns missing {missing}, unknown {unknown}; see docs/data-dictionary.md")
    return pa.table([_cast(name, table[f.name], f) for f in declared], schema=declared)


def _cast(table: str, column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    if column.type == field.type:
        return column
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise WrongTable(
            f"{table}.{field.name} is {column.type}, not {sql_type(field.type)}: {error}"
        ) from error


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _masks(frames: Frames, findings: list[Finding]) -> Masks:
    refused = {name: np.zeros(frame.height, dtype=bool) for name, frame in frames.items()}
    for finding in findings:
        refused[finding.table][finding.rows.to_numpy()] = True
    return refused


def _accepted(tables: Mapping[str, pa.Table], frames: Frames, refused: Masks) -> dict[str, pa.Table]:
    if not any(mask.any() for mask in refused.values()):
        return dict(tables)
    accepted = {name: table.filter(pa.array(~refused[name])) for name, table in tables.items()}
    for name, frame in recounted({n: _frame(t) for n, t in accepted.items()}).items():
        for column in COUNTED[name][1]:
            at = accepted[name].column_names.index(column)
            field = accepted[name].schema.field(at)
            values = frame[column].to_arrow().cast(field.type)
            accepted[name] = accepted[name].set_column(at, field, values)
    return accepted


def _counts(mask: np.ndarray) -> Counts:
    quarantined = int(mask.sum())
    return Counts(len(mask), len(mask) - quarantined, quarantined)


def _result(finding: Finding) -> CheckResult:
    failed = len(finding.rows)
    note = f"{failed} refused: {finding.reason}" if failed else ""
    return CheckResult(finding.table, finding.check, not failed, False, failed, note)


def _warnings(frames: Frames) -> list[CheckResult]:
    results = [_result(f) for f in count_findings(frames)]
    return [
        CheckResult(r.table, r.name, r.ok, False, r.failed, r.note.replace("refused", "differ"))
        for r in results
    ]


def _cascade_results(followers: list[Finding], frames: Frames) -> list[CheckResult]:
    results = []
    for name in frames:
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
