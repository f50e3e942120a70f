"""Calibration on held-out rows.

A single head gets a temperature, a multi head an affine map of its logits, both
fitted on training rows that were held out. They are stored in the model
(``scale`` and ``bias``), so that a softmax or a sigmoid of its outputs is the
probability.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from labels import HEADS, N_LOGITS, SINGLE, SLICES


def to_probabilities(logits: np.ndarray) -> np.ndarray:
    """Softmax of the single heads, sigmoid of the others."""
    out = np.empty_like(logits)
    for name, where in SLICES.items():
        x = logits[:, where]
        if name in SINGLE:
            x = np.exp(x - x.max(1, keepdims=True))
            out[:, where] = x / x.sum(1, keepdims=True)
        else:
            out[:, where] = 1 / (1 + np.exp(-x))
    return out


def fit(logits: np.ndarray, target: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``scale`` and ``bias`` of each output, constant within a head."""
    scale, bias = np.ones(N_LOGITS, np.float32), np.zeros(N_LOGITS, np.float32)
    for name, kind, _ in HEADS:
        where = SLICES[name]
        x, y, on = logits[:, where].astype(np.float64), target[:, where], mask[:, where] > 0.5

        def loss(p):
            z = np.exp(p[0]) * x
            if kind == "single":
                top = z.max(1, keepdims=True)
                return float((np.log(np.exp(z - top).sum(1)) + top[:, 0] - (z * y).sum(1)).mean())
            z = z + p[1]
            return float((np.logaddexp(0, z) - z * y)[on].mean())

        best = minimize(loss, np.zeros(1 if kind == "single" else 2), method="Nelder-Mead").x
        scale[where] = np.exp(best[0])
        if kind == "multi":
            bias[where] = best[1]
    return scale, bias


def expected_calibration_error(probability: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over bins of confidence."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    return float(sum(abs(probability[which == b].mean() - right[which == b].mean()) * (which == b).mean()
                     for b in range(bins) if (which == b).any()))
