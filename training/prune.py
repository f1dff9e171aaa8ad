"""Cut a model where it hurts least: layers, attention heads, feed-forward units.

A head is worth what the tag probabilities lose without it (KL divergence; after Michel et al. 2019, measured rather
than estimated), a unit its mean absolute activation times the length of its row of weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor

from .examples import Piece, features
from .model import HEAD_SIZE, Tagger, split_tags

# HardSwish(c x) / c is nearest to GELU(x) at this c (the c of the sigmoid approximation, Hendrycks and Gimpel 2016).
SWISH = 1.702
HEARD = ("outer", "mention")


def _inputs(sample: list[Piece]) -> dict[str, Tensor]:
    arrays = {k: torch.from_numpy(v) for k, v in features(sample).items()}
    return {**arrays, "mask": arrays["mask"].bool()}


def _answers(model: Tagger, inputs: dict[str, Tensor]) -> list[Tensor]:
    tags = split_tags(model(**inputs)[0][inputs["mask"]])
    return [F.log_softmax(tags[name], dim=-1) for name in HEARD]


@torch.no_grad()
def head_worth(model: Tagger, sample: list[Piece]) -> dict[tuple[int, int], float]:
    """(layer, head) -> KL divergence a piece of the tags without that head from the tags with it."""
    model.eval()
    inputs = _inputs(sample)
    whole = _answers(model, inputs)
    worth = {}
    for i, layer in enumerate(model.layers):
        kept = layer.out.weight.clone()
        for head in range(layer.heads):
            layer.out.weight[:, head * HEAD_SIZE : (head + 1) * HEAD_SIZE] = 0
            without = _answers(model, inputs)
            worth[i, head] = sum(
                float(F.kl_div(b, a, reduction="batchmean", log_target=True))
                for a, b in zip(whole, without, strict=True)
            )
            layer.out.weight.copy_(kept)
    return worth


def best_heads(worth: dict[tuple[int, int], float], count: int) -> list[list[int]]:
    """The heads kept in every layer: one each at least, the others by worth over all layers."""
    layers = sorted({layer for layer, _ in worth})
    kept = [max((h for h in worth if h[0] == layer), key=worth.__getitem__) for layer in layers]
    rest = sorted((h for h in worth if h not in kept), key=worth.__getitem__, reverse=True)
    kept += rest[: count - len(kept)]
    return [sorted(head for layer, head in kept if layer == one) for one in layers]


@torch.no_grad()
def unit_worth(model: Tagger, sample: list[Piece]) -> list[Tensor]:
    """For every layer the worth of its feed-forward units."""
    model.eval()
    inputs = _inputs(sample)
    seen: list[tuple[Tensor, Tensor]] = []
    hooks = [layer.register_forward_pre_hook(lambda _, given: seen.append(given)) for layer in model.layers]
    model(**inputs)
    for hook in hooks:
        hook.remove()
    return [
        layer.units(layer.attend(*given))[inputs["mask"]].abs().mean(dim=0) * layer.down.weight.norm(dim=0)
        for layer, given in zip(model.layers, seen, strict=True)
    ]


def _rows(heads: list[int]) -> Tensor:
    return (torch.tensor(heads)[:, None] * HEAD_SIZE + torch.arange(HEAD_SIZE)).flatten()


@torch.no_grad()
def pruned(
    model: Tagger, heads: Sequence[list[int]], units: Sequence[Tensor], activation: str = "hardswish"
) -> Tagger:
    """The model with only these heads and feed-forward units a layer; a GELU model may become a HardSwish model."""
    config = replace(
        model.config, feed=len(units[0]), heads=tuple(len(kept) for kept in heads), activation=activation
    )
    small = Tagger(config)
    state = {k: v for k, v in model.state_dict().items() if not k.startswith("layers.")}
    swish = SWISH if activation == "hardswish" and model.config.activation == "gelu" else 1.0
    for i, (old, kept, used) in enumerate(zip(model.layers, heads, units, strict=True)):
        part = dict(old.state_dict())
        columns = _rows(kept)
        rows = torch.cat([columns + block * old.out.in_features for block in range(3)])
        part |= {"qkv.weight": part["qkv.weight"][rows], "qkv.bias": part["qkv.bias"][rows]}
        part["out.weight"] = part["out.weight"][:, columns]
        part |= {"up.weight": part["up.weight"][used] * swish, "up.bias": part["up.bias"][used] * swish}
        part["down.weight"] = part["down.weight"][:, used] / swish
        state |= {f"layers.{i}.{k}": v.clone() for k, v in part.items()}
    small.load_state_dict(state)
    return small


def narrower(
    model: Tagger, sample: list[Piece], heads: int, feed: int, activation: str = "hardswish"
) -> Tagger:
    """Cut to `heads` heads in all and `feed` units a layer, chosen on the sample (16 windows are enough)."""
    kept = best_heads(head_worth(model, sample), heads)
    units = [worth.topk(feed).indices.sort().values for worth in unit_worth(model, sample)]
    return pruned(model, kept, units, activation)


def shallower(model: Tagger, layers: list[int]) -> Tagger:
    """The model with only these layers."""
    small = Tagger(replace(model.config, layers=len(layers)))
    old, state = model.state_dict(), small.state_dict()
    for key in state:
        parts = key.split(".")
        source = ".".join(["layers", str(layers[int(parts[1])]), *parts[2:]]) if parts[0] == "layers" else key
        state[key] = old[source].clone()
    small.load_state_dict(state)
    return small
