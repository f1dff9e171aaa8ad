"""A larger encoder for a teacher: all-mpnet-base-v2 (Song et al. 2020) under the tagger's heads.

It is far too slow to publish; it labels text from which the small tagger learns. Its vocabulary is BERT's with five
pieces of its own in front and behind, so that teacher and student read the same pieces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from flows.normalise.tagger.reading import Reading

from .model import Tagger, layer_state, linear, norm, verified
from .read import read

WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
HIDDEN, HEADS, FEED, LAYERS = 768, 12, 3072, 12
# The lowest layers stay as they are; what BERT's vocabulary does not tell (case, quotation marks, paragraphs) enters
# above them, so that no gradient has to pass through them: a fifth of a training step.
FROZEN = 4
# BERT's special pieces -> MPNet's; every other piece stands four places later.
_SPECIAL = {0: 1, 100: 104, 101: 0, 102: 2, 103: 30526}


@dataclass(frozen=True)
class Config:
    layers: int = LAYERS - FROZEN
    dropout: float = 0.1


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.up, self.down = nn.Linear(HIDDEN, FEED), nn.Linear(FEED, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-5), nn.LayerNorm(HIDDEN, eps=1e-5)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = linear(self.qkv, x).view(b, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).reshape(b, t, HIDDEN)
        x = norm(self.norm1, x + linear(self.out, mixed))
        return norm(self.norm2, x + linear(self.down, F.gelu(linear(self.up, x))))


def relative_buckets(t: int) -> Tensor:
    """[T, T] bucket of the distance from row to column (Raffel et al. 2020: 32, up to 128 pieces)."""
    at = torch.arange(t)
    n = at[:, None] - at[None, :]
    far = 8 + (torch.log(n.abs().clamp(min=1) / 8) / math.log(128 / 8) * 8).long()
    return torch.where(n < 0, 16, 0) + torch.where(n.abs() < 8, n.abs(), far.clamp(max=15))


class Mpnet(Tagger):
    """The tagger's heads on MPNet; what `fit`, `losses` and `read` ask of a tagger."""

    def __init__(self, config: Config) -> None:
        nn.Module.__init__(self)
        self.config = config  # type: ignore[assignment]
        self.dropout = config.dropout
        self.precision = torch.float32
        self.words, self.positions = nn.Embedding(30522, HIDDEN), nn.Embedding(512, HIDDEN)
        self.relative = nn.Embedding(32, HEADS)
        self.case, self.quote, self.para = (nn.Embedding(n, HIDDEN) for n in (5, 3, 3))
        for table in (self.case, self.quote, self.para):
            nn.init.zeros_(table.weight)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-5)
        self.below = nn.ModuleList(Layer() for _ in range(FROZEN))
        self.layers = nn.ModuleList(Layer() for _ in range(config.layers))
        self.add_heads(HIDDEN)
        for module in (self.words, self.positions, self.relative, self.norm, self.below):
            module.requires_grad_(False)

    def encode(self, ids: Tensor, case: Tensor, quote: Tensor, para: Tensor, mask: Tensor) -> Tensor:
        t = ids.shape[1]
        with torch.no_grad():
            hidden = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
            bias = (self.relative(relative_buckets(t)).permute(2, 0, 1)[None] + hidden).to(self.precision)
            x = norm(self.norm, self.words(ids) + self.positions.weight[:t])
            x = F.dropout(x, self.dropout, self.training).to(self.precision)
            for layer in self.below:
                x = layer(x, bias)
        x = x + (self.case(case) + self.quote(quote) + self.para(para)).to(self.precision)
        for layer in self.layers:
            x = layer(x, bias)
        return F.dropout(x, self.dropout, self.training)


def from_mpnet(path: Path) -> Mpnet:
    """The tagger on the published weights in `path` (model.safetensors)."""
    w = load_file(verified(path, WEIGHTS_SHA256))
    model = Mpnet(Config())
    state = model.state_dict()
    places = torch.arange(30522) + 4
    for bert, mpnet in _SPECIAL.items():
        places[bert] = mpnet
    state["words.weight"] = w["embeddings.word_embeddings.weight"][places]
    state["positions.weight"] = w["embeddings.position_embeddings.weight"][2:]
    state["relative.weight"] = w["encoder.relative_attention_bias.weight"]
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = w[f"embeddings.LayerNorm.{kind}"]
    for i in range(LAYERS):
        new = f"below.{i}." if i < FROZEN else f"layers.{i - FROZEN}."
        names = ("attn.q", "attn.k", "attn.v")
        state |= layer_state(w, f"encoder.layer.{i}.", new, names, "attn.o", "LayerNorm")
    model.load_state_dict(state)
    return model


class Teacher:
    """A trained one as `distil` asks it: text in, reading out."""

    def __init__(self, path: Path, tokenizer: Tokenizer, window: int) -> None:
        kept = torch.load(path, weights_only=False)
        self.model = Mpnet(kept["config"])
        self.model.load_state_dict(kept["state"])
        self.model.precision = torch.bfloat16
        self.tokenizer, self.window = tokenizer, window

    def read(self, text: str) -> Reading:
        return read(self.model, text, self.tokenizer, self.window)
