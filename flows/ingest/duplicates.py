"""Articles that came twice: copies of a text are linked, a second record under the same id is refused."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from datetime import date

import pyarrow as pa

from schemas.arrow import table_from_rows
from schemas.ids import stable_id

# A shorter body ("This story is developing.") is no proof of a copy: its title has to be the same, too.
_TELLING_WORDS = 25


def link_duplicates(articles: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Fill duplicate_of, and refuse what stands under an id that is taken.

    Copies have the same words in their bodies; all of them point at the earliest, by published_on (null
    last), then by article_id. Of several records with one article_id the earliest by published_on, raw_path
    and raw_sha256 stays. Returns (articles, refused): rows in the order given, as many as came in.
    """
    kept, refused = _one_record_an_id(articles)
    accepted = articles.take(pa.array(kept, pa.int64()))
    position = accepted.schema.get_field_index("duplicate_of")
    linked = accepted.set_column(position, accepted.schema.field(position), [_originals(accepted)])
    return linked, table_from_rows("quarantine", refused)


def body_fingerprint(text: str, title_end: int) -> str:
    """Hash of the body's words, in lower case and without punctuation."""
    words = re.findall(r"\w+", text[title_end:].casefold())
    if len(words) < _TELLING_WORDS:
        words = re.findall(r"\w+", text.casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def _originals(articles: pa.Table) -> pa.Array:
    columns = (articles.column(name).to_pylist() for name in ("article_id", "published_on"))
    keys = [(_day_key(day), article_id) for article_id, day in zip(*columns, strict=True)]
    texts = zip(articles.column("text"), articles.column("title_end"), strict=True)
    prints = [body_fingerprint(text.as_py(), end.as_py()) for text, end in texts]
    earliest: dict[str, tuple[date, str]] = {}
    for fingerprint, key in zip(prints, keys, strict=True):
        earliest[fingerprint] = min(key, earliest.get(fingerprint, key))
    originals = [earliest[fingerprint][1] for fingerprint in prints]
    return pa.array([o if o != key[1] else None for o, key in zip(originals, keys, strict=True)], pa.string())


def _day_key(day: date | None) -> date:
    return day or date.max


def _one_record_an_id(articles: pa.Table) -> tuple[list[int], list[dict[str, object]]]:
    """Positions of the rows that stay, ascending, and quarantine rows for the others."""
    groups: dict[str, list[int]] = defaultdict(list)
    for position, article_id in enumerate(articles.column("article_id").to_pylist()):
        groups[article_id].append(position)
    kept, refused = [], []
    for group in groups.values():
        if len(group) == 1:
            kept += group
            continue
        rows = sorted(
            ((articles.slice(i, 1).to_pylist()[0], i) for i in group), key=lambda item: _record_key(*item)
        )
        kept.append(rows[0][1])
        refused += [_refused(row, rows[0][0], nth) for nth, (row, _) in enumerate(rows[1:])]
    return sorted(kept), refused


def _record_key(row: dict[str, object], position: int) -> tuple[object, ...]:
    day = row["published_on"]
    return _day_key(day if isinstance(day, date) else None), row["raw_path"], row["raw_sha256"], position


def _refused(row: dict[str, object], first: dict[str, object], nth: int) -> dict[str, object]:
    if row["text_sha256"] == first["text_sha256"]:
        check = "record_repeated"
        reason = f"The same article was read before, from {first['raw_path']}; nothing is lost. Remove one to silence this."
    else:
        check = "id_taken"
        reason = f"Another text has this id, from {first['raw_path']}; give each article an id of its own, or map external_id to another field."
    return {
        "quarantine_id": stable_id(
            "quarantine", "articles", row["article_id"], check, row["raw_path"], row["raw_sha256"], nth
        ),
        "table_name": "articles",
        "row_id": row["article_id"],
        "article_id": row["article_id"],
        "raw_path": row["raw_path"],
        "line": None,
        "check_name": check,
        "reason": reason,
        "row": json.dumps(row, ensure_ascii=False, default=str)[:500],
    }
