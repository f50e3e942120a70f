//! Closed-form intervals, at 95 %.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

use super::float;
use crate::types::{Estimate, Measure, Undefined};

/// The normal quantile of a two-sided 95 % interval.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Below this count in any of the three classes, the normal interval of a difference of shares is adjusted.
const SMALL_CLASS: u64 = 5;

/// The share `successes / n` with its Wilson interval, 0 to 1. Undefined without any answer.
///
/// `successes` above `n` counts as `n`.
///
/// ```
/// let share = vigie::stats::wilson(160, 200);
/// let share = share.known().expect("there are answers");
/// assert!((share.low - 0.739).abs() < 5e-4 && (share.high - 0.850).abs() < 5e-4);
/// ```
pub fn wilson(successes: u64, n: u64) -> Measure {
    wilson_share(float(successes), n)
}

/// [`wilson`] where an answer may count for a part: `successes` is a sum of parts.
pub fn wilson_share(successes: f64, n: u64) -> Measure {
    if n == 0 {
        return Measure::Undefined(Undefined::NoData);
    }
    let total = float(n);
    let value = (successes / total).clamp(0.0, 1.0);
    let z2 = Z95 * Z95;
    let scale = 1.0 + z2 / total;
    let centre = (value + z2 / (2.0 * total)) / scale;
    let reach = Z95 / scale * (value * (1.0 - value) / total + z2 / (4.0 * total * total)).sqrt();
    Measure::Known(Estimate {
        value,
        low: (centre - reach).clamp(0.0, value),
        high: (centre + reach).clamp(value, 1.0),
        n,
    })
}

/// The difference of two exclusive shares, `(plus − minus) / n`, −1 to 1, with its interval.
///
/// The normal interval of the ticket model, `p + d − (p − d)²` over `n`; where one of the three classes
/// has fewer than five answers, ¾, 1½ and ¾ answers are first added to the classes (an adjusted Wald
/// interval), so that ten answers on one side do not claim certainty. Undefined without any answer.
pub fn trinomial(plus: u64, minus: u64, n: u64) -> Measure {
    if n == 0 {
        return Measure::Undefined(Undefined::NoData);
    }
    let between = n.saturating_sub(plus).saturating_sub(minus);
    let small = plus.min(minus).min(between) < SMALL_CLASS;
    let (added_side, added_all) = if small { (0.75, 3.0) } else { (0.0, 0.0) };
    let total = float(n) + added_all;
    let p = (float(plus) + added_side) / total;
    let d = (float(minus) + added_side) / total;
    let reach = Z95 * ((p + d - (p - d).powi(2)).max(0.0) / total).sqrt();
    let value = (float(plus) - float(minus)) / float(n);
    Measure::Known(Estimate {
        value,
        low: (p - d - reach).clamp(-1.0, value),
        high: (p - d + reach).clamp(value, 1.0),
        n,
    })
}

/// The mean of values that lie within `bounds`, with its interval by Student's distribution.
///
/// The variance counts one more value, at the middle of the bounds, so that a few equal answers do not
/// claim certainty; with many answers it changes nothing. Undefined without values (no data) and with
/// one (too few).
pub fn mean_interval(values: &[f64], bounds: (f64, f64)) -> Measure {
    let n = values.len() as u64;
    let Ok(student) = StudentsT::new(0.0, 1.0, float(n) - 1.0) else {
        let reason = if n == 0 { Undefined::NoData } else { Undefined::TooFew };
        return Measure::Undefined(reason);
    };
    let mean = values.iter().sum::<f64>() / float(n);
    let middle = f64::midpoint(bounds.0, bounds.1);
    let around = (mean * float(n) + middle) / (float(n) + 1.0);
    let squares = values.iter().chain([&middle]).map(|value| (value - around).powi(2)).sum::<f64>();
    let reach = student.inverse_cdf(0.975) * (squares / float(n) / float(n)).sqrt();
    Measure::Known(Estimate {
        value: mean,
        low: (mean - reach).max(bounds.0).min(mean),
        high: (mean + reach).min(bounds.1).max(mean),
        n,
    })
}

/// How many answers bring the 95 % margin of a mean down to `margin`, where each answer has this variance.
///
/// ```
/// // An NPS with half of promoters and a fifth of detractors, for ±5: p + d − (p − d)² = 0.61, so 937.4.
/// assert_eq!(vigie::stats::answers_for_margin(1e4 * 0.61, 5.0), Some(938));
/// // The worst case: half and half.
/// assert_eq!(vigie::stats::answers_for_margin(1e4, 5.0), Some(1_537));
/// ```
pub fn answers_for_margin(variance: f64, margin: f64) -> Option<u64> {
    let needed = Z95 * Z95 * variance / (margin * margin);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of answers"
    )]
    let whole = needed.ceil() as u64;
    (needed.is_finite() && needed >= 0.0).then_some(whole)
}

/// The probability that chance alone takes a standard normal variable as far from 0 as `z`, on either side.
pub fn two_sided(z: f64) -> f64 {
    2.0 * Normal::standard().sf(z.abs())
}

/// The probability that a chi-square variable of so many degrees of freedom reaches `x`; 1 without a degree.
pub fn chi_square_tail(x: f64, degrees: u64) -> f64 {
    ChiSquared::new(float(degrees)).map_or(1.0, |law| law.sf(x.max(0.0)))
}

/// How many times more often something is said now than before: the ratio of the rates `now / of_now`
/// and `before / of_before`, with its log-normal interval.
///
/// Half a mention is added to both counts, so that what was never said before has a finite ratio.
/// Undefined where there is no answer on one of the sides.
pub fn rate_ratio(now: u64, of_now: u64, before: u64, of_before: u64) -> Measure {
    if of_now == 0 || of_before == 0 {
        return Measure::Undefined(Undefined::NoContrast);
    }
    let (recent, past) = (float(now) + 0.5, float(before) + 0.5);
    let log = (recent / (float(of_now) + 0.5)).ln() - (past / (float(of_before) + 0.5)).ln();
    let reach = Z95 * (1.0 / recent + 1.0 / past).sqrt();
    Measure::Known(Estimate {
        value: log.exp(),
        low: (log - reach).exp(),
        high: (log + reach).exp(),
        n: now + before,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bounds(measure: Measure) -> (f64, f64, f64) {
        let estimate = measure.known().unwrap();
        (estimate.low, estimate.value, estimate.high)
    }

    #[test]
    fn wilson_has_its_published_values() {
        let (low, value, high) = bounds(wilson(160, 200));
        assert!((value - 0.8).abs() < 1e-12);
        assert!((low - 0.739).abs() < 5e-4, "{low}");
        assert!((high - 0.850).abs() < 5e-4, "{high}");
        let (low, value, high) = bounds(wilson(0, 8));
        assert!(low == 0.0 && value == 0.0);
        assert!((high - 0.324).abs() < 5e-4, "{high}");
    }

    #[test]
    fn no_answer_gives_a_reason_and_not_a_zero() {
        assert_eq!(wilson(0, 0), Measure::Undefined(Undefined::NoData));
        assert_eq!(trinomial(0, 0, 0), Measure::Undefined(Undefined::NoData));
        assert_eq!(mean_interval(&[], (1.0, 5.0)), Measure::Undefined(Undefined::NoData));
        assert_eq!(mean_interval(&[4.0], (1.0, 5.0)), Measure::Undefined(Undefined::TooFew));
        assert_eq!(rate_ratio(1, 10, 0, 0), Measure::Undefined(Undefined::NoContrast));
    }

    #[test]
    fn the_ticket_model_has_its_published_margin() {
        let (low, value, high) = bounds(trinomial(120, 30, 200));
        assert!((value - 0.45).abs() < 1e-12);
        assert!((high - value - 0.1025).abs() < 5e-5, "{high}");
        assert!((value - low - 0.1025).abs() < 5e-5, "{low}");
    }

    #[test]
    fn ten_equal_answers_do_not_claim_certainty() {
        let (low, value, high) = bounds(trinomial(10, 0, 10));
        assert!(low < 0.6 && value > 0.999 && high > 0.999);
        let (low, value, _) = bounds(mean_interval(&[5.0; 5], (1.0, 5.0)));
        assert!(low < 4.5 && value > 4.999);
    }

    #[test]
    fn chance_goes_past_two_standard_errors_once_in_twenty_times() {
        assert!((two_sided(Z95) - 0.05).abs() < 1e-5);
        assert!((two_sided(-Z95) - 0.05).abs() < 1e-5);
        assert!((two_sided(0.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_chi_square_tail_has_its_known_values() {
        assert!((chi_square_tail(3.841_459, 1) - 0.05).abs() < 1e-6);
        assert!((chi_square_tail(11.070_498, 5) - 0.05).abs() < 1e-6);
        assert!((chi_square_tail(1.0, 0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_was_never_said_before_has_a_finite_ratio() {
        let (low, value, high) = bounds(rate_ratio(8, 200, 0, 2000));
        assert!(low > 5.0 && value > low && high.is_finite());
    }

    proptest! {
        #[test]
        fn shares_lie_in_their_interval(n in 1_u64..5_000, part in 0.0..=1.0_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of n")]
            let successes = (float(n) * part) as u64;
            let (low, value, high) = bounds(wilson(successes, n));
            prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
        }

        #[test]
        fn differences_lie_in_their_interval(plus in 0_u64..500, minus in 0_u64..500, rest in 0_u64..500) {
            prop_assume!(plus + minus + rest > 0);
            let (low, value, high) = bounds(trinomial(plus, minus, plus + minus + rest));
            prop_assert!(-1.0 <= low && low <= value && value <= high && high <= 1.0);
        }
    }
}
