//! The statistics that the analyses share: intervals, exact binomial tails, seeded resampling.
//!
//! Everything here is a pure function of numbers: no feedback, no text.

mod binomial;
mod interval;
mod resample;
mod specificity;

pub use binomial::{TailTable, clopper_pearson, lower_tail, upper_tail};
pub use interval::{Z95, mean_interval, rate_ratio, trinomial, two_sided, wilson, wilson_share};
pub use resample::{Resampler, percentile_interval};
pub use specificity::specificity;

/// A count as a float: exact below 2⁵³, far above any number of feedback.
#[expect(clippy::cast_precision_loss, reason = "counts of feedback stay below 2^53")]
pub fn float(count: u64) -> f64 {
    count as f64
}

/// A length as a float, as [`float`].
pub fn float_len(length: usize) -> f64 {
    float(length as u64)
}
