//! The weak signals of a day, as the command tells them.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::report::language::{Lang, honest, one_line};
use crate::report::numbers::Unit;
use crate::report::view::{counts, odds, opened, terms};
use crate::signals::WeakSignals;
use crate::types::{Evidence, SignalStatus, WeakSignal, WeakSignalKind};

/// How many quotes of a signal are shown.
const QUOTES: usize = 3;

/// The weak signals of a day in plain text; `words` gives the words that a piece of evidence quotes.
pub fn weak_signals(
    lang: Lang,
    found: &WeakSignals,
    words: &dyn Fn(&Evidence) -> String,
) -> String {
    let mut text = format!("{}\n", lang.pick("Signaux faibles", "Weak signals"));
    for line in [promise(lang, found), lang.pick(NO_CAUSE.0, NO_CAUSE.1).to_owned()] {
        let _ = writeln!(text, "  {}", lang.typeset(&line));
    }
    for (fr, en, belongs) in GROUPS {
        let mut own = found.signals.iter().filter(|signal| belongs(signal)).peekable();
        if own.peek().is_some() {
            let _ = writeln!(text, "\n{}", lang.say(fr, en));
        }
        for signal in own {
            text.push_str(&told(lang, found.as_of, signal, words));
        }
    }
    honest(&text)
}

/// What a rise does not mean.
const NO_CAUSE: (&str, &str) = (
    "Une hausse n'est pas une cause : une campagne ou un questionnaire changé font monter des mots aussi.",
    "A rise is no cause: a campaign or a changed questionnaire make words rise too.",
);

/// Whether a signal belongs to a group.
type Belongs = fn(&WeakSignal) -> bool;

/// What signals are told apart by, in French and English.
const GROUPS: [(&str, &str, Belongs); 4] = [
    ("En hausse ou nouveaux", "Rising or new", is_rising),
    ("Dits avant une baisse de note", "Said before scores fall", is_precursor),
    ("En recul", "Easing", is_easing),
    (
        "Rares et graves (liste classée, hors de l'engagement)",
        "Rare and severe (a ranked list, outside the promise)",
        is_rare,
    ),
];

/// A signal in a few lines: its name and nature, its counts, what chance would give, its words.
fn told(
    lang: Lang,
    as_of: Option<Date>,
    signal: &WeakSignal,
    words: &dyn Fn(&Evidence) -> String,
) -> String {
    let kind = lang.weak_signal_kind(signal.kind);
    let nature = match signal.status {
        SignalStatus::Easing => lang.signal_status(signal.status).to_owned(),
        SignalStatus::Latent => kind.to_owned(),
        status => format!("{kind}, {}", lang.signal_status(status)),
    };
    let place = signal.touchpoint.map(|id| lang.touchpoint(id).to_owned());
    let head = [Some(lang.quoted(&one_line(&signal.label))), Some(nature), place];
    let ratio = signal.ratio.map(|ratio| {
        let interval = lang.interval(ratio.value, ratio.low, ratio.high, Unit::Times);
        format!("{} ({interval})", lang.figure(ratio.value, Unit::Times))
    });
    let chance = signal.e_value.map(|e_value| odds(lang, e_value));
    let figures = [Some(lang.typeset(&counts(lang, signal))), ratio, chance];
    let also = terms(lang, signal);
    let also = (!also.is_empty())
        .then(|| lang.typeset(&format!("{} {}", lang.pick("aussi :", "also:"), also.join(", "))));
    let mut text = format!("  {}\n", joined(head));
    for line in [joined(figures), joined([opened(lang, signal, as_of), also])] {
        if !line.is_empty() {
            let _ = writeln!(text, "      {line}");
        }
    }
    for one in signal.evidence.iter().take(QUOTES) {
        let _ =
            writeln!(text, "      {} ({})", lang.quoted(&one_line(&words(one))), one_line(&one.id));
    }
    text
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

impl Lang {
    /// An alert in one line: its name, its nature, its counts and what chance would give.
    pub fn alert(self, signal: &WeakSignal) -> String {
        let place =
            signal.touchpoint.map_or_else(String::new, |id| format!(" · {}", self.touchpoint(id)));
        let told = signal
            .e_value
            .map_or_else(String::new, |e_value| format!(" · {}", odds(self, e_value)));
        let label = self.quoted(&one_line(&signal.label));
        let kind = self.weak_signal_kind(signal.kind);
        let counts = self.typeset(&counts(self, signal));
        format!("{label} · {kind} · {counts}{place}{told}")
    }
}

/// What is promised, or why nothing could be tested.
fn promise(lang: Lang, found: &WeakSignals) -> String {
    let day = found.as_of.map_or_else(String::new, |day| lang.day(day));
    if let Some(reason) = found.untested {
        let reason = lang.undefined(reason);
        return lang.pick(
            format!("Rien n'a pu être testé dans le temps : {reason}."),
            format!("Nothing could be tested over time: {reason}."),
        );
    }
    let expected = found.expected_false_alerts_per_report;
    let rate = lang.decimal(expected, if expected < 0.1 { 3 } else { 1 });
    let weeks = found.weeks_of_history.unwrap_or(0);
    lang.pick(
        format!(
            "Semaines closes au {day}, comparées à {weeks} semaines au plus. Le hasard seul lèverait en moyenne {rate} alerte par rapport, au plus."
        ),
        format!(
            "Weeks closed on {day}, compared with {weeks} weeks at most. Chance alone would raise {rate} alerts per report on average, at most."
        ),
    )
}

fn is_easing(signal: &WeakSignal) -> bool {
    signal.status == SignalStatus::Easing
}

fn is_rare(signal: &WeakSignal) -> bool {
    signal.kind == WeakSignalKind::RareIntense
}

fn is_precursor(signal: &WeakSignal) -> bool {
    signal.kind == WeakSignalKind::Precursor
}

fn is_rising(signal: &WeakSignal) -> bool {
    !is_easing(signal) && !is_rare(signal) && !is_precursor(signal)
}
