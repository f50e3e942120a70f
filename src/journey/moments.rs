//! Moments of truth: where customers are let down or won over, and where that moves the score.

use serde::{Deserialize, Serialize};

use super::JourneySettings;
use crate::metrics::MainScore;
use crate::stats::{Sample, difference, float, wilson};
use crate::types::{Annotated, Dataset, Expectation, Measure, Touchpoint, Undefined, six_decimals};

/// A touchpoint by what customers expected of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MomentOfTruth {
    /// The touchpoint.
    pub touchpoint: Touchpoint,
    /// How many of those who speak of it alone, and compare with an expectation, found it below, as expected,
    /// above, and beyond (« fan »), in this order.
    pub levels: [u64; 4],
    /// The share below expectation, 0 to 1 (Wilson).
    pub below: Measure,
    /// The score of those who found it as expected or better less that of those who found it below, in points.
    pub effect: Measure,
    /// `4 q (1 − q) × effect × share`: large where customers are divided, where it moves the score, and where
    /// many are concerned; `q` is the share below, `share` that of the judged feedback. Ranks moments of truth.
    #[serde(serialize_with = "six_decimals")]
    pub weight: f64,
}

/// The touchpoints that divide customers and move the score, the strongest first: by dispersion times effect, not
/// by declaration. Those with fewer than `fewest` comparisons are left out.
///
/// A feedback that speaks of several touchpoints says nothing of which one met the expectation: it does not count.
pub fn moments_of_truth(dataset: &Dataset, settings: &JourneySettings) -> Vec<MomentOfTruth> {
    let score = MainScore::of(dataset);
    let judged = dataset.iter().filter(|one| one.annotation.sentiment.is_some()).count() as u64;
    let mut found: Vec<MomentOfTruth> = Touchpoint::ALL
        .iter()
        .filter_map(|&touchpoint| moment(dataset, touchpoint, score, judged, settings.fewest))
        .collect();
    // Stable: equal weights stay in the order of the labelling guide.
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    found
}

fn moment(
    dataset: &Dataset,
    touchpoint: Touchpoint,
    score: MainScore,
    judged: u64,
    fewest: u64,
) -> Option<MomentOfTruth> {
    let compared = |one: Annotated<'_>| {
        let alone = one.annotation.touchpoints.len() == 1;
        let spoken = alone && one.annotation.touchpoint(touchpoint).is_some();
        one.annotation.expectation.filter(|_| spoken).map(|answer| answer.label)
    };
    let rows: Vec<(Expectation, Annotated<'_>)> =
        dataset.iter().filter_map(|one| compared(one).map(|level| (level, one))).collect();
    let n = rows.len() as u64;
    if n < fewest.max(1) {
        return None;
    }
    let mut levels = [0; 4];
    for (level, _) in &rows {
        levels[level.index()] += 1;
    }
    let sample = |below: bool| {
        let kept = rows.iter().filter(move |(level, _)| (*level == Expectation::Below) == below);
        Sample::of(kept.filter_map(|&(_, one)| score.points(one))).ok_or(Undefined::NoContrast)
    };
    let effect = sample(false).and_then(|met| difference(met, sample(true)?));
    let q = float(levels[0]) / float(n);
    let weight = effect.map_or(0.0, |found| {
        4.0 * q * (1.0 - q) * found.difference.value * float(n) / float(judged.max(1))
    });
    Some(MomentOfTruth {
        touchpoint,
        levels,
        below: wilson(levels[0], n),
        effect: effect.map_or_else(Measure::Undefined, |found| Measure::Known(found.difference)),
        weight,
    })
}
