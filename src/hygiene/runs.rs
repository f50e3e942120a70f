//! Runs of the best score that chance does not give.

use super::HygieneSettings;
use super::find::{Fault, FaultKind};
use super::places::Place;
use crate::stats::{float, float_len};
use crate::types::Dataset;

/// The fewest best scores in a row.
const SHORTEST: usize = 8;

/// The places where, in order of reception, the best score was given so many times in a row that the share of
/// best scores of the place itself does not explain it. The answers of the run are suspect.
///
/// The probability of a run of `L` or more among `n` is near `1 − exp(−n (1 − p) p^L)`.
pub(super) fn runs(dataset: &Dataset, places: &[Place], settings: &HygieneSettings) -> Vec<Fault> {
    let fault = |place: &Place| {
        let mut scored: Vec<(Option<jiff::civil::DateTime>, usize, bool)> = place
            .rows
            .iter()
            .filter_map(|&index| {
                let feedback = dataset.get(index).feedback;
                let (scale, score) = feedback.ratings.iter().next()?;
                Some((feedback.received, index, *score >= scale.bounds().1))
            })
            .collect();
        scored.sort_by_key(|&(received, index, _)| (received, index));
        let run = longest(&scored);
        if run.len() < SHORTEST || run.len() == scored.len() {
            return None;
        }
        // Elsewhere than in the run itself, for the run is what is in question.
        let others = float_len(scored.len() - run.len());
        let best = scored.iter().filter(|(.., best)| *best).count() - run.len();
        let share = (float_len(best) + 1.0) / (others + 2.0);
        let length = i32::try_from(run.len()).unwrap_or(i32::MAX);
        let often = float_len(scored.len()) * (1.0 - share) * share.powi(length);
        let p = (-(-often).exp_m1() * float_len(places.len())).min(1.0);
        (p < settings.level).then(|| Fault {
            observed: run.len() as u64,
            of: scored.len() as u64,
            expected: Some(share * float(run.len() as u64)),
            p: Some(p),
            ..Fault::new(FaultKind::ImprobableRun, Some(place.name.clone()), run)
        })
    };
    places.iter().filter_map(fault).collect()
}

fn longest(scored: &[(Option<jiff::civil::DateTime>, usize, bool)]) -> Vec<usize> {
    let mut best: &[_] = &[];
    for run in scored.split(|(.., best)| !best) {
        if run.len() > best.len() {
            best = run;
        }
    }
    let mut rows: Vec<usize> = best.iter().map(|&(_, index, _)| index).collect();
    rows.sort_unstable();
    rows
}
