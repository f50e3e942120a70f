//! Weak signals: what rises, what recedes, what is rare and severe.

use jiff::civil::Date;
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
    /// How many customers may be concerned now.
    pub exposed: Option<String>,
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
    /// Of an open alert, whether this report raised it or an earlier one.
    pub opened: Option<String>,
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
    /// What that means, and what it does not.
    pub precursors_mean: String,
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
        precursors_mean: lang.say(PRECURSORS_MEAN.0, PRECURSORS_MEAN.1),
        easing: pick(is_easing),
        rare: pick(is_rare),
    }
}

/// What is said before scores fall, in French and English.
const PRECURSORS_MEAN: (&str, &str) = (
    "Ce que disaient, plus souvent que les autres, les clients dont la note a baissé à la réponse suivante. Dit avant ne veut pas dire cause : cela aide à choisir qui rappeler, pas à savoir ce qui fait baisser la note.",
    "What customers whose score fell at their next answer had said, more often than the others. Said before is no cause: it helps to choose whom to call, not to know what makes the score fall.",
);

/// Of an open alert, whether the report of a day raised it or an earlier one.
pub(in crate::report) fn opened(
    lang: Lang,
    signal: &WeakSignal,
    as_of: Option<Date>,
) -> Option<String> {
    let raised = signal.raised?;
    if Some(raised) == as_of {
        return Some(lang.say("nouvelle alerte", "new alert"));
    }
    let day = lang.day(raised);
    Some(lang.pick(format!("alerte levée le {day}"), format!("alert raised on {day}")))
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
    let kind = (!is_easing(signal)).then(|| lang.weak_signal_kind(signal.kind));
    let status = (!is_rare(signal)).then(|| lang.signal_status(signal.status));
    SignalView {
        label: lang.quoted(&one_line(&signal.label)),
        tags: kind.into_iter().chain(status).map(str::to_owned).collect(),
        counts: lang.typeset(&if is_precursor(signal) {
            capitalised(&falls(lang, signal))
        } else {
            counts(lang, signal)
        }),
        exposed: exposed(lang, signal).map(|told| lang.typeset(&told)),
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
        opened: opened(lang, signal, report.contract.as_of),
        touchpoint: signal.touchpoint.map(|id| lang.touchpoint(id).to_owned()),
        kinds: signal.signal_kinds.iter().map(|&kind| lang.signal_kind(kind).to_owned()).collect(),
        terms: terms(lang, signal),
        severity: lang.figure(signal.severity, Unit::Degree),
        quotes: quotes(report, lang, &signal.evidence),
    }
}

/// A sentence that begins as one.
fn capitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

/// « 29 mentions en 9 semaines, 2 attendues »: untypeset, to stand inside a sentence.
pub(in crate::report) fn counts(lang: Lang, signal: &WeakSignal) -> String {
    if is_precursor(signal) {
        let exposed = exposed(lang, signal);
        let semicolon = lang.pick(" ; ", "; ");
        return std::iter::once(falls(lang, signal))
            .chain(exposed)
            .collect::<Vec<_>>()
            .join(semicolon);
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
    let lead = signal.lead_days.map_or_else(String::new, |lead| {
        let days = lang.decimal(lead.value, 0);
        lang.pick(
            format!(", {days} jours après (médiane)"),
            format!(", {days} days later (median)"),
        )
    });
    format!("{} {}{lead}", lang.pick("dit par", "said by"), fallen(lang, signal))
}

/// « 32 clients dont la note a baissé ensuite, 11 attendus ».
fn fallen(lang: Lang, signal: &WeakSignal) -> String {
    let n = lang.integer(signal.observed);
    let expected = signal.expected.map_or_else(String::new, |expected| {
        format!(", {} {}", count_of(lang, expected), lang.pick("attendus", "expected"))
    });
    lang.pick(
        format!("{n} clients dont la note a baissé ensuite{expected}"),
        format!("{n} customers whose score fell afterwards{expected}"),
    )
}

/// « 7 clients l'ont dit ces huit semaines, sans réponse depuis »; none where nobody did.
fn exposed(lang: Lang, signal: &WeakSignal) -> Option<String> {
    let exposed = signal.exposed.filter(|&exposed| exposed > 0)?;
    let n = lang.integer(exposed);
    let french = if exposed == 1 { "client l'a dit" } else { "clients l'ont dit" };
    let english = if exposed == 1 { "customer said" } else { "customers said" };
    Some(lang.pick(
        format!("{n} {french} ces huit semaines, sans réponse depuis"),
        format!("{n} {english} so in the last eight weeks, with no answer since"),
    ))
}

/// The counts of a signal in as few words as a list allows.
pub(in crate::report) fn brief_counts(lang: Lang, signal: &WeakSignal) -> String {
    if is_precursor(signal) { fallen(lang, signal) } else { counts(lang, signal) }
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
