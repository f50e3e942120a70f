//! The language of a text: French, English, or another.

use lingua::{LanguageDetector as Trigrams, LanguageDetectorBuilder};

use super::fold::is_dressed;
use super::lexicon::Lexicon;
use super::words::Word;
use crate::types::Language;

/// From this many letters on, a text without any function word of French or English is checked against
/// other languages; below, «Parfait» and "Nothing" look like anything.
const LETTERS_TO_DOUBT: usize = 16;

/// A text is foreign where French and English together are less probable than this by its sequences of
/// characters.
const FOREIGN: f64 = 0.25;

/// The same where a word of French or English stands in it.
const FOREIGN_ALL_THE_SAME: f64 = 0.1;

/// What tells a language: its function words, and words that customers say.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The most frequent words, which hold sentences together.
    pub function_words: Lexicon,
    /// Words that only help where function words do not decide.
    pub content_words: Vec<Lexicon>,
}

impl Vocabulary {
    fn has_content_word(&self, form: &str) -> bool {
        self.content_words.iter().any(|lexicon| lexicon.knows(form))
    }
}

/// Tells the language of customer feedback, which is short: by function words, then by the words that
/// customers say, then by character sequences.
pub struct LanguageDetector {
    french: Vocabulary,
    english: Vocabulary,
    usual: Language,
    trigrams: Trigrams,
}

impl std::fmt::Debug for LanguageDetector {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("LanguageDetector")
            .field("usual", &self.usual)
            .finish_non_exhaustive()
    }
}

impl LanguageDetector {
    /// A detector from the words of both languages; `usual` is the answer where nothing decides.
    pub fn new(french: Vocabulary, english: Vocabulary, usual: Language) -> Self {
        use lingua::Language as Known;
        let languages = [
            Known::French,
            Known::English,
            Known::Spanish,
            Known::German,
            Known::Italian,
            Known::Dutch,
            Known::Portuguese,
        ];
        let trigrams = LanguageDetectorBuilder::from_languages(&languages).build();
        Self { french, english, usual, trigrams }
    }

    /// The language of a text, given its words.
    pub fn detect(&self, text: &str, words: &[Word]) -> Language {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let latin = text.chars().filter(|c| c.is_alphabetic()).filter(|&c| is_latin(c)).count();
        if letters > 0 && latin * 2 < letters {
            return Language::Other;
        }
        let functions = only_one_has(words, |form| {
            (self.french.function_words.has_word(form), self.english.function_words.has_word(form))
        });
        // A few words of ours in a long text may be words of another language too («me», «très», "no").
        let many = functions.0.abs_diff(functions.1) * 4 > words.len();
        let sure = letters < LETTERS_TO_DOUBT || many;
        if let Some(language) = larger(functions).filter(|_| sure) {
            return language;
        }
        let contents = only_one_has(words, |form| {
            (self.french.has_content_word(form), self.english.has_content_word(form))
        });
        let all = (functions.0 + contents.0, functions.1 + contents.1);
        if letters < LETTERS_TO_DOUBT {
            return larger(all).unwrap_or(self.usual);
        }
        self.by_trigrams(text, larger(all))
    }

    /// The language by character sequences; `likely` is what the words say.
    fn by_trigrams(&self, text: &str, likely: Option<Language>) -> Language {
        let of = |language| self.trigrams.compute_language_confidence(text, language);
        let (french, english) = (of(lingua::Language::French), of(lingua::Language::English));
        let least = if likely.is_some() { FOREIGN_ALL_THE_SAME } else { FOREIGN };
        if french + english < least {
            return Language::Other;
        }
        likely.unwrap_or(match french.total_cmp(&english) {
            std::cmp::Ordering::Greater => Language::Fr,
            std::cmp::Ordering::Less => Language::En,
            std::cmp::Ordering::Equal => self.usual,
        })
    }
}

/// How many words are known to the first language only, and to the second only.
fn only_one_has(words: &[Word], known: impl Fn(&str) -> (bool, bool)) -> (usize, usize) {
    words.iter().fold((0, 0), |(french, english), word| match known(&word.folded) {
        (true, false) => (french + 1, english),
        (false, true) => (french, english + 1),
        _ => (french, english),
    })
}

fn larger((french, english): (usize, usize)) -> Option<Language> {
    match french.cmp(&english) {
        std::cmp::Ordering::Greater => Some(Language::Fr),
        std::cmp::Ordering::Less => Some(Language::En),
        std::cmp::Ordering::Equal => None,
    }
}

fn is_latin(character: char) -> bool {
    matches!(u32::from(character), 0x41..=0x24F | 0x1E00..=0x1EFF) || is_dressed(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    fn detect(text: &str) -> Language {
        let list = |words: &str| {
            let rows: Vec<String> =
                words.split(' ').map(|word| format!("{word}\tfunction\t1.00")).collect();
            Lexicon::parse(&format!("cue\tlabel\tweight\n{}\n", rows.join("\n"))).unwrap()
        };
        let vocabulary = |function_words: &str, content_words: &str| Vocabulary {
            function_words: list(function_words),
            content_words: vec![list(content_words)],
        };
        let french = vocabulary(
            "le la les de des je tu il est pas a on me et très",
            "livraison parfait retard",
        );
        let english =
            vocabulary("the of to is not a on and very was i it", "delivery perfect late");
        LanguageDetector::new(french, english, Language::Fr).detect(text, &words(text))
    }

    #[test]
    fn function_words_decide() {
        assert_eq!(detect("le colis est en retard"), Language::Fr);
        assert_eq!(detect("the parcel was late"), Language::En);
    }

    #[test]
    fn very_short_answers_are_in_the_usual_language() {
        assert_eq!(detect("Parfait"), Language::Fr);
        assert_eq!(detect("RAS"), Language::Fr);
    }

    #[test]
    fn other_languages_are_told() {
        assert_eq!(
            detect("Sehr schlechter Kundendienst, niemals wieder bestellen"),
            Language::Other
        );
        assert_eq!(detect("Отличный магазин, спасибо большое"), Language::Other);
        assert_eq!(detect("Muchas gracias por vuestra ayuda, todo perfecto"), Language::Other);
    }

    #[test]
    fn words_that_customers_say_decide_for_short_answers() {
        assert_eq!(detect("Late delivery"), Language::En);
        assert_eq!(detect("Livraison nickel"), Language::Fr);
    }

    #[test]
    fn one_shared_word_does_not_make_a_foreign_text_ours() {
        assert_eq!(detect("Llevo tres semanas esperando y nadie me contesta"), Language::Other);
    }

    #[test]
    fn longer_texts_without_function_words_are_recognised() {
        assert_eq!(detect("Livraison rapide, commande conforme"), Language::Fr);
        assert_eq!(detect("Excellent service, friendly helpful staff"), Language::En);
    }
}
