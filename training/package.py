"""Put a trained model in the form that `flows.normalise.tagger` loads: ONNX, tokenizer, parameters."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.normalise.tagger.link import Weights

from .export import write
from .model import Tagger

WINDOW = 256


def package(
    model: Tagger,
    folder: Path,
    tokenizer: Path,
    weights: Weights | None = None,
    fp32: set[str] | None = None,
    **extra: Any,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    write(model, folder / "tagger.onnx", fp32)
    if tokenizer.resolve() != (folder / "tokenizer.json").resolve():
        shutil.copy(tokenizer, folder / "tokenizer.json")
    meta = {
        "window": WINDOW,
        "layers": len(model.layers),
        "distance": [[round(v, 6) for v in row] for row in model.distance.detach().tolist()],
        "weights": asdict(weights or Weights()),
        **extra,
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
