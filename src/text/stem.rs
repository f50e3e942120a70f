//! Stems, by Snowball.

use std::collections::HashMap;

use rust_stemmers::Algorithm;

use crate::types::Language;

/// Past this many forms the cache is emptied: a corpus has fewer, noise may not.
const CACHE_LIMIT: usize = 200_000;

/// Finds stems of folded words, with a cache: a corpus says the same few thousand words again and again.
///
/// Snowball's French wants accents, which folded words have lost: the stems are those of the folded
/// forms, the same at writing and at asking.
pub struct Stemmer {
    snowball: rust_stemmers::Stemmer,
    known: HashMap<String, String>,
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Stemmer").field("known", &self.known.len()).finish_non_exhaustive()
    }
}

impl Stemmer {
    /// A stemmer for a language. Words of another language than English are stemmed as French.
    pub fn new(language: Language) -> Self {
        let algorithm = match language {
            Language::En => Algorithm::English,
            Language::Fr | Language::Other => Algorithm::French,
        };
        Self { snowball: rust_stemmers::Stemmer::create(algorithm), known: HashMap::new() }
    }

    /// The stem of a folded word.
    pub fn stem(&mut self, folded: &str) -> &str {
        if !self.known.contains_key(folded) {
            if self.known.len() >= CACHE_LIMIT {
                self.known.clear();
            }
            let stem = self.snowball.stem(folded).into_owned();
            self.known.insert(folded.to_owned(), stem);
        }
        &self.known[folded]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_share_a_stem() {
        let mut french = Stemmer::new(Language::Fr);
        assert_eq!(french.stem("remboursement").to_owned(), french.stem("rembourse"));
        let mut english = Stemmer::new(Language::En);
        assert_eq!(english.stem("deliveries").to_owned(), english.stem("delivery"));
    }
}
