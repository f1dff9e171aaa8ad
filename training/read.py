"""Read texts with a torch model, in the form that the run-time decoder takes."""

from __future__ import annotations

import numpy as np
import torch
from tokenizers import Tokenizer

from flows.normalise.tagger.encode import encode
from flows.normalise.tagger.reading import Reading, distance_table
from flows.normalise.tagger.windows import plan

from .examples import Example, Piece, features
from .model import Tagger


@torch.no_grad()
def read(model: Tagger, text: str, tokenizer: Tokenizer, size: int = 256) -> Reading:
    model.eval()
    enc = encode(text, tokenizer)
    windows = plan(enc, size)
    tags = np.zeros((len(enc), model.tags.out_features), dtype=np.float32)
    projections = []
    example = Example("", enc)
    for w in windows:
        arrays = {k: torch.from_numpy(v) for k, v in features([Piece(example, w.start, w.end)]).items()}
        mask = arrays.pop("mask").bool()
        logits, proj = model(**arrays, mask=mask)
        core = slice(w.core_start - w.start + 1, w.core_end - w.start + 1)
        tags[w.core_start : w.core_end] = logits[0].float().numpy()[core]
        projections.append(proj[0].float().numpy())
    return Reading(enc, windows, tags, projections, distance_table(model.distance.detach().numpy()))
