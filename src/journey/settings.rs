//! What the map of the journey may be asked to do otherwise.

use serde::{Deserialize, Serialize};

use crate::assets::DEFAULT_JOURNEY;
use crate::evidence::SeveritySettings;

/// The settings of the map of the journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct JourneySettings {
    /// A journey that the program carries (`five-phases`, `four-phases`, `three-phases`), or the file of one.
    pub plan: String,
    /// The most quotes of one cell.
    pub quotes: usize,
    /// The fewest answers that compare a touchpoint with an expectation for it to be a moment of truth.
    pub fewest: u64,
    /// How severe each cue is: decides which quotes come first. Given by the settings of the run.
    #[serde(skip)]
    pub severity: SeveritySettings,
}

impl Default for JourneySettings {
    fn default() -> Self {
        Self {
            plan: DEFAULT_JOURNEY.to_owned(),
            quotes: 2,
            fewest: 30,
            severity: SeveritySettings::default(),
        }
    }
}
