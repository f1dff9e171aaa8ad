"""A labelled document as arrays over word pieces, and the windows and batches that training reads.

Labels are lists over the pieces of the whole text; UNKNOWN means "no label here, no loss here", so that documents
labelled for one task only can be mixed with others.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from flows.normalise.tagger.encode import CLS, SEP, Encoded, encode
from flows.normalise.tagger.windows import plan

UNKNOWN, NONE = -100, -1
Span = tuple[int, int]
Array = npt.NDArray[np.generic]
SOURCE, CUE, CONTENT = 1, 3, 5  # the B tag of each outer class, the I tag follows it


@dataclass
class Example:
    doc: str
    enc: Encoded
    weight: float = 1.0
    tags: dict[str, Array] = field(default_factory=dict)  # head -> [n] class or UNKNOWN
    # pointer -> [n, 2] first and last piece pointed at, (NONE, NONE) for nothing, (UNKNOWN, UNKNOWN) for no loss
    targets: dict[str, Array] = field(default_factory=dict)
    # (trigger piece span, party piece spans)
    links: list[tuple[Span, list[Span]]] = field(default_factory=list)
    soft: dict[str, Array] = field(default_factory=dict)  # teacher probabilities by head, [n, classes]


def pieces(enc: Encoded, spans: list[list[int]]) -> list[Span]:
    """The [first, last) pieces under each character span."""
    out = []
    for a, b in spans:
        i, j = int(np.searchsorted(enc.ends, a, side="right")), int(np.searchsorted(enc.starts, b))
        if i < j:
            out.append((i, j))
    return out


def mark(labels: Array, span: Span, begin: int) -> None:
    labels[span[0]] = begin
    labels[span[0] + 1 : span[1]] = begin + 1


def attribution_example(row: dict, tokenizer: Tokenizer, weight: float = 1.0) -> Example:  # type: ignore[type-arg]
    enc = encode(row["text"], tokenizer)
    n = len(enc)
    outer = np.zeros(n, dtype=np.int64)
    targets = {
        p: np.full((n, 2), UNKNOWN, dtype=np.int64) for p in ("content_cue", "cue_source", "content_source")
    }
    for quote in row["quotes"]:
        cue, source, content = (pieces(enc, quote[k]) for k in ("cue", "source", "content"))
        for spans, begin in ((content, CONTENT), (cue, CUE), (source, SOURCE)):
            for span in spans:
                mark(outer, span, begin)
        for c in cue:
            targets["cue_source"][c[0] : c[1]] = source[0] if source else NONE
        for c in content:
            targets["content_cue"][c[0] : c[1]] = cue[0] if cue else NONE
            targets["content_source"][c[0] : c[1]] = source[0] if source else NONE
    inner = np.where(outer >= CONTENT, UNKNOWN, 0)
    return Example(row["doc"], enc, weight, {"outer": outer, "inner": inner}, targets)


@dataclass
class Piece:
    """One window of one example."""

    example: Example
    start: int
    end: int


def epoch_windows(examples: list[Example], size: int, rng: random.Random) -> list[Piece]:
    out = []
    for example in examples:
        for w in plan(example.enc, size, first=rng.randint(size // 4, size)):
            out.append(Piece(example, w.start, w.end))
    return out


def batches(windows: list[Piece], tokens: int, rng: random.Random) -> Iterator[list[Piece]]:
    """Windows of like length together, about `tokens` pieces a batch, in random order."""
    order = sorted(windows, key=lambda w: w.end - w.start + rng.random() * 12)
    groups: list[list[Piece]] = [[]]
    for w in order:
        longest = w.end - w.start + 2
        if groups[-1] and (len(groups[-1]) + 1) * longest > tokens:
            groups.append([])
        groups[-1].append(w)
    rng.shuffle(groups)
    yield from groups


def features(windows: list[Piece]) -> dict[str, npt.NDArray[np.int64]]:
    t = max(w.end - w.start for w in windows) + 2
    b = len(windows)
    out = {k: np.zeros((b, t), dtype=np.int64) for k in ("ids", "case", "quote", "para", "mask")}
    for i, w in enumerate(windows):
        n = w.end - w.start
        enc = w.example.enc
        out["ids"][i, 0], out["ids"][i, n + 1] = CLS, SEP
        out["ids"][i, 1 : n + 1] = enc.ids[w.start : w.end]
        out["case"][i, 1 : n + 1] = enc.case[w.start : w.end] + 0
        out["quote"][i, 1 : n + 1] = enc.quote[w.start : w.end]
        out["para"][i, 1 : n + 1] = enc.para[w.start : w.end]
        out["mask"][i, : n + 2] = 1
    return out


def tag_targets(windows: list[Piece], head: str, t: int) -> npt.NDArray[np.int64]:
    out = np.full((len(windows), t), UNKNOWN, dtype=np.int64)
    for i, w in enumerate(windows):
        if head in w.example.tags:
            out[i, 1 : w.end - w.start + 1] = w.example.tags[head][w.start : w.end]
    return out


def pointer_targets(windows: list[Piece], name: str, t: int) -> npt.NDArray[np.int64]:
    """[B, T, 2] positions in the window: first and last (exclusive); CLS = (0, 1) stands for nothing in sight."""
    out = np.full((len(windows), t, 2), UNKNOWN, dtype=np.int64)
    for i, w in enumerate(windows):
        if name not in w.example.targets:
            continue
        span = w.example.targets[name][w.start : w.end].astype(np.int64)
        inside = (span[:, 0] >= w.start) & (span[:, 1] <= w.end)
        placed = np.where(inside[:, None], span - w.start + 1, np.array([0, 1]))
        out[i, 1 : w.end - w.start + 1] = np.where(span[:, :1] == UNKNOWN, UNKNOWN, placed)
    return out
