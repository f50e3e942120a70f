"""The network: residual gated convolutions over words and cues, pooled and per-token scores.

    ids, cues -> embedding + projected cues
        -> 3 x [LayerNorm, gated convolution of width 3, residual]
        -> per-token scores of the touchpoints and signals (where is it said?)
        -> text vector (mean and maximum of the tokens, mean of the embeddings,
           maximum of each channel of cues)
        -> scores of all heads; those of touchpoints and signals add the
           log-sum-exp of their token scores.

The cues of the lexicons (``cues.py``) come in as channels of the tokens that they
lie on. A word of a sector that no training text holds still has its cue.

There is no position embedding, so any length works. Each gate also sees the
mean of the text, which gives every token a view of the whole. Padded positions
are zeroed before each convolution and left out of each pooling, so that padding
never changes a score. ``export.py`` writes the same computation as ONNX:
change both together.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from cues import N_CHANNELS
from labels import N_LOGITS, N_TOKEN_LOGITS, SINGLE, SLICES, TOKEN_HEADS

DIM = 192
DILATIONS = (1, 2, 4)
HIDDEN = 192
WIDTH = 3 * DIM + N_CHANNELS + HIDDEN
EPSILON = 1e-5
NEGATIVE = -1e4


class ChannelDropout(nn.Module):
    """Dropout of whole channels of a text: as useful here, and far cheaper than per value."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or self.rate == 0:
            return x
        keep = 1.0 - self.rate
        return x * (torch.rand(x.shape[0], 1, x.shape[2]) < keep) / keep


class GatedConvolution(nn.Module):
    """Residual block: ``x + tanh(a) * sigmoid(b + mean of the text)``."""

    def __init__(self, dim: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(dim, eps=EPSILON)
        self.conv = nn.Linear(3 * dim, 2 * dim)
        self.context = nn.Linear(dim, dim, bias=False)
        self.out = nn.Linear(dim, dim)
        self.dropout = ChannelDropout(dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        d, length = self.dilation, x.shape[1]
        y = self.norm(x) * mask
        context = self.context(y.sum(1, keepdim=True) / count)
        padded = F.pad(y, (0, 0, d, d))
        window = torch.cat([padded[:, i * d:i * d + length] for i in range(3)], dim=-1)
        value, gate = self.conv(window).chunk(2, dim=-1)
        return x + self.dropout(self.out(torch.tanh(value) * torch.sigmoid(gate + context)))


class Encoder(nn.Module):
    """The shipped network."""

    def __init__(self, vocabulary: int, dropout: float = 0.1, head_dropout: float = 0.2) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, DIM)
        nn.init.normal_(self.embedding.weight, std=0.5)
        self.cues = nn.Linear(N_CHANNELS, DIM, bias=False)
        self.blocks = nn.ModuleList(GatedConvolution(DIM, d, dropout) for d in DILATIONS)
        self.norm = nn.LayerNorm(DIM, eps=EPSILON)
        self.hidden = nn.Linear(WIDTH - HIDDEN, HIDDEN)
        self.heads = nn.Linear(WIDTH, N_LOGITS)
        self.token_heads = nn.Linear(2 * DIM + N_CHANNELS, N_TOKEN_LOGITS)
        self.dropout = ChannelDropout(dropout)
        self.token_dropout = ChannelDropout(head_dropout)
        self.head_dropout = nn.Dropout(head_dropout)
        # Calibration, fitted after training: probabilities are those of scale * x + bias.
        self.register_buffer("scale", torch.ones(N_LOGITS))
        self.register_buffer("bias", torch.zeros(N_LOGITS))
        nn.init.constant_(self.token_heads.bias, -3.0)

    def features(self, ids: torch.Tensor, attention: torch.Tensor, cues: torch.Tensor):
        """Token vectors after the blocks, text vector and token scores."""
        mask = attention.unsqueeze(-1).to(torch.float32)
        count = mask.sum(1, keepdim=True).clamp(min=1.0)
        embedded = (self.embedding(ids) + self.cues(cues)) * mask
        x = self.dropout(embedded)
        for block in self.blocks:
            x = block(x, mask, count)
        x = self.norm(x) * mask
        tokens = self.token_heads(torch.cat([self.token_dropout(torch.cat([x, embedded], dim=-1)), cues], dim=-1))
        mean = x.sum(1) / count[:, 0]
        top = (x + (1.0 - mask) * NEGATIVE).amax(1)
        bag = embedded.sum(1) / count[:, 0].sqrt()
        pooled = torch.cat([self.head_dropout(torch.cat([mean, top, bag], dim=-1)), cues.amax(1)], dim=-1)
        text = torch.cat([pooled, F.relu(self.hidden(pooled))], dim=-1)
        return x, text, tokens.float(), mask

    def forward(self, ids: torch.Tensor, attention: torch.Tensor, cues: torch.Tensor):
        """``logits`` [batch, 85], ``token_logits`` [batch, length, 32], text vector, token vectors.

        ``cues`` is [batch, length, N_CHANNELS], zero on padding.
        """
        x, text, tokens, mask = self.features(ids, attention, cues)
        pooled = torch.logsumexp(tokens + (1.0 - mask) * NEGATIVE, dim=1)
        logits = list(self.heads(text).float().split(
            [s.stop - s.start for s in SLICES.values()], dim=1))
        at = 0
        for i, name in enumerate(SLICES):
            if name in TOKEN_HEADS:
                width = logits[i].shape[1]
                logits[i] = logits[i] + pooled[:, at:at + width]
                at += width
        return torch.cat(logits, dim=1) * self.scale + self.bias, tokens, text, x


class PretrainHeads(nn.Module):
    """Heads of the public sets, thrown away after pre-training."""

    def __init__(self, tags: int, intents: int) -> None:
        super().__init__()
        self.stars = nn.Linear(WIDTH, 5)
        self.sentiment = nn.Linear(WIDTH, 4)
        self.tags = nn.Linear(WIDTH, tags)
        self.intents = nn.Linear(WIDTH, intents)
        self.word = nn.Linear(DIM, DIM)

    def words(self, x: torch.Tensor, embedding: nn.Embedding) -> torch.Tensor:
        """Scores of every piece of the vocabulary for hidden tokens, [hidden, vocabulary]."""
        return self.word(x) @ embedding.weight.T / DIM ** 0.5


def masked_heads_loss(logits: torch.Tensor, target: torch.Tensor, mask: torch.Tensor,
                      weights: dict[str, float], smoothing: float = 0.0,
                      positive_weight: float = 1.0) -> torch.Tensor:
    """Loss of all heads: cross-entropy of single heads, binary for the others.

    ``target`` holds probabilities (0 or 1, or those of the teacher). Binary
    losses are summed over the labels of a head, so that a text counts once
    for each decision that it carries.
    """
    total = logits.new_zeros(())
    for name, where in SLICES.items():
        x, y = logits[:, where], target[:, where]
        if name in SINGLE:
            y = y * (1 - smoothing) + smoothing / y.shape[1]
            loss = -(y * F.log_softmax(x, dim=1)).sum(1).mean()
        else:
            y = y * (1 - smoothing) + smoothing / 10
            each = F.binary_cross_entropy_with_logits(x, y, reduction="none")
            if positive_weight != 1.0:
                each = each * (1 + (positive_weight - 1) * target[:, where])
            loss = (each * mask[:, where]).sum() / len(x)
        total = total + weights.get(name, 1.0) * loss
    return total
