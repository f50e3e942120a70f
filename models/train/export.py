"""Writing the shipped files: model.onnx, grams.bin, tokenizer.json, config.json, card.toml.

The ONNX graph is written by hand, operator by operator, so that it holds only
ordinary operators, static weights and dynamic shapes, whatever the version of
PyTorch. It must stay the same computation as ``encoder.Encoder``; ``check``
verifies that it is.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from cues import CHANNELS, N_CHANNELS
from encoder import DILATIONS, DIM, EPSILON, NEGATIVE, Encoder
from grams import Grams
from labels import HEADS, LABELS, N_LOGITS, N_TOKEN_LOGITS, SLICES, TOKEN_HEADS
from tokenizer import MAX_TOKENS, PAD_ID

OPSET = 17
FAR = np.iinfo(np.int32).max


class Graph:
    """A small ONNX graph builder: every method adds a node and returns its output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, np.ndarray] = {}

    def weight(self, name: str, value: np.ndarray) -> str:
        self.weights.setdefault(name, np.ascontiguousarray(value))
        return name

    def ints(self, *values: int) -> str:
        return self.weight("ints_" + "_".join(map(str, values)), np.array(values, np.int64))

    def number(self, value: float) -> str:
        return self.weight(f"number_{value:g}", np.array(value, np.float32))

    def op(self, kind: str, *inputs: str, name: str | None = None, **attributes) -> str:
        output = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    def linear(self, x: str, name: str, layer: torch.nn.Linear) -> str:
        x = self.op("MatMul", x, self.weight(name + ".weight", layer.weight.detach().numpy().T))
        return x if layer.bias is None else \
            self.op("Add", x, self.weight(name + ".bias", layer.bias.detach().numpy()))

    def layer_norm(self, x: str, name: str, layer: torch.nn.LayerNorm) -> str:
        return self.op("LayerNormalization", x, self.weight(name + ".weight", layer.weight.detach().numpy()),
                       self.weight(name + ".bias", layer.bias.detach().numpy()), axis=-1, epsilon=EPSILON)

    def total(self, x: str, keep: bool = False) -> str:
        """Sum over the tokens."""
        return self.op("ReduceSum", x, self.ints(1), keepdims=int(keep))

    def maximum(self, x: str, keep: bool = False) -> str:
        """Maximum over the tokens."""
        return self.op("ReduceMax", x, axes=[1], keepdims=int(keep))

    def part(self, x: str, start: int, end: int, axis: int) -> str:
        return self.op("Slice", x, self.ints(start), self.ints(end), self.ints(axis))


def build(model: Encoder) -> onnx.ModelProto:
    """The network as an ONNX model; mirrors ``Encoder.forward``."""
    g = Graph()
    mask = g.op("Unsqueeze", g.op("Cast", "attention_mask", to=TensorProto.FLOAT), g.ints(2))
    count = g.op("Max", g.total(mask, keep=True), g.number(1.0))          # [batch, 1, 1]
    count_flat = g.op("Squeeze", count, g.ints(2))                        # [batch, 1]
    away = g.op("Mul", g.op("Sub", g.number(1.0), mask), g.number(NEGATIVE))
    table = g.weight("embedding.weight", model.embedding.weight.detach().numpy())
    projected = g.linear("cues", "cue_projection", model.cues)
    embedded = g.op("Mul", g.op("Add", g.op("Gather", table, "input_ids", axis=0), projected), mask)

    x = embedded
    for i, (d, block) in enumerate(zip(DILATIONS, model.blocks)):
        name = f"blocks.{i}"
        y = g.op("Mul", g.layer_norm(x, name + ".norm", block.norm), mask)
        context = g.linear(g.op("Div", g.total(y, keep=True), count), name + ".context", block.context)
        padded = g.op("Pad", y, g.ints(0, d, 0, 0, d, 0))
        window = g.op("Concat", g.part(padded, 0, -2 * d, 1), y,
                      g.part(padded, 2 * d, FAR, 1), axis=2)
        both = g.linear(window, name + ".conv", block.conv)
        value = g.op("Tanh", g.part(both, 0, DIM, 2))
        gate = g.op("Sigmoid", g.op("Add", g.part(both, DIM, 2 * DIM, 2), context))
        x = g.op("Add", x, g.linear(g.op("Mul", value, gate), name + ".out", block.out))
    x = g.op("Mul", g.layer_norm(x, "norm", model.norm), mask)

    tokens = g.op("Concat", x, embedded, "cues", axis=2)
    tokens = g.op("MatMul", tokens, g.weight("token_heads.weight", model.token_heads.weight.detach().numpy().T))
    tokens = g.op("Add", tokens, g.weight("token_heads.bias", model.token_heads.bias.detach().numpy()),
                  name="token_logits")
    scores = g.op("Add", tokens, away)
    top = g.maximum(scores, keep=True)
    pooled = g.op("Add", g.op("Log", g.total(g.op("Exp", g.op("Sub", scores, top)))),
                  g.op("Squeeze", top, g.ints(1)))                        # log-sum-exp

    mean = g.op("Div", g.total(x), count_flat)
    highest = g.maximum(g.op("Add", x, away))
    bag = g.op("Div", g.total(embedded), g.op("Sqrt", count_flat))
    text = g.op("Concat", mean, highest, bag, g.maximum("cues"), axis=1)
    text = g.op("Concat", text, g.op("Relu", g.linear(text, "hidden", model.hidden)), axis=1)

    # The token heads' log-sum-exp goes to its own outputs, by a constant 0/1 matrix.
    place = np.zeros((N_TOKEN_LOGITS, N_LOGITS), np.float32)
    at = 0
    for head in TOKEN_HEADS:
        for column in range(SLICES[head].start, SLICES[head].stop):
            place[at, column] = 1.0
            at += 1
    logits = g.op("Add", g.linear(text, "heads", model.heads),
                  g.op("MatMul", pooled, g.weight("place", place)))
    logits = g.op("Mul", logits, g.weight("scale", model.scale.numpy()))
    g.op("Add", logits, g.weight("bias", model.bias.numpy()), name="logits")

    graph = helper.make_graph(
        g.nodes, "vigie-base",
        [*(helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"])
           for n in ("input_ids", "attention_mask")),
         helper.make_tensor_value_info("cues", TensorProto.FLOAT, ["batch", "length", N_CHANNELS])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", N_LOGITS]),
         helper.make_tensor_value_info("token_logits", TensorProto.FLOAT, ["batch", "length", N_TOKEN_LOGITS])],
        [numpy_helper.from_array(value, name) for name, value in g.weights.items()])
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)],
                              producer_name="vigie", ir_version=8)
    onnx.checker.check_model(built, full_check=True)
    return built


def check(path: Path, model: Encoder) -> float:
    """Compare ONNX Runtime with PyTorch, and texts alone with texts padded."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    lengths = [1, 2, 5, 100, MAX_TOKENS, 17]
    ids = np.full((len(lengths), MAX_TOKENS), PAD_ID, np.int64)
    mask = np.zeros_like(ids)
    for row, n in enumerate(lengths):
        ids[row, :n] = rng.integers(2, model.embedding.num_embeddings, n)
        mask[row, :n] = 1
    cues = ((rng.random((*ids.shape, N_CHANNELS)) < 0.03) * mask[..., None]).astype(np.float32)
    together = session.run(None, {"input_ids": ids, "attention_mask": mask, "cues": cues})
    model.eval()
    with torch.no_grad():
        torch_logits, torch_tokens, _, _ = model(*map(torch.from_numpy, (ids, mask, cues)))
    worst = float(np.abs(together[0] - torch_logits.numpy()).max())
    for row, n in enumerate(lengths):
        alone = session.run(None, {"input_ids": ids[row:row + 1, :n], "attention_mask": mask[row:row + 1, :n],
                                   "cues": cues[row:row + 1, :n]})
        padding = max(np.abs(alone[0][0] - together[0][row]).max(),
                      np.abs(alone[1][0] - together[1][row, :n]).max())
        assert padding < 5e-5, f"padding changes the scores of a text of {n} tokens by {padding}"
        worst = max(worst, float(np.abs(alone[1][0] - torch_tokens[row, :n].numpy()).max()))
    assert worst < 1e-4, f"ONNX and PyTorch differ by {worst}"
    return worst


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def config(version: str) -> dict:
    """What the program needs to know to run the model."""
    names = [f"{name}:{label}" for name, _, labels in HEADS for label in labels]
    return {
        "name": "vigie-base", "version": version, "max_tokens": MAX_TOKENS, "pad_id": PAD_ID,
        "heads": [{"name": n, "kind": k, "labels": labels} for n, k, labels in HEADS],
        "token_heads": TOKEN_HEADS,
        "cues": CHANNELS,
        "id2label": {str(i): name for i, name in enumerate(names)},
    }


def _toml(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.1f}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _table(name: str, content: dict, array: bool = False) -> str:
    head = f"[[{name}]]" if array else f"[{name}]"
    return head + "\n" + "".join(
        f"{k if k.replace('_', '').replace('-', '').isalnum() else json.dumps(k)} = {_toml(v)}\n"
        for k, v in content.items()) + "\n"


def write(model: Encoder, grams: Grams, share: np.ndarray, tokenizer_path: Path, out: Path, version: str,
          card: dict) -> float:
    """Write the five shipped files; returns the largest difference found by ``check``."""
    out.mkdir(parents=True, exist_ok=True)
    temporary = out / "model.onnx.tmp"
    onnx.save_model(build(model), str(temporary))
    worst = check(temporary, model)
    temporary.replace(out / "model.onnx")
    grams.write(out / "grams.bin", share)
    (out / "tokenizer.json").write_bytes(tokenizer_path.read_bytes())
    (out / "config.json").write_text(
        json.dumps(config(version), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    files = {name: sha256(out / name) for name in ("model.onnx", "grams.bin", "tokenizer.json", "config.json")}
    text = ("# Card of the model: what it was trained on, what it is worth, and its thresholds.\n"
            "# Written by models/train/train.py; the program reads it.\n\n")
    text += "".join(f"{k} = {_toml(v)}\n" for k, v in {
        "name": "vigie-base", "version": version, "licence": card["licence"],
        "languages": ["fr", "en"], "parameters": sum(p.numel() for p in model.parameters()) + grams.weight.size,
        "notes": card["notes"]}.items()) + "\n"
    text += _table("files", files)
    for head, values in card["thresholds"].items():
        text += _table(f"thresholds.{head}", dict(zip(LABELS[head], map(float, values))))
    for row in card["quality"]:
        text += _table("quality", row, array=True)
    text += _table("baseline", {"description": card["baseline_description"], "gold_sha256": card["gold_sha256"]})
    text += _table("baseline.metrics", card["baseline"])
    text += _table("quality_metrics", card["model"])
    for row in card["training"]:
        text += _table("training", row, array=True)
    (out / "card.toml").write_text(text, encoding="utf-8")
    return worst
