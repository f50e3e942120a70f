//! How groups and themes are made.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How feedback of like meaning are put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ThemeSettings {
    /// How many texts the groups of the scan have: each text with those nearest to it.
    pub group_sizes: Vec<usize>,
    /// Of more distinct texts than this, as many drawn by a hash of their words are grouped. The work grows with its
    /// square.
    pub most_texts: usize,
    /// A text with fewer content words means too little to be grouped.
    pub fewest_words: usize,
    /// Folded words that say nothing of what a text is about. Given by the lexicons.
    #[serde(skip)]
    pub stop_words: BTreeSet<String>,
}

impl Default for ThemeSettings {
    fn default() -> Self {
        Self {
            group_sizes: vec![16, 32, 64],
            most_texts: 20_000,
            fewest_words: 3,
            stop_words: BTreeSet::new(),
        }
    }
}
