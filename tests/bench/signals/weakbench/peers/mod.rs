//! The published ways of telling what rises, each a formula on the weekly counts of one feature.

mod bertrend;
mod ears;
pub(crate) mod farrington;
mod kleinberg;
mod log_odds;
mod yoon;

pub(crate) use bertrend::Bertrend;
pub(crate) use ears::Ears;
pub(crate) use farrington::Farrington;
pub(crate) use kleinberg::Kleinberg;
pub(crate) use log_odds::LogOdds;
pub(crate) use yoon::Yoon;

/// How often one feature is said, up to the week of a report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Series<'a> {
    /// The feedback that say it, by week.
    pub(crate) counts: &'a [f64],
    /// All feedback, by week.
    pub(crate) volumes: &'a [f64],
    /// All that is said, by week: the sum of the counts of all features.
    pub(crate) mentions: &'a [f64],
}

/// What a method says of one feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// How strongly it rises: an alert is a score above a threshold.
    pub(crate) score: f64,
    /// The last weeks whose feedback are the evidence.
    pub(crate) weeks: usize,
}

/// What a method must know of all features together, at the time of a report.
pub(crate) type Levels = Vec<f64>;

/// A published way of telling what rises.
pub(crate) trait Peer: Sync {
    /// As the literature names it.
    fn name(&self) -> &'static str;

    /// The threshold that its publication gives.
    fn textbook(&self) -> f64;

    /// The levels of all features, for methods that compare each with the others.
    fn levels(&self, _all: &mut dyn Iterator<Item = Series<'_>>) -> Levels {
        Levels::new()
    }

    /// The verdict at the last week of the series; none where the method says that it is no signal, whatever the
    /// threshold.
    fn verdict(&self, series: Series<'_>, levels: &[f64]) -> Option<Verdict>;
}

/// All of them, with the settings of their publications.
pub(crate) fn all() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(Yoon::default()),
        Box::new(Bertrend::default()),
        Box::new(Ears::default()),
        Box::new(LogOdds::default()),
        Box::new(Kleinberg::default()),
        Box::new(Farrington::default()),
    ]
}

/// The sum of the last `weeks` values.
fn recent(values: &[f64], weeks: usize) -> f64 {
    values[values.len().saturating_sub(weeks)..].iter().sum()
}

/// A quantile of some values, by the nearest rank; 0 without values.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position")]
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (share * vigie::stats::float_len(values.len())).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}
