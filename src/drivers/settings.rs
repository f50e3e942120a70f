//! What the explanations may be asked to do otherwise.

use serde::{Deserialize, Serialize};

use super::Action;

/// The settings of drivers, changes and verdicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct DriverSettings {
    /// Columns of numbers that are the drivers, in place of what is said of the touchpoints.
    pub columns: Vec<String>,
    /// The fewest feedback that complain of a touchpoint, or praise it, for it to be a driver.
    pub fewest: u64,
    /// The most drivers: shares are exact, and readable, up to 15.
    pub most: usize,
    /// The weeks compared when the score is said to have moved: so many before so many.
    pub change_weeks: u32,
    /// The column whose mix is taken out of a change; the one with the largest effect where none is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mix: Option<String>,
    /// The weeks compared before and after an action.
    pub action_weeks: u32,
    /// The fewest scored feedback of each side of a comparison.
    pub fewest_scored: u64,
    /// How many resamples the bootstrap intervals rest on.
    pub resamples: u32,
    /// The seed of the resamples.
    pub seed: u64,
    /// Dated actions, each to be given a verdict.
    pub actions: Vec<Action>,
}

impl Default for DriverSettings {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            fewest: 10,
            most: 15,
            change_weeks: 13,
            mix: None,
            action_weeks: 13,
            fewest_scored: 30,
            resamples: 200,
            seed: 3,
            actions: Vec::new(),
        }
    }
}
