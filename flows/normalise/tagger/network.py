"""One ONNX session, one thread: text in, `Reading` out. Loading the model is the only I/O of the package."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from .encode import CLS, SEP, encode
from .reading import TAG_COLUMNS, Floats, Reading, distance_table
from .windows import plan

MODEL = Path(__file__).with_name("model")


def session(path: Path, threads: int) -> ort.InferenceSession:
    """Memory is planned anew for no window length: windows differ, and plans for all of them would pile up."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def tokenizer(path: Path) -> Tokenizer:
    loaded = Tokenizer.from_file(str(path))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


class Network:
    def __init__(self, folder: Path = MODEL, threads: int = 1) -> None:
        self.meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.tokenizer = tokenizer(folder / "tokenizer.json")
        self.session = session(folder / "tagger.onnx", threads)
        self.window = int(self.meta["window"])
        self.distance: Floats = distance_table(np.array(self.meta["distance"], dtype=np.float32))

    def read(self, text: str) -> Reading:
        enc = encode(text, self.tokenizer)
        windows = plan(enc, self.window)
        tags = np.zeros((len(enc), TAG_COLUMNS), dtype=np.float32)
        projections = []
        kinds = (enc.case.astype(np.int64) * 3 + enc.quote) * 3 + enc.para
        for w in windows:
            n = w.end - w.start
            ids = np.full((1, n + 2), SEP, dtype=np.int64)
            ids[0, 0], ids[0, 1 : n + 1] = CLS, enc.ids[w.start : w.end]
            kind = np.zeros((1, n + 2), dtype=np.int64)
            kind[0, 1 : n + 1] = kinds[w.start : w.end]
            out, projection = self.session.run(None, {"ids": ids, "kinds": kind})
            core = slice(w.core_start - w.start + 1, w.core_end - w.start + 1)
            tags[w.core_start : w.core_end] = out[0, core, :TAG_COLUMNS]
            projections.append(projection[0])
        return Reading(enc, windows, tags, projections, self.distance)


@cache
def version(folder: Path = MODEL) -> str:
    """Sixteen hex digits over every file that decides what the tagger answers."""
    digest = hashlib.sha256()
    for name in ("tagger.onnx", "tokenizer.json", "meta.json"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]
