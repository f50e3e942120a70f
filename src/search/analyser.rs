//! Text to terms: the same at writing and at asking.

use std::collections::HashMap;

use crate::types::{ByteSpan, Language};

use super::stand_in::{Stemmer, words};

/// The version of what this file and the layers below make of a text. Any change of the terms is a new version, and
/// an index of another version is rebuilt.
pub(super) const VERSION: &str = "1 (rust-stemmers 1.2)";

/// The languages that have stems.
pub(super) const STEMMED: [Language; 2] = [Language::Fr, Language::En];

/// How many stems are remembered: enough for the vocabulary of a million feedback, and bounded.
const REMEMBERED: usize = 1 << 17;

/// A word that can be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Without case, accents, ligatures.
    pub(super) folded: String,
    /// Where it stands.
    pub(super) span: ByteSpan,
}

/// The words of a text, without the articles and pronouns elided before an apostrophe: « l'appli » is `appli`.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let elided = |folded: &str, span: ByteSpan| {
        const CLITICS: &[&str] = &["c", "d", "j", "l", "m", "n", "qu", "s", "t"];
        CLITICS.contains(&folded)
            && (span.of(text).ends_with(APOSTROPHES)
                || text[span.range().end..].starts_with(APOSTROPHES))
    };
    words(text)
        .into_iter()
        .filter(|word| !elided(word.folded.trim_end_matches(APOSTROPHES), word.span))
        .map(|word| Term { folded: word.folded, span: word.span })
        .collect()
}

/// The characters that stand for an apostrophe.
const APOSTROPHES: [char; 3] = ['\'', '\u{2019}', '\u{02bc}'];

/// A value as a filter compares it: the words of it, folded, with single spaces.
pub(super) fn fold_value(value: &str) -> String {
    let words: Vec<String> = terms(value).into_iter().map(|term| term.folded).collect();
    // A value made of signs alone is compared as it is.
    if words.is_empty() { value.trim().to_lowercase() } else { words.join(" ") }
}

/// A stemmer of one language that remembers its answers.
pub(super) struct Stems {
    stemmer: Stemmer,
    known: HashMap<String, String>,
}

impl Stems {
    pub(super) fn new(language: Language) -> Self {
        Self { stemmer: Stemmer::new(language), known: HashMap::new() }
    }

    /// The stem of a folded word.
    pub(super) fn stem(&mut self, folded: &str) -> &str {
        if !self.known.contains_key(folded) {
            if self.known.len() >= REMEMBERED {
                self.known.clear();
            }
            self.known.insert(folded.to_owned(), self.stemmer.stem(folded));
        }
        &self.known[folded]
    }
}
