//! Feedback told apart in two, inside and outside, and how often each feature is said on either side.

use super::said::Said;
use super::weeks::{Row, Week};
use crate::stats::{clopper_pearson, float};
use crate::types::Estimate;

/// Feedback told apart in two, by stratum: those of a window and those before it; those after which the score fell
/// and the others.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// By feedback: 0 where it is in neither part or what it says does not count, else twice its stratum, plus 1
    /// outside, plus 2 inside.
    codes: Vec<u16>,
    /// For each stratum the share of its feedback that stands inside.
    shares: Vec<f64>,
    /// How many feedback stand inside.
    pub(super) volume: u64,
}

/// How often a feature is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Count {
    pub(super) inside: u64,
    pub(super) total: u64,
    /// The share expected inside, by the mix of strata of those that say it.
    pub(super) theta: f64,
}

impl Count {
    /// How many are expected inside.
    pub(super) fn expected(&self) -> f64 {
        float(self.total) * self.theta
    }

    /// Observed over expected inside, with its exact interval (Clopper-Pearson on the share inside).
    pub(super) fn ratio(&self) -> Estimate {
        let (low, high) = clopper_pearson(self.inside, self.total);
        let value = float(self.inside) / self.expected();
        Estimate {
            value,
            low: (low / self.theta).min(value),
            high: (high / self.theta).max(value),
            n: self.total,
        }
    }
}

impl Sample {
    /// Tells rows apart. What a row says counts where `counts` has it so; all rows make the shares.
    pub(super) fn new<'r>(
        feedback: usize,
        strata: usize,
        rows: impl IntoIterator<Item = &'r Row>,
        inside: impl Fn(&Row) -> bool,
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        let mut codes = vec![0; feedback];
        let mut volumes = vec![(0_u64, 0_u64); strata];
        for row in rows {
            let within = inside(row);
            let volume = &mut volumes[usize::from(row.stratum)];
            volume.0 += u64::from(within);
            volume.1 += 1;
            if counts(row) {
                codes[row.index as usize] = 2 * row.stratum + 1 + u16::from(within);
            }
        }
        let share = |&(inside, all): &(u64, u64)| float(inside) / float(all.max(1));
        Self {
            codes,
            shares: volumes.iter().map(share).collect(),
            volume: volumes.iter().map(|(inside, _)| inside).sum(),
        }
    }

    /// A window of a timeline, from `start` on, beside the weeks from `from` on.
    pub(super) fn of_window<'r>(
        feedback: usize,
        strata: usize,
        rows: impl IntoIterator<Item = &'r Row>,
        start: Week,
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        Self::new(feedback, strata, rows, |row| row.week >= start, counts)
    }

    /// How often a feature is said; `strata` is room for counts, whatever it holds.
    pub(super) fn count(&self, said: &Said, id: u32, strata: &mut Vec<u32>) -> Count {
        self.count_of(said.said_by(id), strata)
    }

    /// How many of some feedback there are on either side.
    pub(super) fn count_of(&self, feedback: &[u32], strata: &mut Vec<u32>) -> Count {
        strata.clear();
        strata.resize(2 * self.shares.len(), 0);
        for &index in feedback {
            let code = self.codes[index as usize];
            if code > 0 {
                strata[usize::from(code - 1)] += 1;
            }
        }
        let (mut inside, mut total, mut expected) = (0, 0, 0.0);
        for (sides, share) in strata.chunks_exact(2).zip(&self.shares) {
            let both = u64::from(sides[0]) + u64::from(sides[1]);
            inside += u64::from(sides[1]);
            total += both;
            expected += float(both) * share;
        }
        Count { inside, total, theta: expected / float(total.max(1)) }
    }
}
