//! How many features chance would make look as strong: the E value.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use rayon::prelude::*;
use rustc_hash::FxHasher;

use crate::stats::{TailTable, float};

/// The step of the grid on which expected shares are rounded up, in logits: at most one per cent.
const GRID: f64 = 0.01;

/// The tails of all features with one total and one expected share, and how many they are.
#[derive(Clone, Debug)]
struct Law {
    features: u64,
    tails: TailTable,
}

/// A feature on trial: said by `total` feedback, of which `apart` stand where `share` of them is expected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    pub(super) feature: u32,
    pub(super) total: u64,
    pub(super) apart: u64,
    pub(super) share: f64,
}

/// The laws of the features of a class in one sample.
pub(super) struct Laws {
    laws: Vec<Law>,
}

impl Laws {
    /// The laws of some trials, and for each trial the tail that it reaches. No count below `support` is looked at.
    pub(super) fn of(trials: &[Trial], support: u64) -> (Self, Vec<f64>) {
        let mut places: HashMap<(u64, i64), usize, BuildHasherDefault<FxHasher>> =
            HashMap::default();
        let mut keys: Vec<((u64, i64), u64)> = Vec::new();
        let place_of: Vec<usize> = trials
            .iter()
            .map(|trial| {
                let key = (trial.total, grid(trial.share));
                let place = *places.entry(key).or_insert_with(|| {
                    keys.push((key, 0));
                    keys.len() - 1
                });
                keys[place].1 += 1;
                place
            })
            .collect();
        let law = |&((total, step), features): &((u64, i64), u64)| Law {
            features,
            tails: tails(total, step, support),
        };
        let laws: Vec<Law> = keys.par_iter().map(law).collect();
        let tails =
            place_of.iter().zip(trials).map(|(&at, trial)| laws[at].tails.tail(trial.apart));
        let tails = tails.collect();
        (Self { laws }, tails)
    }

    /// How many features reach by chance a tail of `p` or less, on average, at most: each counts for the largest
    /// tail that it can reach (Tarone), nothing where none is so small.
    pub(super) fn expected(&self, p: f64) -> f64 {
        self.laws.iter().map(|law| float(law.features) * law.tails.attainable(p)).sum()
    }
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
fn tails(total: u64, step: i64, support: u64) -> TailTable {
    let share = 1.0 / (1.0 + (-(step as f64) * GRID).exp());
    // The bound by a binomial law holds from one above the mean on.
    let from = (float(total) * share + 1.0).ceil() as u64;
    TailTable::new(total, share, from.max(support))
}
