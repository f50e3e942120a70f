"""Cues of the lexicons as input channels of the model.

The program finds the cues (`vigie annotate --no-models --cues`), so that training
and use read texts with the same grammar. Each cue lies on the tokens that it
overlaps, in the channel of its lexicon and label; a cue that a negation turns
round lies in a channel of negated cues instead. `src/classify/channels.rs` does the same:
change both together.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from fold import fold_with_offsets
from labels import EMOTION, SIGNAL, TOUCHPOINT

CHANNELS = [
    *(f"touchpoints:{label}" for label in TOUCHPOINT),
    *(f"signals:{label}" for label in SIGNAL),
    *(f"emotions:{label}" for label in EMOTION),
    "opinions:+", "opinions:-", "effort:high", "effort:low",
    *(f"expectation:{label}" for label in ("below", "met", "above", "fan")),
    "negations:before", "negations:not", "intensifiers:up", "intensifiers:down",
    "contrasts:contrast", "contrasts:concession", "contrasts:sequence", "harm:harm",
    "negated signals", "negated emotions", "negated opinions:+", "negated opinions:-",
    "negated effort", "negated expectation",
]
N_CHANNELS = len(CHANNELS)
_AT = {name: at for at, name in enumerate(CHANNELS)}


def channel_of(lexicon: str, label: str, negated: bool) -> int:
    """The channel of a cue, or -1 where it has none. A mention of a touchpoint cannot be negated."""
    if negated and lexicon != "touchpoints":
        return _AT.get(f"negated {lexicon}:{label}", _AT.get(f"negated {lexicon}", -1))
    return _AT.get(f"{lexicon}:{label}", -1)


def strength(weight: float) -> float:
    """How far a cue is trusted, in three steps: finer weights were measured on the very rows learnt from."""
    return 1.0 if weight >= 0.75 else 0.6 if weight >= 0.5 else 0.3


def _places(text: str, cues: list[dict]) -> np.ndarray:
    """Rows (channel, start, end, strength) with places in the folded text."""
    if not cues:
        return np.zeros((0, 4), np.float32)
    at_byte, position = {}, 0
    for index, char in enumerate(text):
        at_byte[position] = index
        position += len(char.encode())
    at_byte[position] = len(text)
    offsets = fold_with_offsets(text)[1]
    rows = []
    for cue in cues:
        channel = channel_of(cue["lexicon"], cue["label"], cue["negated"])
        if channel >= 0:
            start, end = (offsets[at_byte[byte]] for byte in cue["span"])
            rows.append((channel, start, end, strength(cue["weight"])))
    return np.array(rows, np.float32).reshape(-1, 4)


def find(texts: list[str], vigie: Path) -> list[np.ndarray]:
    """The cues of each text, found by the program."""
    with tempfile.TemporaryDirectory() as folder:
        given, told = Path(folder) / "given.jsonl", Path(folder) / "told.jsonl"
        given.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
        with given.open("rb") as source, told.open("wb") as target:
            subprocess.run([vigie, "annotate", "--no-models", "--cues", "--quiet"],
                           stdin=source, stdout=target, check=True)
        with told.open(encoding="utf-8") as lines:
            found = [_places(text, json.loads(line)["vigie_cues"]) for text, line in zip(texts, lines, strict=True)]
    return found


def cached(texts: list[str], vigie: Path, cache: Path) -> list[np.ndarray]:
    """As ``find``; kept in ``cache`` for the same texts."""
    if cache.exists():
        kept = np.load(cache)
        if len(kept["counts"]) == len(texts):
            return np.split(kept["rows"], np.cumsum(kept["counts"])[:-1])
    found = find(texts, vigie)
    np.savez(cache, rows=np.concatenate(found), counts=np.array([len(rows) for rows in found]))
    return found


def on_tokens(cues: np.ndarray, offsets: list[tuple[int, int]]) -> np.ndarray:
    """Values of the channels on each token, [tokens, N_CHANNELS]."""
    out = np.zeros((len(offsets), N_CHANNELS), np.float32)
    if not len(cues) or not offsets:
        return out
    starts, ends = np.array(offsets, np.float32).T
    first = np.searchsorted(ends, cues[:, 1], side="right")
    last = np.searchsorted(starts, cues[:, 2], side="left")
    for (channel, _, _, value), a, b in zip(cues, first, last):
        channel = int(channel)
        out[a:b, channel] = np.maximum(out[a:b, channel], value)
    return out


def of_text(cues: np.ndarray) -> np.ndarray:
    """The strongest value of each channel in a text."""
    out = np.zeros(N_CHANNELS, np.float32)
    np.maximum.at(out, cues[:, 0].astype(int), cues[:, 3])
    return out
