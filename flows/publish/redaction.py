"""A dataset without other people's articles: every span keeps its own words, the rest of the text goes."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import TABLES

# A refused row of these tables holds a span at most; any other may hold an article.
_SPANS_ONLY = sorted(set(TABLES) - {"articles", "quarantine"})


def without_text(tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    """The tables with `articles.text` and `furniture` empty, and refused articles without their content.

    Titles, addresses, offsets and `text_sha256` stay: who has the article can put its text back. The spans
    must have been checked before.
    """
    articles, quarantine = tables["articles"], tables["quarantine"]
    empty = pa.array([[]] * articles.num_rows, articles.schema.field("furniture").type)
    articles = _replaced(articles, "text", pa.array([""] * articles.num_rows, pa.string()))
    keep = pc.is_in(quarantine["table_name"], value_set=pa.array(_SPANS_ONLY))
    refused = _replaced(quarantine, "row", pc.if_else(keep, quarantine["row"], ""))
    redacted = {"articles": _replaced(articles, "furniture", empty), "quarantine": refused}
    return ChainMap(redacted, tables)  # type: ignore[arg-type]  # nothing writes to it


def _replaced(table: pa.Table, column: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    at = table.schema.get_field_index(column)
    return table.set_column(at, table.schema.field(at), values)
