//! Log-odds with an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008, *Fightin' Words*, Political Analysis 16).

use super::{Peer, Series, Verdict, recent};

/// The last weeks against a year before them.
///
/// `δ = ln[(x + α) / (n₁ + α₀ − x − α)] − ln[(y + α) / (n₂ + α₀ − y − α)]`, with `α` the share of `α₀` that the feature
/// has in both, variance `1/(x + α) + 1/(y + α)`, alarm at `z > 1.96`.
pub(crate) struct LogOdds {
    weeks: usize,
    baseline: usize,
    prior: f64,
}

impl Default for LogOdds {
    fn default() -> Self {
        Self { weeks: 4, baseline: 52, prior: 500.0 }
    }
}

impl Peer for LogOdds {
    fn name(&self) -> &'static str {
        "log-odds, Dirichlet prior"
    }

    fn textbook(&self) -> f64 {
        1.96
    }

    fn verdict(&self, series: Series<'_>, _: &[f64]) -> Option<Verdict> {
        let start = series.counts.len().checked_sub(self.weeks)?;
        let (x, n1) = (recent(series.counts, self.weeks), recent(series.mentions, self.weeks));
        let (y, n2) = (
            recent(&series.counts[..start], self.baseline),
            recent(&series.mentions[..start], self.baseline),
        );
        let prior = self.prior * (x + y) / (n1 + n2);
        let odds =
            |count: f64, all: f64| ((count + prior) / (all + self.prior - count - prior)).ln();
        let variance = 1.0 / (x + prior) + 1.0 / (y + prior);
        let score = (odds(x, n1) - odds(y, n2)) / variance.sqrt();
        (x > 0.0).then_some(Verdict { score, weeks: self.weeks })
    }
}
