"""Batches of near-equal length under a budget of tokens."""

from __future__ import annotations

import numpy as np
import torch

from cues import N_CHANNELS, on_tokens
from fold import fold
from tokenizer import MAX_TOKENS, PAD_ID


def plan(lengths: np.ndarray, budget: int, rng: np.random.Generator, jitter: float = 0.1) -> list[np.ndarray]:
    """Indices grouped by length, each group under ``budget`` padded tokens, in random order."""
    noisy = lengths * (1 + jitter * rng.random(len(lengths)))
    batches, current, longest = [], [], 0
    for i in np.argsort(noisy, kind="stable"):
        longest = max(longest, lengths[i])
        if current and longest * (len(current) + 1) > budget:
            batches.append(np.array(current))
            current, longest = [], lengths[i]
        current.append(i)
    if current:
        batches.append(np.array(current))
    rng.shuffle(batches)
    return batches


class Texts:
    """Folded texts with their cues, tokenized when a batch asks for them.

    Tokenizing anew gives other pieces each time where the tokenizer has BPE dropout.
    """

    def __init__(self, texts: list[str], found: list[np.ndarray], tokenizer, longest: int = MAX_TOKENS) -> None:
        self.folded = [fold(text) for text in texts]
        self.found, self.tokenizer, self.longest = found, tokenizer, longest

    def __len__(self) -> int:
        return len(self.folded)

    def lengths(self) -> np.ndarray:
        """About the number of tokens of each text: batches need no more."""
        return np.array([min(self.longest, 1 + len(text) // 4) for text in self.folded])

    def batch(self, index: np.ndarray, cue_dropout=None, rng: np.random.Generator | None = None):
        """``input_ids``, ``attention_mask``, ``cues`` and the places of the tokens in the folded texts.

        ``cue_dropout`` is the share of the cues of each text that are hidden, with ``rng``.
        """
        encoded = self.tokenizer.encode_batch([self.folded[i] for i in index])
        length = max(1, min(self.longest, max(len(e.ids) for e in encoded)))
        ids = np.full((len(index), length), PAD_ID, np.int64)
        mask = np.zeros((len(index), length), np.int64)
        channels = np.zeros((len(index), length, N_CHANNELS), np.float32)
        places = []
        for row, (i, e) in enumerate(zip(index, encoded)):
            n = min(length, len(e.ids))
            ids[row, :n], mask[row, :n] = e.ids[:n], 1
            offsets = e.offsets[:n]
            kept = self.found[i]
            if cue_dropout is not None and len(kept):
                kept = kept[rng.random(len(kept)) >= cue_dropout[row]]
            channels[row, :n] = on_tokens(kept, offsets)
            places.append(offsets)
        return torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(channels), places
