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
from encoder import NEGATIVE, Encoder, masked_heads_loss
from fold import fold, fold_with_offsets
from labels import N_LOGITS, SIGNAL, TOUCHPOINT, encode_gold

EPOCHS = 8
TOKENS_PER_BATCH = 2048
ENCODER_RATE = 6e-4
HEAD_RATE = 1.2e-3
BPE_DROPOUT = 0.1
SMOOTHING = 0.03
POSITIVE_WEIGHT = 1.5
QUOTE_WEIGHT = 2.0    # each token: inside or outside a quote
PLACE_WEIGHT = 0.25   # each quote: the scores of its signal gather there
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


def _quote_loss(scores: torch.Tensor, quotes: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
    """Loss of the token scores of signals, [batch, length, signal], on the quotes."""
    real = attention.unsqueeze(-1).float()
    inside = F.binary_cross_entropy_with_logits(scores, quotes, reduction="none")
    inside = ((inside * real).sum((1, 2)) / real.sum((1, 2))).mean()
    share = F.log_softmax(scores + (1 - real) * NEGATIVE, dim=1)
    place = -(quotes * share).sum(1) / quotes.sum(1).clamp(min=1.0)
    return QUOTE_WEIGHT * inside + PLACE_WEIGHT * place.sum(1).mean()


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
            loss = loss + _quote_loss(tokens[..., len(TOUCHPOINT):], quotes, attention)
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




@torch.no_grad()
def evidence(model: Encoder, rows: list[dict], tokenizer_path: Path) -> tuple[float, int]:
    """Share of the gold signals whose best-scored token lies in the annotated quote, and their number."""
    model.eval()
    plain = bpe.load(tokenizer_path)
    right = total = 0
    for row in rows:
        folded, spans = quote_spans(row)
        if not spans:
            continue
        encoded = plain.encode(folded)
        scores = model(*pad([encoded.ids[:bpe.MAX_TOKENS]]))[1][0, :, len(TOUCHPOINT):]
        for kind, start, end in spans:
            a, b = encoded.offsets[int(scores[:, kind].argmax())]
            right += a < end and b > start
            total += 1
    return right / max(total, 1), total
