//! What customers are worth, by what they answered.

use super::section::{Cell, Grid, Section};
use crate::metrics::Money;
use crate::report::language::Lang;
use crate::report::numbers::Unit;
use crate::types::Measure;

/// The value of a detractor, a passive, a promoter, and of moving customers.
pub fn money(lang: Lang, found: &Money) -> Section {
    let mut section = Section::new(
        lang,
        "money",
        ("Ce que valent les clients", "What customers are worth"),
        (
            "Valeur moyenne d'un client selon sa dernière note, d'après votre table ; refusée sous 30 clients par classe.",
            "The mean value of a customer by their last score, from your table; refused below 30 customers a class.",
        ),
        (
            "C'est une corrélation : un promoteur vaut plus pour bien d'autres raisons ; ce n'est pas la prévision d'un gain.",
            "It is a correlation: a promoter is worth more for many other reasons; it is no forecast of a gain.",
        ),
    );
    let (customers, answered) = (lang.integer(found.customers), lang.integer(found.answered));
    section.lines.push(lang.typeset(&lang.pick(
        format!("{answered} des {customers} clients de la table ont répondu."),
        format!("{answered} of the {customers} customers of the table answered."),
    )));
    let line = |name: &str, measure: &Measure| {
        vec![Cell::words(name), Cell::measure(lang, measure, Unit::Amount), Cell::n(lang, measure)]
    };
    let moved = lang.integer(found.moved);
    let moves = lang.pick(
        format!("déplacer {moved} détracteurs vers passifs et {moved} passifs vers promoteurs"),
        format!("moving {moved} detractors to passives and {moved} passives to promoters"),
    );
    let [detractor, passive, promoter] = &found.value;
    section.tables.push(Grid::new(
        lang,
        ("Valeur, dans l'unité de la table", "Value, in the unit of the table"),
        &[("Client", "Customer"), ("Valeur", "Value"), ("n", "n")],
        vec![
            line(lang.pick("détracteur", "detractor"), detractor),
            line(lang.pick("passif", "passive"), passive),
            line(lang.pick("promoteur", "promoter"), promoter),
            line(
                lang.pick("un passif plutôt qu’un détracteur", "a passive rather than a detractor"),
                &found.detractor_to_passive,
            ),
            line(
                lang.pick("un promoteur plutôt qu’un passif", "a promoter rather than a passive"),
                &found.passive_to_promoter,
            ),
            line(&moves, &found.moves),
        ],
    ));
    section
}
