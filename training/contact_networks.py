"""The networks behind the contact models, and their fitting; weights come out as arrays for numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from flows.normalise.judging import HASHED, HEADS, Example
from schemas.vocabulary import CALL_STATUSES, CHANNELS

from .contact_labels import Rows

Floats = npt.NDArray[np.float32]
Weights = dict[str, Floats]
SEEDS = 4
JUDGES = 4
# States have ten times as many columns as features: small at the start, they are learnt from slowly.
STATE_SCALE = 0.3


def scaled(x: Floats, size: float = 1.0) -> tuple[Floats, Floats]:
    """(mean, factor) that bring every column to about `size`."""
    return x.mean(axis=0), np.asarray(size / (x.std(axis=0) + 0.05), dtype=np.float32)


def array(tensor: Tensor) -> Floats:
    return np.asarray(tensor.detach().numpy(), dtype=np.float32)


def column(rows: Rows, name: str) -> Floats:
    return np.array(rows.inputs[name], dtype=np.float32)


def descend(
    net: nn.Module,
    loss: Callable[[Tensor], Tensor],
    n: int,
    epochs: int,
    batch: int,
    rate: float,
    decay: float,
    sizes: Sequence[int] | None = None,
) -> None:
    """AdamW with a linearly falling rate; `loss` is asked with the indices of a batch, of one size if `sizes` are given."""
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=decay)
    total = epochs * (n // batch + 1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda i: max(0.0, 1 - i / total))
    net.train()
    for _ in range(epochs):
        for chosen in _batches(n, batch, sizes):
            optimiser.zero_grad()
            loss(chosen).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            scheduler.step()
    net.eval()


def _batches(n: int, batch: int, sizes: Sequence[int] | None) -> Iterator[Tensor]:
    """Random batches; with sizes, items of like size from eight batches' worth at a time."""
    for some in torch.randperm(n).split(8 * batch):
        if sizes is not None:
            some = some[torch.tensor(sizes)[some].argsort()]
        yield from some.split(batch)


def side_by_side(networks: Sequence[Weights], outputs: Sequence[str], averaged: Sequence[str]) -> Weights:
    """One network whose hidden units are those of all; `outputs` are divided so that the logits are means."""
    out: Weights = {}
    for name in networks[0]:
        parts = [w[name] for w in networks]
        if name in averaged:
            out[name] = np.mean(parts, axis=0)
        elif name in outputs:
            out[name] = np.concatenate(parts, axis=0) / len(parts)
        else:
            out[name] = np.concatenate(parts, axis=-1)
    return out


class Judge(nn.Module):
    """The network of `flows.normalise.judging`.

    `written` marks words of articles written for training: who took part is learnt from them too, with a bias of their
    own, which is not stored.
    """

    def __init__(self, features: int, dense: int, states: int, width: int = 48, hidden: int = 64) -> None:
        super().__init__()
        self.feature = nn.Linear(features + 1, width)
        self.entity = nn.Linear(states, width, bias=False)
        self.trigger = nn.Linear(states, width, bias=False)
        self.left, self.right = nn.Linear(states, width), nn.Linear(states, width)
        self.hashed = nn.Linear(HASHED, hidden, bias=False)
        nn.init.normal_(self.hashed.weight, std=0.02)
        self.dense, self.word = nn.Linear(dense, hidden), nn.Linear(states, hidden, bias=False)
        self.told = nn.Linear(hidden, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.out = nn.Linear(width, 1)
        self.answer = nn.Linear(hidden + width, 1 + len(CHANNELS) + len(CALL_STATUSES))

    def forward(self, asked: Batch) -> tuple[Tensor, Tensor]:
        """Logits: parties [words, candidates], answers [words, 9]."""
        half = partial(F.dropout, p=0.5, training=self.training)
        some = partial(F.dropout, p=0.4, training=self.training)
        word, entities = half(asked.word), half(asked.entities)
        hashed = F.dropout(asked.hashed, 0.3, self.training)
        told = torch.relu(self.hashed(hashed) + self.dense(asked.dense) + self.word(half(asked.word)))
        written = asked.written[:, None, None].expand(-1, entities.shape[1], 1)
        found = self.feature(torch.cat([asked.features, written], dim=-1)) + self.entity(entities)
        product = self.left(word)[:, None] * self.right(entities)
        found = torch.relu(found + self.trigger(word)[:, None] + product)
        x = torch.cat([self.told(half(told))[:, None], found], dim=1)
        x = x + some(self._attention(x, F.pad(asked.there, (1, 0), value=True)))
        x = x + some(self.down(torch.relu(self.up(self.norm2(x)))))
        answers = self.answer(half(torch.cat([told, x[:, 0]], dim=-1)))
        return self.out(half(x[:, 1:]))[..., 0], answers

    def _attention(self, x: Tensor, there: Tensor) -> Tensor:
        words, n, width = x.shape
        parts = self.qkv(self.norm1(x)).view(words, n, 3, HEADS, width // HEADS)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / (width // HEADS) ** 0.5
        mixed = scores.masked_fill(~there[:, None, None], -1e4).softmax(dim=-1) @ v
        out: Tensor = self.mix(mixed.transpose(1, 2).reshape(words, n, width))
        return out

    def weights(self) -> Weights:
        out: Weights = {}
        for name, layer in self.named_children():
            matrix = layer.weight.T if layer.weight.ndim == 2 else layer.weight
            out[name] = array(matrix[:-1] if name == "feature" else matrix)
            if layer.bias is not None:
                out[f"{name}_bias"] = array(layer.bias)
        # Biases lie along the last axis, one row for all words, so that they add up over stacked networks.
        return {k: v[None] if v.ndim == 1 else v for k, v in out.items()}


class Batch(NamedTuple):
    """Contact words with their candidates, padded to the longest row."""

    features: Tensor
    entities: Tensor
    there: Tensor
    word: Tensor
    dense: Tensor
    hashed: Tensor
    written: Tensor


Scale = tuple[Floats, Floats]


def fit_contacts(rows: Rows) -> Weights:
    """Weights of `JUDGES` networks, stacked.

    Parties are learnt at labelled words, the rest at candidates of real articles: those written for training tell of
    contacts far more often than news does.
    """
    examples, written = rows.inputs["example"], np.array(rows.truth["written"], dtype=np.float32)
    real = [e for e, d in zip(examples, written, strict=True) if not d]
    of_features = scaled(np.concatenate([e.features for e in real if len(e.candidates)]))
    of_states = scaled(np.concatenate([np.concatenate([e.state[None], e.states]) for e in real]), STATE_SCALE)
    put = [_put_to_scale(e, of_features, of_states) for e in examples]
    truth = {k: torch.tensor(rows.truth[k]).long() for k in ("channel", "status", "asked", "told", "written")}
    made = []
    for seed in range(JUDGES):
        torch.manual_seed(seed)
        net = Judge(len(of_features[0]), len(examples[0].dense), len(of_states[0]))

        def loss(b: Tensor, net: Judge = net) -> Tensor:
            at = b.tolist()
            parties, answers = net(_batch([put[i] for i in at], written[at], len(of_features[0])))
            took = [rows.inputs["parties"][i] for i in at]
            return _loss(parties, answers, took, {k: v[b] for k, v in truth.items()})

        sizes = [len(e.candidates) for e in examples]
        descend(net, loss, len(examples), epochs=8, batch=96, rate=2e-3, decay=0.3, sizes=sizes)
        made.append(net.weights())
    weights = {name: np.stack([w[name] for w in made]) for name in made[0]}
    for name, (mean, scale) in {"feature": of_features, "state": of_states}.items():
        weights |= {f"{name}_mean": mean, f"{name}_scale": scale}
    return weights


def _put_to_scale(e: Example, of_features: Scale, of_states: Scale) -> Example:
    (mean, scale), (state_mean, state_scale) = of_features, of_states
    features = (e.features - mean) * scale if len(e.candidates) else e.features
    state, states = ((v - state_mean) * state_scale for v in (e.state, e.states))
    return replace(e, features=features, state=state, states=states)


def _batch(examples: Sequence[Example], written: Floats, width: int) -> Batch:
    shape = (len(examples), max(1, *(len(e.candidates) for e in examples)))
    features = np.zeros((*shape, width), dtype=np.float32)
    entities = np.zeros((*shape, len(examples[0].state)), dtype=np.float32)
    there = np.zeros(shape, dtype=bool)
    hashed = np.zeros((len(examples), HASHED), dtype=np.float32)
    for i, e in enumerate(examples):
        n = len(e.candidates)
        if n:
            features[i, :n], entities[i, :n] = e.features, e.states
        there[i, :n] = True
        hashed[i, list(e.hashed)] = 1
    word, dense = (
        np.stack([np.float32(v) for v in vs])
        for vs in zip(*((e.state, e.dense) for e in examples), strict=True)
    )
    return Batch(*map(torch.from_numpy, (features, entities, there, word, dense, hashed, written)))


def _loss(parties: Tensor, answers: Tensor, took: Sequence[Floats], truth: dict[str, Tensor]) -> Tensor:
    y, known = torch.zeros_like(parties), torch.zeros_like(parties)
    for i, part in enumerate(took):
        y[i, : len(part)] = torch.from_numpy(part)
        known[i, : len(part)] = float(truth["told"][i])
    each = F.binary_cross_entropy_with_logits(parties, y, reduction="none") * known
    total = each.sum() / known.sum().clamp(min=1)
    of_news = truth["written"] == 0
    asked, real = of_news & (truth["asked"] > 0), of_news & (truth["channel"] >= 0)
    if asked.any():
        total = total + F.binary_cross_entropy_with_logits(answers[asked, 0], real[asked].float())
    if real.any():
        total = total + 0.3 * F.cross_entropy(answers[real, 1:5], truth["channel"][real])
        total = total + 0.3 * F.cross_entropy(answers[real, 5:], truth["status"][real])
    return total


# Of the words that the network takes for a contact, likelier than not or less, so many are lost by the look before it.
LOST = 0.005


def fit_line(states: Floats, truth: Floats) -> tuple[Floats, float]:
    """Logistic regression of a contact on the states [n, S] of the words: its direction and intercept."""
    mean, scale = scaled(states)
    x, y = torch.from_numpy((states - mean) * scale), torch.from_numpy(truth)
    line = torch.zeros(x.shape[1] + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([line], max_iter=200)

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = F.binary_cross_entropy_with_logits(x @ line[:-1] + line[-1], y)
        value = value + 1e-3 * line[:-1].square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[arg-type]
    direction = array(line[:-1]) * scale
    return direction, float(line[-1].detach()) - float(mean @ direction)


def fit_features(rows: Rows) -> Weights:
    """One answer from features alone: what is told twice (coreference), and on which day it was (held_on)."""
    x = column(rows, "features")
    y = torch.tensor(rows.truth["same"], dtype=torch.float32)
    mean, scale = scaled(x)
    inputs = torch.tensor((x - mean) * scale)
    made = []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        net = nn.Sequential(nn.Linear(x.shape[1], 12), nn.ReLU(), nn.Dropout(0.2), nn.Linear(12, 1))

        def loss(b: Tensor, net: nn.Sequential = net) -> Tensor:
            return F.binary_cross_entropy_with_logits(net(inputs[b])[:, 0], y[b])

        descend(net, loss, len(y), epochs=30, batch=128, rate=5e-3, decay=0.02)
        first, last = net[0], net[3]
        made.append(
            {
                "by_feature": array(first.weight.T),
                "bias": array(first.bias),
                "out": array(last.weight[0]),
                "out_bias": array(last.bias),
            }
        )
    return side_by_side(made, ("out",), ("out_bias",)) | {"mean": mean, "scale": scale}
