"""Reading the data: the labelled feedback and the public sets.

``DIR/voc_labels/{train,dev}.jsonl`` holds the labelled feedback, and
``DIR/public/*.jsonl.gz`` the public sets, with ``MANIFEST.json``. Nothing read
here is ever written back, except as weights.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from fold import fold

#: Sets whose texts are customer feedback: the only ones that get soft labels.
FEEDBACK_SETS = {
    "acos_en", "app_reviews_clusters", "app_reviews_minibar",
    "cdiscount_trustpilot_fr", "food_trustpilot_en", "hellofresh_trustpilot_fr",
    "mabsa_en", "mabsa_fr", "nhs_patient_feedback_en", "pole_emploi_google_fr",
    "skytrax_lounge_seat_en", "us_airline_tweets", "womens_clothing",
}
#: How far the labels of an origin are trusted (weight in the loss).
ORIGIN_WEIGHT = {
    "human": 1.0, "user_declared": 1.0, "user_field": 1.0, "star": 1.0,
    "star_realigned": 0.7, "machine_translated": 0.5, "projected": 0.5,
    "synthetic": 0.5, "llm": 0.5,
}
SENTIMENT_NAMES = {"negative": 0, "mixed": 1, "neutral": 2, "positive": 3}
#: Sets where every second review of so many stars or more is left out.
HALVED = {"cdiscount_trustpilot_fr": 5, "womens_clothing": 4}
N_FOLDS = 3


@dataclass
class PublicRow:
    """One text of a public set with whatever its set annotates."""

    set: str
    text: str
    lang: str
    weight: float = 1.0
    stars: int | None = None          # 0..4
    sentiment: int | None = None      # SENTIMENT_NAMES, never derived from stars
    intent: str | None = None
    groups: list[str] = field(default_factory=list)   # tag groups annotated here
    tags: list[str] = field(default_factory=list)     # "group:tag" that hold


def text_key(text: str) -> str:
    """A key under which copies of a text meet, whatever case and punctuation."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))[:120]


def fold_of(row: dict) -> int:
    """Cross-validation fold of a labelled row: from its text, so copies stay together."""
    return int(hashlib.sha1(text_key(row["text"]).encode()).hexdigest(), 16) % N_FOLDS


def load_labelled(data: Path, split: str) -> list[dict]:
    """The labelled feedback of ``split`` (train or dev)."""
    with open(data / "voc_labels" / f"{split}.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load_written(folder: Path) -> list[dict]:
    """The feedback written and labelled for this project, ``corpora/labels``."""
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()]


def load_read(data: Path, folder: Path) -> list[dict]:
    """Texts of the public sets that were read and labelled for this project: ``folder`` holds the answers and the places
    of the quotes, ``DIR/public`` the texts. A set that is not there is left out."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        texts = {}
        for part in sorted((data / "public").glob(f"{path.stem}.*.jsonl.gz")):
            with gzip.open(part, "rt", encoding="utf-8") as lines:
                texts |= {raw["id"]: raw for raw in map(json.loads, lines)}
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            raw = texts.get(row["id"])
            if raw is None:
                continue
            quotes = {kind: raw["text"][start:end] for kind, (start, end) in row["w"].items()}
            rows.append(row | {"lang": raw["lang"], "text": raw["text"], "w": quotes, "source": path.stem})
    return rows


def _add_tags(row: PublicRow, raw: dict) -> None:
    """Collect the tags of a raw row, each in a group whose loss is switched on here."""

    def group(name: str, tags: list[str]) -> None:
        row.groups.append(name)
        row.tags += [f"{name}:{tag}" for tag in tags]

    if raw.get("aspects") is not None and row.set in ("acos_en", "mabsa_en", "mabsa_fr", "mams_acsa_en"):
        name = "aspect_" + row.set.split("_")[0] + "_" + str(raw.get("domain"))
        tags = set()
        for aspect in raw["aspects"]:
            category = str(aspect.get("category")).lower()
            tags |= {category, category + "|" + str(aspect.get("polarity")).lower()[:3]}
        group(name, sorted(tags))
    if raw.get("emotions") is not None and row.set.startswith(("goemotions", "xed")):
        group("emotion_" + row.set.split("_")[0], raw["emotions"])
    if raw.get("negative_reason") not in (None, "Can't Tell"):
        group("reason", [raw["negative_reason"]])
    if raw.get("categories"):
        group("nhs", raw["categories"])
    for flag in ("suggestion", "problem", "irrelevant", "user_experience", "recommended"):
        if raw.get(flag) is not None and raw[flag] in (0, 1, True, False):
            group(flag, ["yes"] if raw[flag] else [])


def load_public(data: Path, split: str = "train", without: list[dict] = ()) -> list[PublicRow]:
    """All rows of the public sets, without the texts of the labelled feedback and of the rows ``without``.

    Texts of the labelled dev set are left out so that dev stays unseen; those of
    the labelled training set because an encoder that has met their stars fits them
    too easily afterwards, and is then trusted too much. The ``dev`` parts of the
    public sets are left out of ``train``, and half of the praise of the two largest
    sets (HALVED).
    """
    held_out = {text_key(row["text"]) for part in ("train", "dev") for row in load_labelled(data, part)}
    held_out |= {text_key(row["text"]) for row in without}
    rows: list[PublicRow] = []
    for path in sorted((data / "public").glob("*.jsonl.gz")):
        name, part = path.name.removesuffix(".jsonl.gz").rsplit(".", 1)
        if name == "lexicon_pattern_fr" or (part == "dev") != (split == "dev"):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                raw = json.loads(line)
                key = text_key(raw["text"])
                if not raw["text"].strip() or key in held_out:
                    continue
                if raw.get("rating", 0) >= HALVED.get(name, 9) \
                        and int(hashlib.sha1(raw["id"].encode()).hexdigest(), 16) % 2:
                    continue
                origin = raw.get("label_origin")
                row = PublicRow(name, raw["text"], raw["lang"], ORIGIN_WEIGHT.get(origin, 1.0))
                if raw.get("rating") is not None:
                    row.stars = int(raw["rating"]) - 1
                elif raw.get("overall") is not None:
                    row.stars = min(4, max(0, (int(raw["overall"]) + 1) // 2 - 1))
                if raw.get("sentiment") in SENTIMENT_NAMES and origin not in ("star", "star_realigned"):
                    row.sentiment = SENTIMENT_NAMES[raw["sentiment"]]
                if raw.get("intent") is not None:
                    row.intent = name + ":" + raw["intent"]
                _add_tags(row, raw)
                rows.append(row)
    return rows


def tag_vocabulary(rows: list[PublicRow], minimum: int = 40) -> tuple[list[str], list[str]]:
    """Tags and intents frequent enough to be learnt, in a fixed order."""
    tags = Counter(tag for row in rows for tag in row.tags)
    intents = Counter(row.intent for row in rows if row.intent)
    return (sorted(t for t, n in tags.items() if n >= minimum),
            sorted(i for i, n in intents.items() if n >= 10))


def manifest(data: Path) -> dict:
    """Licence grade and source of each public set, by its name without the part (``train``, ``dev``)."""
    parts = json.loads((data / "public" / "MANIFEST.json").read_text(encoding="utf-8"))
    known: dict[str, dict] = {}
    for name, part in sorted(parts.items()):
        of_set = known.setdefault(name.rsplit(".", 1)[0], part)
        if part["licence_grade"] > of_set["licence_grade"]:
            of_set["licence_grade"] = part["licence_grade"]
    return known


def set_of(source: str) -> str:
    """The set that a source is a part of: ``app_reviews_minibar`` of ``app_reviews_minibar-garmin-fr``."""
    return source.split("-")[0]


def grade_of(known: dict, source: str) -> str:
    """Licence grade of the texts of a source: that of its public set, D where there is none."""
    return known.get(set_of(source), {}).get("licence_grade", "D")
