//! Hits counted by facets.

use std::fmt::Write as _;

use vigie::search::{Facet, FacetCounts};

use crate::cli::session::Session;

use super::run::{View, understood};

/// The most values of a facet that people are shown.
const MOST: usize = 30;

/// The widest bar, in characters.
const BAR: u64 = 24;

pub(super) fn facets(view: &View<'_>, asked: &str) -> anyhow::Result<Vec<FacetCounts>> {
    let count =
        |name: &String| Ok(understood(asked, view.index.facet(view.query, &Facet::named(name)))?);
    view.args.facet.iter().map(count).collect()
}

pub(super) fn human(facets: &[FacetCounts], session: &Session) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for facet in facets {
        let (hits, without) = (facet.hits, facet.without);
        if session.speaks_french() {
            writeln!(text, "\n{} · {hits} avis, {without} sans valeur", facet.facet)?;
        } else {
            writeln!(text, "\n{} · {hits} feedback, {without} without a value", facet.facet)?;
        }
        let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
        let wide = |value: &str| value.chars().count();
        let hidden = facet.values.len().saturating_sub(MOST);
        // Of weeks and months, the last ones.
        let in_order = matches!(facet.facet.as_str(), "week" | "month");
        let first = if in_order { hidden } else { 0 };
        let shown = &facet.values[first..(first + MOST).min(facet.values.len())];
        let width = shown.iter().map(|value| wide(&value.value)).max().unwrap_or(0);
        for value in shown {
            let pad = " ".repeat(width - wide(&value.value));
            let bar = "█".repeat(usize::try_from((value.count * BAR).div_ceil(most)).unwrap_or(0));
            let share = 100.0 * float(value.count) / float(hits.max(1));
            let of = session.says("sur", "of");
            write!(text, "  {}{pad} {:>7}  {share:>5.1} %", value.value, value.count)?;
            writeln!(text, "  {of} {:>7}  {:>8}  {bar}", value.of, sign(value.specificity))?;
        }
        if hidden > 0 {
            let more = session.says(
                "autres valeurs : --format csv les donne",
                "more values: --format csv gives them",
            );
            writeln!(text, "  … {hidden} {more}")?;
        }
    }
    if !facets.is_empty() {
        text.push_str(session.says(
            "\nsur : parmi tous les avis · ±n : spécificité de Lafon (3 = une chance sur mille), rien sous 2\n",
            "\nof: among all feedback · ±n: Lafon's specificity (3 = one chance in a thousand), nothing below 2\n",
        ));
    }
    Ok(text)
}

/// A specificity, where it says something.
pub(super) fn sign(specificity: f64) -> String {
    if specificity.abs() < 2.0 { String::new() } else { format!("{specificity:+.1}") }
}

#[expect(clippy::cast_precision_loss, reason = "counts of feedback stay below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

pub(super) fn csv(facets: &[FacetCounts]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    if !facets.is_empty() {
        let columns = ["facet", "value", "count", "of", "specificity"];
        rows.push(columns.map(str::to_owned).to_vec());
    }
    for facet in facets {
        for value in &facet.values {
            rows.push(vec![
                facet.facet.clone(),
                value.value.clone(),
                value.count.to_string(),
                value.of.to_string(),
                value.specificity.to_string(),
            ]);
        }
    }
    rows
}
