#!/usr/bin/env python3
"""What each part of vigie-base is worth, and what it does on sources that it has not seen.

    python models/train/study.py --data DIR --work W ablation|sources [--only SOURCE ...] [--log FILE]

``W`` is the working folder of a finished ``train.py``. ``ablation`` prints the figures
on dev of models that lack a part; ``sources`` leaves each source of the labelled
feedback out of the labels in turn and prints the figures on it. The model of
``train.py`` itself is not touched.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np  # noqa: E402
import torch  # noqa: E402

import calibrate  # noqa: E402
import cues  # noqa: E402
import data  # noqa: E402
import finetune  # noqa: E402
import metrics  # noqa: E402
import tokenizer  # noqa: E402
from finetune import Labelled, together  # noqa: E402
from grams import Grams  # noqa: E402

START = time.time()
SHOWN = ["sentiment.accuracy", "signals.micro_f1", "touchpoints.micro_f1", "touchpoints.polarity_accuracy",
         "emotions.micro_f1", "expectation.accuracy", "effort.accuracy"]
CUE_DROPOUT = {"train": 0.3, "written": 0.2, "read": 0.2, "dev": 0.0}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", choices=["ablation", "sources"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("target/vigie-train"))
    parser.add_argument("--written", type=Path, default=Path("corpora/labels"))
    parser.add_argument("--vigie", type=Path, default=Path("target/release/vigie"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--only", nargs="+", metavar="SOURCE", help="leave out these sources alone")
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


def judged(fit, train: Labelled, test: Labelled) -> dict:
    """Figures on ``test`` of the model that ``fit(learnt)`` gives, which answers the logits of its parts.

    Calibration, share of the parts and thresholds come from a third of ``train`` that it has not learnt from.
    """
    held = fold_zero(train)
    rest, out = train.part(np.flatnonzero(~held)), train.part(np.flatnonzero(held))
    parts = fit(rest)
    scale, bias, share = calibrate.fit(*parts(out), out.target, out.mask)

    def probabilities(rows: Labelled) -> np.ndarray:
        first, beside = parts(rows)
        return calibrate.to_probabilities(first * scale + bias + beside * share)

    thresholds = metrics.choose_thresholds(probabilities(out), out.target, out.mask)
    return metrics.evaluate(probabilities(test), test.target, test.mask, thresholds)


def without_cues(rows: Labelled) -> Labelled:
    return Labelled(rows.rows, [np.zeros((0, 4), np.float32)] * len(rows), rows.cue_dropout)


def n_grams(with_cues: bool = True):
    """N-grams alone."""
    def fit(learnt: Labelled):
        seen = (lambda rows: rows) if with_cues else without_cues
        known = seen(learnt)
        grams = Grams().fit([row["text"] for row in known.rows], known.found, known.target, known.mask, lambda _: None)

        def parts(rows: Labelled):
            logits = grams.logits([row["text"] for row in rows.rows], seen(rows).found)
            return logits, np.zeros_like(logits)
        return parts
    return fit


def network(initial: Path | None, with_cues: bool = True, quotes: bool = True):
    """The network alone."""
    def fit(learnt: Labelled):
        seen = (lambda rows: rows) if with_cues else without_cues
        model = finetune.train(seen(learnt), TOKENIZER, initial, lambda _: None, 7, args.epochs, quotes)
        plain = tokenizer.load(TOKENIZER)

        def parts(rows: Labelled):
            logits = finetune.predict(model, seen(rows).texts(plain))
            return logits, np.zeros_like(logits)
        return parts
    return fit


def both(first, beside):
    """Two models, the logits of the second in shares beside those of the first."""
    def fit(learnt: Labelled):
        one, other = first(learnt), beside(learnt)
        return lambda rows: (one(rows)[0], other(rows)[0])
    return fit


def ablation(annotated: Labelled, written: Labelled, read: Labelled, dev: Labelled) -> None:
    every = together(annotated, written, read)
    first, second = args.work / "round1.pt", args.work / "round2.pt"
    for name, fit, train in (
            ("n-grams, annotated feedback", n_grams(False), annotated),
            ("n-grams", n_grams(False), every),
            ("n-grams and cues", n_grams(), every),
            ("network from nothing", network(None), every),
            ("network, no cues", network(second, with_cues=False), every),
            ("network, no quotes", network(second, quotes=False), every),
            ("network, annotated feedback", network(second), annotated),
            ("network, annotated and written", network(second), together(annotated, written)),
            ("network, first pre-training", network(first), every),
            ("network", network(second), every),
            ("network and n-grams", both(network(second), n_grams()), every)):
        tell(name, judged(fit, train, dev), len(dev))


def sources(annotated: Labelled, written: Labelled, read: Labelled) -> None:
    """Each source of the annotated feedback left out in turn, of all labels, the largest first; written feedback always stays.

    The pre-training has met public texts of the source, with its stars, and soft labels of a teacher that
    knew its annotations: the figures are somewhat kinder than a truly unknown source.
    """
    every = together(annotated, written, read)
    names = np.array([data.set_of(row["source"]) for row in every.rows])
    asked = np.array([data.set_of(row["source"]) for row in annotated.rows])
    for name, n in Counter(asked.tolist()).most_common():
        if args.only and name not in args.only:
            continue
        learnt = every.part(np.flatnonzero(names != name))
        fit = both(network(args.work / "round1.pt"), n_grams())
        tell(name, judged(fit, learnt, annotated.part(np.flatnonzero(asked == name))), n)


def main() -> None:
    torch.set_num_threads(1)
    annotated = labelled("train", data.load_labelled(args.data, "train"))
    written = labelled("written", data.load_written(args.written))
    read = labelled("read", data.load_read(args.data, args.written / "read"))
    if args.study == "ablation":
        ablation(annotated, written, read, labelled("dev", data.load_labelled(args.data, "dev")))
    else:
        sources(annotated, written, read)


if __name__ == "__main__":
    main()
