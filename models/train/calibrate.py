"""Calibration on held-out rows.

A single head gets a temperature, a multi head an affine map of its logits, and both
a share of what n-grams say beside, fitted on training rows that were held out. They are stored in the model
(``scale`` and ``bias``) and with the n-grams, so that a softmax or a sigmoid of the sum is the
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


def fit(logits: np.ndarray, beside: np.ndarray, target: np.ndarray,
        mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``scale`` and ``bias`` of each output of the network and ``share`` of the logits ``beside`` it, those of n-grams,
    constant within a head."""
    scale, bias, share = (np.full(N_LOGITS, value, np.float32) for value in (1, 0, 0))
    for name, kind, _ in HEADS:
        where = SLICES[name]
        x, z, y = logits[:, where].astype(np.float64), beside[:, where].astype(np.float64), target[:, where]
        on = mask[:, where] > 0.5

        def together(p):
            both = np.exp(p[0]) * x + np.exp(p[1]) * z
            return both if kind == "single" else both + p[-1]

        def loss(p):
            both = together(p)
            if kind == "single":
                top = both.max(1, keepdims=True)
                return float((np.log(np.exp(both - top).sum(1)) + top[:, 0] - (both * y).sum(1)).mean())
            return float((np.logaddexp(0, both) - both * y)[on].mean())

        start = [-0.5, -0.7] + [0.0] * (kind == "multi")
        best = minimize(loss, np.array(start), method="Nelder-Mead").x
        scale[where], share[where] = np.exp(best[:2])
        if kind == "multi":
            bias[where] = best[-1]
    return scale, bias, share


def expected_calibration_error(probability: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over bins of confidence."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    return float(sum(abs(probability[which == b].mean() - right[which == b].mean()) * (which == b).mean()
                     for b in range(bins) if (which == b).any()))


#: The questions of the plot: title, heads, colour.
CURVES = (("sentiment", ["sentiment"], "#b3261e"), ("touchpoints", ["touchpoint"], "#1d4f91"),
          ("signals", ["signal"], "#8a6100"), ("emotions", ["emotion"], "#3f7d20"))


def plot(probabilities: np.ndarray, target: np.ndarray, bins: int = 8) -> str:
    """How often answers of each probability are right, as an SVG: on the diagonal a probability means what it says.

    Each bin of a curve has as many answers, of those above 0.05; the bars are 95 % intervals (Wilson).
    """
    side, margin = 360, 46
    x, y = (lambda p: margin + side * p), (lambda p: margin / 2 + side * (1 - p))
    parts = ['<rect width="100%" height="100%" fill="#fff"/>',
             f'<rect x="{margin}" y="{margin / 2}" width="{side}" height="{side}" fill="#fff" stroke="#999"/>',
             f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}" stroke="#999" stroke-dasharray="4 4"/>']
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts += [f'<text x="{x(tick)}" y="{y(0) + 16}" text-anchor="middle">{tick:g}</text>',
                  f'<text x="{x(0) - 6}" y="{y(tick) + 4}" text-anchor="end">{tick:g}</text>']
    for row, (title, heads, colour) in enumerate(CURVES):
        p = np.concatenate([probabilities[:, SLICES[head]].ravel() for head in heads])
        right = np.concatenate([target[:, SLICES[head]].ravel() for head in heads])
        p, right = p[p > 0.05], right[p > 0.05]
        places = []
        for chosen in np.array_split(np.argsort(p, kind="stable"), bins):
            n, share, said = len(chosen), right[chosen].mean(), p[chosen].mean()
            middle = (share + 1.92 / n) / (1 + 3.84 / n)
            half = 1.96 * np.sqrt(share * (1 - share) / n + 0.96 / n ** 2) / (1 + 3.84 / n)
            places.append((x(said), y(share)))
            parts.append(f'<line x1="{x(said):.1f}" y1="{y(middle - half):.1f}" x2="{x(said):.1f}" '
                         f'y2="{y(middle + half):.1f}" stroke="{colour}" stroke-opacity="0.4"/>')
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts += [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
                  f'<text x="{x(0.04)}" y="{y(0.95) + 18 * row}" fill="{colour}">{title} ({len(p)})</text>']
    parts += [f'<text x="{x(0.5)}" y="{y(0) + 34}" text-anchor="middle">probability that the model gives</text>',
              f'<text transform="translate(12 {y(0.5)}) rotate(-90)" text-anchor="middle">share that holds</text>']
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + margin + 20} {side + margin + 20}" '
            f'font-family="sans-serif" font-size="12">\n' + "\n".join(parts) + "\n</svg>\n")
