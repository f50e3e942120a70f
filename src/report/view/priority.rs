//! What to look at first: each subject with its rank, its factors and its quotes.

use serde::Serialize;

use super::figure::{Figure, figure};
use super::quote::{QuoteView, quotes};
use crate::report::Report;
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::{Priority, Subject, Touchpoint, TouchpointFinding, WeakSignal};

/// The factors in the order in which they are read.
const FACTORS: &[&str] = &["reach", "severity", "impact", "growth", "value"];

/// One factor of a rank.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct FactorView {
    /// Its name.
    pub name: String,
    /// Its value.
    pub figure: Figure,
    /// Its level, 0 to 1: what its bar shows.
    pub level: f64,
    /// Its weight in the rank.
    pub weight: String,
}

/// Something to look at.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct PriorityView {
    /// Its rank.
    pub rank: u32,
    /// What it is about.
    pub title: String,
    /// What sort of subject it is.
    pub kind: String,
    /// The ranks that resampling gives it, in words.
    pub ranks: String,
    /// How many answers would tell it from the next, in words; none where it is told, or where nothing would.
    pub confirm: Option<String>,
    /// What is seen, in one sentence.
    pub sentence: String,
    /// The factors of its rank.
    pub factors: Vec<FactorView>,
    /// Its quotes.
    pub quotes: Vec<QuoteView>,
}

/// Every priority, in order of rank.
pub(in crate::report) fn priorities(report: &Report, lang: Lang) -> Vec<PriorityView> {
    report.priorities.iter().map(|priority| view(report, lang, priority)).collect()
}

fn view(report: &Report, lang: Lang, priority: &Priority) -> PriorityView {
    let kind = match &priority.subject {
        Subject::Touchpoint { .. } => {
            lang.pick("Plaintes sur un point de contact", "Complaints about a touchpoint")
        }
        Subject::WeakSignal { .. } => lang.pick("Signal faible", "Weak signal"),
    };
    PriorityView {
        rank: priority.rank,
        title: subject_name(lang, &priority.subject),
        kind: kind.to_owned(),
        ranks: ranks(lang, priority),
        confirm: priority.answers_to_confirm.map(|needed| confirm(lang, needed)),
        sentence: sentence(report, lang, &priority.subject),
        factors: factors(lang, priority),
        quotes: quotes(report, lang, &priority.evidence),
    }
}

/// The name of a subject, as a heading: a touchpoint's, or the words of a weak signal between quotation marks.
pub(in crate::report) fn subject_name(lang: Lang, subject: &Subject) -> String {
    match subject {
        Subject::Touchpoint { id } => lang.touchpoint(*id).to_owned(),
        Subject::WeakSignal { label, .. } => lang.quoted(&one_line(label)),
    }
}

/// The weak signal of the report that a subject names.
pub(in crate::report) fn weak_signal_of<'a>(
    report: &'a Report,
    subject: &Subject,
) -> Option<&'a WeakSignal> {
    let Subject::WeakSignal { kind, label } = subject else { return None };
    report.signals.iter().find(|signal| signal.kind == *kind && signal.label == *label)
}

fn ranks(lang: Lang, priority: &Priority) -> String {
    let range = range(lang, priority.rank_interval);
    let tie = lang.pick(", à égalité avec le suivant", ", tied with the next");
    if priority.tied_with_next { format!("{range}{tie}") } else { range }
}

fn confirm(lang: Lang, needed: u64) -> String {
    let needed = lang.magnitude(needed);
    lang.typeset(&lang.pick(
        format!("Pour trancher : environ {needed} réponses."),
        format!("To settle it: about {needed} answers."),
    ))
}

fn range(lang: Lang, [first, last]: [u32; 2]) -> String {
    let (low, high) = (lang.ordinal(first), lang.ordinal(last));
    if first == last {
        return lang.pick(format!("{low}, stable"), format!("{low}, stable"));
    }
    lang.pick(format!("{low} à {high}"), format!("{low} to {high}"))
}

fn factors(lang: Lang, priority: &Priority) -> Vec<FactorView> {
    let usual = FACTORS.iter().copied();
    let others = priority.factors.keys().map(String::as_str).filter(|name| !FACTORS.contains(name));
    let named = usual.chain(others).filter_map(|name| Some((name, priority.factors.get(name)?)));
    named
        .map(|(name, factor)| FactorView {
            name: lang.factor(name).to_owned(),
            figure: figure(lang, &factor.value, Unit::of_factor(name)),
            level: factor.level.clamp(0.0, 1.0),
            weight: lang.percent(factor.weight, 0),
        })
        .collect()
}

fn sentence(report: &Report, lang: Lang, subject: &Subject) -> String {
    match subject {
        Subject::Touchpoint { id } => {
            let found = report.touchpoints.iter().find(|finding| finding.id == *id);
            found.map_or_else(String::new, |finding| complaints(lang, finding))
        }
        Subject::WeakSignal { .. } => weak_signal_of(report, subject)
            .map_or_else(String::new, |signal| mentions(lang, signal)),
    }
}

/// « 148 réponses s'en plaignent, sur 212 qui en parlent. »
fn complaints(lang: Lang, finding: &TouchpointFinding) -> String {
    let complaining = finding.negative + finding.both;
    let (count, volume) = (lang.integer(complaining), lang.integer(finding.volume));
    let complain = lang.plural(
        complaining,
        lang.pick("réponse s'en plaint", "answer complains of it"),
        lang.pick("réponses s'en plaignent", "answers complain of it"),
    );
    let speak = lang.plural(
        finding.volume,
        lang.pick("qui en parle", "that speaks of it"),
        lang.pick("qui en parlent", "that speak of it"),
    );
    lang.typeset(&format!("{count} {complain}, {} {volume} {speak}.", lang.pick("sur", "of")))
}

/// « 29 mentions en 9 semaines, 2 attendues ; surtout à propos de l'application mobile. »
fn mentions(lang: Lang, signal: &WeakSignal) -> String {
    let place = signal.touchpoint.map_or_else(String::new, |id: Touchpoint| {
        let touchpoint = lang.the_touchpoint(id);
        lang.pick(format!(" ; surtout sur {touchpoint}"), format!("; mostly about {touchpoint}"))
    });
    lang.typeset(&format!("{}{place}.", super::signal::counts(lang, signal)))
}
