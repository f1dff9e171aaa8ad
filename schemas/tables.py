"""The published tables: their columns, keys and sort orders."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from schemas import vocabulary as v
from schemas.columns import (
    Column,
    choice,
    count,
    day,
    key,
    link,
    links,
    offset,
    share,
    spans,
    text,
    texts,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `key` is unique, `sort` is the order of rows in every file of it.

    `spans` lists (span column, text column): the text column holds what the spans cover, joined by a space.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort: tuple[str, ...]
    spans: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.columns]


# A party of a reported call: where in the article it stands, and how sure the link is.
PARTY = pa.struct(
    [
        pa.field("actor_id", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("confidence", pa.float32(), nullable=False),
    ]
)

# A part of the page around the article: what it is, and its words.
FURNITURE = pa.struct(
    [pa.field("kind", pa.string(), nullable=False), pa.field("text", pa.string(), nullable=False)]
)

ARTICLES = Table(
    "articles",
    "One row an article, also for copies (duplicate_of) and for languages that are not mined.",
    (
        key("article_id", "Hash of what identifies the article at its source: outlet and external id, else URL, else file name and bytes"),
        text("external_id", "The id that the input gave", nullable=True),
        text("url", "Web address that the input gave", nullable=True),
        text("outlet", "Publisher, as the input or the address names it", nullable=True),
        text("section", "Section of the paper, such as World", nullable=True),
        text("title", "Headline; empty where none was found"),
        texts("byline", "Writers, in the order given"),
        day("published_on", "Day of publication"),
        choice("published_on_from", v.DATE_ORIGINS, "Where published_on was read; null when it is unknown", nullable=True),
        text("language", "ISO 639-1 code of the text; und where it cannot be told", pattern=r"^[a-z]{2,3}$"),
        text("text", "Title and body, normalised; every offset in this dataset indexes it. Empty where the snapshot was published without texts"),
        offset("title_end", "Where the title ends in text; 0 without a title"),
        count("word_count", "Words of text", "words"),
        text("text_sha256", "SHA-256 of text in UTF-8", pattern=r"^[0-9a-f]{64}$"),
        link("duplicate_of", "articles.article_id", "The earliest article with the same text, where this one is a copy", nullable=True),
        texts("flags", "What a reader should know about how the article was read", allowed=v.ARTICLE_FLAGS),
        Column("furniture", pa.list_(FURNITURE), "Parts of the page that are not the article's text, kept as they stood"),
        text("raw_path", "File that the article came from, as it was given"),
        text("raw_sha256", "SHA-256 of that file, or of the article's line in it", pattern=r"^[0-9a-f]{64}$"),
    ),
    key=("article_id",),
    sort=("published_on", "article_id"),
)  # fmt: skip

QUOTES = Table(
    "quotes",
    "One row an attribution: a content that the article says somebody said, wrote or thinks.",
    (
        key("quote_id", "Hash of the article and the content's spans"),
        link("article_id", "articles.article_id", "Article that holds the quote"),
        count("ordinal", "Position among the article's quotes, from 0", "quotes"),
        choice("kind", v.QUOTE_KINDS, "direct: all between quotation marks; indirect: none; mixed: some"),
        text("content", "What was said"),
        spans("content_spans", "Where the content stands"),
        text("cue", "The reporting words; empty where there are none"),
        spans("cue_spans", "Where the cue stands"),
        text("source", "Who said it, as written; empty where nobody is named"),
        spans("source_spans", "Where the source stands"),
        link("speaker_id", "actors.actor_id", "The actor who spoke; null when nobody is named", nullable=True),
        choice("speaker_form", v.SPEAKER_FORMS, "How the article writes the source"),
        spans("speaker_evidence", "The mention that names the speaker, where the source does not"),
        share("speaker_confidence", "How sure the link from source to speaker is", nullable=True),
        link("addressee_id", "actors.actor_id", "The actor spoken to", nullable=True),
        link("parent_quote_id", "quotes.quote_id", "The attribution that this one is told within", nullable=True),
        link("relayed_by_id", "actors.actor_id", "The actor whose word we have for it", nullable=True),
        Column("negated", pa.bool_(), "The article says that it was not said"),
        day("said_on", "Day on which it was said, where the article fixes it"),
        choice("place", v.PLACES, "Whether the content stands in the title or in the body"),
        text("section_label", "Label that opens the passage, such as What they're saying", nullable=True),
        share("confidence", "Calibrated probability that the attribution is right"),
    ),
    key=("quote_id",),
    sort=("article_id", "ordinal"),
    spans=(("content_spans", "content"), ("cue_spans", "cue"), ("source_spans", "source")),
)  # fmt: skip

ACTORS = Table(
    "actors",
    "One row an actor over all articles.",
    (
        key("actor_id", "Hash of the kind and the name that identifies the actor"),
        text("name", "Fullest name, without titles; for the unnamed the words that stand for them"),
        choice("kind", v.ACTOR_KINDS, "What the actor is"),
        text("role", "Office or title most often given", nullable=True),
        text("country", "ISO 3166-1 alpha-3 code of the country acted for or belonged to", nullable=True, pattern=r"^[A-Z]{3}$"),
        choice("sector", v.SECTORS, "PLOVER sector", nullable=True),
        texts("aliases", "Other names in the articles, most frequent first"),
        day("first_seen", "Day of the first dated article"),
        day("last_seen", "Day of the last dated article"),
        count("article_count", "Articles that mention the actor, copies left out", "articles"),
        count("quote_count", "Quotes the actor is the speaker of, copies left out", "quotes"),
        count("call_count", "Calls the actor took part in", "calls"),
        text("wikidata_id", "Wikidata item, where it is known", nullable=True, pattern=r"^Q[0-9]+$"),
    ),
    key=("actor_id",),
    sort=("actor_id",),
)  # fmt: skip

CALLS = Table(
    "calls",
    "One row a contact between two or more parties, however many articles report it.",
    (
        key("call_id", "Hash of the contact's parties, channel and day, or of its article where the day is unknown"),
        choice("channel", v.CHANNELS, "How the parties spoke; unspecified where no article tells"),
        choice("status", v.CALL_STATUSES, "Whether it took place"),
        day("called_on", "Day of the contact; null when no article fixes it"),
        links("participants", "actors.actor_id", "The parties, sorted by id"),
        link("initiator_id", "actors.actor_id", "Who called, visited or hosted", nullable=True),
        choice("plover_mode", v.PLOVER_MODES, "Kind of contact"),
        choice("cameo_code", v.CAMEO_CODES, "CAMEO event code"),
        count("article_count", "Articles that report it, copies left out", "articles"),
        Column("conflicted", pa.bool_(), "Reports disagree on channel or status; see call_reports"),
        share("confidence", "Confidence of the surest report"),
    ),
    key=("call_id",),
    sort=("called_on", "call_id"),
)  # fmt: skip

MENTIONS = Table(
    "mentions",
    "Every reference to an actor.",
    (
        key("mention_id", "Hash of the article and the span"),
        link("article_id", "articles.article_id", "Article that holds the mention"),
        link("actor_id", "actors.actor_id", "Actor referred to"),
        text("text", "The words that refer"),
        offset("start", "Where they start"),
        offset("end", "Where they end, exclusive"),
        choice("form", v.MENTION_FORMS, "How the actor is referred to"),
        share("confidence", "How sure the link to the actor is"),
        Column("evidence_start", pa.int32(), "Start of the mention that this one was resolved to", nullable=True, unit="characters of articles.text", minimum=0),
        Column("evidence_end", pa.int32(), "End of that mention, exclusive", nullable=True, unit="characters of articles.text", minimum=0),
    ),
    key=("mention_id",),
    sort=("article_id", "start", "end"),
)  # fmt: skip

CALL_REPORTS = Table(
    "call_reports",
    "Each article's report of a call.",
    (
        key("report_id", "Hash of the article and the evidence's span"),
        link("call_id", "calls.call_id", "Contact that is reported"),
        link("article_id", "articles.article_id", "Article that reports it"),
        text("evidence", "The clause that reports it"),
        offset("start", "Where the evidence starts"),
        offset("end", "Where it ends, exclusive"),
        offset("trigger_start", "Where the word that stands for the contact starts"),
        offset("trigger_end", "Where it ends, exclusive"),
        choice("channel", v.CHANNELS, "How the parties spoke, as this article tells it"),
        choice("status", v.CALL_STATUSES, "Whether it took place, as this article tells it"),
        day("called_on", "Day of the contact, as this article fixes it"),
        Column("parties", pa.list_(PARTY), "The parties, and the mention that each was read from"),
        link("reported_by_id", "actors.actor_id", "Actor whose word the article gives for it", nullable=True),
        Column("independent", pa.bool_(), "False where the article is a copy of another report"),
        share("confidence", "Probability that the report is right"),
    ),
    key=("report_id",),
    sort=("article_id", "start", "report_id"),
    spans=(),
)  # fmt: skip

QUARANTINE = Table(
    "quarantine",
    "What was refused, and why.",
    (
        key("quarantine_id", "Hash of the table, the row and the check"),
        text("table_name", "Table that the row was meant for"),
        text("row_id", "The row's key; empty for raw input that never became a row"),
        text("article_id", "Article that the row belongs to", nullable=True),
        text("raw_path", "File that it came from", nullable=True),
        Column("line", pa.int32(), "Line of that file", nullable=True, unit="lines, from 1", minimum=1),
        text("check_name", "The check that refused it"),
        text("reason", "Why, and what to do about it"),
        text("row", "The refused row as JSON, or the start of the raw input"),
    ),
    key=("quarantine_id",),
    sort=("table_name", "quarantine_id"),
)  # fmt: skip

TABLES: dict[str, Table] = {
    t.name: t for t in (ARTICLES, QUOTES, ACTORS, CALLS, MENTIONS, CALL_REPORTS, QUARANTINE)
}
