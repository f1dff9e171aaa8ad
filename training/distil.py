"""Distillation: a larger tagger labels text, a smaller one learns from its probabilities (Hinton et al. 2015).

The teacher also labels unlabelled news (self-training), and attributions inside attributions: it reads the content
of an attribution as a text of its own, and what it finds there is the inner layer of the student.
"""

from __future__ import annotations

import re

import numpy as np
import torch

from flows.normalise.tagger.link import Draft, Weights, drafts
from flows.normalise.tagger.network import Network
from flows.normalise.tagger.reading import Reading

from .examples import CONTENT, CUE, NONE, SOURCE, UNKNOWN, Example, Piece, features, mark
from .model import Config, Tagger, linear, norm

SPEAKING = re.compile(
    r"\b(told|tells|said|says|say|stressed|warned|warns|argued|insisted|denied|claimed|added|acknowledged|announced"
    r"|testified|reported|according to|asked|urged|promised|assured)\b"
)


def label_pointers(example: Example, found: list[Draft]) -> None:
    n = len(example.enc)
    targets = {
        p: np.full((n, 2), UNKNOWN, dtype=np.int64) for p in ("content_cue", "cue_source", "content_source")
    }
    for d in found:
        if d.cue is None:
            continue
        targets["cue_source"][d.cue[0] : d.cue[1]] = d.source or (NONE, NONE)
        for a, b in d.content:
            targets["content_cue"][a:b] = d.cue
            targets["content_source"][a:b] = d.source or (NONE, NONE)
    example.targets = targets


def label_inner(
    example: Example, text: str, reading: Reading, found: list[Draft], teacher: Network, weights: Weights
) -> None:
    """Outside contents nothing is nested; inside, what the teacher finds in the content alone."""
    inner = np.zeros(len(example.enc), dtype=np.int64)
    enc = reading.enc
    for a, b in (span for d in found for span in d.content):
        start, end = int(enc.starts[a]), int(enc.ends[b - 1])
        content = text[start:end]
        if b - a < 6 or (enc.quote[a:b] > 0).mean() > 0.3 or not SPEAKING.search(content):
            continue
        offset = 5 if content.startswith("that ") else 0
        nested = teacher.read(content[offset:])
        shift = int(np.searchsorted(enc.starts, start + offset))
        if len(nested.enc) != b - shift:
            inner[a:b] = UNKNOWN
            continue
        for d in drafts(nested, weights):
            if d.cue is None or d.source is None or d.evidence[0] < -0.7 or d.evidence[2] < -1.0:
                continue
            for span, begin in [(c, CONTENT) for c in d.content] + [(d.cue, CUE), (d.source, SOURCE)]:
                mark(inner, (span[0] + shift, span[1] + shift), begin)
    example.tags["inner"] = inner


def teach(example: Example, text: str, teacher: Network, weights: Weights) -> None:
    """Add the teacher's view of who said what: probabilities for tags, its own decoding for pointers."""
    reading = teacher.read(text)
    found = drafts(reading, weights)
    example.soft["outer"] = np.exp(reading.head("outer")).astype(np.float16)
    label_pointers(example, found)
    label_inner(example, text, reading, found, teacher, weights)


@torch.no_grad()
def narrowed(model: Tagger, layers: list[int], feed: int, sample: list[Piece]) -> Tagger:
    """The given layers of a model, each feed-forward block cut to its most used units (mean |activation| x weight)."""
    used: dict[int, torch.Tensor] = {i: torch.zeros(model.config.feed) for i in layers}

    small = Tagger(Config(layers=len(layers), feed=feed, dropout=model.config.dropout))
    state, old = small.state_dict(), model.state_dict()
    model.eval()
    for i in layers:
        collect(model, i, sample, used)
    for new, i in enumerate(layers):
        importance = used[i] * old[f"layers.{i}.down.weight"].norm(dim=0)
        keep = importance.topk(feed).indices.sort().values
        for key in (k for k in state if k.startswith(f"layers.{new}.")):
            value = old[key.replace(f"layers.{new}.", f"layers.{i}.", 1)]
            if ".up." in key:
                value = value[keep]
            elif key.endswith("down.weight"):
                value = value[:, keep]
            state[key] = value.clone()
    for key in state:
        if not key.startswith("layers."):
            state[key] = old[key].clone()
    small.load_state_dict(state)
    return small


@torch.no_grad()
def collect(model: Tagger, i: int, sample: list[Piece], used: dict[int, torch.Tensor]) -> None:
    """Mean absolute activation of the feed-forward units of layer i."""
    arrays = {k: torch.from_numpy(v) for k, v in features(sample).items()}
    mask = arrays.pop("mask").bool()
    seen: list[torch.Tensor] = []
    handle = model.layers[i].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    model(**arrays, mask=mask)
    handle.remove()
    layer = model.layers[i]
    x = seen[0]
    b, t, h = x.shape
    bias = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, -1e4)[:, None, None, :]
    q, k, v = linear(layer.qkv, x).view(b, t, 3, 12, h // 12).permute(2, 0, 3, 1, 4)
    mixed = (
        (torch.softmax((q * (h // 12) ** -0.5) @ k.transpose(-1, -2) + bias, -1) @ v)
        .transpose(1, 2)
        .reshape(b, t, h)
    )
    x = norm(layer.norm1, x + linear(layer.out, mixed))
    used[i] += torch.nn.functional.gelu(linear(layer.up, x))[mask].abs().mean(0)
