//! Words with their places, sentences and clauses.

use super::fold::{Folded, fold};
use crate::types::ByteSpan;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its folded form: lower case, no accents.
    pub folded: String,
    /// Its bytes in the text as given.
    pub span: ByteSpan,
    /// The sentence it stands in, from 0.
    pub sentence: u32,
    /// The clause it stands in, from 0 over the whole text: sentences cut at commas, semicolons, colons,
    /// brackets and dashes.
    pub clause: u32,
}

/// Words that hold an apostrophe and are one word all the same, folded.
const WHOLE: &[&str] = &["aujourd'hui", "prud'homme", "prud'hommes", "presqu'ile", "o'clock"];

/// The words of a text: maximal runs of letters and digits. The apostrophe and the hyphen separate words,
/// but for a few («aujourd'hui»).
pub fn words(text: &str) -> Vec<Word> {
    let folded = fold(text);
    let mut walk = Walk { folded: &folded, words: Vec::new(), sentence: 0, clause: 0 };
    walk.run(text);
    walk.words
}

struct Walk<'a> {
    folded: &'a Folded,
    words: Vec<Word>,
    sentence: u32,
    clause: u32,
}

impl Walk<'_> {
    fn run(&mut self, source: &str) {
        let text = self.folded.text();
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            if character.is_alphanumeric() {
                let end = word_end(text, at);
                self.words.push(Word {
                    folded: text[at..end].to_owned(),
                    span: self.folded.source(at, end),
                    sentence: self.sentence,
                    clause: self.clause,
                });
                at = end;
            } else {
                // Folding makes a space of a line break, which ends a sentence: look at the source.
                let original = self.folded.source(at, at + character.len_utf8()).of(source);
                self.mark(original, text, at);
                at += character.len_utf8();
            }
        }
    }

    /// Takes note of a mark between two words.
    fn mark(&mut self, original: &str, text: &str, at: usize) {
        let ends_sentence = match original {
            "!" | "?" | "…" | "\n" | "\r" => true,
            "." => !joins_digits(text, at),
            _ => false,
        };
        let ends_clause = match original {
            "," => !joins_digits(text, at),
            ";" | ":" | "(" | ")" | "–" | "—" => true,
            "-" => text[..at].ends_with(' ') && text[at + 1..].starts_with(' '),
            _ => ends_sentence,
        };
        if ends_sentence && self.words.last().is_some_and(|word| word.sentence == self.sentence) {
            self.sentence += 1;
        }
        if ends_clause && self.words.last().is_some_and(|word| word.clause == self.clause) {
            self.clause += 1;
        }
    }
}

/// Whether the mark at `at` stands between two digits, as in `12,50` or `4.5`.
fn joins_digits(text: &str, at: usize) -> bool {
    let digit = |character: Option<char>| character.is_some_and(|c| c.is_ascii_digit());
    digit(text[..at].chars().next_back()) && digit(text[at + 1..].chars().next())
}

fn word_end(text: &str, start: usize) -> usize {
    let end_of_run = |from: usize| {
        text[from..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |length| from + length)
    };
    let end = end_of_run(start);
    if text[end..].starts_with('\'') {
        let whole = end_of_run(end + 1);
        if WHOLE.contains(&&text[start..whole]) {
            return whole;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn elisions_and_hyphens_separate_words() {
        assert_eq!(forms("L’appli, après-vente"), ["l", "appli", "apres", "vente"]);
        assert_eq!(forms("Aujourd’hui j'attends"), ["aujourd'hui", "j", "attends"]);
    }

    #[test]
    fn spans_quote_the_source() {
        let text = "Très DÉÇU de l’œuvre";
        let quoted: Vec<&str> = words(text).iter().map(|word| word.span.of(text)).collect();
        assert_eq!(quoted, ["Très", "DÉÇU", "de", "l", "œuvre"]);
    }

    #[test]
    fn decimal_marks_end_neither_sentence_nor_clause() {
        let words = words("Payé 12,50 € et 4.5 étoiles. Fini");
        assert!(words[..6].iter().all(|word| word.clause == 0 && word.sentence == 0));
        assert_eq!(words.last().map(|word| word.sentence), Some(1));
    }

    #[test]
    fn line_breaks_end_sentences_and_commas_end_clauses() {
        let words = words("bien reçu\nmerci, à bientôt");
        let places: Vec<_> = words.iter().map(|word| (word.sentence, word.clause)).collect();
        assert_eq!(places, [(0, 0), (0, 0), (1, 1), (1, 2), (1, 2)]);
    }
}
