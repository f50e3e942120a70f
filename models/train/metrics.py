"""Decisions from probabilities, and the figures of the card."""

from __future__ import annotations

import numpy as np

from labels import LABELS, SLICES, TOUCHPOINT

PRESENCE_HEADS = ["touchpoint", "signal", "emotion"]
POLARITY_HEADS = ["touchpoint_negative", "touchpoint_positive"]


def _f1(true_positive, predicted, gold):
    return 2 * true_positive / np.maximum(predicted + gold, 1)


def micro_f1(predicted: np.ndarray, gold: np.ndarray) -> float:
    return float(_f1((predicted & gold).sum(), predicted.sum(), gold.sum()))


def macro_f1(predicted: np.ndarray, gold: np.ndarray) -> float:
    """Mean of the F1 of the columns that occur in the gold."""
    scores = _f1((predicted & gold).sum(0), predicted.sum(0), gold.sum(0))
    return float(scores[gold.sum(0) > 0].mean())


def evaluate(probabilities: np.ndarray, target: np.ndarray, mask: np.ndarray,
             thresholds: dict[str, np.ndarray]) -> dict[str, float]:
    """All figures of the card, from calibrated probabilities."""
    figures: dict[str, float] = {}
    for head in ("sentiment", "expectation", "effort"):
        gold = target[:, SLICES[head]].argmax(1)
        predicted = probabilities[:, SLICES[head]].argmax(1)
        figures[f"{head}.accuracy"] = float((gold == predicted).mean())
        eye = np.eye(len(LABELS[head]), dtype=bool)
        figures[f"{head}.macro_f1"] = macro_f1(eye[predicted], eye[gold])
    for head in PRESENCE_HEADS:
        gold = target[:, SLICES[head]] > 0.5
        predicted = probabilities[:, SLICES[head]] >= thresholds[head]
        figures[f"{head}s.micro_f1"] = micro_f1(predicted, gold)
        figures[f"{head}s.macro_f1"] = macro_f1(predicted, gold)
    present = target[:, SLICES["touchpoint"]] > 0.5
    right = np.ones_like(present)
    for head in POLARITY_HEADS:
        gold = target[:, SLICES[head]] > 0.5
        right &= (probabilities[:, SLICES[head]] >= thresholds[head]) == gold
    figures["touchpoints.polarity_accuracy"] = float(right[present].mean())
    return {key: figures[key] for key in CARD_KEYS}


CARD_KEYS = [
    "sentiment.accuracy", "sentiment.macro_f1", "touchpoints.micro_f1",
    "touchpoints.macro_f1", "touchpoints.polarity_accuracy", "signals.micro_f1",
    "signals.macro_f1", "emotions.micro_f1", "emotions.macro_f1",
    "expectation.accuracy", "effort.accuracy",
]


def counts(target: np.ndarray) -> dict[str, int]:
    """How many decisions each figure rests on: texts, or gold labels for F1."""
    n = {}
    for key in CARD_KEYS:
        head = key.split(".")[0].removesuffix("s")
        head = head if head in SLICES else head + "s"
        n[key] = len(target) if head in ("sentiment", "expectation", "effort") \
            else int(target[:, SLICES[head]].sum())
    return n


GRID = np.round(np.arange(0.06, 0.91, 0.02), 2)
MIN_POSITIVES = 20


def choose_thresholds(probabilities: np.ndarray, target: np.ndarray,
                      mask: np.ndarray) -> dict[str, np.ndarray]:
    """Thresholds from probabilities of training rows that the model has not seen.

    One per head, the best for the pooled figure, then each label pulled half
    way to its own optimum where it has at least MIN_POSITIVES positives.
    """
    chosen: dict[str, np.ndarray] = {}
    for head in PRESENCE_HEADS:
        p, gold = probabilities[:, SLICES[head]], target[:, SLICES[head]] > 0.5
        common = max(GRID, key=lambda t: micro_f1(p >= t, gold))
        values = np.full(p.shape[1], common)
        for j in range(p.shape[1]):
            if gold[:, j].sum() >= MIN_POSITIVES:
                own = max(GRID, key=lambda t: micro_f1(p[:, j] >= t, gold[:, j]))
                values[j] = (common + own) / 2
        chosen[head] = values
    for head in POLARITY_HEADS:
        p, gold = probabilities[:, SLICES[head]], target[:, SLICES[head]] > 0.5
        on = mask[:, SLICES[head]] > 0.5

        def accuracy(t, j=slice(None)):
            return ((p[:, j] >= t) == gold[:, j])[on[:, j]].mean()

        common = max(GRID, key=accuracy)
        values = np.full(len(TOUCHPOINT), common)
        for j in range(len(TOUCHPOINT)):
            if (gold[:, j] & on[:, j]).sum() >= MIN_POSITIVES:
                values[j] = (common + max(GRID, key=lambda t: accuracy(t, j))) / 2
        chosen[head] = values
    return chosen
