//! A report assembled from its findings: coverage counted, quotes gathered, limits told.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Contract, Coverage, Inputs, Note, Quote, REPORT_SCHEMA_VERSION, Report, Run};
use crate::stats::wilson;
use crate::types::{
    CrackedPromoters, Dataset, Evidence, Flag, Indicator, Measure, Priority, Scale,
    TouchpointFinding, Trajectory, WeakSignal,
};

/// Fewer feedback than this are a handful of voices rather than a batch.
const SMALL_BATCH: u64 = 100;

/// Fewer weeks of history than this, and few risings can be told from chance.
const SHORT_HISTORY: u32 = 26;

/// What the analyses found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Indicators, the main one first.
    pub metrics: Vec<Indicator>,
    /// Touchpoints, by volume.
    pub touchpoints: Vec<TouchpointFinding>,
    /// Weak signals.
    pub signals: Vec<WeakSignal>,
    /// The number of alerts that chance alone gives in one report, at most.
    pub expected_false_alerts: f64,
    /// The weeks of history that the test of rising features could use; none where it could not run.
    pub weeks_of_history: Option<u32>,
    /// Promoters who complain.
    pub promoters: Option<CrackedPromoters>,
    /// Customers whose answers fall.
    pub customers: Option<Vec<Trajectory>>,
    /// What to look at first.
    pub priorities: Vec<Priority>,
}

/// Assembles a report about `dataset`.
pub fn build(dataset: &Dataset, run: Run, inputs: Inputs, findings: Findings) -> Report {
    let coverage = coverage(dataset);
    let notes = notes(&coverage, &inputs, &findings);
    let contract = Contract {
        expected_false_alerts_per_report: findings.expected_false_alerts,
        weeks_of_history: findings.weeks_of_history,
    };
    let mut report = Report {
        schema_version: REPORT_SCHEMA_VERSION,
        run,
        inputs,
        coverage,
        metrics: findings.metrics,
        touchpoints: findings.touchpoints,
        signals: findings.signals,
        contract,
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
    touchpoints.chain(signals).chain(priorities).chain(promoters).chain(customers)
}

fn note(code: &str, fr: String, en: String) -> Note {
    Note { code: code.to_owned(), fr, en }
}

/// What the batch can and cannot tell.
fn notes(coverage: &Coverage, inputs: &Inputs, findings: &Findings) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(indicator) = findings.metrics.first() {
        notes.extend(detectable(indicator, inputs.scale));
    }
    if coverage.judged < SMALL_BATCH {
        notes.push(note(
            "small_batch",
            format!(
                "Seuls {} verbatims ont pu être jugés : les rangs sont indicatifs.",
                coverage.judged
            ),
            format!("Only {} comments could be judged: ranks are indicative.", coverage.judged),
        ));
    }
    if inputs.scale.is_none() {
        notes.push(note(
            "no_score",
            "Aucune note d’échelle déclarée : l’impact est mesuré sur le sentiment du texte."
                .to_owned(),
            "No score with a declared scale: impact is measured on the sentiment of the words."
                .to_owned(),
        ));
    }
    match (inputs.days, findings.weeks_of_history) {
        (None, _) => notes.push(note(
            "no_dates",
            "Sans dates, ce qui monte ou recule ne peut pas être testé.".to_owned(),
            "Without dates, what rises or falls cannot be tested.".to_owned(),
        )),
        (Some(_), None) => notes.push(note(
            "no_history",
            "L’historique est trop court (moins de 12 semaines) pour tester ce qui monte.".to_owned(),
            "The history is too short (under 12 weeks) to test what rises.".to_owned(),
        )),
        (Some(_), Some(weeks)) if weeks < SHORT_HISTORY => notes.push(note(
            "short_history",
            format!("{weeks} semaines d’historique seulement : une hausse doit être nette pour être vue, et la saison n’est pas contrôlée."),
            format!("Only {weeks} weeks of history: a rise must be marked to be seen, and the season is not controlled for."),
        )),
        _ => {}
    }
    if inputs.rejected > 0 {
        notes.push(note(
            "rejects",
            format!(
                "Enregistrements inutilisables : {} ; aucun chiffre ne les compte.",
                inputs.rejected
            ),
            format!("Unusable records: {}; no figure counts them.", inputs.rejected),
        ));
    }
    if coverage.other_language > 0 {
        notes.push(note(
            "other_languages",
            format!("Verbatims dans une autre langue, non jugés : {}.", coverage.other_language),
            format!("Comments in another language, not judged: {}.", coverage.other_language),
        ));
    }
    notes
}

/// The smallest difference between two batches like this one that is more than chance: √2 times the margin
/// of one. A margin falls with the square root of the number of answers.
fn detectable(indicator: &Indicator, scale: Option<Scale>) -> Option<Note> {
    let Measure::Known(estimate) = indicator.value else { return None };
    let points = (estimate.high - estimate.low) / 2.0 * std::f64::consts::SQRT_2;
    scale?;
    let needed = estimate.n * 4;
    Some(note(
        "detectable_change",
        format!(
            "D’un lot de cette taille à l’autre, un écart de moins de {} peut être dû au hasard ; \
             il faudrait environ {needed} réponses par lot pour voir deux fois moins.",
            french(points)
        ),
        format!(
            "From one batch of this size to the next, a difference under {points:.1} may be chance; \
             about {needed} answers a batch would be needed to see half of it."
        ),
    ))
}

fn french(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}
