"""The small models of contacts: who took part (links), what is a contact (triggers), what is told twice, and when.

    python -m training.contact_models --corpus ../shared/corpus/news_3000.jsonl.gz

Reads training/labels/calls.jsonl (offsets only) and the labelled articles from the corpus file, tags these with the
model in the repository, and writes links, triggers, coreference and held_on.npz to flows/normalise/data. Three
CPU-minutes for tagging, three for fitting. Prints scores by five-fold cross-validation over articles: the models that
are written saw all of them. Each model is several networks with other seeds, written as one whose hidden units stand
side by side (their logits are averaged).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from flows.normalise import coreference
from flows.normalise import held_on as H
from flows.normalise import judging as J
from flows.normalise import triggers as T

from .calls import corpus_given, read_corpus, read_days
from .contact_labels import Read, Rows, contact_rows, coreference_rows, day_rows, read_all
from .contact_networks import LOST, fit_contacts, fit_features, fit_line

Floats = npt.NDArray[np.float32]
Weights = dict[str, Floats]
DATA = Path(__file__).parents[1] / "flows" / "normalise" / "data"
LABELS = Path(__file__).parent / "labels" / "calls.jsonl"
WRITTEN = Path(__file__).parent / "labels" / "contacts_written.jsonl"
FOLDS, SEED = 5, 0


def fold_of(articles: Iterable[str], like: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which fold an article is held out in; one written after another article (`like`) goes with it."""
    like = like or {}
    names = sorted(set(articles) - like.keys())
    random.Random(SEED).shuffle(names)
    folds = {name: i % FOLDS for i, name in enumerate(names)}
    return folds | {name: folds[other] for name, other in like.items()}


def held_out(folds: dict[str, int], rows: Rows) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    mine = np.array([folds[a] for a in rows.articles])
    for fold in range(FOLDS):
        yield fold, mine == fold


def chosen(rows: Rows, mask: npt.NDArray[np.bool_]) -> Rows:
    at = np.flatnonzero(mask).tolist()
    pick = lambda values: {k: [v[i] for i in at] for k, v in values.items()}  # noqa: E731
    return Rows([rows.articles[i] for i in at], pick(rows.inputs), pick(rows.truth))


def f1(probability: Floats, truth: Floats, floor: float) -> str:
    found = probability >= floor
    hits = float((found & (truth > 0)).sum())
    p, r = hits / max(found.sum(), 1), hits / truth.sum()
    return f"floor {floor}: precision {p:.3f} recall {r:.3f} F1 {2 * p * r / (p + r):.3f}"


def use(module: Any, weights: Weights) -> None:
    """From here on the module answers with these weights."""
    module.weights = lambda: weights


def train(
    name: str,
    module: Any,
    rows: Rows,
    fit: Callable[[Rows], Weights],
    answer: Callable[[Rows], Floats],
    truth: Floats,
    folds: dict[str, int],
    more: Callable[[Floats], Weights] = lambda _: {},
) -> list[Weights]:
    """Weights of every fold; those of all articles are written and used from here on.

    `more` makes further weights for these of the answers that every fold gives on its articles.
    """
    by_fold, probability = [], np.zeros(len(truth), dtype=np.float32)
    for _, mask in held_out(folds, rows):
        by_fold.append(fit(chosen(rows, ~mask)))
        use(module, by_fold[-1])
        probability[mask] = answer(chosen(rows, mask))
    print(f"{name}: {len(truth)} rows;", f1(probability, truth, 0.4), flush=True)
    final = fit(rows) | more(probability)
    use(module, final)
    halved = {k: v.astype(np.float16) if v.size > 4096 else v for k, v in final.items()}
    np.savez(DATA / f"{name}.npz", **halved)  # type: ignore[arg-type]
    return by_fold


def contact_answers(rows: Rows) -> Floats:
    return np.array([a.contact for a in J.judge(rows.inputs["example"])], dtype=np.float32)


def gate(rows: Rows, folds: dict[str, int], answers: Floats) -> Weights:
    """What is asked of a word before the network: `judging.worth_asking`. Told by candidates of real articles."""
    asked = (truth_of(rows, "asked") > 0) & (truth_of(rows, "written") == 0)
    states = np.stack([e.state for e in rows.inputs["example"]])
    is_contact = truth_of(rows, "channel", lambda c: c >= 0)
    logits = np.zeros(len(states), dtype=np.float32)
    for _, mask in held_out(folds, rows):
        direction, intercept = fit_line(states[asked & ~mask], is_contact[asked & ~mask])
        logits[mask] = states[mask] @ direction + intercept
    kept = logits[asked & (answers >= T.LEAST)]
    direction, intercept = fit_line(states[asked], is_contact[asked])
    return {"gate": direction, "gate_least": np.float32(np.quantile(kept, LOST) - intercept)}


def coreference_answers(rows: Rows) -> Floats:
    return coreference.probabilities(rows.inputs["features"])


def day_answers(rows: Rows) -> Floats:
    return H.probabilities(np.array(rows.inputs["features"], dtype=np.float32))


def by_fold(
    module: Any, weights: Sequence[Weights], reads: Sequence[Read], folds: dict[str, int]
) -> Iterator[Read]:
    """The articles, each while the module answers with weights that never saw it."""
    for one in reads:
        use(module, weights[folds[one.doc.article_id]])
        yield one


def truth_of(rows: Rows, name: str, test: Callable[[float], bool] = bool) -> Floats:
    return np.array([test(v) for v in rows.truth[name]], dtype=np.float32)


def train_all(reads: Sequence[Read]) -> dict[str, list[Weights]]:
    """Each model learns from what the one before it answers on articles that it did not see."""
    like = {r.doc.article_id: r.label["like"] for r in reads if "like" in r.label}
    folds = fold_of((r.doc.article_id for r in reads), like)
    words = contact_rows(reads)
    is_contact = truth_of(words, "channel", lambda c: c >= 0)
    more = partial(gate, words, folds)
    contact_folds = train("contacts", J, words, fit_contacts, contact_answers, is_contact, folds, more)
    of_news = [r for r in reads if "like" not in r.label]
    told_twice = coreference_rows(of_news, _judged(words, of_news, contact_folds, folds))
    same = truth_of(told_twice, "same")
    same_folds = train("coreference", coreference, told_twice, fit_features, coreference_answers, same, folds)
    days = day_rows(reads)
    day_folds = train("held_on", H, days, fit_features, day_answers, truth_of(days, "same"), folds)
    return {"contacts": contact_folds, "coreference": same_folds, "held_on": day_folds}


def _judged(
    words: Rows, reads: Sequence[Read], weights: Sequence[Weights], folds: dict[str, int]
) -> dict[str, list[T.Trigger]]:
    """The candidates of every article as triggers, however unsure."""
    examples: dict[str, list[T.Example]] = {r.doc.article_id: [] for r in reads}
    rows = zip(words.articles, words.inputs["example"], words.truth["asked"], strict=True)
    for article, example, asked in rows:
        if asked and article in examples:
            examples[article].append(example)
    judge = partial(T.triggers, floor=0.0)
    return {
        r.doc.article_id: judge(r.doc.text, examples[r.doc.article_id])
        for r in by_fold(J, weights, reads, folds)
    }


def main() -> None:
    corpus = corpus_given(__doc__)
    torch.set_num_threads(1)
    labels = [json.loads(line) for path in (LABELS, WRITTEN) for line in path.open(encoding="utf-8")]
    train_all(list(read_all(labels, read_corpus(corpus), read_days(corpus))))


if __name__ == "__main__":
    main()
