"""The tables that pass from extraction to the reduce step: rows with actors known only inside their article."""

from __future__ import annotations

import pyarrow as pa

from schemas.arrow import schema
from schemas.columns import SPAN
from schemas.tables import CALL_REPORTS, MENTIONS, QUOTES

# An id of an entity inside its article stands where the published table has an actor's id.
QUOTES_SCHEMA = schema(QUOTES)
MENTIONS_SCHEMA = schema(MENTIONS)
LOCAL_PARTY = pa.struct(
    [("entity_id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("confidence", pa.float32())]
)
REPORTS_SCHEMA = pa.schema(
    [f for f in schema(CALL_REPORTS) if f.name not in ("call_id", "parties", "independent")]
    + [
        pa.field("parties", pa.list_(LOCAL_PARTY)),
        pa.field("initiator_id", pa.string()),
        pa.field("plover_mode", pa.string()),
        pa.field("triggers", pa.list_(SPAN)),
    ]
)
ENTITIES_SCHEMA = pa.schema(
    [
        pa.field("entity_id", pa.string(), nullable=False),
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("names", pa.list_(pa.string())),
        pa.field("counts", pa.list_(pa.int32())),
        pa.field("roles", pa.list_(pa.string())),
        pa.field("country", pa.string()),
        pa.field("sector", pa.string()),
        pa.field("gender", pa.string()),
    ]
)
SCHEMAS: dict[str, pa.Schema] = {
    "quotes": QUOTES_SCHEMA,
    "mentions": MENTIONS_SCHEMA,
    "entities": ENTITIES_SCHEMA,
    "reports": REPORTS_SCHEMA,
}
