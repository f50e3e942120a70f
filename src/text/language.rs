//! The language of a text: French, English, or another.

use lingua::{LanguageDetector as Trigrams, LanguageDetectorBuilder};

use super::lexicon::Lexicon;
use super::words::Word;
use crate::types::Language;

/// From this many letters on, a text without any function word of French or English is checked against
/// other languages; below, «Parfait» and "Nothing" look like anything.
const LETTERS_TO_DOUBT: usize = 16;

/// The least confidence in another language for a text to be called foreign.
const FOREIGN: f64 = 0.75;

/// Tells the language of customer feedback, which is short: by function words first, by character
/// sequences where they do not decide.
pub struct LanguageDetector {
    french: Lexicon,
    english: Lexicon,
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
    /// A detector from the function words of both languages; `usual` is the answer where nothing decides.
    pub fn new(french: Lexicon, english: Lexicon, usual: Language) -> Self {
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
        let (french, english) = self.function_words(words);
        if french > english {
            return Language::Fr;
        }
        if english > french {
            return Language::En;
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let latin = text.chars().filter(|c| c.is_alphabetic()).filter(|&c| is_latin(c)).count();
        if letters > 0 && latin * 2 < letters {
            return Language::Other;
        }
        if letters < LETTERS_TO_DOUBT { self.usual } else { self.by_trigrams(text, french > 0) }
    }

    /// How many words are function words of French only, and of English only.
    fn function_words(&self, words: &[Word]) -> (usize, usize) {
        let mut counts = (0, 0);
        for word in words {
            match (self.french.has_word(&word.folded), self.english.has_word(&word.folded)) {
                (true, false) => counts.0 += 1,
                (false, true) => counts.1 += 1,
                _ => {}
            }
        }
        counts
    }

    fn by_trigrams(&self, text: &str, known: bool) -> Language {
        let ranked = self.trigrams.compute_language_confidence_values(text);
        let confidence = |wanted| {
            ranked
                .iter()
                .find(|(language, _)| *language == wanted)
                .map_or(0.0, |&(_, confidence)| confidence)
        };
        let (french, english) =
            (confidence(lingua::Language::French), confidence(lingua::Language::English));
        let foreign = ranked.first().map_or(0.0, |&(_, best)| best);
        if !known && foreign > french.max(english) && foreign >= FOREIGN {
            Language::Other
        } else if french > english {
            Language::Fr
        } else if english > french {
            Language::En
        } else {
            self.usual
        }
    }
}

fn is_latin(character: char) -> bool {
    matches!(u32::from(character), 0x41..=0x24F | 0x1E00..=0x1EFF)
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
        let french = list("le la les de des je tu il est pas a on me et très");
        let english = list("the of to is not a on me and very was i it");
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
    fn longer_texts_without_function_words_are_recognised() {
        assert_eq!(detect("Livraison rapide, commande conforme"), Language::Fr);
        assert_eq!(detect("Excellent service, friendly helpful staff"), Language::En);
    }
}
