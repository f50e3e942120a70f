//! What this batch can tell.

use super::section::{Cell, Grid, Section};
use crate::report::language::Lang;
use crate::report::numbers::Unit;
use crate::report::{Report, Tells};

/// The smallest changes that the batch could show, ties, and what would separate the first priorities.
pub(super) fn of_report(lang: Lang, report: &Report) -> Option<Section> {
    let found = report.tells.as_ref()?;
    let mut section = Section::new(
        lang,
        "tells",
        ("Ce que ce lot peut dire", "What this batch can tell"),
        (
            "Le plus petit changement qu'un lot comme celui-ci montrerait quatre fois sur cinq : en dessous, ne pas chercher d'explication.",
            "The smallest change that a batch like this would show four times in five: below it, look for no explanation.",
        ),
        (
            "Un changement plus petit peut être réel : ce lot ne permet pas de le dire.",
            "A smaller change may be real: this batch cannot tell.",
        ),
    );
    section.tables.push(smallest(lang, report, found));
    section.lines.extend(found.ties.iter().map(|[first, last]| {
        let (first, last) = (lang.ordinal(*first), lang.ordinal(*last));
        lang.typeset(&lang.pick(
            format!("À égalité : du {first} au {last} rang, chaque priorité peut être l'égale de la suivante."),
            format!("Tied: from {first} to {last}, each priority may be the equal of the next."),
        ))
    }));
    if let Some(needed) = found.answers_for_five {
        let needed = lang.magnitude(needed);
        section.lines.push(lang.typeset(&lang.pick(
            format!(
                "Pour un NPS à ±5 points près, il faut environ {needed} réponses comme celles-ci."
            ),
            format!("For an NPS within ±5 points, about {needed} answers like these are needed."),
        )));
    }
    if let Some(needed) = found.answers_to_separate_first {
        let (needed, have) = (lang.magnitude(needed), lang.integer(report.coverage.feedback));
        section.lines.push(lang.typeset(&lang.pick(
            format!("Il faudrait environ {needed} réponses comme celles-ci, contre {have}, pour départager les deux premières priorités."),
            format!("About {needed} answers like these, against {have}, would separate the first two priorities."),
        )));
    }
    Some(section)
}

/// The smallest change of the score, and of themes by how many tell of them.
fn smallest(lang: Lang, report: &Report, found: &Tells) -> Grid {
    let points = |change: f64| format!("{} points", lang.decimal(change * 100.0, 1));
    let score = found.score.zip(report.metrics.first()).map(|(change, main)| {
        let written = match Unit::of_indicator(&main.name) {
            Unit::Share | Unit::Net => points(change),
            _ => lang.decimal(change, if change < 1.0 { 2 } else { 1 }),
        };
        vec![Cell::words(&lang.indicator(&main.name)), Cell::words(&written)]
    });
    let share = |&(share, change): &(f64, f64)| {
        let told = lang.percent(share, 0);
        let name = lang.pick(
            format!("un thème dit par {told} des réponses"),
            format!("a theme told by {told} of the answers"),
        );
        vec![Cell::words(&lang.typeset(&name)), Cell::words(&points(change))]
    };
    Grid::new(
        lang,
        ("Plus petit changement décelable", "Smallest change that can be detected"),
        &[("Chiffre", "Figure"), ("Changement", "Change")],
        score.into_iter().chain(found.shares.iter().map(share)).collect(),
    )
}
