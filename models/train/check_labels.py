#!/usr/bin/env python3
"""Check labelled feedback (corpora/labels/*.jsonl, or files given) and count its labels.

    python models/train/check_labels.py [FILE ...]

Says file, line and reason for each fault; exits 1 when there is one. Needs no package.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parents[2] / "corpora" / "labels"
FIELDS = ("id", "lang", "text", "s", "t", "w", "e", "x", "f", "source")
SENTIMENTS = {"neg", "mix", "neu", "pos"}
POLARITIES = {"-", "+", "0", "±"}
TOUCHPOINTS = {
    "advertising", "website", "mobile_app", "store", "staff", "offer_price", "ordering_payment", "delivery",
    "product", "information", "billing", "customer_service", "returns_refunds", "after_sales", "subscription",
    "security_privacy"}
SIGNALS = {
    "churn_intent", "competitor", "repeat_effort", "unmet_expectation", "hedged_praise", "resignation", "confusion",
    "trust_worry", "escalation", "unexpected_cost", "blame_shifting", "anti_recommendation", "loyalty_erosion",
    "provisional", "pending", "suggestion"}
EMOTIONS = {"anger", "frustration", "disappointment", "worry", "sadness", "surprise", "gratitude", "joy", "trust"}
EXPECTATIONS = {"below", "met", "above", "fan", None}
EFFORTS = {"high", "low", None}


def faults(row: dict) -> list[str]:
    """What is wrong with one row, in words."""
    missing = [field for field in FIELDS if field not in row]
    if missing:
        return [f"missing {', '.join(missing)}"]
    found = [f"unknown field {key!r}" for key in row if key not in FIELDS]
    for name, value, known in (
            ("lang", row["lang"], {"fr", "en"}), ("s", row["s"], SENTIMENTS),
            ("x", row["x"], EXPECTATIONS), ("f", row["f"], EFFORTS)):
        if value not in known:
            found.append(f"{name}: {value!r} is not one of {sorted(map(str, known))}")
    for key, polarity in row["t"].items():
        if key not in TOUCHPOINTS or polarity not in POLARITIES:
            found.append(f"t: {key!r}: {polarity!r}")
    for kind, quote in row["w"].items():
        if kind not in SIGNALS:
            found.append(f"w: {kind!r} is no kind of signal")
        elif not isinstance(quote, str) or not quote.strip() or quote not in row["text"]:
            found.append(f"w: the quote of {kind} is not in the text, character for character")
    found += [f"e: {emotion!r}" for emotion in row["e"] if emotion not in EMOTIONS]
    if not row["text"].strip():
        found.append("empty text")
    return found


def opening(text: str) -> str:
    """The first words, folded: two feedback of one writer should seldom share them."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split()[:6])


def main(paths: list[Path]) -> int:
    bad, rows, ids, texts = 0, [], {}, {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            place = f"{path.name}:{number}"
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                print(f"{place}: {error}")
                bad += 1
                continue
            problems = faults(row)
            for seen, key, what in ((ids, row.get("id"), "id"), (texts, row.get("text", "").strip().lower(), "text")):
                if key in seen:
                    problems.append(f"same {what} as {seen[key]}")
                seen[key] = place
            for problem in problems:
                print(f"{place}: {problem}")
            bad += bool(problems)
            rows.append(row)
    openings = Counter(opening(row.get("text", "")) for row in rows)
    print(f"{len(rows)} rows, {bad} with a fault; languages {dict(Counter(row.get('lang') for row in rows))}")
    print("openings of 6 words used more than twice:", [k for k, n in openings.most_common(12) if n > 2])
    lengths = sorted(len(row.get("text", "").split()) for row in rows) or [0]
    print("words: 5 %, 25 %, 50 %, 75 %, 95 %:", [lengths[int(len(lengths) * q)] for q in (.05, .25, .5, .75, .95)])
    for name in ("s", "x", "f", "source"):
        print(name, dict(Counter(str(row.get(name)) for row in rows).most_common()))
    for name in ("t", "w", "e"):
        print(name, dict(Counter(key for row in rows for key in row.get(name, ())).most_common()))
    print("no t:", sum(not row.get("t") for row in rows), " no w:", sum(not row.get("w") for row in rows))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main([Path(p) for p in sys.argv[1:]] or sorted(HERE.glob("*.jsonl"))))
