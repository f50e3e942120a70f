//! The annotator measured on a labelled file.

use std::collections::BTreeMap;

use super::Engine;
use crate::assets::{Baseline, sha256_hex};
use crate::classify::TextToAnnotate;
use crate::error::Error;
use crate::observe::{Observer, Stage};
use crate::quality::{Evaluation, Gold, evaluate, read_gold};
use crate::types::Annotation;

/// How good an annotator is on a labelled file.
#[derive(Clone, Debug)]
pub struct GoldEvaluation {
    /// How many labelled feedback the file holds.
    pub rows: usize,
    /// The model, as `name version`; `lexicons` without one.
    pub model: String,
    /// The runtime.
    pub runtime: String,
    /// Over all feedback.
    pub all: Evaluation,
    /// By the language that the file states.
    pub by_language: BTreeMap<String, Evaluation>,
    /// The baseline of the model's card, where it was measured on this very file.
    pub baseline: Option<Baseline>,
}

/// Annotates a labelled file and compares.
///
/// # Errors
///
/// When the file cannot be understood, or the model fails.
pub fn evaluate_gold(
    engine: &Engine,
    bytes: &[u8],
    observer: &dyn Observer,
) -> Result<GoldEvaluation, Error> {
    let gold = read_gold(&String::from_utf8_lossy(bytes))?;
    observer.stage(Stage::Classify, Some(gold.len() as u64));
    let texts: Vec<TextToAnnotate<'_>> =
        gold.iter().map(|gold| TextToAnnotate { text: &gold.text, language: None }).collect();
    let annotations = engine.annotate(&texts, observer)?;
    let pairs: Vec<(&Gold, &Annotation)> = gold.iter().zip(&annotations).collect();
    let mut by_language: BTreeMap<String, Vec<(&Gold, &Annotation)>> = BTreeMap::new();
    for &(gold, annotation) in &pairs {
        if let Some(lang) = &gold.lang {
            by_language.entry(lang.clone()).or_default().push((gold, annotation));
        }
    }
    let hash = sha256_hex(bytes);
    let baseline = engine.card().and_then(|card| card.baseline.clone());
    Ok(GoldEvaluation {
        rows: gold.len(),
        model: engine.model_title().unwrap_or("lexicons").to_owned(),
        runtime: engine.runtime().to_owned(),
        all: evaluate(&pairs),
        by_language: by_language
            .iter()
            .map(|(lang, pairs)| (lang.clone(), evaluate(pairs)))
            .collect(),
        baseline: baseline.filter(|baseline| baseline.gold_sha256 == hash),
    })
}
