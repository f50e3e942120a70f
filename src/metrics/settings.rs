//! What the metrics may be asked to do otherwise.

use serde::{Deserialize, Serialize};

use super::{DeclaredScore, KanoPair, NeedPair};
use crate::evidence::SeveritySettings;

/// The settings of the metrics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MetricSettings {
    /// The fewest answers for which a month or a segment is given.
    pub min_segment: u64,
    /// An attribute with more distinct values than this makes no segments.
    pub max_segment_values: usize,
    /// The attributes that make segments whatever their number of values.
    pub by: Vec<String>,
    /// Scores in columns of the data, each with its scale, direction and method.
    pub scores: Vec<DeclaredScore>,
    /// Pairs of Kano's questions.
    pub kano: Vec<KanoPair>,
    /// Pairs of questions on importance and satisfaction.
    pub needs: Vec<NeedPair>,
    /// How many customers are moved from class to class when their value is told.
    pub moved_customers: u64,
    /// An attribute filled in a smaller share of the feedback makes no segments, 0 to 1.
    pub min_segment_share: f64,
    /// The fewest scored feedback that speak of a touchpoint for its impact to be given.
    pub min_impact: u64,
    /// How many resamples the bootstrap intervals rest on.
    pub resamples: u32,
    /// The seed of the resamples.
    pub seed: u64,
    /// The least probability of a complaint or signal that speaks against the best score, 0 to 1.
    pub sure_crack: f64,
    /// The most quotes of one finding.
    pub quotes: usize,
    /// The most falling customers.
    pub max_customers: usize,
    /// The fall from the first to the last score that makes a falling customer, as a share of the scale.
    pub min_fall: f64,
    /// How severe each cue is: decides which quotes come first. Given by the settings of the run.
    #[serde(skip)]
    pub severity: SeveritySettings,
}

impl Default for MetricSettings {
    fn default() -> Self {
        Self {
            min_segment: 30,
            max_segment_values: 12,
            by: Vec::new(),
            scores: Vec::new(),
            kano: Vec::new(),
            needs: Vec::new(),
            moved_customers: 100,
            min_segment_share: 0.3,
            min_impact: 3,
            resamples: 400,
            seed: 1,
            sure_crack: 0.7,
            quotes: 5,
            max_customers: 20,
            min_fall: 0.3,
            severity: SeveritySettings::default(),
        }
    }
}
