#!/usr/bin/env python3
"""Agreement of vigie's figures with statsmodels and scipy, on one file of public reviews.

    python3 -m venv VENV && VENV/bin/pip install statsmodels scipy
    cargo build --release
    VENV/bin/python tests/agreement.py target/release/vigie REVIEWS.jsonl.gz

REVIEWS holds one JSON object a line with `overall` (0 to 10) and `aspect_stars` (an object of
sub-scores), as the Skytrax reviews of lounges and seats do. The words are not used: every text is
replaced by one word, so nothing of the reviews is kept.

Prints the largest difference of each kind of figure; fails above 1e-6.
"""

import csv
import gzip
import itertools
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

DRIVERS = ["comfort", "cleanliness", "catering", "staff_service"]
TOLERANCE = 1e-6


def rows(path):
    """The reviews with a score, as dictionaries of text cells."""
    for number, line in enumerate(gzip.open(path, "rt", encoding="utf-8")):
        review = json.loads(line)
        if review.get("overall") is None:
            continue
        stars = review["aspect_stars"]
        row = {"id": str(number), "text": "avis", "Overall": str(int(review["overall"]))}
        row["half"] = "even" if number % 2 == 0 else "odd"
        row.update({name: str(stars[name]) if name in stars else "" for name in DRIVERS})
        yield row


def vigie(program, command, table, *arguments):
    """The answer of a command as JSON."""
    call = [program, command, str(table), "--no-models", "--quiet", "--format", "json"]
    call += ["--map", "score=Overall:nps", "--map", "text=text", *arguments]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def r_squared(x, y, kept):
    """R² of a regression on some columns."""
    if not kept:
        return 0.0
    return sm.OLS(y, sm.add_constant(x[:, list(kept)])).fit().rsquared


def lmg(x, y):
    """The share of R² of each column, by enumeration of all subsets."""
    count = x.shape[1]
    subsets = [s for size in range(count + 1) for s in itertools.combinations(range(count), size)]
    explained = {subset: r_squared(x, y, subset) for subset in subsets}
    shares = np.zeros(count)
    for column in range(count):
        for subset in subsets:
            if column in subset:
                continue
            size = len(subset)
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            shares[column] += weight * (explained[tuple(sorted((*subset, column)))] - explained[subset])
    return shares


def main(program, reviews):
    """Compares, prints, and says whether all agree."""
    data = list(rows(reviews))
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "reviews.csv"
        with table.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, data[0].keys())
            writer.writeheader()
            writer.writerows(data)
        metrics = vigie(program, "metrics", table)["metrics"]
        asked = [part for name in DRIVERS for part in ("--driver", name)]
        drivers = vigie(program, "drivers", table, *asked, "--compare", "half=odd")
    worst = {}

    def compare(kind, ours, theirs):
        worst[kind] = max(worst.get(kind, 0.0), abs(ours - theirs))

    scores = np.array([float(row["Overall"]) for row in data])
    value = {metric["name"]: metric["value"] for metric in metrics if metric["segment"] is None}
    for name, holds in [("nps_promoters", scores >= 9), ("nps_detractors", scores <= 6)]:
        low, high = proportion_confint(holds.sum(), len(scores), method="wilson")
        compare("Wilson interval", value[name]["low"], low)
        compare("Wilson interval", value[name]["high"], high)

    points = np.where(scores >= 9, 100.0, np.where(scores <= 6, -100.0, 0.0))
    error = points.std() / math.sqrt(len(points))
    compare("NPS interval", value["nps"]["high"], points.mean() + stats.norm.ppf(0.975) * error)

    whole = [row for row in data if all(row[name] for name in DRIVERS)]
    x = np.array([[float(row[name]) for name in DRIVERS] for row in whole])
    y = np.array([float(row["Overall"]) for row in whole])
    outcome = np.where(y >= 9, 100.0, np.where(y <= 6, -100.0, 0.0))
    found = {driver["driver"]: driver for driver in drivers["drivers"]["drivers"]}
    slopes = sm.OLS(outcome, sm.add_constant(x)).fit().params[1:]
    effects = sm.Logit((y <= 6).astype(float), sm.add_constant(x)).fit(disp=0, tol=1e-12).get_margeff()
    ends = effects.conf_int()
    shares = lmg(x, outcome)
    for at, name in enumerate(DRIVERS):
        compare("LMG share of R²", found[name]["share"]["value"], shares[at])
        compare("least-squares slope", found[name]["slope"]["value"], slopes[at])
        ours = found[name]["detractor_effect"]
        compare("average marginal effect", ours["value"], effects.margeff[at])
        compare("interval of the effect", ours["low"], ends[at][0])
        compare("interval of the effect", ours["high"], ends[at][1])

    groups = [points[np.array([row["half"] == name for row in data])] for name in ("even", "odd")]
    spread = math.sqrt(sum(group.var() / len(group) for group in groups))
    distance = groups[0].mean() - groups[1].mean()
    arm = drivers["comparisons"][0]["arms"][1]
    compare("difference of two groups", arm["effect"]["value"], distance)
    compare("p of the difference", arm["p"], 2 * stats.norm.sf(abs(distance / spread)))

    print(f"{len(data)} scored reviews, {len(whole)} with all {len(DRIVERS)} drivers")
    for kind, difference in worst.items():
        print(f"{kind:28} largest difference {difference:.1e}")
    return 0 if max(worst.values()) <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
