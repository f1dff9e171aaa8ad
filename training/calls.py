"""Contact labels: read by hand, kept as offsets (no article text), rebuilt into examples from the corpus file.

python -m training.calls LABELLED.jsonl... --corpus CORPUS.jsonl.gz > training/labels/calls.jsonl
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from flows.ingest.dates import read_date
from flows.normalise.tagger.encode import encode

from .examples import Example, mark, pieces

CHANNELS = ("phone", "video", "in_person", "unspecified")
STATUSES = ("held", "planned", "denied", "cancelled")
NEAR = 300
Row = dict[str, Any]


def article_text(row: Row) -> str:
    return f"{row['title']}\n\n{row['text']}"


def read_corpus(path: Path) -> dict[str, str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {r["id"]: article_text(r) for r in map(json.loads, lines)}


def read_days(path: Path) -> dict[str, date | None]:
    """The day of publication of each article, as far as its record gives it."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {r["id"]: read_date(r["date"]) if r["date"] else None for r in map(json.loads, lines)}


def corpus_given(description: str | None) -> Path:
    """The one option of a command that fits on labelled articles."""
    parser = argparse.ArgumentParser(description=(description or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/news_3000.jsonl.gz"))
    return Path(parser.parse_args().corpus)


def word(surface: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(surface)}(?!\w)")


def near_spans(text: str, surface: str, start: int, end: int) -> list[list[int]]:
    """Where a party is written: in the evidence, else the nearest place around it."""
    inside = [[m.start(), m.end()] for m in word(surface).finditer(text, start, end)]
    if inside:
        return inside
    around = [m.span() for m in word(surface).finditer(text, max(0, start - NEAR), end + NEAR)]
    return [list(min(around, key=lambda s: abs(s[0] - start)))] if around else []


def located(text: str, call: Row) -> tuple[list[Row], int]:
    """Every mention of a contact with offsets, and how many could not be found."""
    out, lost = [], 0
    for m in call["mentions"]:
        at = text.find(m["evidence"])
        inner = word(m["trigger"]).search(m["evidence"]) if m["trigger"] else None
        if at < 0 or inner is None:
            lost += 1
            continue
        end = at + len(m["evidence"])
        parties = [s for p in m["parties"] if p for s in near_spans(text, p, at, end)]
        out.append({"trigger": [at + inner.start(), at + inner.end()], "parties": sorted(parties)})
    return out, lost


def labels(rows: list[Row], corpus: dict[str, str]) -> list[Row]:
    out, missing = [], 0
    for row in rows:
        text = corpus.get(row["doc"])
        if text is None:
            continue
        calls = []
        for call in row["calls"]:
            mentions, lost = located(text, call)
            missing += lost
            kept = {k: call[k] for k in ("participants", "channel", "status", "date", "initiator")}
            calls.append({**kept, "mentions": mentions})
        digest = hashlib.sha256(text.encode()).hexdigest()
        out.append({"doc": row["doc"], "sha256": digest, "calls": calls})
    print(f"{len(out)} articles, {missing} mentions not located", file=sys.stderr)
    return out


def call_example(row: Row, text: str, tokenizer: Tokenizer) -> Example:
    if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
        raise ValueError(f"{row['doc']}: the corpus text is not the one that was labelled")
    enc = encode(text, tokenizer)
    trigger = np.zeros(len(enc), dtype=np.int64)
    channel, status = np.full(len(enc), -100, dtype=np.int64), np.full(len(enc), -100, dtype=np.int64)
    example = Example(row["doc"], enc)
    for call in row["calls"]:
        for m in call["mentions"]:
            for span in pieces(enc, [m["trigger"]])[:1]:
                mark(trigger, span, 1)
                channel[span[0] : span[1]] = CHANNELS.index(call["channel"])
                status[span[0] : span[1]] = STATUSES.index(call["status"])
                if m["parties"]:
                    example.links.append((span, pieces(enc, m["parties"])))
    example.tags |= {"trigger": trigger, "channel": channel, "status": status}
    return example


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="+", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/news_3000.jsonl.gz"))
    args = parser.parse_args()
    rows = [json.loads(line) for path in args.labelled for line in path.open(encoding="utf-8")]
    for row in labels(rows, read_corpus(args.corpus)):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
