"""N-grams beside the network: what is lexical, answered by a linear model.

The network reads the language; n-grams know the words. One misses what the other
sees, so their logits are added: those of the n-grams of a text, as the sum of a
row of weights for each, join those of the network before probabilities are made.
``src/classify/grams.rs`` does the same from ``grams.bin``: change both together.

Features of a folded text, each family of length 1 (sublinear counts times the
rarity of the feature):

- words (runs of letters and digits, or of ``!`` and ``?``), alone and two that follow;
- pieces of 2 to 5 characters of what white space parts, a space at both ends;
- the channels of the cues, the strongest value of each (``cues.of_text``), times ``CUE_SCALE``.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from cues import N_CHANNELS, of_text
from fold import fold
from labels import N_LOGITS

#: So many features are kept, those that move the answers most; as a rough fit tells.
KEPT = 32_000
ROUGH, FINE = {"C": 1.0, "tol": 0.05}, {"C": 5.0, "tol": 1e-3}
FEWEST_TEXTS = 4
CUE_SCALE = 0.5
MAGIC = b"vigie-grams 1\n"
_WORD = re.compile(r"[^\W_]+|[!?]+")


def features(folded: str) -> list[str]:
    """The features of a folded text, with repetitions; ``w`` or ``c`` tells the family."""
    words = _WORD.findall(folded)
    found = ["w" + word for word in words]
    found += [f"w{one} {other}" for one, other in zip(words, words[1:])]
    for part in folded.split(" "):
        if part:
            padded = f" {part} "
            found += ["c" + padded[at:at + n] for n in (2, 3, 4, 5) for at in range(len(padded) - n + 1)]
    return found


def key(feature: str) -> int:
    """FNV-1a of 32 bits."""
    value = 0x811C9DC5
    for byte in feature.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


class Grams:
    """One logistic regression for each output of the network."""

    def __init__(self) -> None:
        self.counter = None
        self.rarity = self.is_word = self.weight = self.bias = None

    def _counted(self, texts: list[str]) -> sp.csr_matrix:
        return self.counter.transform(map(fold, texts)).astype(np.float32)

    def _values(self, counts: sp.csr_matrix, found: list[np.ndarray]) -> sp.csr_matrix:
        """The values of all features: n-grams, then channels of cues."""
        x = counts.copy()
        x.data = 1 + np.log(x.data)
        x = x @ sp.diags(self.rarity)
        parts = []
        for own in (self.is_word, ~self.is_word):
            family = x @ sp.diags(own.astype(np.float32))
            length = np.sqrt(family.multiply(family).sum(1)).A1
            parts.append(sp.diags(1 / np.maximum(length, 1e-9)) @ family)
        cues = sp.csr_matrix(CUE_SCALE * np.stack([of_text(cues) for cues in found]))
        return sp.hstack([parts[0] + parts[1], cues], format="csr")

    def _vocabulary(self, names: list[str], counts: sp.csr_matrix) -> None:
        texts = counts.shape[0]
        said = np.asarray((counts > 0).sum(0)).ravel()
        self.counter = CountVectorizer(analyzer=features, vocabulary={name: at for at, name in enumerate(names)})
        self.rarity = (np.log((1 + texts) / (1 + said)) + 1).astype(np.float32)
        self.is_word = np.array([name[0] == "w" for name in names])

    def _regress(self, x: sp.csr_matrix, target: np.ndarray, mask: np.ndarray, how: dict, log) -> None:
        self.weight = np.zeros((N_LOGITS, x.shape[1]), np.float32)
        self.bias = np.zeros(N_LOGITS, np.float32)
        for output in range(N_LOGITS):
            rows = mask[:, output] > 0.5
            model = LogisticRegression(solver="liblinear", random_state=0, **how)
            model.fit(x if rows.all() else x[rows], target[rows, output] > 0.5)
            self.weight[output], self.bias[output] = model.coef_[0], model.intercept_[0]
        log(f"grams: {x.shape[1]} features")

    def fit(self, texts: list[str], found: list[np.ndarray], target: np.ndarray, mask: np.ndarray, log) -> "Grams":
        """Fit on texts, choose the features that move the answers most, fit on these alone."""
        counter = CountVectorizer(analyzer=features, min_df=FEWEST_TEXTS)
        counts = counter.fit_transform(map(fold, texts)).astype(np.float32)
        names = list(counter.get_feature_names_out())
        self._vocabulary(names, counts)
        x = self._values(counts, found)
        self._regress(x, target, mask, ROUGH, log)
        grams = slice(0, len(names))
        moved = (self.weight[:, grams] ** 2).sum(0) * np.asarray(x[:, grams].multiply(x[:, grams]).sum(0)).ravel()
        kept = np.sort(np.argsort(-moved, kind="stable")[:KEPT])
        self._vocabulary([names[at] for at in kept], counts[:, kept])
        self._regress(self._values(counts[:, kept], found), target, mask, FINE, log)
        self._round()
        return self

    def _round(self) -> None:
        """Weights of n-grams become whole numbers times a scale of their output, as they are written."""
        grams = self.weight[:, :-N_CHANNELS]
        self.scale = np.abs(grams).max(1) / 127
        self.whole = np.round(grams / self.scale[:, None]).astype(np.int8)
        self.weight[:, :-N_CHANNELS] = self.whole * self.scale[:, None]

    def logits(self, texts: list[str], found: list[np.ndarray], chunk: int = 4000) -> np.ndarray:
        """Logits of texts, [texts, N_LOGITS]."""
        parts = [slice(start, start + chunk) for start in range(0, len(texts), chunk)]
        return np.concatenate([self._values(self._counted(texts[part]), found[part]) @ self.weight.T + self.bias
                               for part in parts]).astype(np.float32)

    def write(self, path: Path, share: np.ndarray) -> None:
        """``grams.bin``: ``share`` of its logits is what each output adds to those of the network."""
        names = sorted(self.counter.vocabulary, key=self.counter.vocabulary.get)
        keys = np.array([key(name) for name in names], np.uint32)
        order = np.argsort(keys, kind="stable")
        with path.open("wb") as file:
            file.write(MAGIC)
            file.write(struct.pack("<III", N_LOGITS, N_CHANNELS, len(names)))
            file.write((self.bias * share).astype("<f4").tobytes())
            file.write((self.scale * share).astype("<f4").tobytes())
            file.write((self.weight[:, -N_CHANNELS:] * CUE_SCALE * share[:, None]).T.astype("<f4").tobytes())
            file.write(keys[order].astype("<u4").tobytes())
            file.write(self.rarity[order].astype("<f4").tobytes())
            file.write(self.whole.T[order].tobytes())
