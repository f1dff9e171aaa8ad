"""The numbers of the small networks that judge contacts, as `python -m training.contact_models` stored them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@cache
def stored(name: str) -> dict[str, Floats]:
    """Arrays by name from data/<name>.npz, read once a process."""
    with (files("flows.normalise") / "data" / f"{name}.npz").open("rb") as file:
        arrays = np.load(file)
        return {k: arrays[k].astype(np.float32) for k in arrays.files}


def from_features(rows: Floats, w: dict[str, Floats]) -> Floats:
    """The probability [n] that a network of one hidden layer gives each row of features [n, F]."""
    x = (rows - w["mean"]) * w["scale"]
    z = np.maximum(x @ w["by_feature"] + w["bias"], 0) @ w["out"] + w["out_bias"]
    return np.asarray(1 / (1 + np.exp(-z)), dtype=np.float32)
