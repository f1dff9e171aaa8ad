"""The network that is fitted is the one that the normalise room runs."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

import numpy as np  # noqa: E402

from flows.normalise import judging  # noqa: E402
from flows.normalise.entities import Reference  # noqa: E402
from flows.normalise.judging import Example, judge  # noqa: E402
from flows.normalise.links import Candidate  # noqa: E402
from training import contact_networks as networks  # noqa: E402
from training.contact_labels import Rows  # noqa: E402

RNG = np.random.default_rng(0)


def some_example(candidates: int) -> Example:
    f = lambda *shape: RNG.normal(size=shape).astype(np.float32)  # noqa: E731
    who = tuple(Candidate(i, Reference(i, i + 1, "name", i, 1.0)) for i in range(candidates))
    features = f(candidates, 5) if candidates else f(0, 0)
    hashed = tuple(RNG.integers(0, judging.HASHED, 6).tolist())
    return Example(0, 1, hashed, (0.5, 1.0), f(7), who, features, f(candidates, 7))


def test_numpy_answers_as_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = [some_example(n) for n in (3, 0, 5, 1)]
    rows = Rows()
    for e in examples:
        truth = {"channel": 0, "status": 1, "asked": True, "told": True, "written": False}
        rows.add("a", {"example": e, "parties": np.ones(len(e.candidates), np.float32)}, truth)
    monkeypatch.setattr(networks, "JUDGES", 1)
    made: list[torch.nn.Module] = []
    real = networks.Judge

    def kept(*sizes: int) -> torch.nn.Module:
        made.append(real(*sizes))
        return made[-1]

    monkeypatch.setattr(networks, "Judge", kept)
    weights = networks.fit_contacts(rows)
    monkeypatch.setattr(judging, "weights", lambda: weights)
    scale = [(weights[f"{n}_mean"], weights[f"{n}_scale"]) for n in ("feature", "state")]
    put = [networks._put_to_scale(e, *scale) for e in examples]
    with torch.no_grad():
        parties, answers = made[0](networks._batch(put, np.zeros(4, np.float32), 5))
    for i, answer in enumerate(judge(examples)):
        assert answer.contact == pytest.approx(float(torch.sigmoid(answers[i, 0])), abs=1e-4)
        n = len(examples[i].candidates)
        assert np.allclose(answer.parties, torch.sigmoid(parties[i, :n]).numpy(), atol=1e-4)


def test_a_line_tells_what_a_line_can() -> None:
    states = RNG.normal(size=(400, 6)).astype(np.float32) + 3
    truth = (states[:, 2] > 3.5).astype(np.float32)
    direction, intercept = networks.fit_line(states, truth)
    assert ((states @ direction + intercept > 0) == (truth > 0)).mean() > 0.97
