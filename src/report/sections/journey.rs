//! The journey, phase by phase, and its moments of truth.

use super::section::{Cell, Grid, Section};
use crate::journey::{JourneyMap, MomentOfTruth, PhaseFinding};
use crate::report::Report;
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::{Evidence, Touchpoint};

/// The map of the journey; `words` gives the words that a piece of evidence quotes.
pub fn journey(
    lang: Lang,
    found: &JourneyMap,
    score: &str,
    words: &dyn Fn(&Evidence) -> String,
) -> Section {
    let mut section = Section::new(
        lang,
        "journey",
        ("Le parcours", "The journey"),
        (
            "Ce que les clients disent de chaque étape, avec leurs mots ; une case vide n'a été dite par personne.",
            "What customers say of each phase, in their words; an empty cell was told by nobody.",
        ),
        (
            "Le parcours est celui des textes : une étape dont personne ne parle n'est pas une étape qui va bien.",
            "It is the journey of the words: a phase that nobody speaks of is not a phase that goes well.",
        ),
    );
    if let Some(lost) = found.unlocated.known() {
        let share = lang.percent(lost.value, 0);
        section.lines.push(lang.typeset(&lang.pick(
            format!("{share} des réponses jugées ne parlent d'aucune étape."),
            format!("{share} of the judged answers speak of no phase."),
        )));
    }
    if let Some(unowned) = found.unowned {
        let count = lang.integer(unowned);
        section.lines.push(lang.typeset(&lang.pick(
            format!("Plaintes sur des points de contact sans responsable : {count}."),
            format!("Complaints about touchpoints that nobody answers for: {count}."),
        )));
    }
    section.tables.push(phases(lang, found, score));
    section.tables.push(said(lang, found, words));
    section.tables.push(moments(lang, &found.moments_of_truth));
    section
}

/// The journey of a report.
pub(super) fn of_report(lang: Lang, report: &Report) -> Option<Section> {
    let score = report.metrics.first().map_or("", |main| main.name.as_str());
    let words = |evidence: &Evidence| report.words_of(evidence).to_owned();
    report.journey.as_ref().map(|found| journey(lang, found, score, &words))
}

fn name(lang: Lang, phase: &PhaseFinding) -> &str {
    lang.pick(&phase.fr, &phase.en)
}

fn phases(lang: Lang, found: &JourneyMap, score: &str) -> Grid {
    let row = |phase: &PhaseFinding| {
        let emotions: Vec<&str> = phase.emotions.iter().map(|(id, _)| lang.emotion(*id)).collect();
        vec![
            Cell::words(&one_line(name(lang, phase))),
            Cell::words(&lang.integer(phase.volume)),
            Cell::measure(lang, &phase.satisfaction, Unit::Share),
            Cell::measure(lang, &phase.score, Unit::of_indicator(score)),
            Cell::measure(lang, &phase.effort, Unit::Share),
            Cell::words(&if emotions.is_empty() { "–".to_owned() } else { emotions.join(", ") }),
        ]
    };
    let score = lang.indicator(score);
    Grid::new(
        lang,
        ("Les étapes", "The phases"),
        &[
            ("Étape", "Phase"),
            ("En parlent", "Speak of it"),
            ("Satisfaction", "Satisfaction"),
            (&score, &score),
            ("Effort subi", "Undue effort"),
            ("Émotions", "Emotions"),
        ],
        found.phases.iter().map(row).collect(),
    )
}

/// The pains and gains of each phase, and its words.
fn said(lang: Lang, found: &JourneyMap, words: &dyn Fn(&Evidence) -> String) -> Grid {
    let side = |counts: &[(Touchpoint, u64)], evidence: &[Evidence]| {
        let counts = counts
            .iter()
            .map(|(id, count)| format!("{} ({})", lang.touchpoint(*id), lang.integer(*count)));
        let counts: Vec<String> = counts.collect();
        let quotes = evidence
            .iter()
            .map(|one| format!("{} ({})", lang.quoted(&one_line(&words(one))), one_line(&one.id)));
        let parts: Vec<String> =
            (!counts.is_empty()).then(|| counts.join(", ")).into_iter().chain(quotes).collect();
        Cell::words(&if parts.is_empty() { "–".to_owned() } else { parts.join(" · ") })
    };
    let row = |phase: &PhaseFinding| {
        vec![
            Cell::words(&one_line(name(lang, phase))),
            side(&phase.pains, &phase.complaints),
            side(&phase.gains, &phase.praise),
        ]
    };
    Grid::new(
        lang,
        (
            "Points durs et points forts, dans les mots des clients",
            "Pains and gains, in the words of customers",
        ),
        &[("Étape", "Phase"), ("Points durs", "Pains"), ("Points forts", "Gains")],
        found.phases.iter().map(row).collect(),
    )
}

fn moments(lang: Lang, found: &[MomentOfTruth]) -> Grid {
    let row = |one: &MomentOfTruth| {
        let [below, met, above, fan] = one.levels.map(|count| lang.integer(count));
        vec![
            Cell::words(lang.touchpoint(one.touchpoint)),
            Cell::words(&below),
            Cell::words(&met),
            Cell::words(&above),
            Cell::words(&fan),
            Cell::measure(lang, &one.below, Unit::Share),
            Cell::measure(lang, &one.effect, Unit::Shift),
        ]
    };
    Grid::new(
        lang,
        (
            "Moments de vérité : où les clients se partagent et où le score se joue",
            "Moments of truth: where customers are divided and the score is at stake",
        ),
        &[
            ("Point de contact", "Touchpoint"),
            ("En dessous", "Below"),
            ("Conforme", "Met"),
            ("Au-dessus", "Above"),
            ("Fan", "Fan"),
            ("Part en dessous", "Share below"),
            ("Écart de score", "Difference of score"),
        ],
        found.iter().map(row).collect(),
    )
}
