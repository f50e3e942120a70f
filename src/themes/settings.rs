//! How groups and themes are made.

use rustc_hash::FxHashSet;

use serde::{Deserialize, Serialize};

/// How feedback of like meaning are put together. Likenesses are cosines, 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ThemeSettings {
    /// How many texts the groups of the scan have: each text with those nearest to it.
    pub group_sizes: Vec<usize>,
    /// How many texts the groups of the scan around a word have, at most: those that say it or a word near to it.
    pub word_group_sizes: Vec<usize>,
    /// A word this near to another may be of its group.
    pub near_words_from: f64,
    /// Of more distinct texts than this, as many drawn by a hash of their words are compared with each other. The work
    /// grows with its square.
    pub most_texts: usize,
    /// A text with fewer content words means too little to be in a group of the scan.
    pub fewest_words: usize,
    /// A sentence with fewer content words means too little to be of a theme.
    pub fewest_words_of_sentence: usize,
    /// Sentences this near to each other are what a theme is born of.
    pub dense_from: f64,
    /// A sentence this near to an anchor of a theme is of it.
    pub told_from: f64,
    /// What is born this near to an anchor of a theme is no other theme, but widens it.
    pub same_from: f64,
    /// The fewest feedback that a theme is born of.
    pub min_support: u64,
    /// Two themes are one where this share of the sentences of the smaller are near enough to be of the other too.
    pub merge_overlap: f64,
    /// A theme is two where its halves would share less than this, as [`Self::merge_overlap`].
    pub split_overlap: f64,
    /// The words that a theme is told by, at most.
    pub words: usize,
    /// The most quotes of a theme.
    pub quotes: usize,
    /// Folded words that say nothing of what a text is about. Given by the lexicons.
    #[serde(skip)]
    pub stop_words: FxHashSet<String>,
}

impl Default for ThemeSettings {
    fn default() -> Self {
        Self {
            group_sizes: vec![16, 32, 64],
            word_group_sizes: vec![64, 128, 256],
            near_words_from: 0.33,
            most_texts: 20_000,
            fewest_words: 3,
            fewest_words_of_sentence: 2,
            dense_from: 0.6,
            told_from: 0.55,
            same_from: 0.8,
            min_support: 15,
            merge_overlap: 0.75,
            split_overlap: 0.2,
            words: 6,
            quotes: 3,
            stop_words: FxHashSet::default(),
        }
    }
}
