//! Texts as sequences of words with their places: folding, words, clauses, stems, cues, language.
//!
//! Everything here keeps byte offsets into the text as given, because every claim of a report must be
//! able to quote the words that it rests on.

mod content;
mod fold;
mod language;
mod lexicon;
mod pattern;
mod said;
mod segment;
mod spoken;
mod stem;
mod words;

pub use content::has_content;
pub use fold::{Folded, fold, folded};
pub use language::{LanguageDetector, Vocabulary};
pub use lexicon::{Cue, Lexicon, LexiconError};
pub use said::{ContentWord, ContentWords, Unsaid};
pub use segment::Segmenter;
pub use spoken::{CLAUSE, Spoken, SpokenBuilder, spoken};
pub use stem::Stemmer;
pub use words::{Word, words};
