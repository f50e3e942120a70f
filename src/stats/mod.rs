//! The statistics that the analyses share: intervals, exact tails, resampling, regressions, shares.
//!
//! Everything here is a pure function of numbers: no feedback, no text.

mod binomial;
mod interval;
mod logistic;
mod regression;
mod resample;
mod sample;
mod shapley;
mod solve;
mod specificity;

pub use binomial::{TailTable, beta_quantile, clopper_pearson, lower_tail, upper_tail};
pub use interval::{
    Z95, answers_for_margin, chi_square_tail, mean_interval, rate_ratio, trinomial, two_sided,
    wilson, wilson_share,
};
pub use logistic::{Logistic, Trials, logistic};
pub use regression::Covariance;
pub use resample::{Resampler, draw_key, group_weight, percentile_interval};
pub use sample::{Difference, Sample, design_effect, difference, holm, pooled, widened};
pub use shapley::{EXACT_PLAYERS, sampled_shapley, shapley};
pub use solve::Symmetric;
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
