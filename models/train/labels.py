"""The heads of the model and the order of their outputs (see config.json)."""

from __future__ import annotations

import numpy as np

SENTIMENT = ["neg", "mix", "neu", "pos"]
TOUCHPOINT = [
    "advertising", "website", "mobile_app", "store", "staff", "offer_price",
    "ordering_payment", "delivery", "product", "information", "billing",
    "customer_service", "returns_refunds", "after_sales", "subscription",
    "security_privacy",
]
SIGNAL = [
    "churn_intent", "competitor", "repeat_effort", "unmet_expectation",
    "hedged_praise", "resignation", "confusion", "trust_worry", "escalation",
    "unexpected_cost", "blame_shifting", "anti_recommendation",
    "loyalty_erosion", "provisional", "pending", "suggestion",
]
EMOTION = [
    "anger", "frustration", "disappointment", "worry", "sadness", "surprise",
    "gratitude", "joy", "trust",
]
EXPECTATION = ["none", "below", "met", "above", "fan"]
EFFORT = ["none", "high", "low"]

#: (name, kind, labels), in the order of ``logits``.
HEADS = [
    ("sentiment", "single", SENTIMENT),
    ("touchpoint", "multi", TOUCHPOINT),
    ("touchpoint_negative", "multi", TOUCHPOINT),
    ("touchpoint_positive", "multi", TOUCHPOINT),
    ("signal", "multi", SIGNAL),
    ("emotion", "multi", EMOTION),
    ("expectation", "single", EXPECTATION),
    ("effort", "single", EFFORT),
]
#: Heads that also give one score per token, in the order of ``token_logits``.
TOKEN_HEADS = ["touchpoint", "signal"]

SLICES: dict[str, slice] = {}
_at = 0
for _name, _kind, _labels in HEADS:
    SLICES[_name] = slice(_at, _at + len(_labels))
    _at += len(_labels)
N_LOGITS = _at
N_TOKEN_LOGITS = len(TOUCHPOINT) + len(SIGNAL)
SINGLE = [name for name, kind, _ in HEADS if kind == "single"]
MULTI = [name for name, kind, _ in HEADS if kind == "multi"]
LABELS = {name: labels for name, _, labels in HEADS}


def encode_gold(row: dict) -> tuple[np.ndarray, np.ndarray]:
    """Target vector of a labelled row and the mask of the outputs it annotates.

    A single head is one-hot. The polarity of a touchpoint is annotated only
    where the touchpoint is present.
    """
    target = np.zeros(N_LOGITS, np.float32)
    mask = np.ones(N_LOGITS, np.float32)

    def put(head: str, label: str) -> None:
        target[SLICES[head].start + LABELS[head].index(label)] = 1.0

    put("sentiment", row["s"])
    put("expectation", row["x"] or "none")
    put("effort", row["f"] or "none")
    for head in ("touchpoint_negative", "touchpoint_positive"):
        mask[SLICES[head]] = 0.0
    for label, polarity in row["t"].items():
        put("touchpoint", label)
        index = TOUCHPOINT.index(label)
        for head, signs in (("touchpoint_negative", "-±"), ("touchpoint_positive", "+±")):
            mask[SLICES[head].start + index] = 1.0
            if polarity in signs:
                put(head, label)
    for label in row["w"]:
        put("signal", label)
    for label in row["e"]:
        put("emotion", label)
    return target, mask
