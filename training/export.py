"""Write a trained tagger as an int8 ONNX graph, node by node.

Built by hand rather than traced: every node is known, weights are quantised symmetrically per output column, word
vectors per row, and the parts that suffer most from int8 can be kept in fp32 (the prototype's finding). Layers may
differ in heads and feed-forward units: both are read off the weights. Only the columns that inference reads are
written. Add + LayerNormalization stay two nodes: SkipLayerNormalization takes a fifth longer over the whole graph.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from flows.normalise.tagger.reading import POINTERS, TAG_COLUMNS, WIDTH

from .model import HEAD_SIZE, HIDDEN, Tagger

MS = "com.microsoft"
ACTIVATIONS = {"gelu": ("Gelu", MS), "hardswish": ("HardSwish", ""), "relu": ("Relu", "")}
# (linear layer, output of the graph, columns)
OUTPUTS = (("tags", "tags", TAG_COLUMNS), ("pointers", "projections", 2 * WIDTH * len(POINTERS)))
Array = npt.NDArray[np.generic]
POSITIONS = 320


class Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.count = 0

    def weight(self, name: str, value: Array) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self, op: str, inputs: list[str], domain: str = "", outputs: int = 1, **attributes: object
    ) -> list[str]:
        self.count += 1
        names = [f"{op.lower()}_{self.count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, name=names[0], domain=domain, **attributes))
        return names

    def one(self, op: str, inputs: list[str], domain: str = "", **attributes: object) -> str:
        return self.node(op, inputs, domain, **attributes)[0]


def columns_int8(w: Array) -> tuple[Array, Array]:
    """Symmetric int8 per output column of a [K, N] matrix."""
    scale = np.maximum(np.abs(w).max(axis=0), 1e-8) / 127.0
    return np.clip(np.round(w / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def dense(g: Graph, x: str, name: str, weight: Array, bias: Array, int8: bool) -> str:
    """x @ weight.T + bias."""
    w = weight.T.astype(np.float32)
    b = g.weight(f"{name}_b", bias.astype(np.float32))
    if not int8:
        return g.one("Add", [g.one("MatMul", [x, g.weight(f"{name}_w", w)]), b])
    q, scale = columns_int8(w)
    zero = g.weight(f"{name}_z", np.zeros(len(scale), dtype=np.int8))
    inputs = [x, g.weight(f"{name}_q", q), g.weight(f"{name}_s", scale), zero, b]
    return g.one("DynamicQuantizeMatMul", inputs, MS)


def norm(g: Graph, x: str, name: str, gamma: Array, beta: Array) -> str:
    return g.one(
        "LayerNormalization", [x, g.weight(f"{name}_g", gamma), g.weight(f"{name}_h", beta)], epsilon=1e-12
    )


def embedding(g: Graph, s: dict[str, Array]) -> str:
    words = s["words.weight"]
    scale = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-8) / 127.0
    table = g.weight("words_q", np.clip(np.round(words / scale), -127, 127).astype(np.int8))
    rows = g.one("Cast", [g.one("Gather", [table, "ids"])], to=TensorProto.FLOAT)
    x = g.one("Mul", [rows, g.one("Gather", [g.weight("words_s", scale.astype(np.float32)), "ids"])])
    # Casing x quotation x paragraph is a table of 45 rows: one lookup instead of three.
    case, quote, para = (s[f"{k}.weight"] for k in ("case", "quote", "para"))
    both = (case[:, None, None] + quote[None, :, None] + para[None, None, :]).reshape(-1, HIDDEN)
    x = g.one("Add", [x, g.one("Gather", [g.weight("features", both.astype(np.float32)), "kinds"])])
    places = g.weight("positions", s["positions.weight"][:POSITIONS].astype(np.float32))
    end = g.one("Slice", [g.one("Shape", ["ids"]), *(g.weight(f"i{i}", np.array([i])) for i in (1, 2))])
    here = g.one("Slice", [places, g.weight("i0", np.array([0])), end, g.weight("axis0", np.array([0]))])
    return norm(g, g.one("Add", [x, here]), "norm", s["norm.weight"], s["norm.bias"])


def layer(g: Graph, x: str, s: dict[str, Array], i: int, fp32: set[str], activation: str) -> str:
    p = f"layers.{i}."

    def part(name: str, inp: str) -> str:
        return dense(
            g, inp, f"{p}{name}", s[f"{p}{name}.weight"], s[f"{p}{name}.bias"], f"{i}.{name}" not in fp32
        )

    q, k, v = g.node("Split", [part("qkv", x)], outputs=3, axis=-1, num_outputs=3)
    heads = s[f"{p}qkv.weight"].shape[0] // (3 * HEAD_SIZE)
    mixed = g.one("MultiHeadAttention", [q, k, v], MS, num_heads=heads)
    x = norm(g, g.one("Add", [x, part("out", mixed)]), f"{p}n1", s[f"{p}norm1.weight"], s[f"{p}norm1.bias"])
    op, domain = ACTIVATIONS[activation]
    up = g.one(op, [part("up", x)], domain)
    return norm(g, g.one("Add", [x, part("down", up)]), f"{p}n2", s[f"{p}norm2.weight"], s[f"{p}norm2.bias"])


def graph(model: Tagger, fp32: set[str]) -> onnx.ModelProto:
    s: dict[str, Array] = {k: v.detach().float().numpy() for k, v in model.state_dict().items()}
    g = Graph()
    x = embedding(g, s)
    for i in range(len(model.layers)):
        x = layer(g, x, s, i, fp32, model.config.activation)
    for name, output, columns in OUTPUTS:
        weight, bias = s[f"{name}.weight"][:columns], s[f"{name}.bias"][:columns]
        y = dense(g, x, name, weight, bias, name not in fp32)
        g.nodes.append(helper.make_node("Identity", [y], [output]))
    ints = [
        helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "pieces"]) for n in ("ids", "kinds")
    ]
    outs = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch", "pieces", w]) for _, n, w in OUTPUTS
    ]
    built = helper.make_graph(g.nodes, "tagger", ints, outs, g.weights)
    return helper.make_model(
        built,
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)],
        ir_version=9,
        producer_name="onrecord",
    )


def sensitive(layers: int) -> set[str]:
    """Kept in fp32: the first attention, the last down-projection, the heads."""
    return {"0.qkv", "0.out", f"{layers - 1}.down", "tags", "pointers"}


def write(model: Tagger, path: Path, fp32: set[str] | None = None) -> None:
    keep = sensitive(len(model.layers)) if fp32 is None else fp32
    onnx.save(graph(model, keep), str(path))
