//! Text to terms: the same at writing and at asking.

use std::borrow::Cow;

use crate::text::{Stemmer, words};
use crate::types::{ByteSpan, Language};

/// The version of what this file and the layers below make of a text. Any change of the terms is a new version, and
/// an index of another version is rebuilt.
pub(super) const VERSION: &str = "1 (rust-stemmers 1.2)";

/// The languages that have stems.
pub(super) const STEMMED: [Language; 2] = [Language::Fr, Language::En];

/// The characters that stand for an apostrophe.
const APOSTROPHES: [char; 6] = ['\'', '’', '‘', 'ʼ', '´', '`'];

/// The French words that lose their vowel before another: they say nothing, and nobody searches for them.
const ELIDED: [&str; 9] = ["c", "d", "j", "l", "m", "n", "qu", "s", "t"];

/// A word that can be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Without case, accents, ligatures.
    pub(super) folded: String,
    /// Where it stands.
    pub(super) span: ByteSpan,
}

/// The words of a text, without what an apostrophe ties to them: « l'appli » is `appli`, "shop's" is `shop`.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let tied = |folded: &str, span: ByteSpan| {
        let before = text.get(..span.range().start).unwrap_or("");
        let after = text.get(span.range().end..).unwrap_or("");
        (ELIDED.contains(&folded) && after.starts_with(APOSTROPHES))
            || (folded == "s" && before.ends_with(APOSTROPHES))
    };
    words(text)
        .into_iter()
        .filter(|word| !tied(&word.folded, word.span))
        .map(|word| Term { folded: word.folded, span: word.span })
        .collect()
}

/// A value as a filter compares it: the words of it, folded, with single spaces.
pub(super) fn fold_value(value: &str) -> String {
    let words: Vec<String> = terms(value).into_iter().map(|term| term.folded).collect();
    // A value made of signs alone is compared as it is.
    if words.is_empty() { value.trim().to_lowercase() } else { words.join(" ") }
}

/// A stemmer of one language for folded words.
pub(super) struct Stems {
    language: Language,
    stemmer: Stemmer,
}

impl Stems {
    pub(super) fn new(language: Language) -> Self {
        Self { language, stemmer: Stemmer::new(language) }
    }

    /// The stem of a folded word.
    pub(super) fn stem(&mut self, folded: &str) -> &str {
        match self.language {
            Language::Fr => self.stemmer.stem(&prepared(folded)),
            _ => self.stemmer.stem(folded),
        }
    }
}

/// French endings that Snowball knows by their accents only, folded, with the letter to accent.
const ACCENTED: [(&str, &str); 7] = [
    ("ee", "ée"),
    ("ees", "ées"),
    ("ite", "ité"),
    ("ites", "ités"),
    ("iere", "ière"),
    ("ieres", "ières"),
    ("erent", "èrent"),
];

/// A folded word as Snowball wants it: « conseillers », « perdus », « applis » without the plural that it leaves there,
/// « livree » with the accent that it looks for.
fn prepared(folded: &str) -> Cow<'_, str> {
    let word = singular(folded);
    let ending = ACCENTED.iter().find_map(|(plain, accented)| {
        word.strip_suffix(plain).map(|start| format!("{start}{accented}"))
    });
    ending.map_or(Cow::Borrowed(word), Cow::Owned)
}

/// Short words keep their `s`: « plus », « avis », « vers » are no plurals, nor are « mois » and « fois ».
fn singular(folded: &str) -> &str {
    match folded.strip_suffix('s') {
        Some(word) if word.len() >= 4 => {
            let plural = word.ends_with("er")
                || word.ends_with('u')
                || (word.ends_with('i') && !word.ends_with("ai") && !word.ends_with("oi"));
            if plural { word } else { folded }
        }
        _ => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(language: Language, text: &str) -> String {
        let mut stems = Stems::new(language);
        let stemmed = terms(text).into_iter().map(|term| stems.stem(&term.folded).to_owned());
        stemmed.collect::<Vec<_>>().join(" ")
    }

    /// Whoever has to change what is expected here has to change [`VERSION`]: indexes on disk hold the old terms.
    #[test]
    fn terms_are_those_of_this_version() {
        let text = "L’œuvre n'est PAS livrée aujourd’hui : 2 conseillers perdus, 12,50 € d'e-mails, qualité Zéro";
        let folded: Vec<String> = terms(text).into_iter().map(|term| term.folded).collect();
        assert_eq!(
            folded.join(" "),
            "oeuvre est pas livree aujourd'hui 2 conseillers perdus 12 50 e mails qualite zero"
        );
        assert_eq!(
            stems(Language::Fr, text),
            "oeuvr est pas livr aujourd'hui 2 conseil perdu 12 50 e mail qualit zero"
        );
        assert_eq!(
            stems(Language::En, "The shop's deliveries weren’t refunded"),
            "the shop deliveri weren t refund"
        );
        assert_eq!(VERSION, "1 (rust-stemmers 1.2)");
    }

    #[test]
    fn only_what_an_apostrophe_ties_is_left_out() {
        let words = |text: &str| -> Vec<String> {
            terms(text).into_iter().map(|term| term.folded).collect()
        };
        assert_eq!(words("L l' taille L"), ["l", "taille", "l"]);
        assert_eq!(words("qu’il n´a"), ["il", "a"]);
        assert_eq!(words("taille S, shops' end"), ["taille", "s", "shops", "end"]);
        assert_eq!(words("l'"), [""; 0]);
    }

    #[test]
    fn values_of_signs_alone_are_kept() {
        assert_eq!(fold_value(" Île-de-Ré "), "ile de re");
        assert_eq!(fold_value(" +++ "), "+++");
    }
}
