//! The identifiers already read in a batch of one file or more.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::types::Feedback;

/// The identifiers already read, with the content that each had.
///
/// Files of one batch are read with the same `Seen`.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    contents: BTreeMap<String, [u8; 32]>,
    files: BTreeMap<String, Vec<String>>,
}

/// What an identifier tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sighting {
    /// It is new.
    First,
    /// It was read with the same content.
    Same,
    /// It was read with another content.
    Other,
}

impl Seen {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The prefix of the identifiers that records of a file get where their source gives them none: the name of the
    /// file without folder and extension, numbered where another file had the same. The same bytes get the same.
    pub(super) fn prefix(&mut self, file: &str, sha256: &str) -> String {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let stem = if stem.is_empty() { name } else { stem };
        let known = self.files.entry(stem.to_owned()).or_default();
        let at = known.iter().position(|hash| hash == sha256).unwrap_or_else(|| {
            known.push(sha256.to_owned());
            known.len() - 1
        });
        if at == 0 { stem.to_owned() } else { format!("{stem}-{}", at + 1) }
    }

    /// Takes note of a feedback, unless its identifier was read before.
    pub(super) fn note(&mut self, feedback: &Feedback) -> Sighting {
        let content = digest(feedback);
        match self.contents.get(&feedback.id) {
            Some(&known) if known == content => Sighting::Same,
            Some(_) => Sighting::Other,
            None => {
                self.contents.insert(feedback.id.clone(), content);
                Sighting::First
            }
        }
    }
}

/// What makes two feedback of the same identifier the same: everything but where they were read.
fn digest(feedback: &Feedback) -> [u8; 32] {
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
    hash.finalize().into()
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let figure = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let digest = Sha256::digest(bytes);
    digest.iter().flat_map(|&byte| [figure(byte >> 4), figure(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_same_name_do_not_share_identifiers() {
        let mut seen = Seen::new();
        assert_eq!(seen.prefix("mars/avis.csv", "a"), "avis");
        assert_eq!(seen.prefix("avril/avis.csv", "b"), "avis-2");
        assert_eq!(seen.prefix("mars\\avis.csv", "a"), "avis");
        assert_eq!(seen.prefix("export.2026.jsonl", "c"), "export.2026");
    }

    #[test]
    fn hashes_are_those_of_everybody() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), known);
    }
}
