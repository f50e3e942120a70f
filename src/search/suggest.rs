//! What was perhaps meant by a word that no feedback says.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use strsim::osa_distance;
use tantivy::TantivyError;

use super::{Index, Query, SearchError};

/// From this many letters on, two may be wrong.
const LONG: usize = 8;
/// Below this many letters, another letter makes another word.
const SHORT: usize = 4;

impl Index {
    /// For each word asked for that no feedback says in any form, the nearest word that some do: of several as near,
    /// the most frequent. Words without any near one are left out.
    ///
    /// # Errors
    /// Fails where the index cannot be read.
    pub fn suggestions(&self, query: &Query) -> Result<Vec<(String, String)>, SearchError> {
        let mut unsaid = Vec::new();
        for word in query.words() {
            let long_enough = word.chars().count() >= SHORT;
            if long_enough && self.search(&Query::word(&word), 0)?.total == 0 {
                unsaid.push(word);
            }
        }
        let mut nearest: BTreeMap<&String, (usize, Reverse<u32>, String)> = BTreeMap::new();
        let searcher = self.searcher();
        for reader in searcher.segment_readers() {
            if unsaid.is_empty() {
                break;
            }
            let index = reader.inverted_index(self.words_field())?;
            let mut terms = index.terms().stream().map_err(TantivyError::from)?;
            while terms.advance() {
                let term = String::from_utf8_lossy(terms.key()).into_owned();
                for word in &unsaid {
                    let allowed = if word.chars().count() >= LONG { 2 } else { 1 };
                    if word.len().abs_diff(term.len()) > 2 * allowed {
                        continue;
                    }
                    let far = osa_distance(word, &term);
                    let found = (far, Reverse(terms.value().doc_freq), term.clone());
                    if far <= allowed && nearest.get(word).is_none_or(|best| found < *best) {
                        nearest.insert(word, found);
                    }
                }
            }
        }
        Ok(nearest.into_iter().map(|(word, (.., near))| (word.clone(), near)).collect())
    }
}
