"""Fine-tuning on the labelled feedback.

Each epoch tokenizes the texts anew with BPE dropout. The quotes that annotators
gave as evidence of a signal supervise its token scores. The weights returned are
an exponential average over the last steps. The network computes in bfloat16, the loss
and the weights in float32.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import tokenizer as bpe
from batches import Texts, plan
from encoder import NEGATIVE, Encoder, masked_heads_loss
from fold import fold_with_offsets
from labels import N_LOGITS, SIGNAL, TOUCHPOINT, encode_gold

EPOCHS = 12
TOKENS_PER_BATCH = 2048
ENCODER_RATE = 6e-4
HEAD_RATE = 1.2e-3
BPE_DROPOUT = 0.1
WORD_DROPOUT = 0.06   # share of tokens hidden: their cues stay
HIDING_ID = 1
SMOOTHING = 0.03
POSITIVE_WEIGHT = 1.5
QUOTE_WEIGHT = 2.0    # each token: inside or outside a quote
PLACE_WEIGHT = 0.25   # each quote: the scores of its signal gather there
AVERAGE = 0.995
HEAD_WEIGHTS = {"sentiment": 1.0, "touchpoint": 1.0, "touchpoint_negative": 0.5,
                "touchpoint_positive": 0.5, "signal": 1.5, "emotion": 1.0}


@dataclass
class Labelled:
    """Labelled feedback with its cues, and how often a cue is hidden while learning from each row."""

    rows: list[dict]
    found: list[np.ndarray]
    cue_dropout: np.ndarray

    def __post_init__(self) -> None:
        self.target, self.mask = map(np.stack, zip(*map(encode_gold, self.rows)))
        self.spans = [quote_spans(row) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, chosen: np.ndarray) -> "Labelled":
        """The rows of these numbers."""
        return Labelled([self.rows[i] for i in chosen], [self.found[i] for i in chosen], self.cue_dropout[chosen])

    def texts(self, tokenizer) -> Texts:
        return Texts([row["text"] for row in self.rows], self.found, tokenizer)


def together(*parts: Labelled) -> Labelled:
    """The rows of several sets, in order."""
    return Labelled(sum((part.rows for part in parts), []), sum((part.found for part in parts), []),
                    np.concatenate([part.cue_dropout for part in parts]))


def quote_spans(row: dict) -> list[tuple[int, int, int]]:
    """The (signal, start, end) of each quote, in the folded text."""
    offsets = fold_with_offsets(row["text"])[1]
    spans = []
    for kind, quote in row["w"].items():
        at = row["text"].find(quote)
        if quote and at >= 0:
            spans.append((SIGNAL.index(kind), offsets[at], offsets[at + len(quote)]))
    return spans


def _quote_target(spans: list[tuple[int, int, int]], places: list[tuple[int, int]], out: np.ndarray) -> None:
    """For each token and signal, into ``out``: 1 inside a quote."""
    for kind, start, end in spans:
        for k, (a, b) in enumerate(places):
            if a < end and b > start:
                out[k, kind] = 1.0


def _quote_loss(scores: torch.Tensor, quotes: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
    """Loss of the token scores of signals, [batch, length, signal], on the quotes."""
    real = attention.unsqueeze(-1).float()
    inside = F.binary_cross_entropy_with_logits(scores, quotes, reduction="none")
    inside = ((inside * real).sum((1, 2)) / real.sum((1, 2))).mean()
    share = F.log_softmax(scores + (1 - real) * NEGATIVE, dim=1)
    place = -(quotes * share).sum(1) / quotes.sum(1).clamp(min=1.0)
    return QUOTE_WEIGHT * inside + PLACE_WEIGHT * place.sum(1).mean()


def train(data: Labelled, tokenizer_path: Path, initial: Path, log, seed: int = 7, epochs: int = EPOCHS,
          quotes: bool = True) -> Encoder:
    """Fine-tune the pre-trained encoder ``initial``; without ``quotes``, labels alone supervise."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    texts = data.texts(bpe.load(tokenizer_path, BPE_DROPOUT))
    lengths = texts.lengths()
    target, mask = torch.from_numpy(data.target), torch.from_numpy(data.mask)
    model = Encoder(bpe.VOCABULARY)
    if initial is not None:
        model.load_state_dict(torch.load(initial))
    model.train()
    average = copy.deepcopy(model).eval()
    head_names = ("heads.", "token_heads.", "hidden.")
    groups = [
        {"params": [p for n, p in model.named_parameters() if not n.startswith(head_names)], "peak": ENCODER_RATE},
        {"params": [p for n, p in model.named_parameters() if n.startswith(head_names)], "peak": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.02, betas=(0.9, 0.98), fused=True)
    step = 0
    for epoch in range(epochs):
        batches = plan(lengths, TOKENS_PER_BATCH, rng)
        losses = []
        for k, index in enumerate(batches):
            progress = (epoch + k / len(batches)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min(1.0, (step + 1) / 60) * max(0.01, 1 - progress)
            ids, attention, cues, places = texts.batch(index, data.cue_dropout[index], rng)
            hidden = torch.from_numpy(rng.random(ids.shape) < WORD_DROPOUT) & (attention > 0)
            with torch.autocast("cpu", torch.bfloat16):
                logits, tokens, _, _ = model(ids.masked_fill(hidden, HIDING_ID), attention, cues)
            loss = masked_heads_loss(logits, target[index], mask[index], HEAD_WEIGHTS, SMOOTHING, POSITIVE_WEIGHT)
            if quotes:
                quoted = np.zeros((*ids.shape, len(SIGNAL)), np.float32)
                for row, i in enumerate(index):
                    _quote_target(data.spans[i], places[row], quoted[row])
                loss = loss + _quote_loss(tokens[..., len(TOUCHPOINT):], torch.from_numpy(quoted), attention)
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
def predict(model: Encoder, texts: Texts, budget: int = 8192) -> np.ndarray:
    """Logits of texts."""
    model.eval()
    out = np.zeros((len(texts), N_LOGITS), np.float32)
    for index in plan(texts.lengths(), budget, np.random.default_rng(0), jitter=0.0):
        ids, attention, cues, _ = texts.batch(index)
        out[index] = model(ids, attention, cues)[0].numpy()
    return out


@torch.no_grad()
def evidence(model: Encoder, data: Labelled, tokenizer_path: Path) -> tuple[float, int]:
    """Share of the gold signals whose best-scored token lies in the annotated quote, and their number."""
    model.eval()
    texts = data.texts(bpe.load(tokenizer_path))
    right = total = 0
    for i, spans in enumerate(data.spans):
        if not spans:
            continue
        ids, attention, cues, places = texts.batch(np.array([i]))
        scores = model(ids, attention, cues)[1][0, :, len(TOUCHPOINT):]
        for kind, start, end in spans:
            a, b = places[0][int(scores[:, kind].argmax())]
            right += a < end and b > start
            total += 1
    return right / max(total, 1), total
