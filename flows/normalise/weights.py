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
