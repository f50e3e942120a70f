//! Indicators, over the whole batch and by part.

use std::collections::BTreeMap;

use super::section::{Cell, Grid, Section};
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::Indicator;

/// The indicators, each with its definition, interval and n; a table for the whole batch, then one for each
/// period and segment.
pub fn indicators(lang: Lang, metrics: &[Indicator]) -> Section {
    let mut section = Section::new(
        lang,
        "metrics",
        ("Indicateurs", "Indicators"),
        (
            "Chaque chiffre porte son intervalle à 95 %, son nombre de réponses et sa définition.",
            "Each figure bears its 95% interval, its number of answers and its definition.",
        ),
        (
            "Deux valeurs dont les intervalles se recouvrent largement ne sont pas distinguables.",
            "Two values whose intervals overlap widely cannot be told apart.",
        ),
    );
    let whole: Vec<&Indicator> =
        metrics.iter().filter(|one| one.segment.is_none() && one.period.is_none()).collect();
    let rows = whole
        .iter()
        .map(|one| {
            let mut row = measured(lang, one);
            row.push(Cell::words(&lang.definition(&one.name, &one.definition)));
            row
        })
        .collect();
    let headers = [
        ("Indicateur", "Indicator"),
        ("Valeur", "Value"),
        ("n", "n"),
        ("Définition", "Definition"),
    ];
    section.tables.push(Grid::new(
        lang,
        ("Sur tout le lot", "Over the whole batch"),
        &headers,
        rows,
    ));
    section.tables.extend(parts(lang, metrics));
    section
}

/// One table an indicator: its parts, in the order given.
fn parts(lang: Lang, metrics: &[Indicator]) -> Vec<Grid> {
    let mut order: Vec<&str> = Vec::new();
    let mut by_name: BTreeMap<&str, Vec<&Indicator>> = BTreeMap::new();
    for one in metrics.iter().filter(|one| one.segment.is_some() || one.period.is_some()) {
        if !order.contains(&one.name.as_str()) {
            order.push(&one.name);
        }
        by_name.entry(&one.name).or_default().push(one);
    }
    let table = |name: &str| {
        let title = lang.indicator(name);
        let rows = by_name[name]
            .iter()
            .map(|one| {
                let period = one.period.as_deref().map(|period| lang.period(period));
                let parts = [one.segment.as_deref().map(one_line), period];
                let named: Vec<String> = parts.into_iter().flatten().collect();
                let [_, value, n] = [0, 1, 2].map(|at| measured(lang, one)[at].clone());
                vec![Cell::words(&named.join(", ")), value, n]
            })
            .collect();
        let headers = [("Partie", "Part"), ("Valeur", "Value"), ("n", "n")];
        Grid::new(lang, (&title, &title), &headers, rows)
    };
    order.into_iter().map(table).collect()
}

fn measured(lang: Lang, one: &Indicator) -> Vec<Cell> {
    let unit = Unit::of_indicator(&one.name);
    vec![
        Cell::words(&lang.indicator(&one.name)),
        Cell::measure(lang, &one.value, unit),
        Cell::n(lang, &one.value),
    ]
}
