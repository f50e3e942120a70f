#!/usr/bin/env python3
"""How many times the feedback per second of a MiniLM-size encoder does `vigie annotate` make?

    python models/train/compare_speed.py --vigie target/release/vigie FILE.jsonl

The encoder (6 layers of 384, fp32, random weights) is run alone by ONNX Runtime on
one thread, in batches of near-equal length, on the same texts cut at the same length;
tokenizing is not counted for it. `vigie annotate -j 1` is counted from end to end.
The two alternate; medians are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime as ort  # noqa: E402
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

import tokenizer  # noqa: E402
from batches import plan  # noqa: E402
from export import OPSET, Graph  # noqa: E402
from fold import fold  # noqa: E402

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, LONGEST = 6, 384, 12, 1536, 30_522, 512
BATCH_TOKENS = 2048


def encoder(path: Path) -> None:
    """A transformer encoder of MiniLM's size with random weights."""
    rng = np.random.default_rng(0)
    g = Graph()

    def dense(x: str, name: str, rows: int, columns: int) -> str:
        weight = g.weight(name, rng.normal(0, 0.02, (rows, columns)).astype(np.float32))
        return g.op("Add", g.op("MatMul", x, weight), g.weight(name + "_b", np.zeros(columns, np.float32)))

    def norm(x: str, name: str) -> str:
        return g.op("LayerNormalization", x, g.weight(name, np.ones(WIDTH, np.float32)),
                    g.weight(name + "_b", np.zeros(WIDTH, np.float32)), axis=-1)

    def heads(x: str, order: list[int]) -> str:
        return g.op("Transpose", g.op("Reshape", x, g.ints(0, 0, HEADS, WIDTH // HEADS)), perm=order)

    words = g.op("Gather", g.weight("words", rng.normal(0, 0.02, (VOCABULARY, WIDTH)).astype(np.float32)), "input_ids")
    places = g.weight("places", rng.normal(0, 0.02, (LONGEST, WIDTH)).astype(np.float32))
    length = g.op("Slice", g.op("Shape", "input_ids"), g.ints(1), g.ints(2), g.ints(0))
    x = norm(g.op("Add", words, g.op("Slice", places, g.ints(0), length, g.ints(0))), "norm")
    away = g.op("Mul", g.op("Sub", g.number(1.0), g.op("Unsqueeze", g.op("Cast", "attention_mask", to=TensorProto.FLOAT),
                                                     g.ints(1, 2))), g.number(-10000.0))
    for i in range(LAYERS):
        query, key, value = (dense(x, f"{i}_{name}", WIDTH, WIDTH) for name in "qkv")
        scores = g.op("MatMul", heads(query, [0, 2, 1, 3]), heads(key, [0, 2, 3, 1]))
        scores = g.op("Add", g.op("Div", scores, g.number((WIDTH / HEADS) ** 0.5)), away)
        mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), heads(value, [0, 2, 1, 3]))
        mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), g.ints(0, 0, WIDTH))
        x = norm(g.op("Add", x, dense(mixed, f"{i}_out", WIDTH, WIDTH)), f"{i}_norm1")
        inner = dense(x, f"{i}_inner", WIDTH, INNER)
        bent = g.op("Mul", inner, g.op("Mul", g.number(0.5), g.op("Add", g.number(1.0), g.op(
            "Erf", g.op("Div", inner, g.number(2 ** 0.5))))))
        x = norm(g.op("Add", x, dense(bent, f"{i}_outer", INNER, WIDTH)), f"{i}_norm2")
    g.op("ReduceMean", x, axes=[1], keepdims=0, name="vector")
    graph = helper.make_graph(
        g.nodes, "minilm-size",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["batch", WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in g.weights.items()])
    onnx.save_model(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8), str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="JSON Lines with a field `text`")
    parser.add_argument("--vigie", type=Path, default=Path("target/release/vigie"))
    parser.add_argument("--tokenizer", type=Path, default=Path("models/vigie-base/tokenizer.json"))
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    lines = args.file.read_text(encoding="utf-8").splitlines()[:args.texts]
    ids = tokenizer.encode(tokenizer.load(args.tokenizer), [fold(json.loads(line)["text"]) for line in lines])
    batches = plan(np.array([len(i) for i in ids]), BATCH_TOKENS, np.random.default_rng(0), jitter=0.0)
    with tempfile.TemporaryDirectory() as folder:
        model, given = Path(folder) / "encoder.onnx", Path(folder) / "given.jsonl"
        encoder(model)
        given.write_text("\n".join(lines) + "\n", encoding="utf-8")
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        encoder_seconds, vigie_seconds = [], []
        for _ in range(args.rounds):
            start = time.perf_counter()
            for index in batches:
                longest = max(len(ids[i]) for i in index)
                block, mask = np.zeros((len(index), longest), np.int64), np.zeros((len(index), longest), np.int64)
                for row, i in enumerate(index):
                    block[row, :len(ids[i])], mask[row, :len(ids[i])] = ids[i], 1
                session.run(None, {"input_ids": block, "attention_mask": mask})
            encoder_seconds.append(time.perf_counter() - start)
            start = time.perf_counter()
            with given.open("rb") as source:
                subprocess.run([args.vigie, "annotate", "-j", "1", "--quiet"], stdin=source,
                               stdout=subprocess.DEVNULL, check=True)
            vigie_seconds.append(time.perf_counter() - start)
    alone, whole = statistics.median(encoder_seconds), statistics.median(vigie_seconds)
    print(f"{len(lines)} texts, {np.mean([len(i) for i in ids]):.0f} tokens on average, median of {args.rounds} rounds")
    print(f"encoder 6 x 384 alone: {len(lines) / alone:.0f} texts/s; vigie annotate, end to end: {len(lines) / whole:.0f} texts/s")
    print(f"vigie makes {alone / whole:.1f} times as many")


if __name__ == "__main__":
    main()
