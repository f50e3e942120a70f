//! The rule of `BERTrend` (Boutaleb, Picault, Grosjean 2024, arXiv 2411.05930), on features in the place of its topics.

use super::{Levels, Peer, Series, Verdict, quantile, recent};

/// Of middling popularity, and rising.
///
/// The popularity of a topic grows by its documents, and without any for `Δt` days is multiplied by `exp(−λ Δt²)`. It is
/// a weak signal between the percentiles P10 and P75 (as shipped; P50 in the paper) of all popularities, where the
/// slope of its popularity over the last 14 days is above 0.
pub(crate) struct Bertrend {
    decay: f64,
    low: f64,
    high: f64,
    weeks: usize,
    support: f64,
}

impl Default for Bertrend {
    fn default() -> Self {
        Self { decay: 0.01, low: 0.10, high: 0.75, weeks: 4, support: 3.0 }
    }
}

impl Bertrend {
    /// The popularity at each week.
    pub(crate) fn popularity(&self, counts: &[f64]) -> Vec<f64> {
        let (mut reached, mut days) = (0.0, 0.0);
        let step = |&count: &f64| {
            if count > 0.0 {
                reached = reached * self.decayed(days) + count;
                days = 0.0;
            } else {
                days += 7.0;
            }
            reached * self.decayed(days)
        };
        counts.iter().map(step).collect()
    }

    fn decayed(&self, days: f64) -> f64 {
        (-self.decay * days * days).exp()
    }
}

impl Peer for Bertrend {
    fn name(&self) -> &'static str {
        "BERTrend's rule"
    }

    /// Any rise.
    fn textbook(&self) -> f64 {
        0.0
    }

    fn levels(&self, all: &mut dyn Iterator<Item = Series<'_>>) -> Levels {
        // Its topics have several documents: what is said but once or twice is none.
        let topics = all.filter(|series| recent(series.counts, self.weeks) >= self.support);
        let mut live: Vec<f64> =
            topics.filter_map(|series| self.popularity(series.counts).last().copied()).collect();
        vec![quantile(&mut live, self.low), quantile(&mut live, self.high)]
    }

    fn verdict(&self, series: Series<'_>, levels: &[f64]) -> Option<Verdict> {
        let popularity = self.popularity(series.counts);
        let [.., before, _, now] = popularity[..] else { return None };
        // The slope of a line through three points that are a week apart.
        let slope = (now - before) / 2.0;
        let weak = (levels[0]..=levels[1]).contains(&now) && slope > 0.0;
        weak.then_some(Verdict { score: slope, weeks: self.weeks })
    }
}
