//! What the ranking may be asked to do otherwise.

use serde::{Deserialize, Serialize};

use crate::evidence::SeveritySettings;
use crate::metrics::CustomerValues;

/// The settings of the ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PrioritySettings {
    /// Weights made for a purpose, in place of `weights`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// How much each factor weighs.
    pub weights: FactorWeights,
    /// The weeks, up to the last one, that growth calls recent.
    pub recent_weeks: u32,
    /// The weight of an ordinary complaint in the severity level of a subject, in feedback: one case does
    /// not outrank five.
    pub severity_shrinkage: f64,
    /// A touchpoint of whose complaints this share belongs to one weak signal is left to the signal.
    pub same_subject: f64,
    /// The most priorities given: what comes after them is not what to look at first.
    pub most: usize,
    /// A subject whose score is below this share of the first one is no priority, 0 to 1.
    pub least_score: f64,
    /// How many resamples the intervals of severity, impact and rank rest on.
    pub resamples: u32,
    /// The seed of the resamples.
    pub seed: u64,
    /// How severe each cue is. Given by the settings of the run.
    #[serde(skip)]
    pub severity: SeveritySettings,
    /// What each customer is worth. Given by the table of customers, where there is one.
    #[serde(skip)]
    pub values: CustomerValues,
}

impl Default for PrioritySettings {
    fn default() -> Self {
        Self {
            preset: None,
            weights: FactorWeights::default(),
            recent_weeks: 8,
            severity_shrinkage: 2.0,
            same_subject: 0.7,
            most: 12,
            least_score: 0.5,
            resamples: 200,
            seed: 2,
            severity: SeveritySettings::default(),
            values: CustomerValues::new(),
        }
    }
}

/// How much each factor weighs in a rank. They are divided by their sum, so that they sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct FactorWeights {
    /// How many feedback tell of it.
    pub reach: f64,
    /// How dissatisfied they are.
    pub severity: f64,
    /// What it costs the main score.
    pub impact: f64,
    /// How fast it grows.
    pub growth: f64,
    /// What the customers who tell of it are worth; counts only with a table of customers.
    pub value: f64,
}

impl Default for FactorWeights {
    fn default() -> Self {
        Self { reach: 0.25, severity: 0.3, impact: 0.2, growth: 0.25, value: 0.2 }
    }
}

impl FactorWeights {
    /// The weights of reach, severity, impact, growth and value, summing to 1; all equal where the settings give no
    /// weight. Value weighs nothing without a table of customers.
    pub(super) fn normalised(self, valued: bool) -> [f64; 5] {
        let value = if valued { self.value } else { 0.0 };
        let weights =
            [self.reach, self.severity, self.impact, self.growth, value].map(|one| one.max(0.0));
        let sum: f64 = weights.iter().sum();
        if sum > 0.0 { weights.map(|one| one / sum) } else { [0.2; 5] }
    }
}

/// Weights made for a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// What hurts most, however few say so.
    Severity,
    /// What most customers tell.
    Volume,
    /// What the score loses by.
    Score,
    /// What grows.
    Watch,
    /// What valuable customers tell.
    Value,
}

impl Preset {
    /// Its weights.
    pub const fn weights(self) -> FactorWeights {
        let (reach, severity, impact, growth, value) = match self {
            Self::Severity => (0.1, 0.6, 0.1, 0.1, 0.1),
            Self::Volume => (0.6, 0.1, 0.1, 0.1, 0.1),
            Self::Score => (0.1, 0.1, 0.6, 0.1, 0.1),
            Self::Watch => (0.1, 0.2, 0.1, 0.5, 0.1),
            Self::Value => (0.1, 0.15, 0.15, 0.1, 0.5),
        };
        FactorWeights { reach, severity, impact, growth, value }
    }
}

impl PrioritySettings {
    /// The weights in force, summing to 1.
    pub(super) fn weights_in_force(&self) -> [f64; 5] {
        let weights = self.preset.map_or(self.weights, Preset::weights);
        weights.normalised(!self.values.is_empty())
    }
}
