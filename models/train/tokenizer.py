"""Byte-level BPE of 16k pieces, trained on folded text."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY = 16_000
PAD_ID = 0
MAX_TOKENS = 512


def train(folded_texts: list[str], path: Path) -> None:
    """Train the tokenizer on folded texts and write ``tokenizer.json``.

    ``<pad>`` and ``<unk>`` take ids 0 and 1, but are not declared as added
    tokens: a customer who writes "<pad>" must not produce a padding id.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, min_frequency=3, special_tokens=["<pad>", "<unk>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(folded_texts, trainer)
    content = json.loads(tokenizer.to_str())
    content["added_tokens"] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def load(path: Path, dropout: float | None = None) -> Tokenizer:
    """Load the tokenizer; ``dropout`` switches BPE dropout on, for training."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content["model"]["dropout"] = dropout
    return Tokenizer.from_str(json.dumps(content))


def encode(tokenizer: Tokenizer, folded_texts: list[str]) -> list[list[int]]:
    """Ids of folded texts, cut at MAX_TOKENS; never empty."""
    return [e.ids[:MAX_TOKENS] or [PAD_ID] for e in tokenizer.encode_batch_fast(folded_texts)]
