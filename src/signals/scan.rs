//! The exact conditional scan: which features are said more (or less) often in the last weeks than
//! chance allows, with a budget for false alerts.
//!
//! For a feature said by `N` feedback of a window and of the weeks before it, `x` of them in the window:
//! under no change each stratum sends a share `θ_s` of its mentions to the window, so `x` is a sum of
//! hypergeometric counts of mean `μ = N θ`, whose tail from `μ + 1` on is at most that of a binomial law of
//! `N` trials of probability `θ` (Hoeffding 1956). The number of features that would reach a tail as small
//! by chance is the sum over all features of the largest tail that each can attain below it (Tarone): that
//! is the E value, and its bound needs no independence. A fall is the rise of the weeks before.

use std::collections::BTreeMap;

use super::features::{Class, Features};
use super::settings::ClassShares;
use super::weeks::{Row, Timeline, Week};
use crate::stats::{TailTable, clopper_pearson, float, float_len};
use crate::types::Estimate;

/// The step of the grid on which expected shares are rounded up, in logits: at most one per cent.
const GRID: f64 = 0.01;

/// Which way a feature moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Rise,
    Fall,
}

/// What a scan looks for.
#[derive(Clone, Debug)]
pub(super) struct Plan<'a> {
    pub(super) direction: Direction,
    pub(super) windows: &'a [u32],
    pub(super) baseline: u32,
    pub(super) min_history: u32,
    pub(super) min_support: u64,
    /// The false alerts allowed.
    pub(super) budget: f64,
    pub(super) shares: ClassShares,
}

/// A window with the weeks that it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) weeks: u32,
    /// The first week compared with.
    pub(super) from: Week,
    /// The first week of the window.
    pub(super) start: Week,
}

impl Window {
    /// How many weeks it is compared with.
    pub(super) const fn history(self) -> i64 {
        self.start - self.from
    }
}

/// A feature that moves beyond chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) feature: u32,
    pub(super) window: Window,
    /// How many feedback say it in the window.
    pub(super) observed: u64,
    /// How many say it in the window and before.
    pub(super) total: u64,
    /// The share of them expected in the window.
    pub(super) theta: f64,
    /// How many feedback there are in the window.
    pub(super) volume: u64,
    /// How likely chance alone is to move it as much.
    pub(super) p: f64,
    pub(super) e_value: f64,
}

impl Hit {
    /// How many were expected in the window.
    pub(super) fn expected(&self) -> f64 {
        float(self.total) * self.theta
    }

    /// Observed over expected, with its exact interval.
    pub(super) fn ratio(&self) -> Estimate {
        let (low, high) = clopper_pearson(self.observed, self.total);
        let value = float(self.observed) / self.expected();
        Estimate {
            value,
            low: (low / self.theta).min(value),
            high: (high / self.theta).max(value),
            n: self.total,
        }
    }

    /// The share of the window that says it.
    pub(super) fn share(&self) -> f64 {
        float(self.observed) / float(self.volume.max(1))
    }
}

/// The windows that have weeks enough before them.
pub(super) fn usable_windows(timeline: &Timeline, plan: &Plan<'_>) -> Vec<Window> {
    let window = |&weeks: &u32| {
        let start = timeline.last - i64::from(weeks) + 1;
        let from = timeline.first.max(start - i64::from(plan.baseline));
        Window { weeks, from, start }
    };
    let all = plan.windows.iter().map(window);
    all.filter(|window| window.history() >= i64::from(plan.min_history)).collect()
}

/// What a scan counts. Neither part may look at dates, or the promise would not hold.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// Whether what a feedback says counts.
    pub(super) feedback: &'a dyn Fn(usize) -> bool,
    /// Whether a feature is looked at.
    pub(super) features: &'a dyn Fn(u32) -> bool,
}

/// The features that move beyond chance, the least likely first, then by name.
pub(super) fn scan(
    features: &Features,
    timeline: &Timeline,
    plan: &Plan<'_>,
    scope: Scope<'_>,
) -> Vec<Hit> {
    let windows = usable_windows(timeline, plan);
    let mut best: BTreeMap<u32, Hit> = BTreeMap::new();
    for &window in &windows {
        let counts = Counts::new(features, timeline, window, scope);
        for class in Class::ALL {
            let part = share_of(class, plan.shares) / float_len(windows.len());
            for hit in scan_class(features, &counts, plan, class, part, scope) {
                let known = best.entry(hit.feature).or_insert(hit);
                if hit.e_value < known.e_value {
                    *known = hit;
                }
            }
        }
    }
    let mut hits: Vec<Hit> = best.into_values().collect();
    hits.sort_by(|a, b| {
        let names = || features.name(a.feature).cmp(features.name(b.feature));
        a.e_value.total_cmp(&b.e_value).then_with(names)
    });
    hits
}

const fn share_of(class: Class, shares: ClassShares) -> f64 {
    match class {
        Class::Stem => shares.stems,
        Class::Bigram => shares.bigrams,
        Class::Touchpoint => shares.touchpoints,
        Class::Kind => shares.kinds,
    }
}

/// How often each feature is said in a window and before, by stratum.
struct Counts {
    window: Window,
    strata: usize,
    /// For each stratum the share of its feedback that stands in the window.
    shares: Vec<f64>,
    volume: u64,
    inside: Vec<u32>,
    /// By feature, then stratum.
    total: Vec<u32>,
}

impl Counts {
    fn new(features: &Features, timeline: &Timeline, window: Window, scope: Scope<'_>) -> Self {
        let strata = timeline.strata;
        let mut inside = vec![0; features.names.len()];
        let mut total = vec![0; features.names.len() * strata];
        let rows = timeline.between(window.from, timeline.last);
        for row in rows.iter().filter(|row| (scope.feedback)(row.index)) {
            for &id in &features.of[row.index] {
                total[id as usize * strata + row.stratum] += 1;
                inside[id as usize] += u32::from(row.week >= window.start);
            }
        }
        let shares = shares_inside(rows, window.start, strata);
        let volume = timeline.between(window.start, timeline.last).len() as u64;
        Self { window, strata, shares, volume, inside, total }
    }

    /// How many feedback say a feature, and the share of them expected in the window.
    fn expectation(&self, id: u32) -> (u64, f64) {
        let by_stratum = &self.total[id as usize * self.strata..][..self.strata];
        mixed(by_stratum.iter().map(|&count| u64::from(count)), &self.shares)
    }
}

/// The share of the rows of each stratum that stand at or after `start`.
pub(super) fn shares_inside(rows: &[Row], start: Week, strata: usize) -> Vec<f64> {
    let mut volumes = vec![(0_u64, 0_u64); strata];
    for row in rows {
        volumes[row.stratum].0 += u64::from(row.week >= start);
        volumes[row.stratum].1 += 1;
    }
    volumes.into_iter().map(|(inside, all)| float(inside) / float(all.max(1))).collect()
}

/// The total of some counts by stratum, and the share that the mix of strata lets expect.
pub(super) fn mixed(counts: impl Iterator<Item = u64>, shares: &[f64]) -> (u64, f64) {
    let (mut total, mut expected) = (0, 0.0);
    for (count, share) in counts.zip(shares) {
        total += count;
        expected += float(count) * share;
    }
    (total, expected / float(total.max(1)))
}

/// The tails of all features with one total and one expected share, and how many they are.
struct Law {
    features: u64,
    tails: TailTable,
}

fn scan_class(
    features: &Features,
    counts: &Counts,
    plan: &Plan<'_>,
    class: Class,
    part: f64,
    scope: Scope<'_>,
) -> Vec<Hit> {
    let mut laws: BTreeMap<(u64, i64), Law> = BTreeMap::new();
    let mut trials = Vec::new();
    for (id, name) in (0_u32..).zip(&features.names) {
        if name.class() != class || part <= 0.0 || !(scope.features)(id) {
            continue;
        }
        let (total, theta) = counts.expectation(id);
        if total < plan.min_support || theta <= 0.0 || theta >= 1.0 {
            continue;
        }
        let observed = u64::from(counts.inside[id as usize]);
        // What stands out, in the window or before it.
        let (apart, share) = match plan.direction {
            Direction::Rise => (observed, theta),
            Direction::Fall => (total - observed, 1.0 - theta),
        };
        let step = grid(share);
        let law = laws.entry((total, step)).or_insert_with(|| law(total, step, plan.min_support));
        law.features += 1;
        let p = law.tails.tail(apart);
        if p < plan.budget {
            let window = counts.window;
            let volume = counts.volume;
            let hit = Hit { feature: id, window, observed, total, theta, volume, p, e_value: 0.0 };
            trials.push(hit);
        }
    }
    within_budget(trials, &laws, plan.budget, part)
}

/// The step of the grid at or above a share.
#[expect(clippy::cast_possible_truncation, reason = "logits of shares are small numbers")]
fn grid(share: f64) -> i64 {
    ((share / (1.0 - share)).ln() / GRID).ceil() as i64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a mean of a count, and a small step"
)]
fn law(total: u64, step: i64, min_support: u64) -> Law {
    let share = 1.0 / (1.0 + (-(step as f64) * GRID).exp());
    // The bound by a binomial law holds from one above the mean on.
    let from = (float(total) * share + 1.0).ceil() as u64;
    Law { features: 0, tails: TailTable::new(total, share, from.max(min_support)) }
}

/// The trials whose E value is within the budget. E grows with p, so the first beyond it ends the search.
fn within_budget(
    mut trials: Vec<Hit>,
    laws: &BTreeMap<(u64, i64), Law>,
    budget: f64,
    part: f64,
) -> Vec<Hit> {
    trials.sort_by(|a, b| a.p.total_cmp(&b.p));
    let mut hits = Vec::new();
    for hit in trials {
        let attained = |law: &Law| float(law.features) * law.tails.attainable(hit.p);
        let chance: f64 = laws.values().map(attained).sum();
        let e_value = chance / part;
        if e_value > budget {
            break;
        }
        hits.push(Hit { e_value, ..hit });
    }
    hits
}
