//! Bursts of a two-state automaton (Kleinberg 2002, *Bursty and hierarchical structure in streams*), on batches.

use vigie::stats::float_len;

use super::{Peer, Series, Verdict};

/// In a burst at the last week, by the most likely states up to it.
///
/// `p₀` is the share over all weeks and `p₁ = s p₀`; the cost of a week in state `i` is minus the logarithm of its
/// binomial likelihood, going up costs `γ ln T`, going down nothing. The score is the weight of the burst: what its
/// weeks would have cost more outside of it.
pub(crate) struct Kleinberg {
    ratio: f64,
    gamma: f64,
}

impl Default for Kleinberg {
    fn default() -> Self {
        Self { ratio: 2.0, gamma: 1.0 }
    }
}

impl Kleinberg {
    /// What each week costs less in a burst than outside; none where nothing is said.
    fn gains(&self, series: Series<'_>) -> Option<Vec<f64>> {
        let share = series.counts.iter().sum::<f64>() / series.volumes.iter().sum::<f64>();
        let burst = (self.ratio * share).min(0.9999);
        let (said, unsaid) = ((burst / share).ln(), ((1.0 - burst) / (1.0 - share)).ln());
        let gain = |(&count, &volume): (&f64, &f64)| count * said + (volume - count) * unsaid;
        (share > 0.0 && share < burst)
            .then(|| series.counts.iter().zip(series.volumes).map(gain).collect())
    }
}

impl Peer for Kleinberg {
    fn name(&self) -> &'static str {
        "Kleinberg, two states"
    }

    /// Any burst.
    fn textbook(&self) -> f64 {
        0.0
    }

    fn verdict(&self, series: Series<'_>, _: &[f64]) -> Option<Verdict> {
        let gains = self.gains(series)?;
        let climb = self.gamma * float_len(gains.len()).ln();
        // The cost of the best path to each state, that of staying outside being 0, and the burst that it is in.
        let (mut outside, mut inside) = (0.0_f64, f64::INFINITY);
        let (mut weight, mut weeks) = (0.0, 0);
        for gain in gains {
            if outside + climb < inside {
                (weight, weeks) = (0.0, 0);
            }
            (outside, inside) = (outside.min(inside), (outside + climb).min(inside) - gain);
            weight += gain;
            weeks += 1;
        }
        (inside < outside).then_some(Verdict { score: weight, weeks })
    }
}
