//! Faults of measurement, and the score with and without the suspicious answers.

use super::section::{Cell, Grid, Section};
use crate::hygiene::{Fault, FaultKind, Hygiene};
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;

/// The faults found, or that none was.
pub fn hygiene(lang: Lang, found: &Hygiene) -> Section {
    let mut section = Section::new(
        lang,
        "hygiene",
        ("Hygiène de mesure", "Hygiene of measurement"),
        (
            "Ce qui peut fausser les chiffres, cherché avant tout classement, et le score sans les réponses suspectes.",
            "What may distort the figures, looked for before any ranking, and the score without the suspicious answers.",
        ),
        (
            "Une réponse suspecte n'est pas une réponse fausse : aucune n'est retirée des autres chiffres.",
            "A suspicious answer is not a false one: none is taken out of the other figures.",
        ),
    );
    if !found.repeats.is_empty() {
        section.lines.push(repeated(lang, found.repeats.len() as u64));
    }
    if found.faults.is_empty() {
        section.lines.push(lang.say(
            "Rien de suspect : pas de note réclamée, d'échelle inversée, de réponse recopiée ni de série improbable décelée.",
            "Nothing suspicious: no begged score, inverted scale, copied answer or improbable run was detected.",
        ));
        return section;
    }
    let rows = found.faults.iter().map(|fault| row(lang, fault)).collect();
    section.tables.push(Grid::new(
        lang,
        ("Défauts décelés", "Faults detected"),
        &[
            ("Défaut", "Fault"),
            ("Où", "Where"),
            ("Réponses", "Answers"),
            ("Attendu par hasard", "Expected by chance"),
            ("Exemples", "Examples"),
        ],
        rows,
    ));
    if found.suspicious > 0 {
        let unit = Unit::of_indicator(&found.score);
        let line = |name: (&str, &str), measure| {
            vec![
                Cell::words(lang.pick(name.0, name.1)),
                Cell::measure(lang, measure, unit),
                Cell::n(lang, measure),
            ]
        };
        let caption = lang.indicator(&found.score);
        section.tables.push(Grid::new(
            lang,
            (&caption, &caption),
            &[("Réponses", "Answers"), ("Score", "Score"), ("n", "n")],
            vec![
                line(("toutes", "all"), &found.with),
                line(("sans les suspectes", "without the suspicious ones"), &found.without),
            ],
        ));
    }
    section
}

/// How many answers are near copies.
fn repeated(lang: Lang, n: u64) -> String {
    let count = lang.integer(n);
    lang.typeset(&lang.pick(
        format!(
            "{count} {} presque mot pour mot une autre : {} dans tables/repeats.csv, et comptée{} partout.",
            if n == 1 { "réponse longue répète" } else { "réponses longues répètent" },
            if n == 1 { "elle est marquée" } else { "elles sont marquées" },
            if n == 1 { "" } else { "s" },
        ),
        format!(
            "{count} {} another nearly word for word: marked in tables/repeats.csv, and counted everywhere.",
            if n == 1 { "long answer repeats" } else { "long answers repeat" },
        ),
    ))
}

fn row(lang: Lang, fault: &Fault) -> Vec<Cell> {
    let kind = match fault.kind {
        FaultKind::ScoreBegging => ("note réclamée aux clients", "score asked of customers"),
        FaultKind::InvertedScale => ("note contraire aux mots", "score against the words"),
        FaultKind::CopiedAnswer => ("réponse recopiée", "copied answer"),
        FaultKind::ImprobableRun => {
            ("série improbable de notes maximales", "improbable run of top scores")
        }
        FaultKind::QuestionChanged => ("question reformulée", "question reworded"),
        FaultKind::MixChanged => {
            ("composition qui change d'un mois à l'autre", "mix that changes between months")
        }
    };
    let place = fault.place.as_deref().map_or_else(
        || lang.pick("tout le lot", "whole batch").to_owned(),
        |place| {
            place.split_once('=').map_or_else(
                || one_line(lang.role(place)),
                |(column, value)| format!("{} {}", one_line(lang.role(column)), one_line(value)),
            )
        },
    );
    let place = match fault.since {
        Some(day) => format!("{place}, {} {}", lang.pick("depuis le", "since"), lang.day(day)),
        None => place,
    };
    let expected = match (fault.expected, fault.p) {
        (Some(expected), _) => lang.decimal(expected, 1),
        (None, Some(p)) if p < 0.001 => format!("p < {}", lang.decimal(0.001, 3)),
        (None, Some(p)) => format!("p = {}", lang.decimal(p, 3)),
        (None, None) => "–".to_owned(),
    };
    let ids: Vec<String> = fault.ids.iter().take(3).map(|id| one_line(id)).collect();
    let (observed, of) = (lang.integer(fault.observed), lang.integer(fault.of));
    let among = lang.pick("sur", "of");
    vec![
        Cell::words(&lang.say(kind.0, kind.1)),
        Cell::words(&place),
        Cell::words(&format!("{observed} {among} {of}")),
        Cell::words(&expected),
        Cell::words(&if ids.is_empty() { "–".to_owned() } else { ids.join(", ") }),
    ]
}
