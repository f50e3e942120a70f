//! What vigie finds in a calendar.

use vigie::signals::{Alert, Row, Said, SignalSettings, Timeline, rises};

use super::stream::Given;

/// A calendar as vigie reads it: customers are not known, and nobody is looked at for falls.
pub(crate) fn timeline(said: &Said, rows: &[Given]) -> Option<Timeline> {
    let row = |given: &Given| Row {
        index: u32::try_from(given.index).unwrap_or(u32::MAX),
        week: given.week,
        stratum: u16::try_from(given.stratum).unwrap_or(u16::MAX),
        customer: None,
        unhappy: false,
    };
    Timeline::of(said, rows.iter().map(row).collect())
}

/// What rises at the end of a calendar; nothing in an empty one.
pub(crate) fn rising(
    said: &Said,
    timeline: Option<&Timeline>,
    settings: &SignalSettings,
) -> Vec<Alert> {
    timeline.map_or_else(Vec::new, |timeline| rises(said, timeline, settings))
}

/// What rises at the end of some rows.
pub(crate) fn alerts(said: &Said, rows: &[Given], settings: &SignalSettings) -> Vec<Alert> {
    rising(said, timeline(said, rows).as_ref(), settings)
}

/// An alert in words.
pub(crate) fn spelled(said: &Said, alert: &Alert) -> String {
    let features: Vec<String> = alert.features.iter().take(6).map(|&id| said.spelled(id)).collect();
    let Alert { e_value, weeks, observed, expected, .. } = alert;
    format!(
        "E {e_value:.5}, {observed} in {weeks} weeks for {expected:.1}: {}",
        features.join(", ")
    )
}
