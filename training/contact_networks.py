"""The networks behind the contact models, and their fitting; weights come out as arrays for numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from flows.normalise.triggers import HASHED
from schemas.vocabulary import CALL_STATUSES, CHANNELS

from .contact_labels import Rows

Floats = npt.NDArray[np.float32]
Weights = dict[str, Floats]
SEEDS = 4
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
) -> None:
    """AdamW with a linearly falling rate; `loss` is asked with the indices of a batch."""
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=decay)
    total = epochs * (n // batch + 1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda i: max(0.0, 1 - i / total))
    net.train()
    for _ in range(epochs):
        for chosen in torch.randperm(n).split(batch):
            optimiser.zero_grad()
            loss(chosen).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            scheduler.step()
    net.eval()


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


class Link(nn.Module):
    def __init__(self, features: int, states: int, hidden: int = 32, rank: int = 24) -> None:
        super().__init__()
        self.feature = nn.Linear(features, hidden)
        self.entity = nn.Linear(states, hidden, bias=False)
        self.trigger = nn.Linear(states, hidden, bias=False)
        self.left, self.right = nn.Linear(states, rank), nn.Linear(states, rank)
        self.out = nn.Linear(hidden + rank, 1)

    def forward(self, x: Tensor, t: Tensor, e: Tensor) -> Tensor:
        t, e = (F.dropout(v, 0.5, self.training) for v in (t, e))
        hidden = torch.relu(self.feature(x) + self.entity(e) + self.trigger(t))
        both = torch.cat([hidden, self.left(t) * self.right(e)], dim=-1)
        out: Tensor = self.out(F.dropout(both, 0.5, self.training))[:, 0]
        return out

    def weights(self) -> Weights:
        h = self.feature.out_features
        return {
            "by_feature": array(self.feature.weight.T), "bias": array(self.feature.bias),
            "by_entity": array(self.entity.weight.T), "by_trigger": array(self.trigger.weight.T),
            "left": array(self.left.weight.T), "left_bias": array(self.left.bias),
            "right": array(self.right.weight.T), "right_bias": array(self.right.bias),
            "out_hidden": array(self.out.weight[0, :h]), "out_both": array(self.out.weight[0, h:]),
            "out_bias": array(self.out.bias),
        }  # fmt: skip


def fit_links(rows: Rows) -> Weights:
    x, t, e = (column(rows, name) for name in ("features", "trigger", "entity"))
    y = torch.tensor(rows.truth["party"], dtype=torch.float32)
    scales = {"": scaled(x), "trigger_": scaled(t, STATE_SCALE), "entity_": scaled(e, STATE_SCALE)}
    inputs = [torch.tensor((v - m) * s) for v, (m, s) in zip((x, t, e), scales.values(), strict=True)]
    made = []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        net = Link(x.shape[1], t.shape[1])

        def loss(b: Tensor, net: Link = net) -> Tensor:
            return F.binary_cross_entropy_with_logits(net(*(v[b] for v in inputs)), y[b])

        descend(net, loss, len(y), epochs=25, batch=256, rate=2e-3, decay=0.05)
        made.append(net.weights())
    weights = side_by_side(made, ("out_hidden", "out_both"), ("out_bias",))
    for name, (mean, scale) in scales.items():
        weights |= {f"{name}mean": mean, f"{name}scale": scale}
    return weights


class Trigger(nn.Module):
    def __init__(self, dense: int, states: int, hidden: int = 64) -> None:
        super().__init__()
        self.hashed = nn.Linear(HASHED, hidden, bias=False)
        nn.init.normal_(self.hashed.weight, std=0.02)
        self.dense, self.state = nn.Linear(dense, hidden), nn.Linear(states, hidden, bias=False)
        self.out = nn.Linear(hidden, 1 + len(CHANNELS) + len(CALL_STATUSES))

    def forward(self, h: Tensor, d: Tensor, s: Tensor) -> Tensor:
        h, s = F.dropout(h, 0.3, self.training), F.dropout(s, 0.5, self.training)
        hidden = torch.relu(self.hashed(h) + self.dense(d) + self.state(s))
        out: Tensor = self.out(F.dropout(hidden, 0.5, self.training))
        return out

    def weights(self) -> Weights:
        return {
            "hashed": array(self.hashed.weight.T), "dense": array(self.dense.weight.T),
            "by_state": array(self.state.weight.T), "bias": array(self.dense.bias),
            "out": array(self.out.weight.T), "out_bias": array(self.out.bias),
        }  # fmt: skip


def fit_triggers(rows: Rows) -> Weights:
    examples = rows.inputs["example"]
    hashed = torch.zeros(len(examples), HASHED)
    for i, example in enumerate(examples):
        hashed[i, list(example.hashed)] = 1
    dense = torch.tensor(np.array([e.dense for e in examples], dtype=np.float32))
    states = np.array([e.state for e in examples], dtype=np.float32)
    mean, scale = scaled(states, STATE_SCALE)
    state = torch.tensor((states - mean) * scale)
    channel, status = torch.tensor(rows.truth["channel"]).long(), torch.tensor(rows.truth["status"]).long()
    y = (channel >= 0).float()
    made = []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        net = Trigger(dense.shape[1], state.shape[1])

        def loss(b: Tensor, net: Trigger = net) -> Tensor:
            z = net(hashed[b], dense[b], state[b])
            total = F.binary_cross_entropy_with_logits(z[:, 0], y[b])
            real = channel[b] >= 0
            if real.any():
                total = total + 0.3 * F.cross_entropy(z[real, 1:5], channel[b][real])
                total = total + 0.3 * F.cross_entropy(z[real, 5:], status[b][real])
            return total

        descend(net, loss, len(y), epochs=18, batch=128, rate=2e-3, decay=0.1)
        made.append(net.weights())
    return side_by_side(made, ("out",), ("out_bias",)) | {"mean": mean, "scale": scale}


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
