//! What vigie finds in a calendar.

use vigie::signals::{Alert, Row, Said, SignalSettings, Timeline, rises};

use super::stream::Given;

/// The rises at the end of a calendar. Customers are not known, and nobody is looked at for falls.
pub(crate) fn alerts(said: &Said, rows: &[Given], settings: &SignalSettings) -> Vec<Alert> {
    let row = |given: &Given| Row {
        index: u32::try_from(given.index).unwrap_or(u32::MAX),
        week: given.week,
        stratum: u16::try_from(given.stratum).unwrap_or(u16::MAX),
        customer: None,
        unhappy: false,
    };
    let timeline = Timeline::of(said, rows.iter().map(row).collect());
    timeline.map_or_else(Vec::new, |timeline| rises(said, &timeline, settings))
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
