"""Confidence that means something: a logistic model of "this attribution is right", fitted on held-out articles.

Right means what the scorer counts: at least half of the content's tokens agree with a gold quote, and the source
overlaps (or both have none). Platt scaling (Platt 1999) over what decoding knew about the attribution.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.normalise.tagger.link import Draft, Weights, drafts
from flows.normalise.tagger.network import Network
from flows.normalise.tagger.reading import Reading

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]
WORD = re.compile(r"\w+")


def tokens(text: str, spans: list[list[int]]) -> set[int]:
    """Start offsets of the words under some spans."""
    return {m.start() for a, b in spans for m in WORD.finditer(text, a, b)}


def characters(reading: Reading, spans: list[tuple[int, int]]) -> list[list[int]]:
    return [[int(reading.enc.starts[a]), int(reading.enc.ends[b - 1])] for a, b in spans]


def right(text: str, reading: Reading, draft: Draft, gold: list[Row]) -> bool:
    content = tokens(text, characters(reading, draft.content))
    source = tokens(text, characters(reading, [draft.source] if draft.source else []))
    for quote in gold:
        theirs = tokens(text, quote["content"])
        union = len(content | theirs)
        if union and len(content & theirs) / union >= 0.5:
            named = tokens(text, quote["source"])
            if source & named or not (source or named):
                return True
    return False


def observations(rows: list[Row], network: Network, weights: Weights) -> tuple[Floats, Floats]:
    x, y = [], []
    for row in rows:
        reading = network.read(row["text"])
        for draft in drafts(reading, weights):
            x.append(draft.evidence)
            y.append(float(right(row["text"], reading, draft, row["quotes"])))
    return np.array(x), np.array(y)


def fit_logistic(x: Floats, y: Floats, ridge: float = 1.0) -> dict[str, list[float]]:
    """Newton's method on standardised features."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([(x - mean) / scale, np.ones((len(x), 1))])
    penalty = ridge * np.diag([1.0] * x.shape[1] + [0.0])
    w = np.zeros(z.shape[1])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-z @ w))
        gradient = z.T @ (y - p) - penalty @ w
        curvature = (z * (p * (1 - p))[:, None]).T @ z + penalty
        w += np.linalg.solve(curvature, gradient)
    rounded = lambda values: [round(float(v), 5) for v in values]  # noqa: E731
    return {
        "weights": rounded(w[:-1]),
        "intercept": rounded(w[-1:]),
        "mean": rounded(mean),
        "scale": rounded(scale),
    }


def probabilities(model: dict[str, list[float]], x: Floats) -> Floats:
    z = (x - np.array(model["mean"])) / np.array(model["scale"]) @ np.array(model["weights"]) + model[
        "intercept"
    ][0]
    return np.asarray(1.0 / (1.0 + np.exp(-z)))


def expected_error(p: Floats, y: Floats, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015) over bins of equal size."""
    order = np.argsort(p)
    parts = np.array_split(order, bins)
    return float(sum(len(i) * abs(p[i].mean() - y[i].mean()) for i in parts if len(i)) / len(p))
