#!/usr/bin/env python3
"""Train vigie-base from the data to the shipped files, in one command.

    python models/train/train.py --data DIR --out models/vigie-base

Every stage leaves its result in the ``--work`` folder and is skipped when the
result is there: delete a file to do its stage again.

    tokenizer.json   byte-level BPE
    baseline.json    figures of the linear baseline
    teacher.npz      soft labels of the public texts by a linear model
    round1.pt        encoder pre-trained with the linear teacher
    student.*        fine-tuned from it; teacher2.npz soft labels of linear model and student
    round2.pt        encoder pre-trained further, with these labels
    final.*          the model: weights, calibration, thresholds

``--rounds 1`` leaves the student and the second pre-training out.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with public/ and voc_labels/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the shipped model")
    parser.add_argument("--work", type=Path, default=Path("target/vigie-train"), help="intermediate results")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--round1-epochs", type=int, default=2)
    parser.add_argument("--round2-epochs", type=int, default=1)
    parser.add_argument("--student-epochs", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=8, help="epochs of fine-tuning")
    parser.add_argument("--rounds", type=int, choices=[1, 2], default=2, help="pre-trainings, see above")
    return parser.parse_args()


args = arguments()
for variable in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = str(args.threads)
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np  # noqa: E402  (after the number of threads is set)
import torch  # noqa: E402

import baseline  # noqa: E402
import calibrate  # noqa: E402
import data  # noqa: E402
import export  # noqa: E402
import finetune  # noqa: E402
import metrics  # noqa: E402
import pretrain  # noqa: E402
import tokenizer  # noqa: E402
from encoder import Encoder  # noqa: E402
from fold import fold  # noqa: E402
from labels import encode_gold  # noqa: E402

START = time.time()
NOTES = ("Trained from scratch on CPU. Residual gated convolutions, per-token scores, no attention, "
         "no pre-trained weights from elsewhere. Soft labels of a linear teacher and of a first student. "
         "Calibration and thresholds from a third of the training rows that no teacher has seen.")
TOKENIZER = args.work / "tokenizer.json"
HELD_OUT = 0


def log(message: str) -> None:
    """One line on the standard output; never a text of the data."""
    print(f"{time.time() - START:7.0f}s  {message}", flush=True)


def gold(rows: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    target, mask = zip(*map(encode_gold, rows))
    return np.stack(target), np.stack(mask)


def fine_tuned(rows: list[dict], initial: Path, name: str, epochs: int, seed: int) -> Encoder:
    """Fine-tune ``initial``, calibrate it, choose its thresholds, keep all in ``work``.

    Calibration and thresholds come from fold HELD_OUT, predicted by a model
    fine-tuned on the other folds. The teachers of the pre-training have not seen
    that fold either: a cross-validation over all folds would look better than it
    is, since the soft labels carry what the teachers learnt by heart.
    The student is that model itself, so that it can teach in its turn; the final
    model is fine-tuned on all rows.
    """
    result = args.work / f"{name}.pt"
    if not result.exists():
        held = [row for row in rows if data.fold_of(row) == HELD_OUT]
        rest = [row for row in rows if data.fold_of(row) != HELD_OUT]
        target, mask = gold(held)
        log(f"{name}: without fold {HELD_OUT}")
        model = finetune.train(rest, TOKENIZER, initial, log, seed, epochs)
        logits = finetune.predict(model, [row["text"] for row in held], TOKENIZER)
        scale, bias = calibrate.fit(logits, target, mask)
        probabilities = calibrate.to_probabilities(logits * scale + bias)
        thresholds = metrics.choose_thresholds(probabilities, target, mask)
        figures = metrics.evaluate(probabilities, target, mask, thresholds)
        log(f"{name}: held out { {k: round(v, 3) for k, v in figures.items()} }")
        if name == "final":
            torch.save(model.state_dict(), args.work / f"{name}.heldout.pt")
            log(f"{name}: all rows")
            model = finetune.train(rows, TOKENIZER, initial, log, seed, epochs)
        model.scale.copy_(torch.from_numpy(scale))
        model.bias.copy_(torch.from_numpy(bias))
        np.savez(args.work / f"{name}.npz", **{f"threshold_{head}": v for head, v in thresholds.items()})
        torch.save(model.state_dict(), result)
    model = Encoder(tokenizer.VOCABULARY)
    model.load_state_dict(torch.load(result))
    return model.eval()


def teach_again(student: Encoder, rows: list[data.PublicRow]) -> None:
    """Soft labels of the second round: mean of the linear teacher and of the student."""
    teacher = np.load(args.work / "teacher.npz")
    logits = finetune.predict(student, [rows[i].text for i in teacher["rows"]], TOKENIZER)
    soft = (teacher["soft"].astype(np.float32) + calibrate.to_probabilities(logits)) / 2
    np.savez(args.work / "teacher2.npz", rows=teacher["rows"], soft=soft.astype(np.float16))
    log("teacher2: soft labels of teacher and student")


def quality(model: Encoder, dev: list[dict], thresholds: dict) -> tuple[dict, list[dict]]:
    """Figures on dev, flat and as the rows of the card."""
    target, mask = gold(dev)
    logits = finetune.predict(model, [row["text"] for row in dev], TOKENIZER)
    probabilities = calibrate.to_probabilities(logits)
    figures = metrics.evaluate(probabilities, target, mask, thresholds)
    n = metrics.counts(target)
    rows = [{"question": key.split(".")[0], "metric": key.split(".")[1], "value": value, "n": n[key]}
            for key, value in figures.items()]
    sentiment = probabilities[:, :4]
    error = calibrate.expected_calibration_error(
        sentiment.max(1), sentiment.argmax(1) == target[:, :4].argmax(1))
    rows.append({"question": "sentiment", "metric": "calibration_error", "value": error, "n": len(dev)})
    share, n_quotes = finetune.evidence(model, dev, TOKENIZER)
    rows.append({"question": "signals", "metric": "evidence_in_quote", "value": share, "n": n_quotes})
    return figures, rows


def training_sets(rows: list[data.PublicRow], labelled: int) -> list[dict]:
    """What the model learnt from, with licence grades."""
    known = data.manifest(args.data)
    used: dict[str, int] = {}
    for row in rows:
        used[row.set] = used.get(row.set, 0) + 1
    sets = [{"name": "voc_labels", "rows": labelled, "licence_grade": "D",
             "source": "annotated for this project; texts of the public sets below and of tweets, so the grade of the least free"}]
    for name, n in sorted(used.items()):
        of_set = [v for k, v in known.items() if k.rsplit(".", 1)[0] == name]
        sets.append({"name": name, "rows": n, "licence_grade": max(v["licence_grade"] for v in of_set),
                     "source": of_set[0]["source"]})
    return sets


def main() -> None:
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)
    train, dev = data.load_labelled(args.data, "train"), data.load_labelled(args.data, "dev")
    public = data.load_public(args.data)
    log(f"{len(public)} public rows, {len(train)} labelled rows")

    if not TOKENIZER.exists():
        tokenizer.train([fold(row.text) for row in public] + [fold(row["text"]) for row in train], TOKENIZER)
        log("tokenizer trained")
    if not (args.work / "baseline.json").exists():
        (args.work / "baseline.json").write_text(json.dumps(baseline.run(args.data, log)))
    if not (args.work / "teacher.npz").exists():
        baseline.teach(public, args.data, args.work, HELD_OUT, log)
    if not (args.work / "round1.pt").exists():
        pretrain.run(public, TOKENIZER, args.work, args.round1_epochs, log, name="round1.pt")
    initial = args.work / "round1.pt"
    if args.rounds == 2:
        student = fine_tuned(train, initial, "student", args.student_epochs, 7)
        if not (args.work / "teacher2.npz").exists():
            teach_again(student, public)
        if not (args.work / "round2.pt").exists():
            pretrain.run(public, TOKENIZER, args.work, args.round2_epochs, log, seed=14, name="round2.pt",
                         start_from=initial, teacher="teacher2.npz", peak=1e-3)
        initial = args.work / "round2.pt"
    model = fine_tuned(train, initial, "final", args.epochs, 8)

    kept = np.load(args.work / "final.npz")
    thresholds = {k.removeprefix("threshold_"): kept[k] for k in kept.files if k.startswith("threshold_")}
    figures, rows = quality(model, dev, thresholds)
    reference = json.loads((args.work / "baseline.json").read_text())
    for key, value in figures.items():
        log(f"dev  {key:32} model {value:.3f}  baseline {reference[key]:.3f}")
    worst = export.write(model, TOKENIZER, args.out, args.version, {
        "licence": "MIT OR Apache-2.0", "notes": NOTES,
        "thresholds": thresholds, "quality": rows, "model": figures, "baseline": reference,
        "baseline_description": baseline.DESCRIPTION,
        "gold_sha256": export.sha256(args.data / "voc_labels" / "dev.jsonl"),
        "training": training_sets(public, len(train))})
    log(f"written to {args.out}; ONNX Runtime and PyTorch differ by at most {worst:.1e}")


if __name__ == "__main__":
    main()
