//! What vigie finds in a calendar.

use vigie::signals::{Alert, Meaning, Row, Said, SignalSettings, Timeline, in_meaning, rises};
use vigie::types::Dataset;

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

/// Ours as shipped: groups of meaning, made anew for each report, are counted too.
#[derive(Clone, Copy)]
pub(crate) struct Shipped<'a> {
    pub(crate) said: &'a Said,
    pub(crate) dataset: &'a Dataset,
    pub(crate) settings: &'a SignalSettings,
    pub(crate) meaning: Meaning<'a>,
}

impl Shipped<'_> {
    /// What rises at the end of some rows, with what is said there.
    pub(crate) fn alerts(&self, rows: &[Given]) -> (Said, Vec<Alert>) {
        let Some(timeline) = timeline(self.said, rows) else { return Default::default() };
        let said = in_meaning(self.said, &timeline, self.dataset, self.settings, self.meaning);
        let alerts = rises(&said, &timeline, self.settings);
        (said, alerts)
    }
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
