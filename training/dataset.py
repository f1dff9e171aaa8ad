"""All training examples: PolNeAR, synthetic articles and contact labels, with mention labels over all of them."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from flows.normalise.tagger.encode import encode

from .calls import call_example
from .examples import CONTENT, CUE, SOURCE, UNKNOWN, Example, attribution_example, mark, pieces
from .mentions import LABELS

Row = dict[str, Any]
MentionTable = dict[str, list[tuple[int, int, str]]]
TELLING = re.compile(
    r"\b(tell|tells|told|telling|inform|informs|informed|assure|assures|assured|warn|warns|warned|remind|reminds|reminded"
    r"|ask|asks|asked|urge|urges|urged|advise|advises|advised|press|pressed|promise|promised|brief|briefed|notified)$",
    re.I,
)
RECIPIENT = re.compile(r"(him|her|me|us|them|you|reporters|supporters|everyone|people)\b")


@dataclass
class Data:
    """`polnear` holds all annotators of a document together; one is drawn each epoch."""

    polnear: dict[str, list[Example]] = field(default_factory=dict)
    held_out: dict[str, list[Example]] = field(default_factory=dict)
    synthetic: list[Example] = field(default_factory=list)
    calls: list[Example] = field(default_factory=list)
    unlabelled: list[Example] = field(default_factory=list)


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def held_out(doc: str, percent: int = 5) -> bool:
    """A fixed twentieth of the training documents is kept for calibration and never trained on."""
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % 100 < percent


def with_mentions(example: Example, spans: list[tuple[int, int, str]] | None) -> Example:
    if spans is not None:
        labels = np.zeros(len(example.enc), dtype=np.int64)
        for a, b, kind in spans:
            for span in pieces(example.enc, [[a, b]]):
                mark(labels, span, 1 + 2 * LABELS.index(kind))
        example.tags["mention"] = labels
    return example


def addressee_span(text: str, cue_end: int, stop: int, spans: list[tuple[int, int, str]]) -> list[int] | None:
    """Whom it was told to: the pronoun, or the run of mentions, that follows the cue at once."""
    start = cue_end + 1
    pronoun = RECIPIENT.match(text, start)
    if pronoun and pronoun.end() <= stop:
        return [pronoun.start(), pronoun.end()]
    end = start
    for a, b, kind in spans:
        if a >= start and kind != "DATE" and text[end:a].lower() in ("", " ", "the ", "his ", "her ", "its "):
            end = b
    return [start, end] if start < end <= stop else None


def label_addressees(example: Example, row: Row, spans: list[tuple[int, int, str]]) -> None:
    labels = np.zeros(len(example.enc), dtype=np.int64)
    for quote in row["quotes"]:
        if "addressee" in quote:
            found = quote["addressee"]
        elif quote["cue"] and TELLING.search(row["text"][quote["cue"][0][0] : quote["cue"][0][1]]):
            end = quote["cue"][0][1]
            after = [a for a, _ in quote["content"] + quote["source"] if a >= end]
            near = addressee_span(row["text"], end, min(after, default=len(row["text"])), spans)
            found = [near] if near else []
        else:
            found = []
        for span in pieces(example.enc, found):
            mark(labels, span, 1)
    example.tags["addressee"] = labels


def synthetic_example(row: Row, tokenizer: Tokenizer) -> Example:
    outer = {**row, "quotes": [q for q in row["quotes"] if q["level"] == "outer"]}
    example = attribution_example(outer, tokenizer)
    inner = np.zeros(len(example.enc), dtype=np.int64)
    for quote in (q for q in row["quotes"] if q["level"] == "inner"):
        for part, begin in (("content", CONTENT), ("cue", CUE), ("source", SOURCE)):
            for span in pieces(example.enc, quote[part]):
                mark(inner, span, begin)
    example.tags["inner"] = inner
    return example


def build(
    gold: Path,
    labels: Path,
    corpus: dict[str, str],
    mentions: MentionTable,
    tokenizer: Tokenizer,
    skip: set[str],
) -> Data:
    """`skip` names corpus articles that must not be trained on (those in any gold set)."""
    data = Data()
    polnear: dict[str, list[Example]] = defaultdict(list)
    for row in read_rows(gold / "quotes_train.jsonl"):
        spans = mentions.get(row["doc"], [])
        example = with_mentions(attribution_example(row, tokenizer), spans)
        label_addressees(example, row, spans)
        polnear[row["doc"]].append(example)
    data.held_out = {k: v for k, v in polnear.items() if held_out(k)}
    data.polnear = {k: v for k, v in polnear.items() if not held_out(k)}
    for row in read_rows(labels / "synthetic.jsonl"):
        example = with_mentions(synthetic_example(row, tokenizer), mentions.get(row["doc"]))
        label_addressees(example, row, [])
        data.synthetic.append(example)
    for row in read_rows(labels / "calls.jsonl"):
        if row["doc"] not in skip:
            example = with_mentions(
                call_example(row, corpus[row["doc"]], tokenizer), mentions.get(row["doc"])
            )
            data.calls.append(example)
    labelled = {e.doc for e in data.calls}
    for doc, text in corpus.items():
        if doc not in skip and doc not in labelled:
            data.unlabelled.append(with_mentions(Example(doc, encode(text, tokenizer)), mentions.get(doc)))
    return data


def draw(data: Data, rng: random.Random) -> list[Example]:
    """One annotator of each PolNeAR document."""
    return [rng.choice(v) for v in data.polnear.values()]


assert UNKNOWN < 0
