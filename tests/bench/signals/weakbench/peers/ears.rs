//! EARS C2 (Hutwagner et al. 2003), as `earsC` of the R package `surveillance` computes it.

use vigie::stats::float_len;

use super::{Peer, Series, Verdict};

/// The last count against the seven before it, two left out between them: `(x − mean) / sd`, alarm at 3.
pub(crate) struct Ears {
    baseline: usize,
    gap: usize,
    /// Without a floor every first mention is an alarm.
    least_deviation: f64,
}

impl Default for Ears {
    fn default() -> Self {
        Self { baseline: 7, gap: 2, least_deviation: 0.5 }
    }
}

impl Peer for Ears {
    fn name(&self) -> &'static str {
        "EARS C2"
    }

    fn textbook(&self) -> f64 {
        3.0
    }

    fn verdict(&self, series: Series<'_>, _: &[f64]) -> Option<Verdict> {
        let (&now, before) = series.counts.split_last()?;
        let end = before.len().checked_sub(self.gap)?;
        let past = &before[end.checked_sub(self.baseline)?..end];
        let mean = past.iter().sum::<f64>() / float_len(past.len());
        let squares = past.iter().map(|count| (count - mean).powi(2)).sum::<f64>();
        let deviation = (squares / float_len(past.len() - 1)).sqrt().max(self.least_deviation);
        Some(Verdict { score: (now - mean) / deviation, weeks: 1 })
    }
}
