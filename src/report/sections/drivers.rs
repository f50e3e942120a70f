//! What explains the score, why it moved, whether actions helped, whether groups differ.

use super::section::{Cell, Grid, Section};
use crate::drivers::{
    ActionOutcome, Asymmetry, AsymmetryClass, Comparison, KeyDrivers, ScoreChange, Span, Verdict,
};
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::{Measure, Touchpoint, Undefined};

/// The name of a driver: a touchpoint's, or a column's between quotation marks.
fn named(lang: Lang, driver: &str) -> String {
    match driver.parse::<Touchpoint>() {
        Ok(id) => lang.touchpoint(id).to_owned(),
        Err(_) => lang.quoted(&one_line(driver)),
    }
}

/// What explains the score; with the reason where it cannot be said.
pub fn key_drivers(lang: Lang, found: Result<&KeyDrivers, Undefined>) -> Section {
    let mut section = Section::new(
        lang,
        "drivers",
        ("Ce qui explique le score", "What explains the score"),
        (
            "Part de la variation du score que chaque levier explique, partagée équitablement entre leviers qui vont ensemble (LMG), et ce qu'une plainte ajoute au risque d'un détracteur.",
            "The share of the variation of the score that each driver explains, shared fairly between drivers that go together (LMG), and what a complaint adds to the risk of a detractor.",
        ),
        (
            "Ce n'est ni une cause prouvée, ni la prévision de ce qu'une amélioration rapporterait.",
            "It is neither a proven cause nor a forecast of what an improvement would bring.",
        ),
    );
    let found = match found {
        Ok(found) => found,
        Err(reason) => {
            section.lines.push(lang.typeset(&format!(
                "{} {}.",
                lang.pick("Refusé :", "Refused:"),
                lang.undefined(reason)
            )));
            return section;
        }
    };
    section.lines.extend(explained(lang, found));
    section.lines.extend(refused(lang, found));
    section.tables.push(driver_table(lang, found));
    section
}

/// How much all drivers explain together.
fn explained(lang: Lang, found: &KeyDrivers) -> Option<String> {
    found.r2.known().map(|r2| {
        let (share, score) = (lang.percent(r2.value, 0), lang.the_indicator(&found.score));
        lang.typeset(&lang.pick(
            format!("Ensemble, ces leviers expliquent {share} des différences de réponse sur {score}."),
            format!("Together these drivers explain {share} of the differences between answers on {score}."),
        ))
    })
}

/// Why nothing is said of detractors, where nothing is.
fn refused(lang: Lang, found: &KeyDrivers) -> Option<String> {
    let few = Measure::Undefined(Undefined::TooFewEvents);
    let refused = found.drivers.iter().any(|one| one.detractor_effect == few);
    let (events, needed) =
        (found.detractors.events.min(found.detractors.others), found.detractors.needed);
    refused.then(|| {
        lang.typeset(&lang.pick(
            format!("Risque de détracteur refusé : {events} cas, il en faudrait {needed} (10 par levier)."),
            format!("Risk of a detractor refused: {events} cases, {needed} would be needed (10 a driver)."),
        ))
    })
}

fn driver_table(lang: Lang, found: &KeyDrivers) -> Grid {
    let rows = found
        .drivers
        .iter()
        .map(|one| {
            vec![
                Cell::words(&named(lang, &one.driver)),
                Cell::measure(lang, &one.share, Unit::Share),
                Cell::measure(lang, &one.slope, Unit::Shift),
                Cell::measure(lang, &one.detractor_effect, Unit::Net),
            ]
        })
        .collect();
    Grid::new(
        lang,
        ("Leviers, du plus au moins explicatif", "Drivers, from the most to the least telling"),
        &[
            ("Levier", "Driver"),
            ("Part expliquée", "Share explained"),
            ("Points par degré", "Points a degree"),
            ("Risque de détracteur, en points", "Risk of a detractor, in points"),
        ],
        rows,
    )
}

/// What disappoints when it fails, and what delights when it shines.
pub fn asymmetries(lang: Lang, found: &[Asymmetry]) -> Section {
    let mut section = Section::new(
        lang,
        "asymmetry",
        ("Ce qui déçoit, ce qui enchante", "What disappoints, what delights"),
        (
            "Un insatisfacteur pèse surtout quand il échoue, un satisfacteur surtout quand il réussit.",
            "A dissatisfier weighs most when it fails, a satisfier most when it succeeds.",
        ),
        (
            "Ce ne sont pas les classes de Kano, que seul un questionnaire donne ; « non cité » n'est pas « moyen ».",
            "These are not Kano's classes, which only a questionnaire gives; “not mentioned” is not “average”.",
        ),
    );
    let class = |one: &Asymmetry| match one.class {
        AsymmetryClass::Dissatisfier => lang.pick("insatisfacteur", "dissatisfier"),
        AsymmetryClass::Hybrid => lang.pick("hybride", "hybrid"),
        AsymmetryClass::Satisfier => lang.pick("satisfacteur", "satisfier"),
        AsymmetryClass::Undecided => lang.pick("non tranché", "undecided"),
    };
    let rows = found
        .iter()
        .map(|one| {
            vec![
                Cell::words(lang.touchpoint(one.touchpoint)),
                Cell::words(class(one)),
                Cell::measure(lang, &one.penalty, Unit::Shift),
                Cell::measure(lang, &one.reward, Unit::Shift),
                Cell::measure(lang, &one.index, Unit::Index),
                Cell::measure(lang, &one.index_of_mentions, Unit::Index),
            ]
        })
        .collect();
    section.tables.push(Grid::new(
        lang,
        ("Pénalité et récompense, lues dans les textes", "Penalty and reward, read from the words"),
        &[
            ("Point de contact", "Touchpoint"),
            ("Classe", "Class"),
            ("Plainte", "Complaint"),
            ("Éloge", "Praise"),
            ("Indice (−1 à 1)", "Index (−1 to 1)"),
            ("Indice, mentions seules", "Index, mentions only"),
        ],
        rows,
    ));
    section
}

fn days(lang: Lang, span: Span) -> String {
    lang.pick(
        format!("du {} au {}", lang.day(span.from), lang.day(span.to)),
        format!("{} to {}", lang.day(span.from), lang.day(span.to)),
    )
}

/// Why the score moved; with the reason where it cannot be said.
pub fn score_change(lang: Lang, found: Result<&ScoreChange, Undefined>) -> Section {
    let mut section = Section::new(
        lang,
        "change",
        ("Pourquoi le score a bougé", "Why the score moved"),
        (
            "D'abord ce que change la composition des répondants, puis ce qui est dit de chaque point de contact, puis ce que ni l'un ni l'autre n'explique ; la somme est l'écart.",
            "First what the mix of respondents changed, then what is said of each touchpoint, then what neither explains; they sum to the change.",
        ),
        (
            "Un effet dont l'intervalle contient zéro peut être dû au hasard ; aucun n'est une cause prouvée.",
            "An effect whose interval holds zero may be chance; none is a proven cause.",
        ),
    );
    let found = match found {
        Ok(found) => found,
        Err(reason) => {
            let refused = lang.pick("Pas de comparaison :", "No comparison:");
            section.lines.push(lang.typeset(&format!("{refused} {}.", lang.undefined(reason))));
            return section;
        }
    };
    section.tables.extend([both(lang, found), parts(lang, found), mixes(lang, found)]);
    section
}

/// The score before and after, and the change.
fn both(lang: Lang, found: &ScoreChange) -> Grid {
    let unit = if found.score == "stars_mean" { Unit::Mean } else { Unit::Points };
    let row = |name: &str, measure: &Measure, unit| {
        vec![Cell::words(name), Cell::measure(lang, measure, unit), Cell::n(lang, measure)]
    };
    let dated = |name, span| format!("{name}, {}", days(lang, span));
    let (before, after) = (&found.before, &found.after);
    Grid::new(
        lang,
        ("Le score, avant et après", "The score, before and after"),
        &[("Période", "Period"), ("Score", "Score"), ("n", "n")],
        vec![
            row(&dated(lang.pick("avant", "before"), before.period), &before.score, unit),
            row(&dated(lang.pick("après", "after"), after.period), &after.score, unit),
            row(lang.pick("écart", "change"), &found.change, Unit::Shift),
        ],
    )
}

/// What the mix of each column did.
fn mixes(lang: Lang, found: &ScoreChange) -> Grid {
    let rows = found.mixes.iter().map(|mix| {
        vec![
            Cell::words(&one_line(lang.role(&mix.column))),
            Cell::measure(lang, &mix.mix, Unit::Shift),
            Cell::measure(lang, &mix.rate, Unit::Shift),
        ]
    });
    Grid::new(
        lang,
        ("Effet de la composition, colonne par colonne", "Effect of the mix, column by column"),
        &[("Colonne", "Column"), ("Composition", "Mix"), ("À composition égale", "At equal mix")],
        rows.collect(),
    )
}

/// The parts that sum to the change.
fn parts(lang: Lang, found: &ScoreChange) -> Grid {
    let mut rows = Vec::new();
    if let Some((column, mix)) = found.column.as_ref().zip(found.mixes.first()) {
        let column = lang.quoted(&one_line(lang.role(column)));
        let name = lang.pick(format!("composition par {column}"), format!("mix of {column}"));
        rows.push(vec![Cell::words(&name), Cell::measure(lang, &mix.mix, Unit::Shift)]);
    }
    rows.extend(found.themes.iter().map(|theme| {
        vec![
            Cell::words(lang.touchpoint(theme.touchpoint)),
            Cell::measure(lang, &theme.effect, Unit::Shift),
        ]
    }));
    rows.push(vec![
        Cell::words(lang.pick("non expliqué", "unexplained")),
        Cell::measure(lang, &found.unexplained, Unit::Shift),
    ]);
    Grid::new(
        lang,
        ("Ce qui fait l'écart", "What makes the change"),
        &[("Part", "Part"), ("Effet, en points", "Effect, in points")],
        rows,
    )
}

/// What followed dated actions.
pub fn actions(lang: Lang, found: &[ActionOutcome]) -> Section {
    let mut section = Section::new(
        lang,
        "actions",
        ("Avant et après chaque action", "Before and after each action"),
        (
            "Fréquence des plaintes sur le point de contact visé, avant et après la date de l'action.",
            "How frequent complaints about the touchpoint were before and after the day of the action.",
        ),
        (
            "Un verdict ne prouve pas que l'action en soit la cause : ce qui a changé au même moment n'en est pas ôté.",
            "A verdict does not prove that the action did it: what else changed meanwhile is not taken out.",
        ),
    );
    let verdict = |one: &ActionOutcome| match one.verdict {
        Verdict::Resolved => lang.pick("résolu", "resolved"),
        Verdict::Improved => lang.pick("amélioré", "improved"),
        Verdict::NoDetectableChange => {
            lang.pick("aucun changement décelable", "no detectable change")
        }
        Verdict::Worse => lang.pick("aggravé", "worse"),
        Verdict::Inconclusive => lang.pick("on ne peut pas dire", "inconclusive"),
    };
    let rows = found
        .iter()
        .map(|one| {
            let what =
                one.action.name.as_ref().map_or_else(String::new, |name| format!(", {name}"));
            let name = format!(
                "{}, {}{what}",
                lang.day(one.action.date),
                lang.touchpoint(one.action.touchpoint)
            );
            let of = |[complaints, judged]: [u64; 2]| {
                Cell::words(&format!("{} / {}", lang.integer(complaints), lang.integer(judged)))
            };
            vec![
                Cell::words(&name),
                Cell::words(verdict(one)),
                of(one.complaints_before),
                of(one.complaints_after),
                Cell::measure(lang, &one.ratio, Unit::Times),
                Cell::measure(lang, &one.score, Unit::Shift),
            ]
        })
        .collect();
    section.tables.push(Grid::new(
        lang,
        ("Verdicts", "Verdicts"),
        &[
            ("Action", "Action"),
            ("Verdict", "Verdict"),
            ("Plaintes avant", "Complaints before"),
            ("Plaintes après", "Complaints after"),
            ("Fréquence après / avant", "Frequency after / before"),
            ("Score, écart", "Score, change"),
        ],
        rows,
    ));
    section
}

/// Groups compared with a control.
pub fn comparison(lang: Lang, found: &Comparison) -> Section {
    let mut section = Section::new(
        lang,
        "comparison",
        ("Comparaison de groupes", "Groups compared"),
        (
            "Écart de score de chaque groupe avec le premier ; p est corrigée du nombre de groupes (Holm).",
            "The difference of score of each group with the first; p is corrected for the number of groups (Holm).",
        ),
        (
            "Sans tirage au sort des groupes, un écart peut venir de qui les compose.",
            "Unless the groups were drawn by lot, a difference may come from who is in them.",
        ),
    );
    let unit = Unit::of_indicator(&found.score);
    let rows = found
        .arms
        .iter()
        .map(|arm| {
            let effect = arm.effect.as_ref().map_or_else(
                || Cell::words(lang.pick("référence", "control")),
                |effect| Cell::measure(lang, effect, Unit::Shift),
            );
            let p = arm.p.map_or_else(|| "–".to_owned(), |p| probability(lang, p));
            vec![
                Cell::words(&arm.value),
                Cell::measure(lang, &arm.score, unit),
                effect,
                Cell::words(&p),
                Cell::n(lang, &arm.score),
            ]
        })
        .collect();
    let column = one_line(lang.role(&found.column));
    section.tables.push(Grid::new(
        lang,
        (&column, &column),
        &[("Groupe", "Group"), ("Score", "Score"), ("Écart", "Difference"), ("p", "p"), ("n", "n")],
        rows,
    ));
    section.tables.push(distinct(lang, found));
    section
}

/// What each group tells of more or less than the others.
fn distinct(lang: Lang, found: &Comparison) -> Grid {
    let rows = found.arms.iter().flat_map(|arm| arm.distinct.iter().map(move |one| (arm, one)));
    let rows = rows.map(|(arm, one)| {
        vec![
            Cell::words(&arm.value),
            Cell::words(super::themes::name(lang, one.theme)),
            Cell::words(&lang.integer(one.observed)),
            Cell::words(&lang.decimal(one.expected, 1)),
            Cell::words(&lang.signed(one.specificity, 1)),
        ]
    });
    Grid::new(
        lang,
        (
            "Ce que chaque groupe dit plus ou moins que les autres (spécificité de 2 : une fois sur cent par hasard)",
            "What each group says more or less than the others (specificity of 2: once in a hundred by chance)",
        ),
        &[
            ("Groupe", "Group"),
            ("Plainte ou signe", "Complaint or sign"),
            ("Réponses", "Answers"),
            ("Attendues", "Expected"),
            ("Spécificité", "Specificity"),
        ],
        rows.collect(),
    )
}

fn probability(lang: Lang, p: f64) -> String {
    if p < 0.001 { format!("< {}", lang.decimal(0.001, 3)) } else { lang.decimal(p, 3) }
}
