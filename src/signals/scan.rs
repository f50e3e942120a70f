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

use rayon::prelude::*;

use super::feature::{Class, Feature};
use super::law::{Laws, Trial};
use super::said::Said;
use super::sample::{Count, Samples};
use super::settings::ClassShares;
use super::weeks::{Row, Timeline, Week};
use crate::stats::{float, float_len};
use crate::types::Estimate;

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

impl Direction {
    /// Whether what a feedback says counts: for a fall, where it complains. What is praised from some day on was often
    /// complained of before, in the same words.
    pub(super) const fn counts(self, row: &Row) -> bool {
        matches!(self, Self::Rise) || row.unhappy
    }
}

impl Window {
    /// The last week of the window.
    pub(super) fn last(self) -> Week {
        self.start + weeks(self.weeks) - 1
    }

    /// How many weeks it is compared with.
    pub(super) const fn history(self) -> Week {
        self.start - self.from
    }
}

/// A feature that stands out beyond chance.
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
        self.count().expected()
    }

    /// Observed over expected, with its exact interval.
    pub(super) fn ratio(&self) -> Estimate {
        self.count().ratio()
    }

    const fn count(&self) -> Count {
        Count { inside: self.observed, total: self.total, theta: self.theta }
    }

    /// The share of the window that says it.
    pub(super) fn share(&self) -> f64 {
        float(self.observed) / float(self.volume.max(1))
    }
}

/// The windows that have weeks enough before them.
pub(super) fn usable_windows(timeline: &Timeline, plan: &Plan<'_>) -> Vec<Window> {
    let window = |&length: &u32| usable_window(timeline, length, plan.baseline, plan.min_history);
    plan.windows.iter().filter_map(window).collect()
}

/// The last weeks of a timeline, so many of them, with those before; none where they are fewer than `min_history`.
pub(super) fn usable_window(
    timeline: &Timeline,
    length: u32,
    baseline: u32,
    min_history: u32,
) -> Option<Window> {
    let start = timeline.last - weeks(length) + 1;
    let from = timeline.first.max(start - weeks(baseline));
    let window = Window { weeks: length, from, start };
    (window.history() >= weeks(min_history)).then_some(window)
}

fn weeks(weeks: u32) -> Week {
    Week::try_from(weeks).unwrap_or(Week::MAX / 4)
}

/// What a scan counts. Neither part may look at dates, or the promise would not hold.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// Whether what a feedback says counts.
    pub(super) feedback: &'a (dyn Fn(&Row) -> bool + Sync),
    /// Whether a feature is looked at.
    pub(super) features: &'a (dyn Fn(u32) -> bool + Sync),
}

/// The features that move beyond chance, the least likely first, then by name.
pub(super) fn scan(
    said: &Said,
    timeline: &Timeline,
    plan: &Plan<'_>,
    scope: Scope<'_>,
) -> Vec<Hit> {
    let windows = usable_windows(timeline, plan);
    let samples = Samples::of_windows(said.feedback(), timeline, &windows, scope.feedback);
    let counts = samples.count_all(said, plan.min_support, scope.features);
    let mut best: BTreeMap<u32, Hit> = BTreeMap::new();
    for ((at, &window), counts) in windows.iter().enumerate().zip(&counts) {
        let seen = Seen { window, volume: samples.volume(at), counts };
        for hit in stand_out(said, &seen, plan, float_len(windows.len())) {
            let known = best.entry(hit.feature).or_insert(hit);
            if hit.e_value < known.e_value {
                *known = hit;
            }
        }
    }
    sorted(best.into_values().collect())
}

/// What was counted in one window.
pub(super) struct Seen<'a> {
    pub(super) window: Window,
    /// How many feedback there are in the window.
    pub(super) volume: u64,
    /// By feature, in order.
    pub(super) counts: &'a [(u32, Count)],
}

/// The least likely by chance first, then by name.
pub(super) fn sorted(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| a.e_value.total_cmp(&b.e_value).then(a.feature.cmp(&b.feature)));
    hits
}

/// The features that stand out in one window, where each class may spend its share of the budget over `parts`.
pub(super) fn stand_out(said: &Said, seen: &Seen<'_>, plan: &Plan<'_>, parts: f64) -> Vec<Hit> {
    let mut by_class: BTreeMap<Class, Vec<(Trial, Count)>> = BTreeMap::new();
    for trial in trials(said, seen.counts, plan) {
        by_class.entry(said.name(trial.0.feature).class()).or_default().push(trial);
    }
    let of_class = |(class, own): (Class, Vec<(Trial, Count)>)| {
        let part = plan.shares.of(class) / parts;
        if part > 0.0 { within_budget(&own, seen, plan, part) } else { Vec::new() }
    };
    by_class.into_iter().flat_map(of_class).collect()
}

/// The features that may be tried: said often enough, and not by the very feedback that say another one.
fn trials(said: &Said, counts: &[(u32, Count)], plan: &Plan<'_>) -> Vec<(Trial, Count)> {
    let is_stem = |id: u32| said.name(id).class() == Class::Stem;
    let mut totals: Vec<u64> = Vec::new();
    // Stems are numbered first.
    for &(id, count) in counts.iter().take_while(|(id, _)| is_stem(*id)) {
        totals.resize(id as usize, 0);
        totals.push(count.total);
    }
    let total = |id: u32| totals.get(id as usize).copied();
    // Trying an expression that is said by as many as one of its words, hence by the same ones, would spend the
    // budget twice. Only totals are looked at, which no date changes.
    let repeats_a_word = |id: u32, own: u64| match *said.name(id) {
        Feature::Pair(one, other) => total(one) == Some(own) || total(other) == Some(own),
        _ => false,
    };
    let of = |&(id, count): &(u32, Count)| {
        let trial = trial(id, count, plan).filter(|_| !repeats_a_word(id, count.total))?;
        Some((trial, count))
    };
    counts.par_iter().filter_map(of).collect()
}

fn trial(id: u32, count: Count, plan: &Plan<'_>) -> Option<Trial> {
    let Count { inside, total, theta } = count;
    if total < plan.min_support || theta <= 0.0 || theta >= 1.0 {
        return None;
    }
    // What stands out, in the window or before it.
    let (apart, share) = match plan.direction {
        Direction::Rise => (inside, theta),
        Direction::Fall => (total - inside, 1.0 - theta),
    };
    Some(Trial { feature: id, total, apart, share })
}

/// The trials whose E value is within the budget. E grows with p, so the first beyond it ends the search.
fn within_budget(
    tried: &[(Trial, Count)],
    seen: &Seen<'_>,
    plan: &Plan<'_>,
    part: f64,
) -> Vec<Hit> {
    let trials: Vec<Trial> = tried.iter().map(|(trial, _)| *trial).collect();
    let (laws, tails) = Laws::of(&trials, plan.min_support);
    let mut strong: Vec<(f64, Trial, Count)> = tails
        .into_iter()
        .zip(tried)
        .filter(|(p, _)| *p <= plan.budget * part)
        .map(|(p, &(trial, count))| (p, trial, count))
        .collect();
    strong.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.feature.cmp(&b.1.feature)));
    let mut hits = Vec::new();
    for (p, trial, count) in strong {
        let e_value = laws.expected(p) / part;
        if e_value > plan.budget {
            break;
        }
        hits.push(Hit {
            feature: trial.feature,
            window: seen.window,
            observed: count.inside,
            total: count.total,
            theta: count.theta,
            volume: seen.volume,
            p,
            e_value,
        });
    }
    hits
}
