"""Batches of near-equal length under a budget of tokens."""

from __future__ import annotations

import numpy as np
import torch

from tokenizer import PAD_ID


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


def pad(ids: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """``input_ids`` and ``attention_mask`` of a batch."""
    longest = max(map(len, ids))
    out = np.full((len(ids), longest), PAD_ID, np.int64)
    mask = np.zeros((len(ids), longest), np.int64)
    for row, values in enumerate(ids):
        out[row, :len(values)] = values
        mask[row, :len(values)] = 1
    return torch.from_numpy(out), torch.from_numpy(mask)
