//! Ratios of sums over feedback, with their intervals.

use crate::types::{Estimate, Measure, Undefined};

/// 97.5 % of a normal law lie below this.
const Z: f64 = 1.959_963_984_540_054;

/// One feedback's part in a question with several answers: how many labels were right, too many, missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Confusion {
    pub(super) right: u32,
    pub(super) extra: u32,
    pub(super) missed: u32,
}

impl Confusion {
    pub(super) fn of(gold: bool, found: bool) -> Self {
        Self {
            right: u32::from(gold && found),
            extra: u32::from(!gold && found),
            missed: u32::from(gold && !found),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.right += other.right;
        self.extra += other.extra;
        self.missed += other.missed;
    }

    /// Numerator and denominator of F1 = 2·right / (2·right + extra + missed).
    fn f1_parts(self) -> (f64, f64) {
        let twice = 2.0 * f64::from(self.right);
        (twice, twice + f64::from(self.extra) + f64::from(self.missed))
    }
}

/// The ratio Σ numerators / Σ denominators over feedback, with the interval of a ratio estimator: feedback
/// are the sample, so that several labels of one text do not count as independent.
///
/// Variance by linearisation (Cochran, *Sampling Techniques*, §6.3).
pub(super) fn ratio(parts: &[(f64, f64)]) -> Measure {
    match linearised(parts) {
        Some((value, influence)) => interval(value, &influence),
        None => Measure::Undefined(Undefined::NoData),
    }
}

/// The mean of the F1 of several labels, labels without any case left out.
pub(super) fn macro_f1(labels: &[Vec<Confusion>]) -> Measure {
    let known: Vec<(f64, Vec<f64>)> = labels
        .iter()
        .filter_map(|rows| linearised(&rows.iter().map(|row| row.f1_parts()).collect::<Vec<_>>()))
        .collect();
    let Some((_, first)) = known.first() else {
        return Measure::Undefined(Undefined::NoData);
    };
    #[expect(clippy::cast_precision_loss, reason = "there are a few labels")]
    let count = known.len() as f64;
    let value = known.iter().map(|(value, _)| value).sum::<f64>() / count;
    let influence: Vec<f64> = (0..first.len())
        .map(|row| known.iter().map(|(_, influence)| influence[row]).sum::<f64>() / count)
        .collect();
    interval(value, &influence)
}

/// F1 over all labels pooled.
pub(super) fn micro_f1(rows: &[Confusion]) -> Measure {
    ratio(&rows.iter().map(|row| row.f1_parts()).collect::<Vec<_>>())
}

/// A ratio with what each row pulls it by.
fn linearised(parts: &[(f64, f64)]) -> Option<(f64, Vec<f64>)> {
    let (above, below) =
        parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    if below <= 0.0 {
        return None;
    }
    let value = above / below;
    Some((value, parts.iter().map(|part| (part.0 - value * part.1) / below).collect()))
}

fn interval(value: f64, influence: &[f64]) -> Measure {
    #[expect(clippy::cast_precision_loss, reason = "labelled files have thousands of rows")]
    let n = influence.len() as f64;
    if n < 2.0 {
        return Measure::Undefined(Undefined::TooFew);
    }
    let variance = influence.iter().map(|pull| pull * pull).sum::<f64>() * n / (n - 1.0);
    let margin = Z * variance.sqrt();
    Measure::Known(Estimate {
        value,
        low: (value - margin).max(0.0),
        high: (value + margin).min(1.0),
        n: influence.len() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pooled_f1_is_the_known_one() {
        let rows = [
            Confusion { right: 2, extra: 1, missed: 0 },
            Confusion { right: 1, extra: 0, missed: 2 },
            Confusion { right: 0, extra: 0, missed: 0 },
        ];
        let measure = micro_f1(&rows);
        let estimate = measure.known().unwrap();
        assert!((estimate.value - 6.0 / 9.0).abs() < 1e-12);
        assert!(estimate.low < estimate.value && estimate.value < estimate.high);
        assert_eq!(estimate.n, 3);
    }

    #[test]
    fn an_accuracy_has_the_interval_of_a_proportion() {
        let parts: Vec<(f64, f64)> =
            (0..200).map(|row| (f64::from(u8::from(row < 160)), 1.0)).collect();
        let measure = ratio(&parts);
        let estimate = measure.known().unwrap();
        // Wald: 0.8 ± 1.96·√(0.8·0.2/199).
        assert!((estimate.high - 0.8556).abs() < 1e-3, "{estimate:?}");
    }

    #[test]
    fn nothing_to_find_is_undefined() {
        assert_eq!(micro_f1(&[Confusion::default()]), Measure::Undefined(Undefined::NoData));
    }
}
