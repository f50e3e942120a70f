//! The weekly limit of Farrington flexible (Noufaily et al. 2013, *An improved algorithm for outbreak detection in
//! multiple surveillance systems*, Statistics in Medicine 32).

use vigie::stats::{float, float_len};

use super::{Peer, Series, Verdict, recent};

/// The last count against what a quasi-Poisson model of the year before lets expect.
///
/// Its core, with a level and the volume as offset, and neither trend nor season, for one year shows none:
/// `ln μ_t = α + ln n_t`. Past outbreaks weigh less: a week whose Anscombe residual
/// `1.5 (x^⅔ − μ^⅔) / (μ^⅙ √(φ (1 − h)))` exceeds 2.58 weighs the inverse of its square. The last 26 weeks are left out.
/// The dispersion `φ` is at least 1, and an alarm is a count beyond the 95 % quantile of a negative binomial law of
/// mean `μ` and variance `φ μ`, with at least 5 in the last 4 weeks. The score is minus the logarithm of the tail, which
/// passes the quantile with the count.
pub(crate) struct Farrington {
    baseline: usize,
    left_out: usize,
    outbreak: f64,
    alpha: f64,
}

impl Default for Farrington {
    fn default() -> Self {
        Self { baseline: 52, left_out: 26, outbreak: 2.58, alpha: 0.05 }
    }
}

/// A level by feedback, with the dispersion about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    pub(crate) rate: f64,
    pub(crate) dispersion: f64,
}

impl Farrington {
    /// Fits the level of some weeks.
    pub(crate) fn fit(&self, counts: &[f64], volumes: &[f64]) -> Fit {
        let even = vec![1.0; counts.len()];
        let first = fitted(counts, volumes, &even);
        let weighted: f64 = volumes.iter().sum();
        let weight = |(&x, &n): (&f64, &f64)| {
            let (mean, leverage) = (first.rate * n, n / weighted);
            let spread = mean.powf(1.0 / 6.0) * (first.dispersion * (1.0 - leverage)).sqrt();
            let residual =
                1.5 * (x.powf(2.0 / 3.0) - mean.powf(2.0 / 3.0)) / spread.max(f64::MIN_POSITIVE);
            if residual > self.outbreak { residual.powi(-2) } else { 1.0 }
        };
        let weights: Vec<f64> = counts.iter().zip(volumes).map(weight).collect();
        let scale = float_len(counts.len()) / weights.iter().sum::<f64>();
        fitted(counts, volumes, &weights.iter().map(|weight| weight * scale).collect::<Vec<_>>())
    }
}

/// The weighted quasi-Poisson fit of a level with an offset.
fn fitted(counts: &[f64], volumes: &[f64], weights: &[f64]) -> Fit {
    let sum = |values: &[f64]| {
        values.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>()
    };
    let rate = sum(counts) / sum(volumes);
    let pearson =
        |((&x, &n), &weight): ((&f64, &f64), &f64)| weight * (x - rate * n).powi(2) / (rate * n);
    let squares: f64 = counts.iter().zip(volumes).zip(weights).map(pearson).sum();
    let freedom = float_len(counts.len()) - 1.0;
    let dispersion = if rate > 0.0 { (squares / freedom).max(1.0) } else { 1.0 };
    Fit { rate, dispersion }
}

/// `P(X ≥ x)` for a negative binomial law of mean `mean` and variance `dispersion × mean`, Poisson where it is 1.
pub(crate) fn tail(mean: f64, dispersion: f64, x: u64) -> f64 {
    let excess = dispersion - 1.0;
    let mut mass =
        if excess > 1e-9 { (-mean / excess * dispersion.ln()).exp() } else { (-mean).exp() };
    let mut below = 0.0;
    for k in 0..x {
        below += mass;
        // The ratio of two masses that follow each other, written so that it is Poisson's without excess.
        mass *= (mean + excess * float(k)) / (dispersion * float(k + 1));
    }
    // What lies below is near 1 in the far tail: sum what lies beyond instead.
    if below < 0.999 {
        return 1.0 - below;
    }
    let (mut beyond, mut k) = (0.0, x);
    while mass > beyond * 1e-12 && mass > 0.0 {
        beyond += mass;
        mass *= (mean + excess * float(k)) / (dispersion * float(k + 1));
        k += 1;
    }
    beyond
}

impl Peer for Farrington {
    fn name(&self) -> &'static str {
        "Farrington flexible, core"
    }

    fn textbook(&self) -> f64 {
        -self.alpha.log10()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    fn verdict(&self, series: Series<'_>, _: &[f64]) -> Option<Verdict> {
        let last = series.counts.len().checked_sub(1)?;
        let end = last.checked_sub(self.left_out)?;
        let start = end.saturating_sub(self.baseline - self.left_out);
        if recent(series.counts, 4) < 5.0 || end - start < 2 {
            return None;
        }
        let fit = self.fit(&series.counts[start..end], &series.volumes[start..end]);
        // A thing never said before has no level: half a mention stands for it.
        let half = 0.5 / series.volumes[start..end].iter().sum::<f64>();
        let mean = fit.rate.max(half) * series.volumes[last];
        let x = series.counts[last] as u64;
        Some(Verdict { score: -tail(mean, fit.dispersion, x).log10(), weeks: 1 })
    }
}
