"""Training the vectors of words that ``vigie search --like`` and ``--semantic`` compare texts by.

    .venv/bin/python models/train/words.py --data DIR --out models/vigie-words

A text is the sum of the vectors of its words; a word's is its own, where it is frequent, plus the mean of those of
its pieces of 3 to 5 letters, times what it says of a text. They are learnt from scratch by telling, among 256
texts, which one goes with which (InfoNCE): two halves of a text, a sentence and its translation, two questions of
one intent, a word and its translation (``word_pairs.tsv``, written for the purpose). CPU only, one thread, about
eight minutes. ``app_reviews_clusters`` and ``banking77``, on which ``docs/search.md`` measures, are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import struct
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from fold import fold

DIM = 96
STEPS = 6000
BATCH = 256
WORDS = 24_000
FEWEST = 4
PIECES = 1 << 14
TEMPERATURE = 0.07
LONGEST = 120
ELIDED = {"c", "d", "j", "l", "m", "n", "qu", "s", "t", "jusqu", "lorsqu", "puisqu", "quoiqu"}
SETS = [
    "acos_en.train", "app_reviews_minibar.train", "food_trustpilot_en.train", "hellofresh_trustpilot_fr.train",
    "hellofresh_trustpilot_fr.unlabelled", "mabsa_en.train", "mabsa_fr.train", "nhs_patient_feedback_en.train",
    "pole_emploi_google_fr.train", "skytrax_lounge_seat_en.all", "us_airline_tweets.train", "womens_clothing.train",
    "suggestion_semeval_a_en.train", "clinc150_en.train", "bitext_support_en.train", "bank_cards_intents_fr.train",
    "umsab_tweets_fr.train", "umsab_tweets_en.train", "xed_emotions_fr.all", "xed_emotions_en.all",
]
HERE = Path(__file__).parent
WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text as the search index cuts them, but for its compounds."""
    return [word for word in WORD.findall(fold(text)) if word not in ELIDED][:LONGEST]


def load(data: Path, name: str) -> list[dict]:
    with gzip.open(data / "public" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Texts:
    """What is learnt from: texts, translations, intents, pairs of words."""

    def __init__(self, data: Path) -> None:
        measured = {fold(row["text"]) for row in load(data, "app_reviews_clusters.dev")}
        self.texts: list[list[str]] = []
        self.intents: dict[str, list[list[str]]] = {}
        for name in SETS:
            self.add(name, load(data, name), measured)
        reviews = load(data, "cdiscount_trustpilot_fr.train")
        random.shuffle(reviews)
        self.add("cdiscount", reviews[:30_000], measured)
        own = sorted((HERE / "../../corpora/labels").glob("*.jsonl"))
        for path in [*own, data / "voc_labels/train.jsonl"]:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            self.add("labelled", rows, measured)
        by_id = [{row["id"].replace(f"_{lang}", ""): row["text"] for row in load(data, f"mabsa_{lang}.train")}
                 for lang in ("en", "fr")]
        both = sorted(set(by_id[0]) & set(by_id[1]))
        pairs = [(words_of(by_id[0][key]), words_of(by_id[1][key])) for key in both]
        self.translations = [pair for pair in pairs if len(pair[0]) > 1 and len(pair[1]) > 1]
        lines = (HERE / "word_pairs.tsv").read_text(encoding="utf-8").splitlines()
        self.pairs = [tuple(words_of(side) for side in line.split("\t")) for line in lines]
        self.long = [text for text in self.texts if len(text) >= 6]
        self.shared = [name for name, texts in self.intents.items() if len(texts) > 3]

    def add(self, name: str, rows: list[dict], measured: set[str]) -> None:
        for row in rows:
            words = words_of(row["text"])
            if words and fold(row["text"]) not in measured:
                self.texts.append(words)
                if row.get("intent"):
                    self.intents.setdefault(name + row["intent"], []).append(words)

    def counts(self) -> Counter:
        counts = Counter(word for text in self.texts for word in text)
        for pair in self.pairs:
            for word in pair[0] + pair[1]:
                counts[word] += 5
        return counts

    def draw(self) -> tuple[list[list[str]], list[list[str]], torch.Tensor]:
        """A batch: what goes together, and the intent of each, negative where it has none."""
        left, right, labels = [], [], []
        for i in range(BATCH):
            kind = random.random()
            label = -i - 1
            if kind < 0.40:
                x, y = halves(random.choice(self.long))
            elif kind < 0.62:
                x, y = random.choice(self.translations)
                if len(x) > 8 and random.random() < 0.3:
                    x = x[:8]
            elif kind < 0.78:
                label = random.randrange(len(self.shared))
                x, y = random.sample(self.intents[self.shared[label]], 2)
            else:
                drawn = random.sample(self.pairs, random.choice((1, 1, 2, 3)))
                x = [word for pair in drawn for word in pair[0]]
                y = [word for pair in drawn for word in pair[1]]
            if random.random() < 0.5:
                x, y = y, x
            left.append(x)
            right.append(y)
            labels.append(label)
        return left, right, torch.tensor(labels)


def halves(text: list[str]) -> tuple[list[str], list[str]]:
    if len(text) > 60:
        start = random.randrange(len(text) - 50)
        text = text[start:start + 50]
    side = [random.random() < 0.5 for _ in text]
    left = [word for word, chosen in zip(text, side) if chosen]
    right = [word for word, chosen in zip(text, side) if not chosen]
    return left or text[:1], right or text[-1:]


def hashed(piece: str) -> int:
    """FNV-1a, as in ``src/assets/vectors.rs``."""
    value = 2166136261
    for byte in piece.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value % PIECES


class Vectors(nn.Module):
    def __init__(self, counts: Counter) -> None:
        super().__init__()
        self.names = [word for word, count in counts.most_common(WORDS) if count >= FEWEST]
        self.places = {word: place for place, word in enumerate(self.names)}
        self.known: dict[str, tuple[int, list[int]]] = {}
        unknown = len(self.names)
        self.own = nn.Embedding(unknown + 1, DIM)
        self.pieces = nn.EmbeddingBag(PIECES, DIM, mode="mean")
        self.weights = nn.Embedding(unknown + 1, 1)
        nn.init.normal_(self.own.weight, std=0.1)
        nn.init.normal_(self.pieces.weight, std=0.3)
        total = sum(counts.values())
        first = [math.log(1e-3 / (1e-3 + counts[word] / total)) for word in self.names]
        with torch.no_grad():
            self.weights.weight[:, 0] = torch.tensor([*first, 0.0])

    def parts(self, word: str) -> tuple[int, list[int]]:
        found = self.known.get(word)
        if found is None:
            marked = f"<{word}>"
            pieces = [hashed(marked[i:i + n]) for n in (3, 4, 5) for i in range(len(marked) - n + 1)]
            found = self.known[word] = (self.places.get(word, len(self.names)), pieces or [hashed(marked)])
        return found

    def forward(self, texts: list[list[str]]) -> torch.Tensor:
        places, pieces, starts, owners = [], [], [], []
        for owner, text in enumerate(texts):
            for word in text:
                place, own = self.parts(word)
                places.append(place)
                starts.append(len(pieces))
                pieces.extend(own)
                owners.append(owner)
        at = torch.tensor(places)
        known = (at < len(self.names)).float().unsqueeze(1)
        vectors = self.own.weight[at] * known + self.pieces(torch.tensor(pieces), torch.tensor(starts))
        vectors = vectors * self.weights(at).clamp(-8, 2).exp()
        sums = torch.zeros(len(texts), DIM).index_add_(0, torch.tensor(owners), vectors)
        return F.normalize(sums, dim=1)

    def write(self, path: Path) -> None:
        """Whole numbers of one byte, a scale for each row."""

        def rows(matrix: np.ndarray) -> bytes:
            scales = np.maximum(np.abs(matrix).max(1) / 127, 1e-12)
            return scales.astype("<f4").tobytes() + np.round(matrix / scales[:, None]).astype("i1").tobytes()

        out = b"vigie-words 1\n" + struct.pack("<III", DIM, len(self.names), PIECES)
        for name in self.names:
            out += bytes([len(name.encode())]) + name.encode()
        out += self.weights.weight.detach().numpy()[:, 0].astype("<f4").tobytes()
        out += rows(self.own.weight.detach().numpy()[:-1]) + rows(self.pieces.weight.detach().numpy())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out)


def train(texts: Texts) -> Vectors:
    model = Vectors(texts.counts())
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(1, STEPS + 1):
        for group in optimizer.param_groups:
            group["lr"] = 3e-3 * (1 - step / STEPS) + 1e-5
        left, right, labels = texts.draw()
        scores = model(left) @ model(right).T / TEMPERATURE
        same = (labels[:, None] == labels[None, :]) & ~torch.eye(BATCH, dtype=torch.bool)
        scores = scores.masked_fill(same, -1e4)
        target = torch.arange(BATCH)
        loss = (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 500 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    random.seed(1)
    np.random.seed(1)
    torch.manual_seed(1)
    train(Texts(arguments.data)).write(arguments.out / "vectors.bin")


if __name__ == "__main__":
    main()
