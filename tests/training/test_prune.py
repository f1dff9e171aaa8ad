"""Cutting heads and units: what is worth nothing goes first, and keeping all changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from flows.normalise.tagger.encode import Encoded  # noqa: E402
from training.examples import Example, Piece, features  # noqa: E402
from training.model import HEAD_SIZE, Config, Tagger  # noqa: E402
from training.prune import best_heads, head_worth, narrower, pruned, shallower, unit_worth  # noqa: E402


@pytest.fixture
def sample() -> list[Piece]:
    rng = np.random.default_rng(3)
    enc = Encoded(
        *(rng.integers(0, top, 30).astype(np.int32) for top in (30_000, 1, 1)),
        *(rng.integers(0, top, 30).astype(np.int8) for top in (5, 3, 3)),
    )
    return [Piece(Example("made", enc), 0, 30)]


@pytest.fixture
def model() -> Tagger:
    torch.manual_seed(4)
    made = Tagger(Config(layers=2, feed=64, dropout=0.0)).eval()
    with torch.no_grad():
        for head in set(range(12)) - {2, 7}:
            made.layers[0].out.weight[:, head * HEAD_SIZE : (head + 1) * HEAD_SIZE] = 0
    return made


def answers(model: Tagger, sample: list[Piece]) -> torch.Tensor:
    arrays = {k: torch.from_numpy(v) for k, v in features(sample).items()}
    with torch.no_grad():
        return model(**(arrays | {"mask": arrays["mask"].bool()}))[0]


def test_silent_heads_go_first_and_go_unnoticed(model: Tagger, sample: list[Piece]) -> None:
    heads = best_heads(head_worth(model, sample), 14)
    assert heads[0] == [2, 7]
    assert heads[1] == list(range(12))
    units = [torch.arange(64)] * 2
    small = pruned(model, heads, units, "gelu").eval()
    assert small.config.heads == (2, 12)
    torch.testing.assert_close(answers(small, sample), answers(model, sample), atol=1e-5, rtol=0)


def test_hardswish_starts_near_gelu(model: Tagger, sample: list[Piece]) -> None:
    small = narrower(model, sample, heads=24, feed=64).eval()
    exact = answers(model, sample)
    assert (answers(small, sample) - exact).abs().mean() < 0.1 * exact.abs().mean()


def test_units_that_nothing_reads_are_worth_nothing(model: Tagger, sample: list[Piece]) -> None:
    with torch.no_grad():
        model.layers[1].down.weight[:, :10] = 0
    assert set(unit_worth(model, sample)[1].topk(10, largest=False).indices.tolist()) == set(range(10))


def test_fewer_layers_are_the_given_ones() -> None:
    model = Tagger(Config(layers=3, feed=32))
    small = shallower(model, [0, 2])
    assert len(small.layers) == 2
    assert torch.equal(small.layers[1].up.weight, model.layers[2].up.weight)
    assert torch.equal(small.tags.weight, model.tags.weight)
