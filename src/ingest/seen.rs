//! The identifiers already read in a batch of one file or more.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::types::{Feedback, file_stem};

/// The identifiers already read, with the content that each had.
///
/// Files of one batch are read with the same `Seen`. Only digests are kept, 32 bytes an identifier.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// By the digest of the identifier, that of its content and the number of the source in which it was read; looked
    /// up, never listed.
    contents: FxHashMap<u128, (u64, u32)>,
    sources: Vec<String>,
    files: BTreeMap<String, Vec<String>>,
}

/// What an identifier tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sighting {
    /// It is new.
    First,
    /// It was read with the same content.
    Same,
    /// It was read with another content in the same file.
    Other,
}

impl Seen {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes note of a file that was read before, by its name and the SHA-256 of its bytes, so that records without
    /// identifier of other files of that name get others. Gives its number among the files of its name, from 1.
    pub fn file(&mut self, name: &str, sha256: &str) -> usize {
        let known = self.files.entry(file_stem(name).to_owned()).or_default();
        let at = known.iter().position(|hash| hash == sha256).unwrap_or_else(|| {
            known.push(sha256.to_owned());
            known.len() - 1
        });
        at + 1
    }

    /// Takes note of a feedback of a file, unless its identifier was read before.
    ///
    /// Two exports may number their records alike: where another file gave the identifier to another content, the
    /// feedback is named after its file, `mars:12`.
    pub(super) fn note(&mut self, feedback: &mut Feedback, file: &str) -> Sighting {
        let source = self.source(file);
        let content = digest(feedback);
        match self.contents.entry(identity(&feedback.id)) {
            Entry::Vacant(place) => {
                place.insert((content, source));
                Sighting::First
            }
            Entry::Occupied(known) => match *known.get() {
                (known, _) if known == content => Sighting::Same,
                (_, other) if other == source => Sighting::Other,
                _ => {
                    feedback.id = format!("{file}:{}", feedback.id);
                    self.note(feedback, file)
                }
            },
        }
    }

    fn source(&mut self, file: &str) -> u32 {
        let known = self.sources.iter().rposition(|known| known == file);
        let at = known.unwrap_or_else(|| {
            self.sources.push(file.to_owned());
            self.sources.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// The digest of an identifier: two that share one are not to be met before 10^15 of them.
fn identity(id: &str) -> u128 {
    let digest = Sha256::digest(id);
    digest.iter().take(16).fold(0, |sum, &byte| sum << 8 | u128::from(byte))
}

/// What makes two feedback of the same identifier the same: everything but where they were read.
fn digest(feedback: &Feedback) -> u64 {
    let mut hash = Sha256::new();
    let mut put = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    put(&feedback.text);
    put(&feedback.received.map(|at| at.to_string()).unwrap_or_default());
    put(feedback.language.as_deref().unwrap_or_default());
    put(feedback.customer.as_deref().unwrap_or_default());
    for (scale, score) in &feedback.ratings {
        put(scale.id());
        put(&score.to_string());
    }
    for (name, value) in &feedback.attributes {
        put(name);
        put(value);
    }
    hash.finalize().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_same_name_are_told_apart_by_their_bytes() {
        let mut seen = Seen::new();
        assert_eq!(seen.file("mars/avis.csv", "a"), 1);
        assert_eq!(seen.file("avril/avis.csv", "b"), 2);
        assert_eq!(seen.file("mars\\avis.csv", "a"), 1);
        assert_eq!(seen.file("avis.jsonl", "c"), 3);
        assert_eq!(seen.file("export.2026.jsonl", "c"), 1);
    }
}
