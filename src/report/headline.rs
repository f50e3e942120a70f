//! The headline: what the report says, in the few sentences that everybody reads.

use serde::Serialize;

use super::Report;
use super::language::Lang;
use super::numbers::Unit;
use super::view::{main_indicator, period_read, subject_name, weak_signal_of};
use crate::types::{Estimate, Priority, SignalStatus, Subject, WeakSignalKind};

/// The report in a few sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Headline {
    /// How many answers, when, and the main score.
    pub state: String,
    /// What to look at first; none where nothing stands out.
    pub first: Option<String>,
    /// What comes next, what moves, how sure that is.
    pub more: Vec<String>,
}

impl Headline {
    /// The headline of a report, in its language.
    pub fn of(report: &Report) -> Self {
        let lang = Lang::of(report);
        let more = [next(report, lang), movement(report, lang), caution(report, lang)];
        Self {
            state: state(report, lang),
            first: first(report, lang),
            more: more.into_iter().flatten().collect(),
        }
    }

    /// Every sentence, in order.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.state).chain(&self.first).chain(&self.more).map(String::as_str)
    }
}

/// « Sur 1 560 réponses, du 4 mai au 28 juin 2026, le NPS est de +24 (de +21 à +27). »
fn state(report: &Report, lang: Lang) -> String {
    let feedback = report.coverage.feedback;
    if feedback == 0 {
        return lang
            .say("Aucune réponse utilisable n'a été trouvée.", "No usable answer was found.");
    }
    let count = lang.integer(feedback);
    let answers =
        lang.plural(feedback, lang.pick("réponse", "answer"), lang.pick("réponses", "answers"));
    let period = period_read(report, lang).map_or_else(String::new, |period| format!(", {period}"));
    let about = lang.pick(
        format!("Sur {count} {answers}{period}, "),
        format!("Over {count} {answers}{period}, "),
    );
    let main = main_indicator(report).and_then(|main| Some((main, main.value.known()?)));
    let unscored = || {
        let judged = lang.integer(report.coverage.judged);
        lang.pick(
            format!("{judged} ont pu être jugées ; aucune note ne permet de calculer un score."),
            format!("{judged} could be judged; there is no score to compute an indicator from."),
        )
    };
    let claim = main.map_or_else(unscored, |(main, known)| score(lang, &main.name, known));
    lang.typeset(&format!("{about}{claim}"))
}

/// « le NPS est de +24 (de +21 à +27). »
fn score(lang: Lang, name: &str, known: &Estimate) -> String {
    let unit = Unit::of_indicator(name);
    let name = lang.the_indicator(name);
    let figure = lang.figure(known.value, unit);
    let range = lang.interval(known.value, known.low, known.high, unit);
    lang.pick(
        format!("{name} est de {figure} ({range})."),
        format!("{name} is {figure} ({range})."),
    )
}

/// « À regarder d'abord : la livraison et les délais (148 réponses s'en plaignent). »
fn first(report: &Report, lang: Lang) -> Option<String> {
    let Some(top) = report.priorities.first() else {
        return (report.coverage.judged > 0).then(|| {
            lang.say(
                "Rien ne se détache assez pour passer devant le reste.",
                "Nothing stands out enough to come before the rest.",
            )
        });
    };
    let told = told(report, lang, &top.subject);
    Some(lang.typeset(
        &lang.pick(format!("À regarder d'abord : {told}."), format!("Look first at {told}.")),
    ))
}

/// A subject with its count, inside a sentence.
fn told(report: &Report, lang: Lang, subject: &Subject) -> String {
    match subject {
        Subject::Touchpoint { id } => {
            let name = lang.the_touchpoint(*id);
            let found = report.touchpoints.iter().find(|finding| finding.id == *id);
            found.map_or_else(
                || name.to_owned(),
                |finding| {
                    let complaints = finding.negative + finding.both;
                    let (count, volume) = (lang.integer(complaints), lang.integer(finding.volume));
                    let noun = lang.plural(
                        complaints,
                        lang.pick("plainte", "complaint"),
                        lang.pick("plaintes", "complaints"),
                    );
                    lang.pick(
                        format!("{name} ({count} {noun} sur {volume} réponses qui en parlent)"),
                        format!("{name} ({count} {noun} in {volume} answers that speak of it)"),
                    )
                },
            )
        }
        Subject::WeakSignal { .. } => {
            let name = subject_name(lang, subject);
            weak_signal_of(report, subject).map_or_else(
                || name.clone(),
                |signal| format!("{name} ({})", super::view::counts(lang, signal)),
            )
        }
    }
}

/// What comes after the first, and whether the data can tell them apart.
fn next(report: &Report, lang: Lang) -> Option<String> {
    let [top, others @ ..] = report.priorities.as_slice() else { return None };
    let others = others.get(..others.len().min(2))?;
    if others.is_empty() {
        return None;
    }
    let names: Vec<String> = others.iter().map(|priority| in_words(lang, priority)).collect();
    let names = names.join(lang.pick(", puis ", ", then "));
    let tied = others.iter().any(|other| other.rank_interval[0] <= top.rank_interval[1]);
    let sure = if tied {
        lang.pick(
            " ; l'ordre des premiers n'est pas tranché",
            "; the order of the first is not settled",
        )
    } else {
        ""
    };
    let come = if others.len() == 1 {
        lang.pick("Vient ensuite", "Next comes")
    } else {
        lang.pick("Viennent ensuite", "Next come")
    };
    Some(lang.typeset(&format!("{come} {names}{sure}.")))
}

fn in_words(lang: Lang, priority: &Priority) -> String {
    match &priority.subject {
        Subject::Touchpoint { id } => lang.the_touchpoint(*id).to_owned(),
        subject @ Subject::WeakSignal { .. } => subject_name(lang, subject),
    }
}

/// How many signals rise and how many recede.
fn movement(report: &Report, lang: Lang) -> Option<String> {
    let easing =
        report.signals.iter().filter(|signal| signal.status == SignalStatus::Easing).count() as u64;
    let moves = |kind| matches!(kind, WeakSignalKind::Emerging | WeakSignalKind::Novel);
    let moving = report.signals.iter().filter(|signal| moves(signal.kind)).count() as u64;
    moving_in_words(lang, moving.saturating_sub(easing), easing)
}

fn moving_in_words(lang: Lang, rising: u64, easing: u64) -> Option<String> {
    if rising + easing == 0 {
        return None;
    }
    let signals = lang.plural(
        rising,
        lang.pick("signal faible monte", "weak signal rises"),
        lang.pick("signaux faibles montent", "weak signals rise"),
    );
    let (up, and) = if rising == 0 {
        (lang.pick("Aucun signal faible ne monte", "No weak signal rises").to_owned(), [" ;", ";"])
    } else {
        (format!("{} {signals}", lang.integer(rising)), [" et", " and"])
    };
    let recede =
        lang.plural(easing, lang.pick("recule", "recedes"), lang.pick("reculent", "recede"));
    let down = format!("{} {} {recede}", lang.pick(and[0], and[1]), lang.integer(easing));
    let down = if easing > 0 { down.as_str() } else { "" };
    Some(lang.typeset(&format!("{up}{down}.")))
}

/// What a reader must know before believing the rest: how few answers there are.
fn caution(report: &Report, lang: Lang) -> Option<String> {
    let coverage = &report.coverage;
    if coverage.feedback > 0 && coverage.judged == 0 {
        return Some(lang.say(
            "Aucun texte n'a pu être jugé : ce rapport ne dit rien de ce que pensent les clients.",
            "No text could be judged: this report says nothing of what customers think.",
        ));
    }
    (coverage.judged > 0 && coverage.judged < 100).then(|| {
        lang.say(
            "Avec moins de 100 textes, lisez les intervalles avant les chiffres.",
            "With fewer than 100 texts, read the intervals before the figures.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::types::Language;

    #[test]
    fn the_headline_says_what_hurts_and_how_sure_that_is() {
        let headline = Headline::of(&sample::report(Language::En));
        insta::assert_snapshot!(headline.sentences().collect::<Vec<_>>().join("\n"));
        let headline = Headline::of(&sample::report(Language::Fr));
        insta::assert_snapshot!(headline.sentences().collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn what_moves_is_counted_in_words() {
        let told = |lang, rising, easing| moving_in_words(lang, rising, easing).unwrap_or_default();
        assert_eq!(told(Lang::Fr, 0, 36), "Aucun signal faible ne monte\u{202f}; 36 reculent.");
        assert_eq!(told(Lang::Fr, 1, 1), "1 signal faible monte et 1 recule.");
        assert_eq!(told(Lang::En, 0, 1), "No weak signal rises; 1 recedes.");
        assert_eq!(told(Lang::En, 2, 0), "2 weak signals rise.");
        assert_eq!(told(Lang::En, 0, 0), "");
    }

    #[test]
    fn an_empty_report_claims_nothing() {
        let headline = Headline::of(&sample::empty(Language::En));
        assert_eq!(headline.sentences().collect::<Vec<_>>(), ["No usable answer was found."]);
    }
}
