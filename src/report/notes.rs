//! What a batch can and cannot tell.

use super::build::Findings;
use super::model::{Coverage, Inputs, Note};
use crate::types::{Indicator, Measure};

/// Fewer feedback than this are a handful of voices rather than a batch.
const SMALL_BATCH: u64 = 100;

/// Fewer weeks of history than this, and few risings can be told from chance.
const SHORT_HISTORY: u32 = 26;

/// What the reader should know before deciding.
pub(super) fn notes(coverage: &Coverage, inputs: &Inputs, findings: &Findings) -> Vec<Note> {
    let main = findings.metrics.first().filter(|_| inputs.scale.is_some());
    let all = [
        main.and_then(detectable),
        findings.model_accuracy.map(model),
        small_batch(coverage),
        score(inputs),
        history(inputs, findings.weeks_of_history),
        rejects(inputs),
        other_languages(coverage),
    ];
    all.into_iter().flatten().collect()
}

fn note(code: &str, fr: impl Into<String>, en: impl Into<String>) -> Note {
    Note { code: code.to_owned(), fr: fr.into(), en: en.into() }
}

/// The smallest difference between two batches like this one that is more than chance: √2 times the margin
/// of one. A margin falls with the square root of the number of answers.
fn detectable(indicator: &Indicator) -> Option<Note> {
    let Measure::Known(estimate) = indicator.value else { return None };
    let points = (estimate.high - estimate.low) / 2.0 * std::f64::consts::SQRT_2;
    let needed = estimate.n * 4;
    let decimals = if points < 1.0 { 2 } else { 1 };
    let english = format!("{points:.decimals$}");
    let french = english.replace('.', ",");
    Some(note(
        "detectable_change",
        format!(
            "D’un lot de cette taille à l’autre, un écart de moins de {french} peut être dû au hasard ; \
             il faudrait environ {needed} réponses par lot pour voir deux fois moins."
        ),
        format!(
            "From one batch of this size to the next, a difference under {english} may be chance; \
             about {needed} answers a batch would be needed to see half of it."
        ),
    ))
}

fn model(accuracy: f64) -> Note {
    let percent = accuracy * 100.0;
    note(
        "model_accuracy",
        format!(
            "Le modèle se trompe aussi : sur des verbatims étiquetés, son jugement d’ensemble est juste \
             {percent:.0} fois sur 100. Lire les citations avant de décider."
        ),
        format!(
            "The model errs too: on labelled comments its overall judgement is right {percent:.0} times \
             in 100. Read the quotes before deciding."
        ),
    )
}

fn small_batch(coverage: &Coverage) -> Option<Note> {
    let judged = coverage.judged;
    (judged < SMALL_BATCH).then(|| {
        note(
            "small_batch",
            format!("Verbatims jugés : {judged} seulement ; les rangs sont indicatifs."),
            format!("Comments judged: {judged} only; ranks are indicative."),
        )
    })
}

fn score(inputs: &Inputs) -> Option<Note> {
    inputs.scale.is_none().then(|| {
        note(
            "no_score",
            "Aucune note d’échelle déclarée : l’impact est mesuré sur le sentiment du texte.",
            "No score with a declared scale: impact is measured on the sentiment of the words.",
        )
    })
}

fn history(inputs: &Inputs, weeks: Option<u32>) -> Option<Note> {
    match (inputs.days, weeks) {
        (None, _) => Some(note(
            "no_dates",
            "Sans dates, ce qui monte ou recule ne peut pas être testé.",
            "Without dates, what rises or falls cannot be tested.",
        )),
        (Some(_), None) => Some(note(
            "no_history",
            "L’historique est trop court (moins de 12 semaines) pour tester ce qui monte.",
            "The history is too short (under 12 weeks) to test what rises.",
        )),
        (Some(_), Some(weeks)) if weeks < SHORT_HISTORY => Some(note(
            "short_history",
            format!(
                "{weeks} semaines d’historique seulement : une hausse doit être nette pour être vue, et \
                 la saison n’est pas contrôlée."
            ),
            format!(
                "Only {weeks} weeks of history: a rise must be marked to be seen, and the season is not \
                 controlled for."
            ),
        )),
        _ => None,
    }
}

fn rejects(inputs: &Inputs) -> Option<Note> {
    let rejected = inputs.rejected;
    (rejected > 0).then(|| {
        note(
            "rejects",
            format!("Enregistrements inutilisables : {rejected} ; aucun chiffre ne les compte."),
            format!("Unusable records: {rejected}; no figure counts them."),
        )
    })
}

fn other_languages(coverage: &Coverage) -> Option<Note> {
    let other = coverage.other_language;
    (other > 0).then(|| {
        note(
            "other_languages",
            format!("Verbatims dans une autre langue, non jugés : {other}."),
            format!("Comments in another language, not judged: {other}."),
        )
    })
}
