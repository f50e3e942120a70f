//! What this batch can tell: the smallest changes it could show, and what would separate the first priorities.

use serde::{Deserialize, Serialize};

use super::model::Coverage;
use crate::stats::{answers_for_margin, float};
use crate::types::{Indicator, Priority};

/// A change this many standard errors large is seen four times in five: z(0.975) + z(0.8).
const SEEN: f64 = 1.959_963_985 + 0.841_621_234;

/// A 95 % interval is this many standard errors wide.
const WIDTH: f64 = 2.0 * 1.959_963_985;

/// Shares of the judged feedback for which the smallest change is told.
const SHARES: [f64; 3] = [0.02, 0.1, 0.3];

/// What a batch can tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tells {
    /// The smallest change of the main score, in its own unit, that would be seen four times in five between this
    /// batch and another like it; none without a score.
    pub score: Option<f64>,
    /// How many answers like these would bring the margin of an NPS to ±5 points; none for another score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_for_five: Option<u64>,
    /// For themes that 2 %, 10 % and 30 % of the judged feedback tell of: the share, and the smallest change of it
    /// that would be seen four times in five.
    pub shares: Vec<(f64, f64)>,
    /// Ranks that the data do not tell apart, as first and last of each group of equals.
    pub ties: Vec<[u32; 2]>,
    /// How many answers like these would tell the first priority from the second; none where they are told
    /// apart already, or equal.
    pub answers_to_separate_first: Option<u64>,
}

/// What a batch can tell; none where it holds nothing that could be judged.
pub(super) fn tells(
    coverage: &Coverage,
    metrics: &[Indicator],
    priorities: &[Priority],
) -> Option<Tells> {
    let n = float(coverage.judged);
    (coverage.judged > 0).then(|| Tells {
        score: metrics
            .first()
            .and_then(|main| main.value.known())
            .map(|known| (known.high - known.low) / WIDTH * std::f64::consts::SQRT_2 * SEEN),
        answers_for_five: metrics.first().filter(|main| main.name == "nps").and_then(|main| {
            let known = main.value.known()?;
            let error = (known.high - known.low) / WIDTH;
            answers_for_margin(error * error * float(known.n), 5.0)
        }),
        shares: SHARES
            .iter()
            .map(|&share| (share, SEEN * (2.0 * share * (1.0 - share) / n).sqrt()))
            .collect(),
        ties: ties(priorities),
        answers_to_separate_first: priorities.first().and_then(|first| first.answers_to_confirm),
    })
}

/// Runs of priorities each of which may equal the next.
fn ties(priorities: &[Priority]) -> Vec<[u32; 2]> {
    let mut ties: Vec<[u32; 2]> = Vec::new();
    for pair in priorities.windows(2).filter(|pair| pair[0].tied_with_next) {
        match ties.last_mut() {
            Some(tie) if tie[1] == pair[0].rank => tie[1] = pair[1].rank,
            _ => ties.push([pair[0].rank, pair[1].rank]),
        }
    }
    ties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::types::Language;

    #[test]
    fn equals_are_drawn_together_and_the_smallest_change_follows_the_margin() {
        let report = sample::report(Language::Fr);
        let found = tells(&report.coverage, &report.metrics, &report.priorities).unwrap();
        assert_eq!(found.ties, [[1, 2], [3, 4]]);
        assert_eq!(found.answers_to_separate_first, Some(9_400));
        // NPS of 24.1, from 20.6 to 27.4: 6.8 / 3.92 × √2 × 2.80.
        assert!((found.score.unwrap() - 6.87).abs() < 0.01, "{found:?}");
        // 3.4 points with 1,560 answers: (3.4 / 5)² of them.
        assert_eq!(found.answers_for_five, Some(722));
        assert!((found.shares[1].1 - 0.0307).abs() < 5e-4, "{found:?}");
    }
}
