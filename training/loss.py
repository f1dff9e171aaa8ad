"""Losses by task; each skips what a document is not labelled for."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from .examples import UNKNOWN, Piece, features, pointer_targets, tag_targets
from .model import TAG_HEADS, Tagger, split_tags

HEAD_WEIGHT = {
    "outer": 1.0,
    "inner": 1.0,
    "addressee": 0.5,
    "mention": 0.4,
    "trigger": 3.0,
    "channel": 0.3,
    "status": 0.3,
}
# In heads whose tags are rare a missed tag costs more than a false one.
RARE = {"inner": 2.0, "addressee": 2.0, "trigger": 3.0}
POINTER_WEIGHT = {"content_cue": 0.3, "cue_source": 0.3, "content_source": 0.15}
LINK_WEIGHT = 0.3
Losses = dict[str, Tensor]


def pointing_loss(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """Marginal likelihood of pointing anywhere into the target span, averaged over labelled rows."""
    rows = (targets[..., 0] != UNKNOWN).nonzero(as_tuple=True)
    if not len(rows[0]):
        return logits.sum() * 0.0
    scores = logits[rows].masked_fill(~mask[rows[0]], -1e4)
    first, last = targets[rows].unbind(-1)
    at = torch.arange(logits.shape[-1])[None, :]
    inside = (at >= first[:, None]) & (at < last[:, None])
    return (scores.logsumexp(-1) - scores.masked_fill(~inside, -1e4).logsumexp(-1)).mean()


def link_loss(logits: Tensor, windows: list[Piece]) -> Tensor:
    """Binary cross-entropy over (trigger piece, mention piece) pairs of windows with triggers."""
    terms = []
    for i, w in enumerate(windows):
        labels = w.example.tags.get("mention")
        for (a, b), parties in w.example.links:
            if a < w.start or b > w.end or labels is None:
                continue
            n = w.end - w.start
            gold = torch.zeros(n)
            for s, e in parties:
                gold[max(0, s - w.start) : max(0, e - w.start)] = 1.0
            candidates = torch.from_numpy(labels[w.start : w.end] != 0) | (gold > 0)
            rows = logits[i, a - w.start + 1 : b - w.start + 1, 1 : n + 1].mean(0)
            weight = torch.where(gold > 0, 3.0, 1.0)
            terms.append(
                F.binary_cross_entropy_with_logits(rows[candidates], gold[candidates], weight[candidates])
            )
    return torch.stack(terms).mean() if terms else logits.sum() * 0.0


def soft_cross_entropy(logits: Tensor, windows: list[Piece], head: str) -> Tensor | None:
    """Distillation (Hinton et al. 2015): cross-entropy against the teachers' mean probabilities."""
    rows, probs = [], []
    for i, w in enumerate(windows):
        if head in w.example.soft:
            n = w.end - w.start
            rows.append(logits[i, 1 : n + 1])
            probs.append(torch.from_numpy(w.example.soft[head][w.start : w.end]).float())
    if not rows:
        return None
    return -(torch.cat(probs) * torch.cat(rows).log_softmax(-1)).sum(-1).mean()


def losses(model: Tagger, windows: list[Piece], mask_rate: float, hard: float = 1.0) -> Losses:
    arrays = {k: torch.from_numpy(v) for k, v in features(windows).items()}
    mask = arrays.pop("mask").bool()
    ids = arrays["ids"]
    hide = (torch.rand(ids.shape) < mask_rate) & mask & (ids > 103)
    arrays["ids"] = torch.where(hide, 103, ids)
    logits, projections = model(**arrays, mask=mask)
    t = ids.shape[1]
    out: Losses = {}
    weight = torch.tensor([w.example.weight for w in windows])[:, None].expand(-1, t)
    for head, scores in split_tags(logits).items():
        soft = soft_cross_entropy(scores, windows, head)
        if soft is not None:
            out[f"{head}_soft"] = soft * HEAD_WEIGHT[head]
        gold = torch.from_numpy(tag_targets(windows, head, t))
        known = gold != UNKNOWN
        if known.any() and (soft is None or hard > 0):
            each = F.cross_entropy(scores[known], gold[known], reduction="none") * weight[known]
            each = torch.where(gold[known] > 0, each * RARE.get(head, 1.0), each)
            out[head] = each.sum() / known.sum() * HEAD_WEIGHT[head] * (1.0 if soft is None else hard)
    for name, scale in POINTER_WEIGHT.items():
        table = model.pointer_logits(name, projections)
        gold = torch.from_numpy(pointer_targets(windows, name, t))
        if (gold != UNKNOWN).any():
            out[name] = pointing_loss(table, gold, mask) * scale
    if any(w.example.links for w in windows):
        out["link"] = link_loss(model.pointer_logits("trigger_party", projections), windows) * LINK_WEIGHT
    return out


assert set(HEAD_WEIGHT) == set(TAG_HEADS)
