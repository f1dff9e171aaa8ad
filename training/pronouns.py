"""Fit the weights that tell what a pronoun goes back to (flows/normalise/data/antecedents.json).

    python -m training.pronouns --corpus ../shared/corpus/news_3000.jsonl.gz

Reads training/labels/pronouns.jsonl (offsets only: a pronoun and the mentions that it may go back to, none where it means
nobody who is named) and the labelled articles from the corpus file. The model is multinomial over the mentions before a
pronoun and "nobody"; an antecedent's probability is the sum over its mentions. Prints five-fold figures; a minute.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from flows.normalise import pronouns as P
from flows.normalise import tagger
from flows.normalise.antecedents import FEATURES, Pronoun
from flows.normalise.document import read_document
from flows.normalise.entities import Reference
from flows.normalise.extract import read, tags_of

from .calls import corpus_given, read_corpus, read_days
from .contact_models import FOLDS, SEED, fold_of

DATA = Path(P.__file__).parent / "data" / "antecedents.json"
LABELS = Path(__file__).parent / "labels" / "pronouns.jsonl"
EPOCHS, DECAY, RATE = 200, 0.1, 1e-2
Floats = npt.NDArray[np.float32]


class Choice(NamedTuple):
    """A labelled pronoun: the features of each mention before it, and which of them are right."""

    article: str
    rows: Floats
    entities: list[int]
    right: list[bool]


def choices(
    labels: Sequence[dict[str, Any]], corpus: dict[str, str], days: dict[str, Any]
) -> Iterator[Choice]:
    """The articles read as the normalise room reads them, up to each labelled pronoun."""
    model = tagger.load(threads=1)
    for doc_id in sorted({row["doc"] for row in labels}):
        text = corpus[doc_id]
        mine = {row["start"]: row for row in labels if row["doc"] == doc_id}
        if any(row["sha256"] != hashlib.sha256(text.encode()).hexdigest() for row in mine.values()):
            raise SystemExit(f"{doc_id}: the corpus text is not the one that was labelled")
        yield from _of_article(doc_id, text, days[doc_id], model, mine)


def _of_article(
    doc_id: str, text: str, day: Any, model: tagger.Tagger, mine: dict[int, dict[str, Any]]
) -> Iterator[Choice]:
    doc = read_document(doc_id, text, text.index("\n\n"), day)
    found: list[Choice] = []

    class Recording(P._Resolver):
        def resolve(self, p: Pronoun) -> Reference | None:
            row = mine.get(p.start)
            if row is not None:
                seen, rows = self.candidates(p)
                places = {(r.start, r.end): r.entity for r in self.named}
                right = {places.get((a, b)) for a, b in row["antecedents"]}
                table = np.asarray(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))
                found.append(
                    Choice(doc_id, table, [s.entity for s in seen], [s.entity in right for s in seen])
                )
            return super().resolve(p)

    real, P._Resolver = P._Resolver, Recording  # type: ignore[misc]
    try:
        read(doc, tags_of(model, doc))
    finally:
        P._Resolver = real  # type: ignore[misc]
    yield from found[len(found) // 2 :]  # the second reading, which knows every speaker


def fit(chosen: Sequence[Choice]) -> tuple[Floats, float]:
    """Weights [F] of the raw features, and the score of nobody."""
    torch.manual_seed(SEED)
    some = [c for c in chosen if len(c.rows)]
    x = np.concatenate([c.rows for c in some])
    mean, spread = x.mean(0), x.std(0) + 0.05
    rows = torch.tensor((x - mean) / spread)
    owner = torch.tensor([i for i, c in enumerate(some) for _ in c.rows])
    right = torch.tensor([float(r) for c in some for r in c.right])
    nobody_right = torch.tensor([float(not any(c.right)) for c in some])
    weights, nobody = torch.nn.Linear(x.shape[1], 1, bias=False), torch.nn.Parameter(torch.zeros(1))
    optimiser = torch.optim.AdamW([*weights.parameters(), nobody], RATE, weight_decay=DECAY)
    for _ in range(EPOCHS):
        odds = weights(rows)[:, 0].clamp(-15, 15).exp()
        total = torch.zeros(len(some)).index_add(0, owner, odds) + nobody.exp()
        good = torch.zeros(len(some)).index_add(0, owner, odds * right) + nobody.exp() * nobody_right
        optimiser.zero_grad()
        (total.log() - (good + 1e-9).log()).mean().backward()
        optimiser.step()
    raw = weights.weight.detach().numpy()[0] / spread
    return raw, float(nobody.detach()[0]) + float(raw @ mean)


def answer(choice: Choice, weights: Floats, nobody: float) -> tuple[bool, float]:
    """Whether the likeliest person is right, and how likely it is; no answer is a wrong one."""
    odds: dict[int, float] = {}
    for entity, z in zip(choice.entities, choice.rows @ weights, strict=True):
        odds[entity] = odds.get(entity, 0.0) + float(np.exp(z))
    if not odds:
        return False, 0.0
    best = max(odds, key=lambda e: odds[e])
    is_right = any(r for e, r in zip(choice.entities, choice.right, strict=True) if e == best)
    return is_right, odds[best] / (sum(odds.values()) + float(np.exp(nobody)))


def held_out(chosen: Sequence[Choice]) -> list[tuple[bool, float]]:
    fold = fold_of([c.article for c in chosen])
    out = []
    for k in range(FOLDS):
        fitted = fit([c for c in chosen if fold[c.article] != k])
        out += [answer(c, *fitted) for c in chosen if fold[c.article] == k]
    return out


def main() -> None:
    corpus = corpus_given(__doc__)
    torch.set_num_threads(1)
    labels = [json.loads(line) for line in LABELS.open(encoding="utf-8")]
    chosen = list(choices(labels, read_corpus(corpus), read_days(corpus)))
    found = sorted(held_out(chosen), key=lambda pair: -pair[1])
    print(f"{len(found)} pronouns: {sum(ok for ok, _ in found) / len(found):.3f} right")
    for share in (0.6, 0.65, 0.7, 0.75, 0.8, 0.9):
        surest = found[: int(share * len(found))]
        print(
            f"surest {share:.0%}, from {surest[-1][1]:.3f}: {sum(ok for ok, _ in surest) / len(surest):.3f} right"
        )
    weights, nobody = fit(chosen)
    named = {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)}
    DATA.write_text(
        json.dumps({"weights": named, "nobody": round(nobody, 4)}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
