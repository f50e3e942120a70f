//! The words of a text that may be what it is about.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::stem::Stemmer;
use super::words::Word;
use crate::types::Language;

/// Folded words that are never what a text is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsaid {
    /// Function words, words of the calendar and of any text.
    pub stop: FxHashSet<String>,
    /// First names: whoever served somebody is no subject, and is personal data. Where one is a common word too
    /// («marine», «rose», "will"), it is listed in `ambiguous` and is a name only where it is written as one.
    pub first_names: FxHashSet<String>,
    /// See `first_names`.
    pub ambiguous: FxHashSet<String>,
}

/// A content word with its stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentWord {
    /// The word, with its place.
    pub word: Word,
    /// Its stem in the language of the text.
    pub stem: String,
}

impl ContentWord {
    /// Whether the two follow each other in one clause and make an expression.
    pub fn pairs_with(&self, next: &Self) -> bool {
        self.word.clause == next.word.clause && self.stem != next.stem
    }
}

/// Finds content words, with the stemmers of both languages and their caches.
#[derive(Debug)]
pub struct ContentWords {
    french: Stemmer,
    english: Stemmer,
}

impl Default for ContentWords {
    fn default() -> Self {
        Self { french: Stemmer::new(Language::Fr), english: Stemmer::new(Language::En) }
    }
}

impl ContentWords {
    /// The content words of a text among its words, in order: neither function words, nor numbers, nor masks of
    /// personal data, nor the names of people.
    pub fn of(
        &mut self,
        text: &str,
        words: &[Word],
        language: Language,
        unsaid: &Unsaid,
    ) -> Vec<ContentWord> {
        let shouted = LazyCell::new(|| is_shouted(text));
        let is_content = |at: usize| {
            let word = &words[at];
            !unsaid.stop.contains(&word.folded)
                && is_sayable(text, word)
                && !is_name(text, words, at, &shouted, unsaid)
        };
        let kept: Vec<usize> = (0..words.len()).filter(|&at| is_content(at)).collect();
        let stemmer = match language {
            Language::En => &mut self.english,
            Language::Fr | Language::Other => &mut self.french,
        };
        kept.into_iter()
            .map(|at| ContentWord {
                stem: stemmer.stem(&words[at].folded).to_owned(),
                word: words[at].clone(),
            })
            .collect()
    }

    /// The stems of some folded words, in either language.
    pub fn stems<'a>(&mut self, words: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
        let (mut stems, words) = (BTreeSet::new(), words.into_iter());
        for word in words {
            stems.insert(self.french.stem(word).to_owned());
            stems.insert(self.english.stem(word).to_owned());
        }
        stems
    }
}

/// Neither a number, nor a letter alone, nor a mask of personal data, such as `[nom]`.
fn is_sayable(text: &str, word: &Word) -> bool {
    let masked = text[..word.span.range().start].ends_with(['[', '⟨', '⟦', '<', '{']);
    let number = word.folded.starts_with(|first: char| first.is_ascii_digit());
    !masked && !number && word.folded.chars().nth(1).is_some()
}

/// Words after which a capital begins the name of a person, folded.
const BEFORE_NAMES: &[&str] = &[
    "merci",
    "thanks",
    "thank",
    "madame",
    "mme",
    "mlle",
    "monsieur",
    "mr",
    "mrs",
    "ms",
    "miss",
    "conseiller",
    "conseillere",
    "conseillers",
    "technicien",
    "technicienne",
    "vendeur",
    "vendeuse",
    "livreur",
    "livreuse",
    "hotesse",
    "advisor",
    "adviser",
    "agent",
    "technician",
    "colleague",
    "prenomme",
    "prenommee",
    "nomme",
    "nommee",
    "named",
    "called",
    "bravo",
];

/// Words that may stand between the two.
const LINKS: &[&str] =
    &["a", "to", "au", "aux", "la", "le", "l", "est", "is", "was", "etait", "et", "and"];

/// Whether a word is the first name of somebody: a known one, or a capital after who somebody is.
fn is_name(
    text: &str,
    words: &[Word],
    at: usize,
    shouted: &LazyCell<bool, impl FnOnce() -> bool>,
    unsaid: &Unsaid,
) -> bool {
    let word = &words[at];
    let capital = word.span.of(text).starts_with(char::is_uppercase);
    let known = unsaid.first_names.contains(&word.folded);
    if known && !unsaid.ambiguous.contains(&word.folded) {
        return true;
    }
    let begins = at == 0 || words[at - 1].sentence != word.sentence;
    if !capital || begins || **shouted {
        return false;
    }
    let before = words[..at].iter().rev().take_while(|other| other.sentence == word.sentence);
    let mut before = before.skip_while(|other| LINKS.contains(&other.folded.as_str()));
    known || before.next().is_some_and(|other| BEFORE_NAMES.contains(&other.folded.as_str()))
}

/// Whether most of a text is in capitals, which then tell nothing.
fn is_shouted(text: &str) -> bool {
    let upper = text.chars().filter(|character| character.is_uppercase()).count();
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    2 * upper > letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    fn set(words: &[&str]) -> FxHashSet<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    fn content(text: &str) -> Vec<String> {
        let unsaid = Unsaid {
            stop: set(&["le", "la", "a", "et", "de", "l", "est", "par", "the", "to", "au"]),
            first_names: set(&["karim", "sylvie", "marine"]),
            ambiguous: set(&["marine"]),
        };
        let words = ContentWords::default().of(text, &words(text), Language::Fr, &unsaid);
        words.into_iter().map(|one| one.word.folded).collect()
    }

    #[test]
    fn numbers_masks_and_function_words_are_not_what_a_text_is_about() {
        assert_eq!(content("Le colis de [nom] a 12 jours, ⟦email⟧ y"), ["colis", "jours"]);
    }

    #[test]
    fn people_are_no_subject() {
        for (text, left) in [
            ("Reçu par Karim, très pro", &["recu", "tres", "pro"][..]),
            ("merci a karim", &["merci"]),
            ("Merci à Fabiola et au magasin", &["merci", "magasin"]),
            ("La conseillère est Djamila", &["conseillere"]),
            // A capital that begins a sentence, or a shout, tells nothing.
            ("Merci. Livraison rapide", &["merci", "livraison", "rapide"]),
            ("MERCI A L'EQUIPE", &["merci", "equipe"]),
            // A common word where it is written as one.
            ("Une pompe marine en panne", &["une", "pompe", "marine", "panne", "en"]),
            ("Accueillie par Marine", &["accueillie"]),
        ] {
            let mut found = content(text);
            let mut left: Vec<String> = left.iter().map(|&word| word.to_owned()).collect();
            found.sort();
            left.sort();
            assert_eq!(found, left, "{text}");
        }
    }

    #[test]
    fn expressions_stand_in_one_clause() {
        let unsaid = Unsaid::default();
        let text = "colis ouvert, colis";
        let words = ContentWords::default().of(text, &words(text), Language::Fr, &unsaid);
        assert!(words[0].pairs_with(&words[1]) && !words[1].pairs_with(&words[2]));
    }
}
