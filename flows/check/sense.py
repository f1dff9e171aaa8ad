"""Checks that a row makes sense: what its columns say about each other and about its article."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

import polars as pl
import pyarrow as pa

from flows.check.links import THREADS
from flows.check.results import Finding, finding

# A contact or a statement is reported at most this long after it, and a plan made at most this far ahead.
OLDEST_NEWS_YEARS = 100
FARTHEST_PLAN_YEARS = 10


@dataclass(frozen=True, slots=True)
class Sense:
    """Rows for which `bad` is true are refused; null is not true."""

    table: str
    name: str
    reason: str
    bad: pl.Expr


def _missing(column: str) -> pl.Expr:
    return pl.col(column).is_null()


def _empty(column: str) -> pl.Expr:
    return pl.col(column) == ""


_FIRST_CONTENT = pl.col("content_spans").list.first().struct.field("start")
_PARTIES = pl.col("participants")
_NEWS = pl.col("published_on")
_LATEST = _NEWS.dt.offset_by("1d")  # the day may be over where it is said, not yet where it is printed
_OLDEST = _NEWS.dt.offset_by(f"-{OLDEST_NEWS_YEARS}y")
_FARTHEST = _NEWS.dt.offset_by(f"{FARTHEST_PLAN_YEARS}y")
_AHEAD = pl.col("status").is_in(["planned", "cancelled", "denied"])

SENSES = (
    Sense("articles", "text.not_blank", "the text is blank", ~pl.col("text").str.contains(r"\S")),
    Sense("articles", "title_end.within_text", "the title ends beyond the text",
          pl.col("title_end") > pl.col("text").str.len_chars()),
    Sense("articles", "title_end.of_title", "there is no title, yet title_end is not 0",
          _empty("title") & (pl.col("title_end") != 0)),
    Sense("articles", "published_on_from.with_date", "published_on and published_on_from are not given together",
          _missing("published_on") != _missing("published_on_from")),
    Sense("quotes", "content_spans.not_empty", "the quote has no content", pl.col("content_spans").list.len() == 0),
    Sense("quotes", "speaker_form.with_source", "speaker_form is none if and only if source is empty",
          (pl.col("speaker_form") == "none") != _empty("source")),
    Sense("quotes", "speaker_id.evidence", "a speaker is given where neither source nor speaker_evidence names one",
          pl.col("speaker_id").is_not_null() & _empty("source") & (pl.col("speaker_evidence").list.len() == 0)),
    Sense("quotes", "place.by_title_end", "place does not agree with where the title ends",
          (pl.col("place") == "title") != (pl.col("title_end") > _FIRST_CONTENT)),
    Sense("quotes", "said_on.plausible", f"said after publication, or over {OLDEST_NEWS_YEARS} years before",
          ~pl.col("said_on").is_between(_OLDEST, _LATEST)),
    Sense("actors", "first_seen.before_last", "first_seen is after last_seen", pl.col("first_seen") > pl.col("last_seen")),
    Sense("actors", "first_seen.with_last", "first_seen and last_seen are not given together",
          _missing("first_seen") != _missing("last_seen")),
    Sense("calls", "participants.two", "a call has fewer than two parties", _PARTIES.list.n_unique() < 2),
    Sense("calls", "participants.sorted", "participants are not sorted, or one is named twice",
          _PARTIES.list.unique().list.sort() != _PARTIES),
    Sense("calls", "initiator_id.participant", "the initiator is not a participant",
          pl.col("initiator_id").is_not_null() & ~_PARTIES.list.contains(pl.col("initiator_id"))),
    Sense("mentions", "evidence.whole", "only one end of the evidence is given",
          _missing("evidence_start") != _missing("evidence_end")),
    Sense("call_reports", "called_on.plausible",
          f"held after publication, over {OLDEST_NEWS_YEARS} years before, or planned over {FARTHEST_PLAN_YEARS} ahead",
          ~pl.col("called_on").is_between(_OLDEST, pl.when(_AHEAD).then(_FARTHEST).otherwise(_LATEST))),
)  # fmt: skip


def sense_findings(name: str, frame: pl.DataFrame) -> Iterator[Finding]:
    """What each row says about itself. Rows that lie in articles bring `published_on` and `title_end` of theirs."""
    for sense in SENSES:
        if sense.table == name:
            bad = frame.select(sense.bad.alias("bad")).to_series()
            yield finding(name, sense.name, sense.reason, bad)


def ordinal_finding(articles: pl.Series, ordinals: pl.Series) -> Finding:
    """Quotes of the same article with the same ordinal; `articles` holds row numbers, null where unknown."""
    place = articles.cast(pl.Int64) * 2**32 + ordinals  # one number sorts faster than a pair
    bad = place.is_duplicated() & place.is_not_null()
    return finding("quotes", "ordinal.unique", "another quote of the article has the same ordinal", bad)


def checksum_finding(articles: pa.Table) -> Finding:
    """text_sha256 is computed anew."""
    texts, given = articles["text"], pl.Series(pl.from_arrow(articles["text_sha256"]))
    share = len(texts) // THREADS + 1
    parts = [texts.slice(start, share) for start in range(0, len(texts), share)]
    with ThreadPoolExecutor(THREADS) as pool:  # hashes are made without Python's lock
        digests = [d for part in pool.map(_digests, parts) for d in part]
    wrong = pl.Series(digests, dtype=pl.String) != given
    return finding("articles", "text_sha256.true", "text_sha256 is not the checksum of text", wrong)


def _digests(texts: pa.ChunkedArray) -> list[str | None]:
    return [sha256(text.as_buffer()).hexdigest() if text.is_valid else None for text in texts]
