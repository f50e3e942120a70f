//! What became of the trials of a method: found or not, how soon, after how many feedback.

use serde::Serialize;
use vigie::stats::{clopper_pearson, float_len};

/// What is said of a trial in which the subject was never found: as if it were at the end.
pub(crate) const MONITORED: usize = 12;

/// One subject, injected once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The report that found it, from 1; none where no report did.
    pub(crate) report: Option<usize>,
    /// The feedback of the subject received by then, or by the last report.
    pub(crate) affected: usize,
}

/// The outcomes of a method at one prevalence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Power {
    /// The number of trials.
    pub(crate) trials: usize,
    /// The share found within eight reports, with its 95 % interval.
    pub(crate) recall_8: [f64; 3],
    /// The share found within twelve reports, with its 95 % interval.
    pub(crate) recall_12: [f64; 3],
    /// The median delay, in weeks, of what was found.
    pub(crate) median_weeks: Option<f64>,
    /// The median number of feedback of the subject received when it was found.
    pub(crate) median_affected: Option<f64>,
    /// The mean delay in weeks, a subject never found counting as [`MONITORED`].
    pub(crate) mean_weeks: f64,
}

impl Power {
    pub(crate) fn of(outcomes: &[Outcome]) -> Self {
        let recall = |reports: usize| {
            let found = outcomes
                .iter()
                .filter(|one| one.report.is_some_and(|report| report <= reports))
                .count();
            let (low, high) = clopper_pearson(found as u64, outcomes.len() as u64);
            [float_len(found) / float_len(outcomes.len().max(1)), low, high]
        };
        let found = || outcomes.iter().filter(|one| one.report.is_some());
        let delays = outcomes.iter().map(|one| one.report.unwrap_or(MONITORED));
        Self {
            trials: outcomes.len(),
            recall_8: recall(8),
            recall_12: recall(MONITORED),
            median_weeks: median(found().filter_map(|one| one.report).collect()),
            median_affected: median(found().map(|one| one.affected).collect()),
            mean_weeks: float_len(delays.sum()) / float_len(outcomes.len().max(1)),
        }
    }
}

/// The median of some counts.
pub(crate) fn median(mut values: Vec<usize>) -> Option<f64> {
    values.sort_unstable();
    let (low, high) =
        (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some(f64::midpoint(float_len(*low), float_len(*high)))
}

/// The lowest threshold above which no more than one report in `one_in` has a score: each value is the highest
/// score of a report, minus infinity where it has none.
pub(crate) fn threshold(mut highest: Vec<f64>, one_in: usize) -> f64 {
    highest.sort_by(|a, b| b.total_cmp(a));
    highest.get(highest.len() / one_in).copied().unwrap_or(f64::INFINITY)
}

/// Whether an alert is right: three feedback at least tell it, and half of them are of the subject.
pub(crate) fn is_hit(told: f64, of_subject: f64) -> bool {
    told >= 3.0 && 2.0 * of_subject >= told
}
