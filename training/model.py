"""The network: a small BERT encoder, linear tag heads and dot-product pointers.

Weights start from all-MiniLM-L6-v2 (Wang et al. 2020). The pointers follow the biaffine idea of Dozat and Manning
(2017), reduced to a dot product plus a bias per distance bucket, so that inference needs no T x T tensor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HIDDEN, HEADS, FEED, POINTER = 384, 12, 1536, 64
HEAD_SIZE = HIDDEN // HEADS
ACTIVATIONS = {"gelu": F.gelu, "hardswish": F.hardswish}
# Tag heads, in the order of the output columns.
TAG_HEADS = {"outer": 7, "inner": 7, "addressee": 3, "mention": 15, "trigger": 3, "channel": 4, "status": 4}
POINTERS = ("content_cue", "cue_source", "content_source", "trigger_party")
BUCKETS = 24


def distance_bucket(distance: Tensor) -> Tensor:
    """Signed distances, exact up to 4, then by powers of two."""
    size = distance.abs().clamp(min=1).float()
    log = torch.where(size <= 4, size, 4 + torch.log2(size / 4).ceil()).long().clamp(max=11)
    log = torch.where(distance == 0, torch.zeros_like(log), log)
    return torch.where(distance >= 0, log, 12 + log)


def rounded_weight(w: Tensor) -> Tensor:
    """Weights as int8 per output row will hold them, with a straight-through gradient (Jacob et al. 2018)."""
    with torch.no_grad():
        scale = w.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127.0
        error = (w / scale).round() * scale - w
    return w + error


def rounded_input(x: Tensor) -> Tensor:
    """Activations as the run time quantises them: 256 steps between the extremes of a window."""
    with torch.no_grad():
        low, high = x.amin((1, 2), keepdim=True).clamp(max=0), x.amax((1, 2), keepdim=True).clamp(min=0)
        scale = ((high - low) / 255.0).clamp(min=1e-6)
        error = (x / scale).round() * scale - x
    return x + error


def linear(layer: nn.Linear, x: Tensor) -> Tensor:
    """In the precision of x: autocast would run softmax in fp32 and copy at every border."""
    if getattr(layer, "int8", False):
        return F.linear(rounded_input(x), rounded_weight(layer.weight).to(x.dtype), layer.bias.to(x.dtype))
    return F.linear(x, layer.weight.to(x.dtype), layer.bias.to(x.dtype))


def quantisation_aware(model: nn.Module, on: bool = True) -> None:
    """From here on every matrix product feels the rounding of int8."""
    for module in model.modules():
        if isinstance(module, nn.Linear):
            module.int8 = on  # type: ignore[assignment]


def norm(layer: nn.LayerNorm, x: Tensor) -> Tensor:
    return F.layer_norm(
        x, layer.normalized_shape, layer.weight.to(x.dtype), layer.bias.to(x.dtype), layer.eps
    )


@dataclass(frozen=True)
class Config:
    """`heads` of every layer; () means HEADS each."""

    layers: int = 6
    feed: int = FEED
    dropout: float = 0.1
    heads: tuple[int, ...] = ()
    activation: str = "gelu"

    def heads_of(self, layer: int) -> int:
        return self.heads[layer] if self.heads else HEADS


class Layer(nn.Module):
    def __init__(self, feed: int, heads: int = HEADS, activation: str = "gelu") -> None:
        super().__init__()
        self.heads, self.activation = heads, ACTIVATIONS[activation]
        self.qkv = nn.Linear(HIDDEN, 3 * heads * HEAD_SIZE)
        self.out = nn.Linear(heads * HEAD_SIZE, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, feed)
        self.down = nn.Linear(feed, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)

    def attend(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = linear(self.qkv, x).view(b, t, 3, self.heads, HEAD_SIZE).permute(2, 0, 3, 1, 4)
        weights = torch.softmax((q * HEAD_SIZE**-0.5) @ k.transpose(-1, -2) + bias, dim=-1)
        mixed = (weights @ v).transpose(1, 2).reshape(b, t, self.heads * HEAD_SIZE)
        return norm(self.norm1, x + linear(self.out, mixed))

    def units(self, x: Tensor) -> Tensor:
        """Activations of the feed-forward block [B, T, feed]."""
        return self.activation(linear(self.up, x))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.attend(x, bias)
        return norm(self.norm2, x + linear(self.down, self.units(x)))


class Tagger(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.dropout = config.dropout
        self.precision = torch.float32
        self.words = nn.Embedding(30522, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.case, self.quote, self.para = (nn.Embedding(n, HIDDEN) for n in (5, 3, 3))
        for table in (self.case, self.quote, self.para):
            nn.init.zeros_(table.weight)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(config.feed, config.heads_of(i), config.activation) for i in range(config.layers)
        )
        self.add_heads(HIDDEN)

    def add_heads(self, hidden: int) -> None:
        self.tags = nn.Linear(hidden, sum(TAG_HEADS.values()))
        self.pointers = nn.Linear(hidden, 2 * POINTER * len(POINTERS))
        self.distance = nn.Parameter(torch.zeros(len(POINTERS), BUCKETS))
        for head in (self.tags, self.pointers):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def encode(self, ids: Tensor, case: Tensor, quote: Tensor, para: Tensor, mask: Tensor) -> Tensor:
        x = self.words(ids) + self.positions.weight[: ids.shape[1]]
        x = self.norm(x + self.case(case) + self.quote(quote) + self.para(para))
        x = F.dropout(x, self.dropout, self.training).to(self.precision)
        bias = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return F.dropout(x, self.dropout, self.training)

    def forward(
        self, ids: Tensor, case: Tensor, quote: Tensor, para: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Tag logits [B, T, 43] and pointer projections [B, T, 2 x 4 x 64]."""
        x = self.encode(ids, case, quote, para, mask)
        return linear(self.tags, x), linear(self.pointers, x)

    def pointer_logits(self, name: str, projections: Tensor) -> Tensor:
        """[B, T, T]: row points at column."""
        i = POINTERS.index(name)
        q = projections[..., 2 * i * POINTER : (2 * i + 1) * POINTER]
        k = projections[..., (2 * i + 1) * POINTER : (2 * i + 2) * POINTER]
        t = torch.arange(projections.shape[1])
        bias = self.distance[i][distance_bucket(t[None, :] - t[:, None])]
        return (q @ k.transpose(-1, -2)).float() * POINTER**-0.5 + bias


def split_tags(logits: Tensor) -> dict[str, Tensor]:
    return dict(zip(TAG_HEADS, logits.float().split(list(TAG_HEADS.values()), dim=-1), strict=True))


def verified(path: Path, sha256: str) -> Path:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != sha256:
        raise SystemExit(f"{path}: sha256 {digest}, expected {sha256}: not the published weights")
    return path


def layer_state(
    w: dict[str, Tensor], old: str, new: str, qkv: Sequence[str], out: str, after: str
) -> dict[str, Tensor]:
    """A published layer under our names; `qkv`, `out` and `after` are its names within "attention."."""
    names = {
        "out": f"attention.{out}", "norm1": f"attention.{after}", "up": "intermediate.dense",
        "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    state = {}
    for kind in ("weight", "bias"):
        state[f"{new}qkv.{kind}"] = torch.cat([w[f"{old}attention.{n}.{kind}"] for n in qkv])
        state |= {f"{new}{ours}.{kind}": w[f"{old}{theirs}.{kind}"] for ours, theirs in names.items()}
    return state


def from_minilm(path: Path, config: Config, keep: list[int]) -> Tagger:
    """A tagger whose encoder layers are the given layers of MiniLM."""
    w = load_file(verified(path, WEIGHTS_SHA256))
    model = Tagger(config)
    state = model.state_dict()
    state["words.weight"] = w["embeddings.word_embeddings.weight"]
    # Token type 0 is constant: it folds into the positions.
    state["positions.weight"] = (
        w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0]
    )
    state["norm.weight"], state["norm.bias"] = (
        w["embeddings.LayerNorm.weight"],
        w["embeddings.LayerNorm.bias"],
    )
    for i, j in enumerate(keep):
        old, new = f"encoder.layer.{j}.", f"layers.{i}."
        state |= layer_state(
            w, old, new, ("self.query", "self.key", "self.value"), "output.dense", "output.LayerNorm"
        )
    model.load_state_dict(state)
    return model
