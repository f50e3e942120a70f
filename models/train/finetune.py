"""Fine-tuning on the labelled feedback.

Each epoch tokenizes the texts anew with BPE dropout. The quotes that annotators
gave as evidence of a signal supervise its token scores. The weights returned are
an exponential average over the last steps.
"""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import tokenizer as bpe
from batches import pad, plan
from encoder import Encoder, masked_heads_loss
from fold import fold, fold_with_offsets
from labels import N_LOGITS, SIGNAL, TOUCHPOINT, encode_gold

EPOCHS = 12
TOKENS_PER_BATCH = 2048
ENCODER_RATE = 6e-4
HEAD_RATE = 1.2e-3
BPE_DROPOUT = 0.1
SMOOTHING = 0.03
POSITIVE_WEIGHT = 1.5
QUOTE_WEIGHT = 1.0
AVERAGE = 0.995
HEAD_WEIGHTS = {"sentiment": 1.0, "touchpoint": 1.0, "touchpoint_negative": 0.5,
                "touchpoint_positive": 0.5, "signal": 1.5, "emotion": 1.0}


def quote_spans(row: dict) -> tuple[str, list[tuple[int, int, int]]]:
    """Folded text of a row and, in it, the (signal, start, end) of each quote."""
    folded, offsets = fold_with_offsets(row["text"])
    spans = []
    for kind, quote in row["w"].items():
        at = row["text"].find(quote)
        if quote and at >= 0:
            spans.append((SIGNAL.index(kind), offsets[at], offsets[at + len(quote)]))
    return folded, spans


def _quote_target(spans: list[tuple[int, int, int]], token_offsets: list[tuple[int, int]]) -> np.ndarray:
    """For each token and signal: 1 inside a quote, 0 outside."""
    target = np.zeros((len(token_offsets), len(SIGNAL)), np.float32)
    for kind, start, end in spans:
        for k, (a, b) in enumerate(token_offsets):
            if a < end and b > start:
                target[k, kind] = 1.0
    return target


def train(rows: list[dict], tokenizer_path: Path, initial: Path, log, seed: int = 7,
          epochs: int = EPOCHS) -> Encoder:
    """Fine-tune the pre-trained encoder ``initial`` on ``rows``."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    drop = bpe.load(tokenizer_path, BPE_DROPOUT)
    target, mask = (torch.from_numpy(np.stack(a)) for a in zip(*map(encode_gold, rows)))
    folded, spans = zip(*map(quote_spans, rows))

    model = Encoder(bpe.VOCABULARY)
    model.load_state_dict(torch.load(initial))
    model.train()
    average = copy.deepcopy(model).eval()
    head_names = ("heads.", "token_heads.", "hidden.")
    groups = [
        {"params": [p for n, p in model.named_parameters() if not n.startswith(head_names)], "peak": ENCODER_RATE},
        {"params": [p for n, p in model.named_parameters() if n.startswith(head_names)], "peak": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.02, betas=(0.9, 0.98))
    step = 0
    for epoch in range(epochs):
        encoded = drop.encode_batch(list(folded))
        ids = [e.ids[:bpe.MAX_TOKENS] or [bpe.PAD_ID] for e in encoded]
        batches = plan(np.array([len(i) for i in ids]), TOKENS_PER_BATCH, rng)
        losses = []
        for k, index in enumerate(batches):
            progress = (epoch + k / len(batches)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min(1.0, (step + 1) / 60) * max(0.01, 1 - progress)
            batch, attention = pad([ids[i] for i in index])
            logits, tokens, _ = model(batch, attention)
            loss = masked_heads_loss(logits, target[index], mask[index], HEAD_WEIGHTS,
                                     SMOOTHING, POSITIVE_WEIGHT)
            quotes = torch.zeros(*batch.shape, len(SIGNAL))
            for b, i in enumerate(index):
                if spans[i]:
                    part = _quote_target(spans[i], encoded[i].offsets[:bpe.MAX_TOKENS])
                    quotes[b, :len(part)] = torch.from_numpy(part)
            each = F.binary_cross_entropy_with_logits(tokens[..., len(TOUCHPOINT):], quotes, reduction="none")
            each = (each * attention.unsqueeze(-1)).sum((1, 2)) / attention.sum(1)
            loss = loss + QUOTE_WEIGHT * each.mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimizer.step()
            step += 1
            losses.append(loss.item())
            with torch.no_grad():
                decay = min(AVERAGE, step / (step + 20))
                for kept, new in zip(average.parameters(), model.parameters()):
                    kept.lerp_(new, 1 - decay)
        log(f"finetune: epoch {epoch + 1}/{epochs}, loss {np.mean(losses):.3f}")
    return average


@torch.no_grad()
def predict(model: Encoder, texts: list[str], tokenizer_path: Path, budget: int = 8192) -> np.ndarray:
    """Logits of texts, without BPE dropout."""
    model.eval()
    ids = bpe.encode(bpe.load(tokenizer_path), [fold(text) for text in texts])
    out = np.zeros((len(texts), N_LOGITS), np.float32)
    for index in plan(np.array([len(i) for i in ids]), budget, np.random.default_rng(0), jitter=0.0):
        out[index] = model(*pad([ids[i] for i in index]))[0].numpy()
    return out


