"""Mention labels for every training text: a spaCy pipeline as teacher, then the rules of `mentions.py`.

Needs the packages spacy and a model (by name or path); the result is a JSON file beside the training run, not kept
in the repository, because it can be made again from the texts.
"""

from __future__ import annotations

import json
from pathlib import Path

import spacy

from .mentions import label, vote


def parse(texts: dict[str, str], model: str, out: Path) -> None:
    nlp = spacy.load(model)
    docs = list(nlp.pipe(texts.values(), batch_size=16))
    table = vote(docs)
    labels = {name: label(doc, table) for name, doc in zip(texts, docs, strict=True)}
    out.write_text(json.dumps(labels), encoding="utf-8")


def read_labels(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    return {k: [(a, b, c) for a, b, c in v] for k, v in json.loads(path.read_text(encoding="utf-8")).items()}
