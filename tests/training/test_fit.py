"""What fitting leaves on disk."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from training.fit import load, mean_of  # noqa: E402
from training.model import Config, Tagger  # noqa: E402


def test_the_mean_lies_halfway_between_two_runs(tmp_path: Path) -> None:
    config = Config(layers=1)
    runs = [Tagger(config), Tagger(config)]
    for name, model in zip("ab", runs, strict=True):
        torch.save({"config": config, "state": model.state_dict(), "epoch": 1}, tmp_path / name)
    mean_of([tmp_path / "a", tmp_path / "b"], tmp_path / "c")
    first, second, both = (m.state_dict() for m in (*runs, load(tmp_path / "c")))
    assert all(torch.allclose(both[k], (first[k] + second[k]) / 2, atol=1e-6) for k in both)
