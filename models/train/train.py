#!/usr/bin/env python3
"""Train vigie-base from the data to the shipped files, in one command.

    python models/train/train.py --data DIR --out models/vigie-base

Every stage leaves its result in the ``--work`` folder and is skipped when the
result is there: delete a file to do its stage again.

    tokenizer.json   byte-level BPE
    *.cues.npz       cues of the lexicons in every text, found by the program (``--vigie``)
    baseline.json    figures of the linear baseline
    teacher.npz      soft labels of the public texts by n-grams and cues
    round1.pt        encoder pre-trained with the linear teacher
    student*.pt      fine-tuned from it; teacher2.npz soft labels of linear model and students
    round2.pt        encoder pre-trained further, with these labels
    heldout*, final* fine-tuned networks and n-grams: without the held-out rows, and of the model

``--rounds 1`` leaves the students and the second pre-training out.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import time
from dataclasses import dataclass, field
from pathlib import Path


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with public/ and voc_labels/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the shipped model")
    parser.add_argument("--work", type=Path, default=Path("target/vigie-train"), help="intermediate results")
    parser.add_argument("--written", type=Path, default=Path("corpora/labels"),
                        help="feedback written for this project, and in read/ the labels of public texts")
    parser.add_argument("--vigie", type=Path, default=Path("target/release/vigie"), help="the program, for its cues")
    parser.add_argument("--plot", type=Path, help="where to draw how far probabilities can be believed, on dev")
    parser.add_argument("--grades", default="ABCD", help="licence grades of the texts to learn from; what is written here is A")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--version", default="0.7.0")
    parser.add_argument("--round1-epochs", type=int, default=2)
    parser.add_argument("--round2-epochs", type=int, default=4)
    parser.add_argument("--student-epochs", type=int, default=6)
    parser.add_argument("--students", type=int, default=1, help="models of other seeds that teach the second round")
    parser.add_argument("--epochs", type=int, default=12, help="epochs of fine-tuning")
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
import cues  # noqa: E402
import data  # noqa: E402
import export  # noqa: E402
import finetune  # noqa: E402
import metrics  # noqa: E402
import pretrain  # noqa: E402
import tokenizer  # noqa: E402
from encoder import Encoder  # noqa: E402
from finetune import Labelled, together  # noqa: E402
from fold import fold  # noqa: E402
from grams import Grams  # noqa: E402
from labels import N_LOGITS  # noqa: E402

START = time.time()
NOTES = ("Trained from scratch on CPU. Residual gated convolutions over words and cues of the lexicons, per-token "
         "scores, no attention, no pre-trained weights from elsewhere. Soft labels of a linear teacher and of first "
         "students; mean of two fine-tunings. N-grams add their logits (grams.bin). Calibration and thresholds from a third of "
         "the training rows that no teacher has seen.")
TOKENIZER = args.work / "tokenizer.json"
HELD_OUT = 0
#: Share of cues hidden from the model while it learns. The lexicons were completed by reading the annotated
#: and, in part, the written feedback, so their cues are surer there than elsewhere.
CUE_DROPOUT = {"annotated": 0.3, "written": 0.2, "read": 0.2}


def log(message: str) -> None:
    """One line on the standard output; never a text of the data."""
    print(f"{time.time() - START:7.0f}s  {message}", flush=True)


def found(name: str, texts: list[str]) -> list[np.ndarray]:
    """The cues of texts, kept in the working folder."""
    return cues.cached(texts, args.vigie, args.work / f"{name}.cues.npz")


def labelled(name: str, rows: list[dict], cue_dropout: float) -> Labelled:
    return Labelled(rows, found(name, [row["text"] for row in rows]), np.full(len(rows), cue_dropout))


def split(rows: Labelled) -> tuple[Labelled, Labelled]:
    """The rows that teachers and students learn from, and those held out."""
    folds = np.array([data.fold_of(row) for row in rows.rows])
    return rows.part(np.flatnonzero(folds != HELD_OUT)), rows.part(np.flatnonzero(folds == HELD_OUT))


def manner_of(row: dict) -> str:
    """How a labelled feedback was written: by customers, as they write, or for the rare kinds and sectors."""
    if row["source"].startswith("written-reviews"):
        return "as customers"
    return "for the rare" if row["source"].startswith("written") else "by customers"


@dataclass
class Whole:
    """The network and the n-grams beside it, whose logits are added, those of n-grams in shares."""

    network: Encoder
    grams: Grams
    share: np.ndarray = field(default_factory=lambda: np.zeros(N_LOGITS, np.float32))

    def parts(self, rows: Labelled) -> tuple[np.ndarray, np.ndarray]:
        """Logits of the network and of n-grams."""
        return (finetune.predict(self.network, rows.texts(tokenizer.load(TOKENIZER))),
                self.grams.logits([row["text"] for row in rows.rows], rows.found))

    def probabilities(self, rows: Labelled) -> np.ndarray:
        network, beside = self.parts(rows)
        return calibrate.to_probabilities(network + beside * self.share)

    def calibrate(self, scale: np.ndarray, bias: np.ndarray, share: np.ndarray) -> None:
        self.network.scale.copy_(torch.from_numpy(scale))
        self.network.bias.copy_(torch.from_numpy(bias))
        self.share = share


def trained(rows: Labelled, read: Labelled, initial: Path, name: str) -> Whole:
    """A network and n-grams, both of these rows and of the public texts that were read."""
    result = args.work / f"{name}.grams.pkl"
    if not result.exists():
        both = together(rows, read)
        grams = Grams().fit([row["text"] for row in both.rows], both.found, both.target, both.mask, log)
        result.write_bytes(pickle.dumps(grams))
    return Whole(averaged(rows, read, initial, name, args.epochs, 8), pickle.loads(result.read_bytes()))


def fine_tuned(rows: Labelled, initial: Path, name: str, epochs: int, seed: int) -> Encoder:
    """Fine-tune ``initial`` on rows once and keep the weights in ``work``."""
    result = args.work / f"{name}.pt"
    if not result.exists():
        log(f"{name}: {len(rows)} rows")
        torch.save(finetune.train(rows, TOKENIZER, initial, log, seed, epochs).state_dict(), result)
    model = Encoder(tokenizer.VOCABULARY)
    model.load_state_dict(torch.load(result))
    return model.eval()


def averaged(rows: Labelled, read: Labelled, initial: Path, name: str, epochs: int, seed: int) -> Encoder:
    """The mean of the weights of two models fine-tuned from one encoder, each with one half of the public texts that were read.

    They are near enough for their mean to be a model, better than either. Half of these texts at a time is enough beside
    the others: they pull towards what customers write every day, away from the sectors and rare kinds that were written
    for the purpose.
    """
    halves = [read.part(np.arange(start, len(read), 2)) for start in (0, 1)]
    mean, other = [fine_tuned(together(rows, half), initial, f"{name}.{at}", epochs, seed + at)
                   for at, half in enumerate(halves)]
    with torch.no_grad():
        for kept, added in zip(mean.parameters(), other.parameters()):
            kept.lerp_(added, 0.5)
    return mean


def calibrated(rows: Labelled, read: Labelled, initial: Path) -> tuple[Whole, dict]:
    """The final model, of all rows and of the public texts that were read, and its thresholds.

    Calibration and thresholds come from the held-out rows, predicted by a model
    of the others. The teachers of the pre-training have not seen
    them either: a cross-validation over all rows would look better than it
    is, since the soft labels carry what the teachers learnt by heart.
    """
    rest, held = split(rows)
    first = trained(rest, read, initial, "heldout")
    fitted = calibrate.fit(*first.parts(held), held.target, held.mask)
    first.calibrate(*fitted)
    p = first.probabilities(held)
    # How often a label holds is natural among what customers wrote and what was written as they write, not among what
    # was written for the rare.
    manner = np.array([manner_of(row) for row in held.rows])
    natural = manner != "for the rare"
    thresholds = metrics.choose_thresholds(p[natural], held.target[natural], held.mask[natural])
    for name in ("by customers", "as customers", "for the rare"):
        part = manner == name
        figures = metrics.evaluate(p[part], held.target[part], held.mask[part], thresholds)
        log(f"held out, written {name} { {k: round(v, 3) for k, v in figures.items()} }")
    model = trained(rows, read, initial, "final")
    model.calibrate(*fitted)
    return model, thresholds


def teach_again(public: list[data.PublicRow], public_cues: list[np.ndarray], rest: Labelled, initial: Path) -> None:
    """Soft labels of the second round: the mean of the linear teacher and of the students."""
    first = np.load(args.work / "teacher.npz")
    texts = finetune.Texts([public[i].text for i in first["rows"]], [public_cues[i] for i in first["rows"]],
                           tokenizer.load(TOKENIZER))
    _, soft = baseline.teach(public, public_cues, rest.rows, rest.found, log)
    for seed in range(args.students):
        student = fine_tuned(rest, initial, f"student{seed}", args.student_epochs, 7 + seed)
        soft = soft + calibrate.to_probabilities(finetune.predict(student, texts))
    soft = soft / (1 + args.students)
    np.savez(args.work / "teacher2.npz", rows=first["rows"], soft=soft.astype(np.float16))
    log("teacher2: soft labels of linear model and students")


def quality(model: Whole, dev: Labelled, thresholds: dict) -> tuple[dict, list[dict]]:
    """Figures on dev, flat and as the rows of the card."""
    p = model.probabilities(dev)
    figures = metrics.evaluate(p, dev.target, dev.mask, thresholds)
    n = metrics.counts(dev.target)
    rows = [{"question": key.split(".")[0], "metric": key.split(".")[1], "value": value, "n": n[key]}
            for key, value in figures.items()]
    sentiment = p[:, :4]
    error = calibrate.expected_calibration_error(
        sentiment.max(1), sentiment.argmax(1) == dev.target[:, :4].argmax(1))
    rows.append({"question": "sentiment", "metric": "calibration_error", "value": error, "n": len(dev)})
    share, n_quotes = finetune.evidence(model.network, dev, TOKENIZER)
    rows.append({"question": "signals", "metric": "evidence_in_quote", "value": share, "n": n_quotes})
    return figures, rows


def training_sets(known: dict, public: list[data.PublicRow], annotated: Labelled, written: Labelled, read: Labelled) -> list[dict]:
    """What the model learnt from, with licence grades; ``known`` as of ``data.manifest``."""
    def worst(rows: Labelled) -> str:
        return max((data.grade_of(known, row["source"]) for row in rows.rows), default="A")

    used: dict[str, int] = {}
    for row in public:
        used[row.set] = used.get(row.set, 0) + 1
    sets = [{"name": "voc_labels", "rows": len(annotated), "licence_grade": worst(annotated),
             "source": "annotated for this project; texts of the public sets below and of tweets, so the grade of the least free"},
            {"name": "corpora/labels", "rows": len(written), "licence_grade": "A",
             "source": "written and labelled for this project, under its licence"},
            {"name": "corpora/labels/read", "rows": len(read), "licence_grade": worst(read),
             "source": "labels made for this project, under its licence, of texts of the public sets below: the grade of the least free"}]
    for name, n in sorted(used.items()):
        sets.append({"name": name, "rows": n, "licence_grade": known[name]["licence_grade"], "source": known[name]["source"]})
    return sets


def pretrained(public: list[data.PublicRow], rest: Labelled) -> Path:
    """The encoder that the fine-tuning starts from; what is in ``work`` is not made again."""
    first, second = args.work / "round1.pt", args.work / "round2.pt"
    last = second if args.rounds == 2 else first
    if last.exists():
        return last
    public_cues = found("public", [row.text for row in public])
    if not (args.work / "teacher.npz").exists():
        chosen, soft = baseline.teach(public, public_cues, rest.rows, rest.found, log)
        np.savez(args.work / "teacher.npz", rows=chosen, soft=soft.astype(np.float16))
    if not first.exists():
        schedule = pretrain.Schedule(args.round1_epochs, seed=13, peak=2e-3, hidden=0.1, word_weight=0.3, half=False)
        pretrain.run(public, public_cues, TOKENIZER, args.work, schedule, log, "round1.pt", "teacher.npz")
    if args.rounds == 2:
        if not (args.work / "teacher2.npz").exists():
            teach_again(public, public_cues, rest, first)
        schedule = pretrain.Schedule(args.round2_epochs, seed=14, peak=1.5e-3, hidden=0.15, word_weight=0.5, half=True)
        pretrain.run(public, public_cues, TOKENIZER, args.work, schedule, log, "round2.pt", "teacher2.npz", first)
    return last


def main() -> None:
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)
    known = data.manifest(args.data)

    def allowed(rows: list[dict]) -> list[dict]:
        return [row for row in rows if data.grade_of(known, row["source"]) in args.grades]

    read_rows = data.load_read(args.data, args.written / "read")
    public = [row for row in data.load_public(args.data, without=read_rows) if data.grade_of(known, row.set) in args.grades]
    read_rows = allowed(read_rows)
    annotated = labelled("train", allowed(data.load_labelled(args.data, "train")), CUE_DROPOUT["annotated"])
    written = labelled("written", data.load_written(args.written), CUE_DROPOUT["written"])
    read = labelled("read", read_rows, CUE_DROPOUT["read"])
    dev = labelled("dev", data.load_labelled(args.data, "dev"), 0.0)
    rows = together(annotated, written)
    log(f"{len(public)} public rows, {len(annotated)} annotated, {len(written)} written, {len(read)} read")
    if not TOKENIZER.exists():
        texts = [row.text for row in public] + [row["text"] for row in rows.rows + read.rows]
        tokenizer.train([fold(text) for text in texts], TOKENIZER)
        log("tokenizer trained")
    rest, held = split(rows)
    initial = pretrained(public, together(rest, read))
    model, thresholds = calibrated(rows, read, initial)
    if not (args.work / "baseline.json").exists():
        figures = baseline.run(rest.rows + read.rows, held.rows, dev.rows, log)
        (args.work / "baseline.json").write_text(json.dumps(figures))

    figures, quality_rows = quality(model, dev, thresholds)
    if args.plot:
        args.plot.write_text(calibrate.plot(model.probabilities(dev), dev.target), encoding="utf-8")
    reference = json.loads((args.work / "baseline.json").read_text())
    for key, value in figures.items():
        log(f"dev  {key:32} model {value:.3f}  baseline {reference[key]:.3f}")
    worst = export.write(model.network, model.grams, model.share, TOKENIZER, args.out, args.version, {
        "licence": "MIT OR Apache-2.0", "notes": NOTES,
        "thresholds": thresholds, "quality": quality_rows, "model": figures, "baseline": reference,
        "baseline_description": baseline.DESCRIPTION,
        "gold_sha256": export.sha256(args.data / "voc_labels" / "dev.jsonl"),
        "training": training_sets(known, public, annotated, written, read)})
    log(f"written to {args.out}; ONNX Runtime and PyTorch differ by at most {worst:.1e}")


if __name__ == "__main__":
    main()
