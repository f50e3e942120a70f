"""Multi-task pre-training on the public sets.

Targets: stars, human sentiment, intents, tags (aspects, emotions, reasons,
suggestion...), each only where the set annotates it, and the soft labels of the
linear teacher on customer feedback. Stars are learnt as stars, never as
sentiment. Some words of each text are hidden and guessed. A ``.partial`` checkpoint of the encoder is written every few minutes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import tokenizer as bpe
from batches import Texts, plan
from data import PublicRow, tag_vocabulary
from encoder import Encoder, PretrainHeads, masked_heads_loss
from labels import N_LOGITS, SLICES

TOKENS_PER_BATCH = 2560
MAX_TOKENS = 192
BPE_DROPOUT = 0.08
SAVE_EVERY = 180.0
#: The piece that stands for hidden tokens.
HIDING_ID = 1
CUE_DROPOUT = 0.15
#: Weight of each head's soft labels.
TEACHER_WEIGHTS = {"touchpoint_negative": 0.3, "touchpoint_positive": 0.3, "signal": 1.5}


@dataclass(frozen=True)
class Schedule:
    """How one pre-training goes."""

    epochs: int
    seed: int
    peak: float           # of the rate, which decays
    hidden: float         # share of tokens hidden
    word_weight: float    # weight of guessing them
    half: bool            # in bfloat16 where that is safe: twice as fast on processors that know it


class Targets:
    """All targets of the public rows as arrays, with -1 or a zero mask for "not annotated"."""

    def __init__(self, rows: list[PublicRow], teacher: Path) -> None:
        tags, intents = tag_vocabulary(rows)
        tag_at = {tag: i for i, tag in enumerate(tags)}
        intent_at = {intent: i for i, intent in enumerate(intents)}
        of_group: dict[str, list[int]] = {}
        for tag, i in tag_at.items():
            of_group.setdefault(tag.split(":")[0], []).append(i)
        n = len(rows)
        self.n_tags, self.n_intents = len(tags), len(intents)
        self.weight = np.array([row.weight for row in rows], np.float32)
        self.stars = np.array([-1 if row.stars is None else row.stars for row in rows])
        self.sentiment = np.array([-1 if row.sentiment is None else row.sentiment for row in rows])
        self.intent = np.array([intent_at.get(row.intent, -1) for row in rows])
        self.tags = np.zeros((n, self.n_tags), np.uint8)
        self.tag_mask = np.zeros((n, self.n_tags), np.uint8)
        for i, row in enumerate(rows):
            for group in row.groups:
                self.tag_mask[i, of_group.get(group, [])] = 1
            for tag in row.tags:
                if tag in tag_at:
                    self.tags[i, tag_at[tag]] = 1
        self.soft = np.zeros((n, N_LOGITS), np.float16)
        self.has_soft = np.zeros(n, bool)
        if teacher.exists():
            content = np.load(teacher)
            self.soft[content["rows"]] = content["soft"]
            self.has_soft[content["rows"]] = True


def _loss(encoder: Encoder, heads: PretrainHeads, targets: Targets, index: np.ndarray,
          ids: torch.Tensor, mask: torch.Tensor, cues: torch.Tensor, hidden: torch.Tensor,
          word_weight: float) -> torch.Tensor:
    shown = ids.masked_fill(hidden, HIDING_ID)
    logits, _, text, x = encoder(shown, mask, cues.masked_fill(hidden.unsqueeze(-1), 0.0))
    n = len(index)
    weight = torch.from_numpy(targets.weight[index])
    guess = heads.words(x[hidden], encoder.embedding).float()
    total = word_weight * F.cross_entropy(guess, ids[hidden]) if len(guess) else logits.new_zeros(())
    for name, factor in (("stars", 1.0), ("sentiment", 1.0), ("intent", 0.5)):
        gold = getattr(targets, name)[index]
        on = np.flatnonzero(gold >= 0)
        if len(on):
            head = getattr(heads, "intents" if name == "intent" else name)
            loss = F.cross_entropy(head(text[on]).float(), torch.from_numpy(gold[on]), reduction="none")
            total = total + factor * (loss * weight[on]).sum() / n
    on = np.flatnonzero(targets.tag_mask[index].any(1))
    if len(on):
        gold = torch.from_numpy(targets.tags[index[on]]).float()
        where = torch.from_numpy(targets.tag_mask[index[on]]).float() * weight[on, None]
        loss = F.binary_cross_entropy_with_logits(heads.tags(text[on]).float(), gold, reduction="none")
        total = total + (loss * where).sum() / n
    on = np.flatnonzero(targets.has_soft[index])
    if len(on):
        soft = torch.from_numpy(targets.soft[index[on]].astype(np.float32))
        where = torch.ones_like(soft)
        for head in ("touchpoint_negative", "touchpoint_positive"):
            # Polarity matters in proportion as the teacher believes the touchpoint present.
            where[:, SLICES[head]] = soft[:, SLICES["touchpoint"]]
        total = total + masked_heads_loss(logits[on], soft, where, TEACHER_WEIGHTS) * len(on) / n
    return total


def run(rows: list[PublicRow], found: list[np.ndarray], tokenizer_path: Path, work: Path, schedule: Schedule, log,
        name: str, teacher: str, start_from: Path | None = None) -> None:
    """Pre-train with the soft labels ``work/teacher``; write the encoder to ``work/name``."""
    torch.manual_seed(schedule.seed)
    rng = np.random.default_rng(schedule.seed)
    targets = Targets(rows, work / teacher)
    texts = Texts([row.text for row in rows], found, bpe.load(tokenizer_path, BPE_DROPOUT), MAX_TOKENS)
    lengths = texts.lengths()
    encoder = Encoder(bpe.VOCABULARY, dropout=0.0, head_dropout=0.1)
    if start_from is not None:
        encoder.load_state_dict(torch.load(start_from))
    heads = PretrainHeads(targets.n_tags, targets.n_intents)
    parameters = [*encoder.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=schedule.peak, weight_decay=0.01, betas=(0.9, 0.98))
    start = saved = time.process_time()
    steps = tokens = 0
    running: list[float] = []
    for epoch in range(schedule.epochs):
        batches = plan(lengths, TOKENS_PER_BATCH, rng)
        for k, index in enumerate(batches):
            progress = (epoch + k / len(batches)) / schedule.epochs
            rate = schedule.peak * min(1.0, (steps + 1) / 300) * (1 - progress) ** 0.8
            for group in optimizer.param_groups:
                group["lr"] = max(rate, 1e-5)
            ids, mask, cues, _ = texts.batch(index, np.full(len(index), CUE_DROPOUT), rng)
            hidden = torch.from_numpy(rng.random(ids.shape) < schedule.hidden) & (mask > 0)
            with torch.autocast("cpu", torch.bfloat16, enabled=schedule.half):
                loss = _loss(encoder, heads, targets, index, ids, mask, cues, hidden, schedule.word_weight)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            steps += 1
            tokens += int(mask.sum())
            running.append(loss.item())
            if steps % 250 == 0:
                log(f"pretrain: step {steps}, epoch {epoch + k / len(batches):.2f}, loss {np.mean(running[-250:]):.3f}, "
                    f"{tokens / (time.process_time() - start):.0f} tokens/s")
            if time.process_time() - saved > SAVE_EVERY:
                torch.save(encoder.state_dict(), work / (name + ".partial"))
                saved = time.process_time()
    torch.save(encoder.state_dict(), work / name)
    log(f"pretrain: {steps} steps, {tokens} tokens, {(time.process_time() - start) / 60:.1f} CPU min")
