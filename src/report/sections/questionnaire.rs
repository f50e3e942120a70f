//! What questionnaires say: Kano's pairs, importance and satisfaction.

use super::section::{Cell, Grid, Section};
use crate::metrics::{KanoClass, KanoFinding, NeedFinding};
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;

/// Features by Kano's questions.
pub fn kano(lang: Lang, found: &[KanoFinding]) -> Section {
    let mut section = Section::new(
        lang,
        "kano",
        ("Kano : ce qui est attendu, ce qui enchante", "Kano: what is expected, what delights"),
        (
            "Classe la plus fréquente de chaque fonction, d'après les deux questions posées (avec, sans).",
            "The most frequent class of each feature, from the two questions asked (with, without).",
        ),
        (
            "Une classe « incertaine » n'est pas plus fréquente que la suivante au-delà du hasard.",
            "An “unsure” class is not more frequent than the next beyond chance.",
        ),
    );
    let class = |one: &KanoFinding| {
        let (fr, en) = match one.class {
            Some(KanoClass::MustBe) => ("attendu (déceptif)", "must-be"),
            Some(KanoClass::OneDimensional) => ("proportionnel", "one-dimensional"),
            Some(KanoClass::Attractive) => ("enchantement", "attractive"),
            Some(KanoClass::Indifferent) => ("neutre", "indifferent"),
            Some(KanoClass::Reverse) => ("inverse", "reverse"),
            Some(KanoClass::Questionable) => ("contradictoire", "questionable"),
            None => ("aucune réponse", "no answer"),
        };
        let unsure = if one.sure || one.class.is_none() {
            ""
        } else {
            lang.pick(", incertaine", ", unsure")
        };
        format!("{}{unsure}", lang.pick(fr, en))
    };
    let rows = found
        .iter()
        .map(|one| {
            vec![
                Cell::words(&one_line(&one.name)),
                Cell::words(&class(one)),
                Cell::measure(lang, &one.better, Unit::Share),
                Cell::measure(lang, &one.worse, Unit::Share),
                Cell::n(lang, &one.better),
            ]
        })
        .collect();
    section.tables.push(Grid::new(
        lang,
        ("Fonctions", "Features"),
        &[
            ("Fonction", "Feature"),
            ("Classe", "Class"),
            ("Satisferait (Better)", "Would satisfy (Better)"),
            ("Manquerait (Worse)", "Would be missed (Worse)"),
            ("n", "n"),
        ],
        rows,
    ));
    section
}

/// Needs by importance and satisfaction.
pub fn needs(lang: Lang, found: &[NeedFinding]) -> Section {
    let mut section = Section::new(
        lang,
        "needs",
        ("Importance déclarée et satisfaction", "Stated importance and satisfaction"),
        (
            "Occasion d'Ulwick : importance + max(importance − satisfaction, 0), chacune étant la part de 4–5 ramenée sur 10.",
            "Ulwick's opportunity: importance + max(importance − satisfaction, 0), each being the share of 4–5 out of 10.",
        ),
        (
            "L'importance est celle que les clients déclarent ; celle qui se lit dans leurs scores est parmi les leviers.",
            "Importance is what customers state; what their scores show of it stands among the drivers.",
        ),
    );
    let rows = found
        .iter()
        .map(|one| {
            vec![
                Cell::words(&one_line(&one.name)),
                Cell::measure(lang, &one.importance, Unit::Mean),
                Cell::measure(lang, &one.satisfaction, Unit::Mean),
                Cell::measure(lang, &one.opportunity, Unit::Mean),
                Cell::n(lang, &one.opportunity),
            ]
        })
        .collect();
    section.tables.push(Grid::new(
        lang,
        (
            "Besoins, de la plus grande à la plus petite occasion",
            "Needs, from the largest opportunity",
        ),
        &[
            ("Besoin", "Need"),
            ("Importance", "Importance"),
            ("Satisfaction", "Satisfaction"),
            ("Occasion", "Opportunity"),
            ("n", "n"),
        ],
        rows,
    ));
    section
}
