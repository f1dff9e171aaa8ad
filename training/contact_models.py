"""The two small models beside the tagger: which entities took part (links), which words stand for a contact (triggers).

    python -m training.contact_models --corpus ../shared/corpus/news_3000.jsonl.gz

Reads training/labels/calls.jsonl (offsets only) and the labelled articles from the corpus file, tags these with the
model in the repository, and writes flows/normalise/data/links.npz and triggers.npz. Two CPU-minutes for tagging, one
for fitting. Prints scores by five-fold cross-validation over articles: the models that are written saw all of them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional as F

from flows.normalise import links, tagger
from flows.normalise import triggers as T
from flows.normalise.attributions import said, told
from flows.normalise.document import Document, read_document
from flows.normalise.entities import Cast, cast
from flows.normalise.links import Place, features
from flows.normalise.names import fold
from flows.normalise.offices import describe
from flows.normalise.parties import add_object
from flows.normalise.pronouns import resolve_pronouns
from flows.normalise.relayed import with_headline, with_inner
from schemas.vocabulary import CALL_STATUSES, CHANNELS

from .calls import read_corpus

Floats = npt.NDArray[np.float32]
DATA = Path(__file__).parents[1] / "flows" / "normalise" / "data"
LABELS = Path(__file__).parent / "labels" / "calls.jsonl"
FOLDS, SEED = 5, 0


class Read(NamedTuple):
    """A labelled article as the normalise room reads it."""

    doc: Document
    people: Cast
    tags: tagger.Tags
    label: dict[str, Any]


def read_all(labels: Sequence[dict[str, Any]], corpus: dict[str, str]) -> Iterator[Read]:
    model = tagger.load(threads=2)
    for label in labels:
        text = corpus[label["doc"]]
        doc = read_document(label["doc"], text, text.index("\n\n"), date(2016, 1, 1))
        tags = model.tag(text)
        people = cast(doc, tags.mentions)
        describe(people, doc, tags.mentions)
        attributions = with_inner(doc, people, with_headline(doc, people, tags.attributions))
        tags = replace(tags, attributions=attributions)
        resolve_pronouns(doc, people, said(attributions))
        for _, end in T.candidate_spans(text):
            add_object(doc, people, end)
        people.references.sort(key=lambda r: (r.start, r.end))
        yield Read(doc, people, tags, label)


def marks(label: dict[str, Any]) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """The labelled trigger spans, and the calls each stands for."""
    out: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for call in label["calls"]:
        for mention in call["mentions"]:
            out.setdefault((mention["trigger"][0], mention["trigger"][1]), []).append(call)
    return out


def same_party(a: str, b: str) -> bool:
    """One name is the other, a part of it, or shares its last word and first letter."""
    x, y = [[w for w in fold(n).split() if w not in ("the", "a", "his", "her")] for n in (a, b)]
    if not x or not y:
        return False
    return set(x) <= set(y) or set(y) <= set(x) or (x[-1] == y[-1] and x[0][0] == y[0][0])


def pairs(read: Read) -> tuple[list[Floats], list[bool]]:
    """Features of every (trigger, entity) pair, and whether the entity took part."""
    rows: list[Floats] = []
    truth: list[bool] = []
    who = told(read.tags.attributions)
    for (start, end), calls in marks(read.label).items():
        first, last = read.doc.sentences[read.doc.sentence_at(start)]
        by = tuple(t.source for t in who if any(s <= start < e for s, e in t.content))
        found, table = features(read.doc, read.people, Place(start, end, first, max(last, end), by))
        parties = [p for call in calls for p in call["participants"]]
        rows += list(table)
        truth += [any(same_party(p, read.people.entities[c.entity].name) for p in parties) for c in found]
    return rows, truth


def examples(read: Read) -> list[tuple[T.Example, int, int]]:
    """Every candidate trigger with its channel and status as numbers, -1 for what is no contact."""
    labelled, who = marks(read.label), told(read.tags.attributions)
    out = []
    for start, end in T.candidate_spans(read.doc.text):
        one = T.example(read.doc, read.people, start, end, who)
        calls = [c for (a, b), cs in labelled.items() if start < b and a < end for c in cs]
        out.append(
            (one, CHANNELS.index(calls[0]["channel"]), CALL_STATUSES.index(calls[0]["status"]))
            if calls
            else (one, -1, -1)
        )
    return out


def folds(groups: Sequence[str]) -> Iterator[npt.NDArray[np.bool_]]:
    """Which rows are held out, fold by fold, whole articles together."""
    names = sorted(set(groups))
    random.Random(SEED).shuffle(names)
    for k in range(FOLDS):
        held = set(names[k::FOLDS])
        yield np.array([g in held for g in groups])


def fit_links(x: Floats, y: Floats) -> dict[str, Floats]:
    torch.manual_seed(SEED)
    mean, scale = x.mean(axis=0), 1 / (x.std(axis=0) + 0.05)
    net = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=0.03)
    inputs, wanted = torch.tensor((x - mean) * scale), torch.tensor(y)
    for _ in range(30):
        for batch in torch.randperm(len(inputs)).split(256):
            loss = F.binary_cross_entropy_with_logits(net(inputs[batch])[:, 0], wanted[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    first, last = net[0], net[3]
    arrays = (first.weight.T, first.bias, last.weight.T, last.bias)
    return {
        "mean": mean,
        "scale": scale,
        **dict(zip(("w1", "b1", "w2", "b2"), map(_array, arrays), strict=True)),
    }


def fit_triggers(hashed: Floats, dense: Floats, y: Floats, channel: Any, status: Any) -> dict[str, Floats]:
    torch.manual_seed(SEED)
    by_hash, by_dense = nn.Linear(T.HASHED, 48, bias=False), nn.Linear(dense.shape[1], 48)
    out = nn.Linear(48, 1 + len(CHANNELS) + len(CALL_STATUSES))
    nn.init.normal_(by_hash.weight, std=0.02)
    parameters = [p for layer in (by_hash, by_dense, out) for p in layer.parameters()]
    optimiser = torch.optim.AdamW(parameters, 2e-3, weight_decay=0.05)
    h, d, wanted = torch.tensor(hashed), torch.tensor(dense), torch.tensor(y)
    c, s = torch.tensor(channel), torch.tensor(status)
    for _ in range(14):
        for batch in torch.randperm(len(h)).split(128):
            hidden = torch.relu(by_hash(F.dropout(h[batch], 0.3)) + by_dense(d[batch]))
            z = out(F.dropout(hidden, 0.5))
            loss = F.binary_cross_entropy_with_logits(z[:, 0], wanted[batch])
            real = c[batch] >= 0
            if real.any():
                loss = loss + 0.3 * F.cross_entropy(z[real, 1:5], c[batch][real])
                loss = loss + 0.3 * F.cross_entropy(z[real, 5:], s[batch][real])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    arrays = {
        "hashed": by_hash.weight.T,
        "dense": by_dense.weight.T,
        "b1": by_dense.bias,
        "w2": out.weight.T,
        "b2": out.bias,
    }
    stored = {k: _array(v) for k, v in arrays.items()}
    return stored | {"hashed": stored["hashed"].astype(np.float16)}


def _array(tensor: torch.Tensor) -> Floats:
    return np.asarray(tensor.detach().numpy(), dtype=np.float32)


def f1(probability: Floats, truth: Floats, floor: float) -> str:
    chosen = probability >= floor
    hits = float((chosen & (truth > 0)).sum())
    p, r = hits / max(chosen.sum(), 1), hits / truth.sum()
    return f"floor {floor}: precision {p:.3f} recall {r:.3f} F1 {2 * p * r / (p + r):.3f}"


def train_links(reads: Sequence[Read]) -> None:
    made = [(r.doc.article_id, *pairs(r)) for r in reads]
    x = np.array([row for _, rows, _ in made for row in rows], dtype=np.float32)
    y = np.array([t for _, _, truth in made for t in truth], dtype=np.float32)
    groups = [name for name, rows, _ in made for _ in rows]
    held_out = np.zeros(len(x), dtype=np.float32)
    for held in folds(groups):
        w = fit_links(x[~held], y[~held])
        hidden = np.maximum((x[held] - w["mean"]) * w["scale"] @ w["w1"] + w["b1"], 0)
        held_out[held] = (1 / (1 + np.exp(-(hidden @ w["w2"] + w["b2"]))))[:, 0]
    print(f"links: {len(x)} pairs;", f1(held_out, y, 0.4))
    np.savez(DATA / "links.npz", **fit_links(x, y))  # type: ignore[arg-type]


def train_triggers(reads: Sequence[Read]) -> None:
    made = [(r.doc.article_id, e) for r in reads for e in examples(r)]
    groups = [name for name, _ in made]
    hashed = np.zeros((len(made), T.HASHED), dtype=np.float32)
    for i, (_, (one, _, _)) in enumerate(made):
        hashed[i, list(one.hashed)] = 1
    dense = np.array([e[0].dense for _, e in made], dtype=np.float32)
    channel, status = np.array([e[1] for _, e in made]), np.array([e[2] for _, e in made])
    y = (channel >= 0).astype(np.float32)
    held_out = np.zeros(len(made), dtype=np.float32)
    for held in folds(groups):
        w = fit_triggers(hashed[~held], dense[~held], y[~held], channel[~held], status[~held])
        hidden = np.maximum(
            hashed[held] @ w["hashed"].astype(np.float32) + dense[held] @ w["dense"] + w["b1"], 0
        )
        held_out[held] = 1 / (1 + np.exp(-(hidden @ w["w2"] + w["b2"])[:, 0]))
    print(f"triggers: {len(made)} candidates, {int(y.sum())} contacts;", f1(held_out, y, T.FLOOR))
    np.savez(DATA / "triggers.npz", **fit_triggers(hashed, dense, y, channel, status))  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/news_3000.jsonl.gz"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    labels = [json.loads(line) for line in LABELS.open(encoding="utf-8")]
    reads = list(read_all(labels, read_corpus(args.corpus)))
    train_links(reads)
    links._weights.cache_clear()  # the trigger model sees what the new party model says
    train_triggers(reads)


if __name__ == "__main__":
    main()
