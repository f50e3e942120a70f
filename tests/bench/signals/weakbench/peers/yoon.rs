//! Keyword emergence and issue maps (Yoon 2012, *Detecting weak signals for long-term business opportunities using
//! text mining of Web news*, Expert Systems with Applications 39).

use vigie::stats::float_len;

use super::{Levels, Peer, Series, Verdict, quantile, recent};

/// Rare, and growing more than most.
///
/// `DoV = TF / NN · (1 − tw (n − j))` in each of `n` periods; a keyword lies by its mean frequency and by the geometric
/// mean of the growth of its `DoV`. Medians cut the map, and weak signals are below the one and above the other. The
/// degree of diffusion is the same formula on document frequencies. A feedback here says a thing or not, so both maps
/// are one. Half a mention is added to each period, or no growth would be defined from a week without any.
pub(crate) struct Yoon {
    periods: usize,
    time_weight: f64,
    support: f64,
}

impl Default for Yoon {
    fn default() -> Self {
        Self { periods: 8, time_weight: 0.05, support: 3.0 }
    }
}

impl Yoon {
    /// The mean frequency by period and the mean growth, where the keyword is one.
    fn place(&self, series: Series<'_>) -> Option<(f64, f64)> {
        let first = series.counts.len().checked_sub(self.periods)?;
        let total = recent(series.counts, self.periods);
        let degree = |at: usize| {
            let age = float_len(self.periods - 1 - at);
            (series.counts[first + at] + 0.5) / series.volumes[first + at]
                * (1.0 - self.time_weight * age)
        };
        let steps = float_len(self.periods - 1);
        let growth = (degree(self.periods - 1) / degree(0)).powf(1.0 / steps);
        (total >= self.support).then_some((total / float_len(self.periods), growth))
    }
}

impl Peer for Yoon {
    fn name(&self) -> &'static str {
        "Yoon KEM/KIM"
    }

    /// Any growth above the median.
    fn textbook(&self) -> f64 {
        0.0
    }

    fn levels(&self, all: &mut dyn Iterator<Item = Series<'_>>) -> Levels {
        let (mut frequencies, mut growths): (Vec<f64>, Vec<f64>) =
            all.filter_map(|series| self.place(series)).unzip();
        vec![quantile(&mut frequencies, 0.5), quantile(&mut growths, 0.5)]
    }

    fn verdict(&self, series: Series<'_>, levels: &[f64]) -> Option<Verdict> {
        let (frequency, growth) = self.place(series)?;
        let weak = frequency < levels[0] && growth > levels[1];
        weak.then_some(Verdict { score: growth, weeks: self.periods })
    }
}
