//! A way of telling what rises, with its threshold, asked at each report of a calendar.

use vigie::signals::SignalSettings;
use vigie::stats::float_len;

use super::matrix::Matrix;
use super::peers::{Levels, Peer, Verdict};
use super::scene::SUPPORT;
use super::stream::{Given, Stream};

/// Ours, with a budget of false alerts for rises, of which they have the same part of the whole.
pub(crate) fn with_budget(settings: &SignalSettings, budget: f64) -> SignalSettings {
    let false_alerts = settings.false_alerts * budget / settings.rising_budget();
    SignalSettings { false_alerts, ..settings.clone() }
}

/// The levels of a method at each report of a calendar.
pub(crate) fn levels(peer: &dyn Peer, matrix: &Matrix, weeks: &[usize]) -> Vec<Levels> {
    let at = |&week: &usize| {
        peer.levels(&mut (0..matrix.len()).map(|feature| matrix.series(feature, week)))
    };
    weeks.iter().map(at).collect()
}

/// The verdict of a method on a feature, where as many feedback as an alert needs tell it, with how many do.
pub(crate) fn verdict(
    peer: &dyn Peer,
    matrix: &Matrix,
    feature: usize,
    week: usize,
    levels: &[f64],
) -> Option<(Verdict, f64)> {
    let series = matrix.series(feature, week);
    let told = |weeks: usize| {
        series.counts[series.counts.len().saturating_sub(weeks)..].iter().sum::<f64>()
    };
    let verdict = peer.verdict(series, levels)?;
    let told = told(verdict.weeks);
    (told >= float_len(SUPPORT)).then_some((verdict, told))
}

/// The rows of a calendar and of a subject together, up to a week.
pub(crate) fn both(calm: &Stream, injected: &[Given], week: usize) -> Vec<Given> {
    let week = i32::try_from(week).unwrap_or(i32::MAX);
    let mut rows = calm.until(week).to_vec();
    rows.extend(injected.iter().filter(|row| row.week <= week));
    rows
}
