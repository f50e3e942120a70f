//! Touchpoints: how much they are spoken of, and how.

use serde::Serialize;

use super::figure::{Figure, figure};
use super::quote::{QuoteView, quotes};
use crate::report::Report;
use crate::report::language::Lang;
use crate::report::numbers::Unit;
use crate::types::{Estimate, TouchpointFinding, Zone};

/// A touchpoint in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct TouchpointView {
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: Zone,
    /// The name of its zone.
    pub zone_name: String,
    /// How many feedback speak of it.
    pub volume: String,
    /// How many complain of it, those that also praise it among them.
    pub complaints: String,
    /// How many praise it only.
    pub praise: String,
    /// Its share among the judged feedback.
    pub share: Figure,
    /// The share of praise.
    pub satisfaction: Figure,
    /// The share of praise as numbers, to draw.
    pub satisfaction_estimate: Option<Estimate>,
    /// What it does to the main score.
    pub impact: Figure,
    /// Its Shapley share of what is said of all touchpoints.
    pub shapley: Figure,
    /// Its quotes.
    pub quotes: Vec<QuoteView>,
}

/// Every touchpoint, in the order of the report.
pub(in crate::report) fn touchpoints(report: &Report, lang: Lang) -> Vec<TouchpointView> {
    report.touchpoints.iter().map(|finding| view(report, lang, finding)).collect()
}

fn view(report: &Report, lang: Lang, finding: &TouchpointFinding) -> TouchpointView {
    TouchpointView {
        name: lang.touchpoint(finding.id).to_owned(),
        zone: finding.zone,
        zone_name: lang.zone(finding.zone).to_owned(),
        volume: lang.integer(finding.volume),
        complaints: lang.integer(finding.negative + finding.both),
        praise: lang.integer(finding.positive),
        share: figure(lang, &finding.share, Unit::Share),
        satisfaction: figure(lang, &finding.satisfaction, Unit::Share),
        satisfaction_estimate: finding.satisfaction.known().copied(),
        impact: figure(lang, &finding.impact, Unit::Shift),
        shapley: figure(lang, &finding.shapley, Unit::Shift),
        quotes: quotes(report, lang, &finding.evidence),
    }
}
