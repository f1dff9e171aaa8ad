"""The span invariant: text[start:end] is the span's text, for every span of every row.

Offsets count code points, as Python's do. Slicing by code point costs a walk from the start of the text for
each span, so offsets are first turned into byte offsets, and slices are taken as bytes, which Polars does
without copying.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from flows.check.results import Finding
from schemas.tables import TABLES

# Bytes of text looked at together.
BLOCK_BYTES = 8 << 20
# A code point that no text reaches.
BEYOND = np.iinfo(np.int64).max
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SpanColumn:
    """Where a table keeps spans: a list column of (start, end), or two columns of its own.

    `text` names the column that repeats what the spans cover, joined by one space; null where none does.
    """

    table: str
    name: str
    start: str
    end: str
    text: str | None = None
    in_list: bool = False

    def spans(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Columns row, article, start, end: one row a span whose article is known and whose offsets are both given."""
        row = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
        if self.in_list:
            listed = frame.select(row, "article", pl.col(self.name).alias("span"))
            listed = listed.filter(pl.col("span").list.len() > 0).explode("span")
            start, end = (pl.col("span").struct.field(part) for part in (self.start, self.end))
            spans = listed.select("row", "article", start.alias("start"), end.alias("end"))
        else:
            own = (pl.col(self.start).alias("start"), pl.col(self.end).alias("end"))
            spans = frame.select(row, "article", *own)
        return spans.drop_nulls(["article", "start", "end"])


def _span_columns() -> list[SpanColumn]:
    """Every place in the tables that holds spans."""
    quotes = dict(TABLES["quotes"].spans)
    listed = [c.name for c in TABLES["quotes"].columns if c.unit and "end exclusive" in c.unit]
    return [
        *(SpanColumn("quotes", c, "start", "end", quotes.get(c), in_list=True) for c in listed),
        SpanColumn("mentions", "text", "start", "end", text="text"),
        SpanColumn("mentions", "evidence", "evidence_start", "evidence_end"),
        SpanColumn("call_reports", "evidence", "start", "end", text="evidence"),
        SpanColumn("call_reports", "trigger", "trigger_start", "trigger_end"),
        SpanColumn("call_reports", "parties", "start", "end", in_list=True),
    ]


SPAN_COLUMNS = _span_columns()


def span_findings(name: str, frame: pl.DataFrame, texts: Texts) -> Iterator[Finding]:
    """Bounds of every span, and the text of those that repeat it.

    `frame` has a column `article`, the row number of the article; spans without one are left to the check of references.
    """
    for column in SPAN_COLUMNS:
        if column.table == name:
            yield from _column_findings(column, frame, texts)


def _column_findings(column: SpanColumn, frame: pl.DataFrame, texts: Texts) -> Iterator[Finding]:
    spans = column.spans(frame)
    lengths = pl.Series(texts.lengths[spans["article"].to_numpy()])
    inside = (spans["start"] >= 0) & (spans["start"] < spans["end"]) & (spans["end"] <= lengths)
    outside = spans.filter(~inside)["row"].unique().sort()
    reason = f"{column.name}: a span is empty or reaches outside the article's text"
    yield Finding(column.table, f"{column.name}.bounds", reason, outside)
    if column.in_list and column.text:
        early = (spans["row"] == spans["row"].shift(1)) & (spans["start"] < spans["end"].shift(1))
        rows = spans.filter(early)["row"].unique().sort()
        reason = f"{column.name} overlap or are out of order"
        yield Finding(column.table, f"{column.name}.in_order", reason, rows)
    if column.text:
        pieces = texts.slices(spans if not len(outside) else spans.filter(inside))
        rows = _differing(frame, column.text, pieces, outside)
        reason = f"{column.text} is not what its span covers in the article's text"
        yield Finding(column.table, f"{column.text}.equals_text", reason, rows)


def _differing(frame: pl.DataFrame, text: str, pieces: pl.DataFrame, outside: pl.Series) -> pl.Series:
    """Row numbers whose text differs from the pieces joined by a space; rows in `outside` are left out."""
    repeated = pieces["row"].is_duplicated()
    if repeated.any():
        # Offsets found from code points never cut one in two, so the bytes are valid UTF-8.
        several = pieces.filter(repeated).with_columns(pl.col("piece").cast(pl.String))
        joined = several.group_by("row", maintain_order=True).agg(pl.col("piece").str.join(" "))
        pieces = pl.concat([pieces.filter(~repeated), joined.with_columns(pl.col("piece").cast(pl.Binary))])
    # Where a row has no span, its text must be empty.
    covered = pl.Series([b""], dtype=pl.Binary).new_from_index(0, frame.height)
    covered = covered.scatter(pieces["row"], pieces["piece"])
    wrong = (frame[text].cast(pl.Binary) != covered).fill_null(False).arg_true()
    known = frame["article"].is_not_null().gather(wrong)
    return wrong.filter(known & ~wrong.is_in(outside.implode()))


class Texts:
    """The articles' texts, to take slices from. `lengths` are in code points."""

    def __init__(self, text: pa.ChunkedArray) -> None:
        filled = text.fill_null("")
        series = pl.Series(pl.from_arrow(filled))
        self._bytes = series.cast(pl.Binary)
        self.lengths: Ints = series.str.len_chars().to_numpy().astype(np.int64)
        self._first = np.cumsum(self.lengths) - self.lengths
        self._further = _further_bytes(filled)
        self._further_before = np.searchsorted(self._further, self._first)

    def slices(self, spans: pl.DataFrame) -> pl.DataFrame:
        """Columns row and piece: the bytes of each span's text; all spans are within bounds."""
        start, size = self._in_bytes(*(spans[name].to_numpy() for name in ("article", "start", "end")))
        sliced = spans.select(
            "row", text=self._bytes.gather(spans["article"]), at=pl.Series(start), size=pl.Series(size)
        )
        return sliced.select("row", piece=pl.col("text").bin.slice("at", "size"))

    def _in_bytes(self, article: Numbers, start: Numbers, end: Numbers) -> tuple[Ints, Ints]:
        """Where spans of code points start within the bytes of their articles, and their sizes in bytes."""
        first, last = (self._first[article] + offset for offset in (start, end))
        before = np.searchsorted(self._further, first)
        size = (end - start).astype(np.int64)
        # Most spans hold no code point of several bytes: their ends need not be looked up.
        wide = np.flatnonzero(self._further[before] < last)
        size[wide] += np.searchsorted(self._further, last[wide]) - before[wide]
        return start + before - self._further_before[article], size


def _further_bytes(texts: pa.ChunkedArray) -> Ints:
    """For each byte that goes on with a code point: the number of that code point, over all texts together.

    The last one is BEYOND. In UTF-8 these bytes are 0b10xxxxxx; in most languages' news there are few.
    """
    found, size, count = [np.empty(0, dtype=np.int64)], 0, 0
    for chunk in texts.chunks:
        ends = np.frombuffer(chunk.buffers()[1], dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        octets = np.frombuffer(chunk.buffers()[2] or b"", dtype=np.uint8)[ends[0] : ends[-1]]
        for start in range(0, len(octets), BLOCK_BYTES):
            block = octets[start : start + BLOCK_BYTES]
            places = np.flatnonzero((block & 0xC0) == 0x80) + size
            found.append(places - np.arange(count, count + len(places)) - 1)
            size, count = size + len(block), count + len(places)
    return np.concatenate([*found, np.array([BEYOND])])
