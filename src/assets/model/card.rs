//! The card of a model.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What a model is, where it comes from, and how good it was measured to be.
#[derive(Clone, Debug, Deserialize)]
pub struct Card {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence.
    pub licence: String,
    /// The languages it reads, as two-letter codes.
    pub languages: Vec<String>,
    /// The SHA-256 of each file.
    pub files: BTreeMap<String, String>,
    /// The sets it learnt from.
    #[serde(default)]
    pub training: Vec<TrainingSet>,
    /// For each head with several answers, the least probability of each label.
    pub thresholds: BTreeMap<String, BTreeMap<String, f32>>,
    /// Its figures on labelled feedback that it did not learn from, as `sentiment.accuracy` …
    #[serde(default)]
    pub quality_metrics: BTreeMap<String, f64>,
    /// The baseline trained on the same labels.
    #[serde(default)]
    pub baseline: Option<Baseline>,
}

/// A set that a model learnt from.
#[derive(Clone, Debug, Deserialize)]
pub struct TrainingSet {
    /// Its name.
    pub name: String,
    /// How free it is: `A` permissive to `D` without licence.
    pub licence_grade: String,
    /// How many of its rows were used.
    pub rows: u64,
}

/// A simpler model trained on the same labels, to compare with.
#[derive(Clone, Debug, Deserialize)]
pub struct Baseline {
    /// What it is.
    pub description: String,
    /// The SHA-256 of the labelled file that it was measured on.
    pub gold_sha256: String,
    /// Its figures, as `sentiment.accuracy`, `signals.micro_f1` …
    pub metrics: BTreeMap<String, f64>,
}
