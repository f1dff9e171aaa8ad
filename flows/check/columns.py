"""Checks on one column at a time: a Pandera schema made from each declared table.

Pandera validates eager Polars frames (a LazyFrame would skip every check of values) and lazily in its own
sense: it finds all failures, not the first. Its failure cases carry row numbers, which become findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pandera.polars as pandera
import polars as pl
import pyarrow as pa
from pandera.api.polars.types import PolarsData

from flows.check.results import Finding
from schemas.columns import Column
from schemas.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared property of a column: `good` is true for every value (or list element) that has it."""

    name: str
    reason: str
    good: Callable[[pl.Expr], pl.Expr]


def value_rules(column: Column) -> list[Rule]:
    """The rules for a value, or for a text element of a list."""
    rules = []
    if column.allowed:
        allowed = list(column.allowed)
        rules.append(Rule("allowed", f"not one of {', '.join(allowed)}", lambda v: v.is_in(allowed)))
    if column.pattern is not None:
        pattern = column.pattern
        rules.append(Rule("pattern", f"does not match {pattern}", lambda v: v.str.contains(pattern)))
    return rules + range_rules(column)


def range_rules(column: Column) -> list[Rule]:
    rules = []
    if column.minimum is not None:
        low = column.minimum
        rules.append(Rule("minimum", f"below {low:g}", lambda v: v >= low))
    if column.maximum is not None:
        high = column.maximum
        # NaN sorts above every number in Polars, so it fails here.
        rules.append(Rule("maximum", f"above {high:g} or not a number", lambda v: v <= high))
    return rules


def element_rules(column: Column) -> list[Rule]:
    """The rules for the elements of a list: none is null, nor any required field of it."""
    element = column.type.value_type
    if not pa.types.is_struct(element):
        rules = [Rule("element_not_null", "holds an empty element", lambda v: v.is_not_null())]
        return rules + value_rules(column)
    required = [f.name for f in element if not f.nullable]
    numbers = [f.name for f in element if pa.types.is_integer(f.type)]

    def complete(value: pl.Expr) -> pl.Expr:
        return pl.all_horizontal(
            value.is_not_null(), *(value.struct.field(n).is_not_null() for n in required)
        )

    def within(rule: Rule) -> Callable[[pl.Expr], pl.Expr]:
        return lambda v: pl.all_horizontal(rule.good(v.struct.field(n)) for n in numbers)

    rules = [Rule("element_not_null", "holds an element with a missing part", complete)]
    return rules + [Rule(r.name, r.reason, within(r)) for r in range_rules(column)]


def rules(column: Column) -> list[Rule]:
    return element_rules(column) if pa.types.is_list(column.type) else value_rules(column)


def _good(rule: Rule, column: Column) -> pl.Expr:
    """Whether the rule holds; a value that is not given breaks none."""
    value = pl.col(column.name)
    if pa.types.is_list(column.type):
        good = value.list.eval(rule.good(pl.element()).fill_null(False)).list.all()
    else:
        good = rule.good(value)
    return good.fill_null(True)


def _given(column: Column) -> pl.Expr:
    """Whether there is a value, as Pandera sees it: NaN is none."""
    value = pl.col(column.name)
    given = value.is_not_null()
    return given & value.is_not_nan() if pa.types.is_floating(column.type) else given


def _check(name: str, good: pl.Expr) -> pandera.Check:
    """The expression as Pandera calls it: one boolean a row."""

    def check(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(good.alias(name))

    return pandera.Check(check, name=name)


@cache
def pandera_schema(name: str) -> pandera.DataFrameSchema:
    """The Pandera schema of a declared table: a check for every rule."""
    table = TABLES[name]
    columns = {
        c.name: pandera.Column(
            dtype,
            [_check(f"{c.name}.{rule.name}", _good(rule, c)) for rule in rules(c)],
            nullable=c.nullable,
            description=c.description,
        )
        for c, dtype in zip(table.columns, _dtypes(table), strict=True)
    }
    return pandera.DataFrameSchema(columns, name=name, strict=True, description=table.description)


@cache
def flawless_schema(name: str) -> pandera.DataFrameSchema:
    """The same rules as one check of whole rows: what most rows pass at a third of the time."""
    table = TABLES[name]
    good = [_good(rule, c) for c in table.columns for rule in rules(c)]
    good += [_given(c) for c in table.columns if not c.nullable]
    columns = {
        c.name: pandera.Column(dtype, nullable=True)
        for c, dtype in zip(table.columns, _dtypes(table), strict=True)
    }
    return pandera.DataFrameSchema(
        columns, _check("flawless", pl.all_horizontal(good)), name=name, strict=True
    )


def _dtypes(table: Table) -> list[pl.DataType]:
    empty = pa.schema([pa.field(c.name, c.type) for c in table.columns]).empty_table()
    return list(pl.DataFrame(empty).schema.values())


def column_findings(name: str, frame: pl.DataFrame) -> Iterator[Finding]:
    """A finding for every declared property of every value of one table."""
    failures = _failures(name, frame)
    for check, reason in value_checks(TABLES[name]).items():
        rows = failures.filter(pl.col("check") == check)["index"].unique().sort()
        yield Finding(name, check, reason, rows)


def unique_finding(name: str, keys: pl.Series) -> Finding:
    """Rows of a table whose key another row has, too."""
    key = TABLES[name].key[0]
    reason = f"another row has the same {key}"
    return Finding(name, f"{key}.unique", reason, _repeated(keys))


def _repeated(values: pl.Series) -> pl.Series:
    """Row numbers of values that stand more than once; hashes, which sort fast, tell which rows to compare."""
    hashes = values.hash()
    in_order = hashes.sort()
    twice = in_order.filter(in_order == in_order.shift(1)).unique()
    rows = hashes.is_in(twice.implode()).arg_true() if len(twice) else twice.cast(pl.UInt32)
    compared = values.gather(rows)
    return rows.filter(compared.is_duplicated() & compared.is_not_null())


def value_checks(table: Table) -> dict[str, str]:
    """Name of each check on the values of a table's columns, and the reason given where it fails."""
    checks = {}
    for column in table.columns:
        if not column.nullable:
            checks[f"{column.name}.not_null"] = f"{column.name} is missing"
        for rule in rules(column):
            checks[f"{column.name}.{rule.name}"] = f"{column.name}: {rule.reason}"
    return checks


def _failures(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Columns check, index: one row a failed value."""
    try:
        flawless_schema(name).validate(frame)
    except pandera.errors.SchemaError:
        return _failures_by_rule(name, frame)
    return _no_failures()


def _failures_by_rule(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    try:
        pandera_schema(name).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases: pl.DataFrame = error.failure_cases
        # Pandera has a name of its own for what is not one of our rules.
        null = pl.when(pl.col("check") == "not_nullable").then(pl.concat_str("column", pl.lit(".not_null")))
        return cases.select(null.otherwise(pl.col("check")).alias("check"), pl.col("index").cast(pl.UInt32))
    return _no_failures()


def _no_failures() -> pl.DataFrame:
    return pl.DataFrame(schema={"check": pl.String, "index": pl.UInt32})
