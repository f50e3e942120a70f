//! What the search for faults may be asked to do otherwise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::Lexicon;
use crate::types::Language;

/// The settings of the search for faults of measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct HygieneSettings {
    /// The probability that chance alone shows one fault of a kind in a batch, at most.
    pub level: f64,
    /// A column with more distinct values than this tells no places apart.
    pub max_places: usize,
    /// The fewest answers of a place for it to be tested.
    pub fewest: u64,
    /// The fewest words of an answer for its copies to be suspect: « très bien » is said by many.
    pub copied_words: usize,
    /// How many times an answer must stand in a batch to be called copied.
    pub copies: usize,
    /// The least change of a mix that is worth telling, as a distance between shares (Cramér's V), 0 to 1.
    pub least_mix_change: f64,
    /// The cues of begging of each language. Given by the lexicons.
    #[serde(skip)]
    pub solicited: BTreeMap<Language, Lexicon>,
}

impl Default for HygieneSettings {
    fn default() -> Self {
        Self {
            level: 0.001,
            max_places: 500,
            fewest: 15,
            copied_words: 8,
            copies: 3,
            least_mix_change: 0.2,
            solicited: BTreeMap::new(),
        }
    }
}
