"""The exported graph answers what the torch model answers. Needs the training extra; skipped without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("safetensors")

import onnxruntime as ort  # noqa: E402

from flows.normalise.tagger.reading import TAG_COLUMNS  # noqa: E402
from training.export import write  # noqa: E402
from training.model import HEAD_SIZE, Config, Tagger, rounded_weight  # noqa: E402

EVERYTHING = {f"{i}.{part}" for i in range(2) for part in ("qkv", "out", "up", "down")} | {"tags", "pointers"}


def outputs(
    path: Path, ids: npt.NDArray[np.int64], kinds: npt.NDArray[np.int64]
) -> list[npt.NDArray[np.float32]]:
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return list(session.run(None, {"ids": ids, "kinds": kinds}))


@pytest.fixture
def model() -> Tagger:
    """Random weights; word vectors as int8 rows hold them, because the graph has them in no other form."""
    torch.manual_seed(1)
    made = Tagger(Config(layers=2, feed=96, dropout=0.0))
    with torch.no_grad():
        made.words.weight.copy_(rounded_weight(made.words.weight))
    return made.eval()


@pytest.fixture(scope="module")
def text() -> dict[str, npt.NDArray[np.int64]]:
    rng = np.random.default_rng(2)
    sizes = {"ids": 30_000, "case": 5, "quote": 3, "para": 3}
    return {k: rng.integers(0, n, (1, 40)) for k, n in sizes.items()}


def by_torch(model: Tagger, text: dict[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.float32]:
    arrays = {k: torch.from_numpy(v) for k, v in text.items()}
    with torch.no_grad():
        tags, _ = model(**arrays, mask=torch.ones((1, 40), dtype=torch.bool))
    return np.asarray(tags.numpy()[..., :TAG_COLUMNS])


def kinds(text: dict[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.asarray((text["case"] * 3 + text["quote"]) * 3 + text["para"])


def test_in_fp32_the_graph_is_the_model(
    model: Tagger, text: dict[str, npt.NDArray[np.int64]], tmp_path: Path
) -> None:
    write(model, tmp_path / "m.onnx", EVERYTHING)
    tags, projections = outputs(tmp_path / "m.onnx", text["ids"], kinds(text))
    assert projections.shape == (1, 40, 384)
    np.testing.assert_allclose(tags, by_torch(model, text), atol=1e-4)


def test_in_int8_it_is_near(model: Tagger, text: dict[str, npt.NDArray[np.int64]], tmp_path: Path) -> None:
    write(model, tmp_path / "m.onnx", set())
    tags, _ = outputs(tmp_path / "m.onnx", text["ids"], kinds(text))
    expected = by_torch(model, text)
    assert np.abs(tags - expected).mean() < 0.05 * np.abs(expected).mean()


def test_layers_may_have_fewer_heads(
    model: Tagger, text: dict[str, npt.NDArray[np.int64]], tmp_path: Path
) -> None:
    """Heads whose output is multiplied by nothing may as well be cut out."""
    kept = torch.tensor([0, 5])
    columns = (kept[:, None] * HEAD_SIZE + torch.arange(HEAD_SIZE)).flatten()
    layer = model.layers[1]
    with torch.no_grad():
        silent = torch.ones(layer.out.in_features, dtype=torch.bool)
        silent[columns] = False
        layer.out.weight[:, silent] = 0
    whole = by_torch(model, text)
    narrow = Tagger(model.config).eval()
    narrow.load_state_dict(model.state_dict())
    rows = torch.cat([columns + i * layer.out.in_features for i in range(3)])
    qkv, out = torch.nn.Linear(384, len(rows)), torch.nn.Linear(len(columns), 384)
    qkv.load_state_dict({"weight": layer.qkv.weight[rows], "bias": layer.qkv.bias[rows]})
    out.load_state_dict({"weight": layer.out.weight[:, columns], "bias": layer.out.bias})
    narrow.layers[1].qkv, narrow.layers[1].out = qkv, out
    write(narrow, tmp_path / "m.onnx", EVERYTHING)
    np.testing.assert_allclose(outputs(tmp_path / "m.onnx", text["ids"], kinds(text))[0], whole, atol=1e-4)
