//! Weak signals: what rises, what recedes, what is rare and severe.

use serde::Serialize;

use super::quote::{QuoteView, quotes};
use crate::report::Report;
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::{SignalKind, SignalStatus, Touchpoint, WeakSignal, WeakSignalKind};

/// A weak signal in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct SignalView {
    /// Its name.
    pub label: String,
    /// What sort of finding it is, and how it stands.
    pub tags: Vec<String>,
    /// Counts in a sentence.
    pub counts: String,
    /// Observed and expected, where a test applies.
    pub observed: u64,
    /// Observed, written out.
    pub observed_text: String,
    /// How many chance would give.
    pub expected: Option<f64>,
    /// Expected, written out.
    pub expected_text: Option<String>,
    /// The ratio and its interval.
    pub ratio: Option<String>,
    /// What the e-value means, in words.
    pub odds: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// The day of the report that raised it first, where it is not this one.
    pub followed: Option<String>,
    /// What it is mostly about.
    pub touchpoint: Option<String>,
    /// The kinds of dissatisfaction that it carries.
    pub kinds: Vec<String>,
    /// The words that rise together.
    pub terms: Vec<String>,
    /// How dissatisfied its evidence is, out of 100.
    pub severity: String,
    /// Its quotes.
    pub quotes: Vec<QuoteView>,
}

/// Weak signals, told apart by what they mean for the reader.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct SignalsView {
    /// Rising or new: under the contract of false alerts.
    pub rising: Vec<SignalView>,
    /// Said before scores fall: under the contract too.
    pub precursors: Vec<SignalView>,
    /// Falling: good news.
    pub easing: Vec<SignalView>,
    /// Rare and severe: a ranked list, outside the contract.
    pub rare: Vec<SignalView>,
}

/// The weak signals of the report, in its order within each list.
pub(in crate::report) fn signals(report: &Report, lang: Lang) -> SignalsView {
    let pick = |list: fn(&WeakSignal) -> bool| {
        report
            .signals
            .iter()
            .filter(|signal| list(signal))
            .map(|signal| view(report, lang, signal))
            .collect()
    };
    SignalsView {
        rising: pick(is_rising),
        precursors: pick(is_precursor),
        easing: pick(is_easing),
        rare: pick(is_rare),
    }
}

/// The terms for people, where they tell more than the label does.
pub(in crate::report) fn terms(lang: Lang, signal: &WeakSignal) -> Vec<String> {
    let told = signal.terms.iter().all(|term| signal.label.contains(term.as_str()));
    if told { Vec::new() } else { signal.terms.iter().map(|term| term_name(lang, term)).collect() }
}

/// A term for people: words as they stand, labels by their name.
fn term_name(lang: Lang, term: &str) -> String {
    if let Ok(kind) = term.parse::<SignalKind>() {
        return lang.signal_kind(kind).to_owned();
    }
    if let Some((one, other)) =
        term.split_once(":- ").filter(|(one, _)| one.parse::<Touchpoint>().is_ok())
    {
        let other = other.trim_end_matches(":-");
        let name =
            |id: &str| id.parse().map(|id| lang.touchpoint(id).to_owned()).unwrap_or_default();
        return format!("{} + {}", name(one), name(other));
    }
    let touchpoint = term.split_once(':').and_then(|(id, side)| Some((id.parse().ok()?, side)));
    match touchpoint {
        Some((id, "-")) => {
            format!("{} ({})", lang.touchpoint(id), lang.pick("plaintes", "complaints"))
        }
        Some((id, _)) => format!("{} ({})", lang.touchpoint(id), lang.pick("éloges", "praise")),
        None => one_line(term),
    }
}

pub(super) fn is_easing(signal: &WeakSignal) -> bool {
    signal.status == SignalStatus::Easing
}

pub(super) fn is_rare(signal: &WeakSignal) -> bool {
    signal.kind == WeakSignalKind::RareIntense && !is_easing(signal)
}

pub(super) fn is_rising(signal: &WeakSignal) -> bool {
    !is_easing(signal) && !is_rare(signal) && !is_precursor(signal)
}

pub(super) fn is_precursor(signal: &WeakSignal) -> bool {
    signal.kind == WeakSignalKind::Precursor
}

fn view(report: &Report, lang: Lang, signal: &WeakSignal) -> SignalView {
    let as_of = report.signals.iter().filter_map(|one| one.raised).max();
    let kind = (!is_easing(signal)).then(|| lang.weak_signal_kind(signal.kind));
    let status = (!is_rare(signal)).then(|| lang.signal_status(signal.status));
    SignalView {
        label: lang.quoted(&one_line(&signal.label)),
        tags: kind.into_iter().chain(status).map(str::to_owned).collect(),
        counts: lang.typeset(&counts(lang, signal)),
        observed: signal.observed,
        observed_text: lang.integer(signal.observed),
        expected: signal.expected,
        expected_text: signal.expected.map(|expected| count_of(lang, expected)),
        ratio: signal.ratio.map(|ratio| {
            let interval = lang.interval(ratio.value, ratio.low, ratio.high, Unit::Times);
            format!("{} ({interval})", lang.figure(ratio.value, Unit::Times))
        }),
        odds: signal.e_value.map(|e_value| odds(lang, e_value)),
        since: signal.since.map(|day| lang.day(day)),
        followed: signal.raised.filter(|&raised| Some(raised) != as_of).map(|day| lang.day(day)),
        touchpoint: signal.touchpoint.map(|id| lang.touchpoint(id).to_owned()),
        kinds: signal.signal_kinds.iter().map(|&kind| lang.signal_kind(kind).to_owned()).collect(),
        terms: terms(lang, signal),
        severity: lang.figure(signal.severity, Unit::Degree),
        quotes: quotes(report, lang, &signal.evidence),
    }
}

/// « 29 mentions en 9 semaines, 2 attendues »: untypeset, to stand inside a sentence.
pub(in crate::report) fn counts(lang: Lang, signal: &WeakSignal) -> String {
    if is_precursor(signal) {
        return falls(lang, signal);
    }
    let mentions = lang.plural(signal.observed, "mention", "mentions");
    let weeks = signal.window_weeks.map_or_else(String::new, |weeks| {
        let unit = lang.plural(
            u64::from(weeks),
            lang.pick("semaine", "week"),
            lang.pick("semaines", "weeks"),
        );
        format!(" {} {weeks} {unit}", lang.pick("en", "in"))
    });
    let expected = signal.expected.map_or_else(String::new, |expected| {
        let one = expected < lang.pick(2.0, 1.05);
        let attended = lang.pick(if one { "attendue" } else { "attendues" }, "expected");
        format!(", {} {attended}", count_of(lang, expected))
    });
    format!("{} {mentions}{weeks}{expected}", lang.integer(signal.observed))
}

/// « dit par 32 clients dont la note a baissé ensuite, 11 attendus, 42 jours après (médiane) ».
fn falls(lang: Lang, signal: &WeakSignal) -> String {
    let n = lang.integer(signal.observed);
    let mut told = lang.pick(
        format!("dit par {n} clients dont la note a baissé ensuite"),
        format!("said by {n} customers whose score fell afterwards"),
    );
    if let Some(expected) = signal.expected {
        let expected = count_of(lang, expected);
        told += &lang.pick(format!(", {expected} attendus"), format!(", {expected} expected"));
    }
    if let Some(lead) = signal.lead_days {
        let days = lang.decimal(lead.value, 0);
        told += &lang.pick(
            format!(", {days} jours après (médiane)"),
            format!(", {days} days later (median)"),
        );
    }
    if let Some(exposed) = signal.exposed.filter(|&exposed| exposed > 0) {
        let n = lang.integer(exposed);
        let one = exposed == 1;
        told += &lang.pick(
            format!(
                " ; {n} {} ces huit semaines, sans réponse depuis",
                if one { "client l'a dit" } else { "clients l'ont dit" }
            ),
            format!(
                "; {n} {} so in the last eight weeks, with no answer since",
                if one { "customer said" } else { "customers said" }
            ),
        );
    }
    told
}

/// An expected count: a decimal only where it is small enough to matter.
fn count_of(lang: Lang, expected: f64) -> String {
    let whole = (expected - expected.round()).abs() < 0.05 || expected >= 10.0;
    if expected > 0.0 && expected < 0.05 {
        return lang.pick("moins de 0,1", "less than 0.1").to_owned();
    }
    lang.decimal(expected, usize::from(!whole))
}

/// An e-value in words: how often chance alone shows such a thing.
///
/// The e-value is the number of such findings that chance gives in one report, so its inverse is a number of
/// reports.
pub(in crate::report) fn odds(lang: Lang, e_value: f64) -> String {
    let told = if e_value >= 0.5 {
        lang.say("Peut très bien venir du hasard", "May well be chance")
    } else if e_value < 1e-4 {
        lang.say(
            "Le hasard seul en donnerait moins d'un sur 10 000 rapports",
            "Chance alone would show less than one in 10,000 reports",
        )
    } else {
        let reports = lang.decimal(round_to_two_digits(1.0 / e_value), 0);
        lang.pick(
            format!("Le hasard seul en donnerait un tous les {reports} rapports"),
            format!("Chance alone would show one in {reports} reports"),
        )
    };
    told.replace("10 000", "10\u{202f}000")
}

/// 1,234 becomes 1,200: an e-value is not known more finely.
fn round_to_two_digits(number: f64) -> f64 {
    let scale = 10f64.powf(number.max(1.0).log10().floor() - 1.0).max(1.0);
    (number / scale).round() * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_values_are_told_in_reports() {
        assert_eq!(odds(Lang::En, 0.02), "Chance alone would show one in 50 reports");
        assert_eq!(
            odds(Lang::Fr, 0.000_81),
            "Le hasard seul en donnerait un tous les 1\u{202f}200 rapports"
        );
        assert_eq!(odds(Lang::En, 0.9), "May well be chance");
        assert!(odds(Lang::Fr, 1e-9).contains("10\u{202f}000"));
    }

    #[test]
    fn expected_counts_keep_a_decimal_while_small() {
        assert_eq!(count_of(Lang::Fr, 2.0), "2");
        assert_eq!(count_of(Lang::Fr, 2.4), "2,4");
        assert_eq!(count_of(Lang::En, 31.4), "31");
        assert_eq!(count_of(Lang::En, 0.01), "less than 0.1");
    }
}
