#!/usr/bin/env python3
"""What each part of vigie-base is worth, and what it does on sources that it has not seen.

    python models/train/study.py --data DIR --work W ablation|sources [--log FILE]

``W`` is the working folder of a finished ``train.py``. ``ablation`` prints the figures
on dev of models that lack a part; ``sources`` leaves each source of the labelled
feedback out of the fine-tuning in turn and prints the figures on it. The model of
``train.py`` itself is not touched.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np  # noqa: E402
import torch  # noqa: E402

import baseline  # noqa: E402
import calibrate  # noqa: E402
import cues  # noqa: E402
import data  # noqa: E402
import finetune  # noqa: E402
import metrics  # noqa: E402
import tokenizer  # noqa: E402
from finetune import Labelled, together  # noqa: E402

START = time.time()
SHOWN = ["sentiment.accuracy", "signals.micro_f1", "touchpoints.micro_f1", "touchpoints.polarity_accuracy",
         "emotions.micro_f1", "expectation.accuracy", "effort.accuracy"]
CUE_DROPOUT = {"train": 0.3, "written": 0.2, "dev": 0.0}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", choices=["ablation", "sources"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("target/vigie-train"))
    parser.add_argument("--written", type=Path, default=Path("corpora/labels"))
    parser.add_argument("--vigie", type=Path, default=Path("target/release/vigie"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--log", type=Path, help="one JSON object per line for each result")
    return parser.parse_args()


args = arguments()
TOKENIZER = args.work / "tokenizer.json"


def tell(name: str, figures: dict, n: int) -> None:
    row = {"name": name, "rows": n} | {key: round(figures[key], 3) for key in SHOWN}
    print(f"{time.time() - START:6.0f}s {json.dumps(row)}", flush=True)
    if args.log:
        with args.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")


def labelled(name: str, rows: list[dict]) -> Labelled:
    found = cues.cached([row["text"] for row in rows], args.vigie, args.work / f"{name}.cues.npz")
    return Labelled(rows, found, np.full(len(rows), CUE_DROPOUT[name]))


def fold_zero(rows: Labelled) -> np.ndarray:
    return np.array([data.fold_of(row) == 0 for row in rows.rows])


def judged(predict, train: Labelled, test: Labelled) -> dict:
    """Figures on ``test`` of what ``predict(learnt, asked)`` answers; thresholds from a held-out third of ``train``."""
    held = fold_zero(train)
    rest, out = train.part(np.flatnonzero(~held)), train.part(np.flatnonzero(held))
    p_out, p_test = predict(rest, [out, test])
    thresholds = metrics.choose_thresholds(p_out, out.target, out.mask)
    return metrics.evaluate(p_test, test.target, test.mask, thresholds)


def linear(with_cues: bool):
    def predict(learnt: Labelled, asked: list[Labelled]) -> list[np.ndarray]:
        bag = (lambda part: baseline.bag(part.found)) if with_cues else (lambda part: None)
        model = baseline.Linear().fit([r["text"] for r in learnt.rows], learnt.target, learnt.mask, bag(learnt))
        return [model.probabilities([r["text"] for r in part.rows], bag(part)) for part in asked]
    return predict


def network(initial: Path | None, with_cues: bool = True, quotes: bool = True):
    def predict(learnt: Labelled, asked: list[Labelled]) -> list[np.ndarray]:
        parts = [learnt, *asked]
        if not with_cues:
            nothing = np.zeros((0, 4), np.float32)
            parts = [Labelled(p.rows, [nothing] * len(p), p.cue_dropout) for p in parts]
        model = finetune.train(parts[0], TOKENIZER, initial, lambda _: None, 7, args.epochs, quotes)
        plain = tokenizer.load(TOKENIZER)
        return [calibrate.to_probabilities(finetune.predict(model, p.texts(plain))) for p in parts[1:]]
    return predict


def ablation(annotated: Labelled, written: Labelled, dev: Labelled) -> None:
    both, first, second = together(annotated, written), args.work / "round1.pt", args.work / "round2.pt"
    for name, predict, train in (
            ("n-grams", linear(False), annotated),
            ("n-grams, written feedback", linear(False), both),
            ("n-grams and cues, written feedback", linear(True), both),
            ("network from nothing", network(None), both),
            ("network, first pre-training, no cues", network(first, with_cues=False), both),
            ("network, first pre-training, no quotes", network(first, quotes=False), both),
            ("network, first pre-training, no written feedback", network(first), annotated),
            ("network, first pre-training", network(first), both),
            ("network, both pre-trainings", network(second), both)):
        tell(name, judged(predict, train, dev), len(dev))


def sources(annotated: Labelled, written: Labelled) -> None:
    """Each source of the annotated feedback left out in turn, the largest first; written feedback always stays.

    The first pre-training has met public texts of the source, with its stars, and soft labels of a teacher that
    knew its annotations: the figures are somewhat kinder than a truly unknown source.
    """
    names = np.array([re.sub(r"^app_reviews_minibar-(\w+)-\w+$", r"app reviews \1", row["source"]) for row in annotated.rows])
    for name, n in Counter(names.tolist()).most_common():
        test, train = np.flatnonzero(names == name), np.flatnonzero(names != name)
        learnt = together(annotated.part(train), written)
        tell(name, judged(network(args.work / "round1.pt"), learnt, annotated.part(test)), n)


def main() -> None:
    torch.set_num_threads(1)
    annotated = labelled("train", data.load_labelled(args.data, "train"))
    written = labelled("written", data.load_written(args.written))
    if args.study == "ablation":
        ablation(annotated, written, labelled("dev", data.load_labelled(args.data, "dev")))
    else:
        sources(annotated, written)


if __name__ == "__main__":
    main()
