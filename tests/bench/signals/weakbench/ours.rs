//! What vigie finds in a calendar.

use jiff::ToSpan;
use jiff::civil::date;
use vigie::signals::{SignalSettings, weak_signals};
use vigie::types::{Dataset, SignalStatus};

use super::stream::Given;

/// An alert of a report.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) e_value: f64,
    pub(crate) label: String,
    /// The feedback that tell it, by position.
    pub(crate) told: Vec<usize>,
}

pub(crate) fn alerts(dataset: &Dataset, rows: &[Given], settings: &SignalSettings) -> Vec<Found> {
    let monday = date(2018, 1, 1);
    let mut own = Dataset::new();
    for row in rows {
        let one = dataset.get(row.index);
        let mut feedback = one.feedback.clone();
        feedback.received = Some((monday + (row.week * 7).days()).at(12, 0, 0, 0));
        own.push(feedback, one.annotation.clone());
    }
    let last = rows.last().map_or(0, |row| row.week);
    let found = weak_signals(&own, settings);
    let rising =
        found.signals.iter().zip(found.members).filter(|(signal, _)| {
            signal.e_value.is_some() && signal.status != SignalStatus::Easing
        });
    rising
        .map(|(signal, members)| Found {
            e_value: signal.e_value.unwrap_or(1.0),
            label: format!(
                "{} {:?} {}w {}/{:.1}",
                signal.label,
                signal.terms,
                signal.window_weeks.unwrap_or(0),
                signal.observed,
                signal.expected.unwrap_or(0.0)
            ),
            told: members
                .into_iter()
                .filter(|&at| rows[at].week > last - 8)
                .map(|at| rows[at].index)
                .collect(),
        })
        .collect()
}
