"""The span invariant: text[start:end] is the span's text, for every span of every row.

Offsets count code points, as Python's do. Slicing by code point costs a walk from the start of the text for
each span, so offsets are first turned into byte offsets, block by block, and slices are taken as bytes,
which Polars does without copying.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa

from flows.check.results import Finding, Frames
from schemas.tables import TABLES

# Bytes of text indexed at a time: the index takes eight times as much memory.
BLOCK_BYTES = 8 << 20
END = "\n"


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
        """Columns row, article_id, start, end: one row a span whose offsets are both given."""
        row = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
        if self.in_list:
            listed = frame.select(row, "article_id", pl.col(self.name).alias("span"))
            listed = listed.filter(pl.col("span").list.len() > 0).explode("span")
            start, end = (pl.col("span").struct.field(part) for part in (self.start, self.end))
            spans = listed.select("row", "article_id", start.alias("start"), end.alias("end"))
        else:
            own = (pl.col(self.start).alias("start"), pl.col(self.end).alias("end"))
            spans = frame.select(row, "article_id", *own)
        return spans.drop_nulls(["start", "end"])


def span_columns() -> list[SpanColumn]:
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


def span_findings(frames: Frames, articles: pa.Table) -> Iterator[Finding]:
    """Bounds of every span, and the text of those that repeat it. `articles` is the Arrow form of its frame."""
    texts = Texts(frames["articles"], articles)
    compared: list[tuple[SpanColumn, pl.DataFrame, pl.Series]] = []
    for column in span_columns():
        spans = texts.locate(column.spans(frames[column.table]))
        inside = (spans["start"] >= 0) & (spans["start"] < spans["end"]) & (spans["end"] <= spans["length"])
        outside = spans.filter(~inside)["row"].unique().sort()
        reason = f"{column.name}: a span is empty or reaches outside the article's text"
        yield Finding(column.table, f"{column.name}.bounds", reason, outside)
        if column.in_list and column.text:
            early = (spans["row"] == spans["row"].shift(1)) & (spans["start"] < spans["end"].shift(1))
            rows = spans.filter(early)["row"].unique().sort()
            reason = f"{column.name} overlap or are out of order"
            yield Finding(column.table, f"{column.name}.in_order", reason, rows)
        if column.text:
            compared.append((column, spans.filter(inside).drop("length"), outside))
    yield from _text_findings(frames, texts, compared)


def _text_findings(
    frames: Frames, texts: Texts, compared: list[tuple[SpanColumn, pl.DataFrame, pl.Series]]
) -> Iterator[Finding]:
    covered = texts.slices([spans for _, spans, _ in compared])
    for (column, _, outside), pieces in zip(compared, covered, strict=True):
        rows = _differing(frames[column.table], str(column.text), pieces, outside)
        reason = f"{column.text} is not what its span covers in the article's text"
        yield Finding(column.table, f"{column.text}.equals_text", reason, rows)


def _differing(frame: pl.DataFrame, text: str, pieces: pl.DataFrame, outside: pl.Series) -> pl.Series:
    """Row numbers whose text differs from the pieces joined by a space; rows in `outside` are left out."""
    repeated = pieces["row"].is_duplicated()
    several = pieces.filter(repeated).group_by("row", maintain_order=True).agg(pl.col("piece").str.join(" "))
    joined = pl.concat([pieces.filter(~repeated), several])
    # Where a row has no span, its text must be empty.
    covered = pl.Series([""], dtype=pl.String).extend_constant("", frame.height).head(frame.height)
    covered = covered.scatter(joined["row"], joined["piece"])
    wrong = (frame[text] != covered).fill_null(False).arg_true()
    return wrong.filter(~wrong.is_in(outside.implode()))


class Texts:
    """The articles' texts, to take slices from."""

    def __init__(self, frame: pl.DataFrame, articles: pa.Table) -> None:
        self._arrow = articles["text"]
        text = frame["text"]
        self._bytes = text.cast(pl.Binary)
        self._characters = text.str.len_chars().fill_null(0).to_numpy().astype(np.int64)
        self._sizes = text.str.len_bytes().fill_null(0).to_numpy().astype(np.int64)
        self._rows = pl.DataFrame(
            [
                frame["article_id"],
                pl.Series("length", self._characters, dtype=pl.Int32),
                pl.Series("article", np.arange(len(text)), dtype=pl.UInt32),
            ]
        ).unique("article_id", keep="first")

    def locate(self, spans: pl.DataFrame) -> pl.DataFrame:
        """Columns row, start, end, article (row number), length (code points); in the order of articles.

        Spans of unknown articles are dropped: the reference check names them.
        """
        located = spans.join(self._rows, on="article_id", how="inner", maintain_order="left")
        return located.drop("article_id").sort("article", maintain_order=True)

    def slices(self, located: list[pl.DataFrame]) -> list[pl.DataFrame]:
        """For each frame of located spans within bounds, columns row and piece: the text of each span."""
        starts = [np.empty(len(spans), dtype=np.int32) for spans in located]
        ends = [np.empty(len(spans), dtype=np.int32) for spans in located]
        articles = [spans["article"].to_numpy() for spans in located]
        for first, last in self._blocks():
            index = _ByteIndex(self._arrow.slice(first, last - first), self._characters[first:last])
            for spans, article, start, end in zip(located, articles, starts, ends, strict=True):
                here = slice(*np.searchsorted(article, [first, last]))
                block = article[here] - first
                start[here] = index.byte_offsets(block, spans["start"][here].to_numpy())
                end[here] = index.byte_offsets(block, spans["end"][here].to_numpy())
        return [self._pieces(*columns) for columns in zip(located, starts, ends, strict=True)]

    def _pieces(self, spans: pl.DataFrame, start: np.ndarray, end: np.ndarray) -> pl.DataFrame:
        sliced = spans.select(
            "row", text=self._bytes.gather(spans["article"]), at=pl.Series(start), size=pl.Series(end - start)
        )
        # Offsets found from code points never cut one in two, so the bytes are valid UTF-8.
        return sliced.select("row", piece=pl.col("text").bin.slice("at", "size").cast(pl.String))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of articles of about BLOCK_BYTES of text each."""
        block = np.cumsum(self._sizes) // BLOCK_BYTES
        edges = np.flatnonzero(np.diff(block)) + 1
        return pairwise(sorted({0, *edges.tolist(), len(block)}))


class _ByteIndex:
    """Where each code point of a block of texts starts, in bytes."""

    def __init__(self, texts: pa.ChunkedArray, characters: np.ndarray) -> None:
        # One more text after the last, so that the end of each is where the next one starts.
        block = pa.concat_arrays([*texts.fill_null("").chunks, pa.array([END])])
        ends = np.frombuffer(block.buffers()[1], dtype=np.int32)
        octets = np.frombuffer(block.buffers()[2], dtype=np.uint8)[: ends[len(block)]]
        # In UTF-8 every byte but 0b10xxxxxx starts a code point.
        self._starts = np.flatnonzero((octets & 0xC0) != 0x80)
        self._first_character = np.cumsum(characters) - characters

    def byte_offsets(self, article: np.ndarray, offset: np.ndarray) -> np.ndarray:
        """Byte offsets within each article that stand for its code-point offsets."""
        first = self._first_character[article]
        offsets: np.ndarray = self._starts[first + offset] - self._starts[first]
        return offsets
