"""TF-IDF and logistic regression: the baseline of the card, and a teacher.

The same linear model serves twice. Its figures on dev are the baseline that
the card prints beside the model. And its probabilities on the public feedback
texts are soft targets of the pre-training, by which the small encoder takes
over what a linear model knows of the words.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from cues import of_text
from data import FEEDBACK_SETS, PublicRow
from fold import fold
from labels import HEADS, N_LOGITS, SLICES, encode_gold
from metrics import choose_thresholds, evaluate

DESCRIPTION = ("TF-IDF (words 1-2, char_wb 2-5, folded text) and liblinear logistic regression, "
               "one classifier per label, same training rows, thresholds from the held-out third")

#: Scale of the cues beside TF-IDF values, so that the penalty weighs both alike.
CUE_SCALE = 0.5


class Linear:
    """One logistic regression per output over word and character n-grams, and over cues where they are given."""

    def __init__(self) -> None:
        self.words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True,
                                     token_pattern=r"(?u)\b\w+\b|[!?]+", dtype=np.float32)
        self.chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=4,
                                     sublinear_tf=True, dtype=np.float32)
        self.weight = self.bias = None

    def _features(self, texts: list[str], cues: np.ndarray | None, fit: bool = False) -> sp.csr_matrix:
        folded = [fold(text) for text in texts]
        parts = [(v.fit_transform if fit else v.transform)(folded) for v in (self.words, self.chars)]
        if cues is not None:
            parts.append(sp.csr_matrix(CUE_SCALE * cues))
        return sp.hstack(parts, format="csr")

    def fit(self, texts: list[str], target: np.ndarray, mask: np.ndarray, cues: np.ndarray | None = None) -> "Linear":
        """Fit on texts; ``cues`` is [texts, channels] (``cues.of_text``)."""
        x = self._features(texts, cues, fit=True)
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

    def probabilities(self, texts: list[str], cues: np.ndarray | None = None, chunk: int = 4000) -> np.ndarray:
        out = []
        for start in range(0, len(texts), chunk):
            part = slice(start, start + chunk)
            x = self._features(texts[part], None if cues is None else cues[part])
            out.append(1 / (1 + np.exp(-(x @ self.weight.T + self.bias))))
        p = np.concatenate(out).astype(np.float32)
        for name, kind, _ in HEADS:
            if kind == "single":
                p[:, SLICES[name]] /= p[:, SLICES[name]].sum(1, keepdims=True)
        return p


def run(rest: list[dict], held: list[dict], dev: list[dict], log) -> dict[str, float]:
    """The baseline's figures on ``dev``: fitted on all labelled rows, with the thresholds that suit ``held`` after the ``rest`` alone."""
    target, mask = _gold(held)
    thresholds = choose_thresholds(_fitted(rest).probabilities([row["text"] for row in held]), target, mask)
    log("baseline: thresholds chosen")
    probabilities = _fitted(rest + held).probabilities([row["text"] for row in dev])
    figures = evaluate(probabilities, *_gold(dev), thresholds)
    log(f"baseline on dev: { {k: round(v, 3) for k, v in figures.items()} }")
    return figures


def _gold(rows: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """Targets of labelled rows, and where they are annotated."""
    return tuple(map(np.stack, zip(*map(encode_gold, rows))))


def _fitted(rows: list[dict]) -> Linear:
    return Linear().fit([row["text"] for row in rows], *_gold(rows))


def teach(rows: list[PublicRow], found: list[np.ndarray], labelled: list[dict], labelled_cues: list[np.ndarray],
          log) -> tuple[np.ndarray, np.ndarray]:
    """Soft labels of the public feedback texts by n-grams and cues: row numbers, probabilities."""
    model = Linear().fit([row["text"] for row in labelled], *_gold(labelled), bag(labelled_cues))
    chosen = np.array([i for i, row in enumerate(rows) if row.set in FEEDBACK_SETS])
    soft = model.probabilities([rows[i].text for i in chosen], bag([found[i] for i in chosen]))
    log(f"teacher: soft labels for {len(chosen)} public texts")
    return chosen, soft


def bag(found: list[np.ndarray]) -> np.ndarray:
    """The cues of texts without their places, [texts, channels]."""
    return np.stack([of_text(cues) for cues in found])
