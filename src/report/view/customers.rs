//! Promoters who complain, and customers whose answers fall.

use serde::Serialize;

use super::figure::{Figure, figure};
use super::quote::{QuoteView, quotes};
use crate::report::Report;
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::Trajectory;

/// Promoters who complain, in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct PromotersView {
    /// How many, written out.
    pub count: String,
    /// What they are, in one sentence.
    pub sentence: String,
    /// Their share among the promoters who wrote.
    pub share: Figure,
    /// What they complain of, with how many do.
    pub touchpoints: Vec<(String, String)>,
    /// Their quotes.
    pub quotes: Vec<QuoteView>,
}

/// The promoters who complain, where there are scores.
pub(in crate::report) fn promoters(report: &Report, lang: Lang) -> Option<PromotersView> {
    let cracked = report.promoters.as_ref()?;
    let count = lang.integer(cracked.count);
    let share = figure(lang, &cracked.share, Unit::Share);
    let told = share.range.as_ref().map_or_else(String::new, |range| {
        let all = lang.pick("des promoteurs qui ont écrit", "of the promoters who wrote");
        lang.pick(
            format!(", soit {} {all} ({range})", share.text),
            format!(", {} {all} ({range})", share.text),
        )
    });
    let who = lang.plural(
        cracked.count,
        lang.pick(
            "client très bien noté se plaint dans ses mots",
            "customer gives a top score and complains in words",
        ),
        lang.pick(
            "clients donnent une excellente note et se plaignent dans leurs mots",
            "customers give a top score and complain in words",
        ),
    );
    Some(PromotersView {
        sentence: lang.typeset(&format!("{count} {who}{told}.")),
        count,
        share,
        touchpoints: cracked
            .touchpoints
            .iter()
            .map(|&(id, count)| (lang.touchpoint(id).to_owned(), lang.integer(count)))
            .collect(),
        quotes: quotes(report, lang, &cracked.evidence),
    })
}

/// A customer whose answers fall, in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct TrajectoryView {
    /// The customer.
    pub customer: String,
    /// The fall.
    pub change: String,
    /// Scores and days, in words: « 9 puis 6 puis 3 ».
    pub path: String,
    /// From when to when.
    pub days: String,
    /// The scores, to draw.
    pub scores: Vec<f64>,
    /// Their last words.
    pub quotes: Vec<QuoteView>,
}

/// The customers whose answers fall, the steepest first; none where the batch has no customers.
pub(in crate::report) fn trajectories(report: &Report, lang: Lang) -> Option<Vec<TrajectoryView>> {
    let falls = report.customers.as_ref()?;
    Some(falls.iter().map(|fall| trajectory(report, lang, fall)).collect())
}

fn trajectory(report: &Report, lang: Lang, fall: &Trajectory) -> TrajectoryView {
    let scores: Vec<f64> = fall.scores.iter().map(|&(_, score)| score).collect();
    let written: Vec<String> = scores.iter().map(|&score| lang.score(score)).collect();
    let days = match (fall.scores.first(), fall.scores.last()) {
        (Some(&(first, _)), Some(&(last, _))) => lang.pick(
            format!("du {} au {}", lang.day(first), lang.day(last)),
            format!("{} to {}", lang.day(first), lang.day(last)),
        ),
        _ => String::new(),
    };
    TrajectoryView {
        customer: one_line(&fall.customer),
        change: lang.signed(fall.change, usize::from(fall.change.fract() != 0.0)),
        path: written.join(lang.pick(" puis ", " then ")),
        days,
        scores,
        quotes: quotes(report, lang, &fall.evidence),
    }
}
