"""TF-IDF and logistic regression: the baseline of the card, and a teacher.

The same linear model serves twice. Its figures on dev are the baseline that
the card prints beside the model. And its probabilities on the public feedback
texts are soft targets of the pre-training, by which the small encoder takes
over what a linear model knows of the words.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from data import FEEDBACK_SETS, N_FOLDS, PublicRow, fold_of, load_labelled
from fold import fold
from labels import HEADS, N_LOGITS, SLICES, encode_gold
from metrics import choose_thresholds, evaluate

DESCRIPTION = ("TF-IDF (words 1-2, char_wb 2-5, folded text) and liblinear logistic regression, "
               "one classifier per label, same training rows, thresholds by cross-validation on them")


class Linear:
    """One logistic regression per output over word and character n-grams."""

    def __init__(self) -> None:
        self.words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True,
                                     token_pattern=r"(?u)\b\w+\b|[!?]+", dtype=np.float32)
        self.chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=4,
                                     sublinear_tf=True, dtype=np.float32)
        self.weight = self.bias = None

    def _features(self, texts: list[str], fit: bool = False) -> sp.csr_matrix:
        folded = [fold(text) for text in texts]
        parts = [(v.fit_transform if fit else v.transform)(folded) for v in (self.words, self.chars)]
        return sp.hstack(parts, format="csr")

    def fit(self, texts: list[str], target: np.ndarray, mask: np.ndarray) -> "Linear":
        x = self._features(texts, fit=True)
        self.weight = np.zeros((N_LOGITS, x.shape[1]), np.float32)
        self.bias = np.zeros(N_LOGITS, np.float32)
        for j in range(N_LOGITS):
            rows = mask[:, j] > 0.5
            y = target[rows, j] > 0.5
            if len(y) < 10 or y.all() or not y.any():
                self.bias[j] = 4.0 if len(y) and y.mean() > 0.5 else -4.0
                continue
            model = LogisticRegression(C=5.0, solver="liblinear", tol=1e-3)
            model.fit(x[rows] if not rows.all() else x, y)
            self.weight[j], self.bias[j] = model.coef_[0], model.intercept_[0]
        return self

    def probabilities(self, texts: list[str], chunk: int = 4000) -> np.ndarray:
        out = []
        for start in range(0, len(texts), chunk):
            x = self._features(texts[start:start + chunk])
            out.append(1 / (1 + np.exp(-(x @ self.weight.T + self.bias))))
        p = np.concatenate(out).astype(np.float32)
        for name, kind, _ in HEADS:
            if kind == "single":
                p[:, SLICES[name]] /= p[:, SLICES[name]].sum(1, keepdims=True)
        return p


def run(data: Path, log) -> dict[str, float]:
    """Fit the baseline and return its figures on dev."""
    train, dev = load_labelled(data, "train"), load_labelled(data, "dev")
    target, mask = map(np.stack, zip(*map(encode_gold, train)))
    texts = [row["text"] for row in train]
    folds = np.array([fold_of(row) for row in train])
    out_of_fold = np.zeros((len(train), N_LOGITS), np.float32)
    for k in range(N_FOLDS):
        fit, held = np.flatnonzero(folds != k), np.flatnonzero(folds == k)
        model = Linear().fit([texts[i] for i in fit], target[fit], mask[fit])
        out_of_fold[held] = model.probabilities([texts[i] for i in held])
        log(f"baseline: fold {k} done")
    thresholds = choose_thresholds(out_of_fold, target, mask)
    model = Linear().fit(texts, target, mask)
    dev_target, dev_mask = map(np.stack, zip(*map(encode_gold, dev)))
    dev_probabilities = model.probabilities([row["text"] for row in dev])
    figures = evaluate(dev_probabilities, dev_target, dev_mask, thresholds)
    log(f"baseline on dev: { {k: round(v, 3) for k, v in figures.items()} }")
    return figures


def teach(rows: list[PublicRow], data: Path, work: Path, held_out: int, log) -> None:
    """Soft labels of the public feedback texts, by a model that has not seen fold ``held_out``."""
    train = [row for row in load_labelled(data, "train") if fold_of(row) != held_out]
    target, mask = map(np.stack, zip(*map(encode_gold, train)))
    model = Linear().fit([row["text"] for row in train], target, mask)
    chosen = np.array([i for i, row in enumerate(rows) if row.set in FEEDBACK_SETS])
    soft = model.probabilities([rows[i].text for i in chosen])
    np.savez(work / "teacher.npz", rows=chosen, soft=soft.astype(np.float16))
    log(f"teacher: soft labels for {len(chosen)} public texts")
