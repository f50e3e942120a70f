//! A report assembled from its findings: coverage counted, quotes gathered, limits told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::model::{Contract, Coverage, Inputs, Quote, REPORT_SCHEMA_VERSION, Report, Run};
use super::notes::notes;
use super::tells::tells;
use crate::drivers::{ActionOutcome, Asymmetry, KeyDrivers, ScoreChange};
use crate::hygiene::Hygiene;
use crate::journey::JourneyMap;
use crate::metrics::{KanoFinding, Money, NeedFinding, Themes};
use crate::stats::wilson;
use crate::types::{
    CrackedPromoters, Dataset, Evidence, Flag, Indicator, Priority, SignalsMap, TouchpointFinding,
    Trajectory, WeakSignal,
};

/// What the analyses found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Indicators, the main one first.
    pub metrics: Vec<Indicator>,
    /// Touchpoints, by volume.
    pub touchpoints: Vec<TouchpointFinding>,
    /// Weak signals.
    pub signals: Vec<WeakSignal>,
    /// What is said by visibility and growth.
    pub signals_map: Option<SignalsMap>,
    /// The number of alerts that chance alone gives in one report, at most.
    pub expected_false_alerts: f64,
    /// The weeks of history that the test of rising features could use; none where it could not run.
    pub weeks_of_history: Option<u32>,
    /// The last day of the last week tested; none where nothing was.
    pub tested_until: Option<Date>,
    /// Promoters who complain.
    pub promoters: Option<CrackedPromoters>,
    /// Customers whose answers fall.
    pub customers: Option<Vec<Trajectory>>,
    /// What to look at first.
    pub priorities: Vec<Priority>,
    /// Faults of measurement.
    pub hygiene: Option<Hygiene>,
    /// The themes of complaint.
    pub themes: Option<Themes>,
    /// What explains the main score.
    pub drivers: Option<KeyDrivers>,
    /// What disappoints and what delights.
    pub asymmetries: Vec<Asymmetry>,
    /// Why the score moved.
    pub change: Option<ScoreChange>,
    /// What followed dated actions.
    pub actions: Vec<ActionOutcome>,
    /// Features by Kano's questions.
    pub kano: Vec<KanoFinding>,
    /// Needs by importance and satisfaction.
    pub needs: Vec<NeedFinding>,
    /// What customers are worth.
    pub money: Option<Money>,
    /// The journey.
    pub journey: Option<JourneyMap>,
    /// The share of right answers of the model on the overall sentiment of labelled feedback, 0 to 1.
    pub model_accuracy: Option<f64>,
}

/// Assembles a report about `dataset`.
pub fn build(dataset: &Dataset, run: Run, inputs: Inputs, findings: Findings) -> Report {
    let coverage = coverage(dataset);
    let notes = notes(&coverage, &inputs, &findings);
    let contract = Contract {
        expected_false_alerts_per_report: findings.expected_false_alerts,
        weeks_of_history: findings.weeks_of_history,
        as_of: findings.tested_until,
    };
    let tells = tells(&coverage, &findings.metrics, &findings.priorities);
    let mut report = Report {
        schema_version: REPORT_SCHEMA_VERSION,
        run,
        inputs,
        coverage,
        metrics: findings.metrics,
        touchpoints: findings.touchpoints,
        signals: findings.signals,
        signals_map: findings.signals_map,
        contract,
        tells,
        hygiene: findings.hygiene,
        themes: findings.themes,
        drivers: findings.drivers,
        asymmetries: findings.asymmetries,
        change: findings.change,
        actions: findings.actions,
        kano: findings.kano,
        needs: findings.needs,
        money: findings.money,
        journey: findings.journey,
        promoters: findings.promoters,
        customers: findings.customers,
        priorities: findings.priorities,
        notes,
        quotes: BTreeMap::new(),
    };
    report.quotes = quotes(dataset, &report);
    report
}

fn coverage(dataset: &Dataset) -> Coverage {
    let count = |holds: &dyn Fn(&crate::types::Annotation) -> bool| {
        dataset.iter().filter(|annotated| holds(annotated.annotation)).count() as u64
    };
    let judged = count(&|annotation| annotation.sentiment.is_some());
    let mut languages = BTreeMap::new();
    for annotated in dataset.iter().filter(|annotated| annotated.annotation.sentiment.is_some()) {
        *languages.entry(annotated.annotation.lang.id().to_owned()).or_insert(0) += 1;
    }
    let judged_with = |holds: &dyn Fn(&crate::types::Annotation) -> bool| {
        wilson(count(&|annotation| annotation.sentiment.is_some() && holds(annotation)), judged)
    };
    Coverage {
        feedback: dataset.len() as u64,
        judged,
        no_content: count(&|annotation| annotation.flags.contains(&Flag::NoContent)),
        other_language: count(&|annotation| annotation.flags.contains(&Flag::OtherLanguage)),
        languages,
        with_touchpoint: judged_with(&|annotation| !annotation.touchpoints.is_empty()),
        with_signal: judged_with(&|annotation| !annotation.signals.is_empty()),
    }
}

/// The feedback that the findings quote.
fn quotes(dataset: &Dataset, report: &Report) -> BTreeMap<String, Quote> {
    let wanted: BTreeSet<&str> = evidence(report).map(|evidence| evidence.id.as_str()).collect();
    dataset
        .iter()
        .filter(|annotated| wanted.contains(annotated.feedback.id.as_str()))
        .map(|annotated| {
            let feedback = annotated.feedback;
            let score = report.inputs.scale.and_then(|scale| feedback.ratings.get(&scale).copied());
            let quote = Quote {
                text: feedback.text.clone(),
                file: feedback.origin.file.clone(),
                record: feedback.origin.record,
                byte: feedback.origin.byte,
                date: feedback.received.map(jiff::civil::DateTime::date),
                score,
                channel: feedback.channel().map(str::to_owned),
            };
            (feedback.id.clone(), quote)
        })
        .collect()
}

/// Every piece of evidence of a report.
pub(super) fn evidence(report: &Report) -> impl Iterator<Item = &Evidence> {
    let touchpoints = report.touchpoints.iter().flat_map(|finding| &finding.evidence);
    let signals = report.signals.iter().flat_map(|finding| &finding.evidence);
    let priorities = report.priorities.iter().flat_map(|finding| &finding.evidence);
    let promoters = report.promoters.iter().flat_map(|finding| &finding.evidence);
    let customers = report.customers.iter().flatten().flat_map(|finding| &finding.evidence);
    let phases = report.journey.iter().flat_map(|journey| &journey.phases);
    let journey = phases.flat_map(|phase| phase.complaints.iter().chain(&phase.praise));
    let findings = touchpoints.chain(signals).chain(priorities);
    findings.chain(promoters).chain(customers).chain(journey)
}
