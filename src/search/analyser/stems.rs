//! The stems of words: the keys under which the forms of a word meet.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::text::{Stemmer, folded};
use crate::types::Language;

use super::Term;
use super::families::head;

/// The languages that have stems.
pub(in crate::search) const STEMMED: [Language; 2] = [Language::Fr, Language::En];

/// Past this many forms the cache is emptied: a corpus has fewer, noise may not.
const CACHE_LIMIT: usize = 200_000;

/// The stems of words in one language.
pub(in crate::search) struct Stems {
    language: Language,
    stemmer: Stemmer,
    known: HashMap<String, Vec<String>>,
}

impl Stems {
    pub(in crate::search) fn new(language: Language) -> Self {
        Self { language, stemmer: Stemmer::new(language), known: HashMap::new() }
    }

    /// The stems of a word, without repetition: that of its family where it has one, else that of its folded form;
    /// then those of the compounds that it begins.
    ///
    /// Snowball's French looks for accents, which a folded word has lost and a hurried customer never typed. The folded
    /// form is given them back at its end, so that all who fold alike have one stem; a second stem, of the form as it is
    /// written, would bring together no pair of `tests/data/word_forms` that is apart without it.
    pub(in crate::search) fn of(&mut self, term: &Term) -> Vec<String> {
        let mut stems = self.of_form(&term.folded, &term.written);
        for compound in &term.compounds {
            for stem in self.of_form(&compound.form, &compound.form) {
                if !stems.contains(&stem) {
                    stems.push(stem);
                }
            }
        }
        stems
    }

    fn of_form(&mut self, form: &str, written: &str) -> Vec<String> {
        if let Some(stems) = self.known.get(written) {
            return stems.clone();
        }
        let stems = self.find(form, written);
        if self.known.len() >= CACHE_LIMIT {
            self.known.clear();
        }
        self.known.insert(written.to_owned(), stems.clone());
        stems
    }

    fn find(&mut self, form: &str, written: &str) -> Vec<String> {
        if let Some(head) = head(self.language, written).or_else(|| head(self.language, form)) {
            let apart = head.starts_with('=');
            return vec![if apart { head.to_owned() } else { self.stem(head) }];
        }
        vec![self.stem(form)]
    }

    /// The stem of a folded form.
    fn stem(&mut self, form: &str) -> String {
        let stem = match self.language {
            Language::Fr => self.stemmer.stem(&prepared(form)),
            _ => self.stemmer.stem(form),
        };
        // The endings that were given their accent may have kept it.
        folded(stem)
    }
}

/// French endings that Snowball knows by their accents only, folded, with the letter to accent.
/// « actif » is given its feminine, which Snowball knows.
const ACCENTED: [(&str, &str); 8] = [
    ("ee", "ée"),
    ("ees", "ées"),
    ("ite", "ité"),
    ("ites", "ités"),
    ("iere", "ière"),
    ("ieres", "ières"),
    ("erent", "èrent"),
    ("if", "ive"),
];

/// A folded word as Snowball wants it: « conseillers », « perdus », « applis » without the plural that it leaves there,
/// « livree » with the accent that it looks for.
fn prepared(folded: &str) -> Cow<'_, str> {
    let word = singular(folded);
    let ending = ACCENTED.iter().find_map(|(plain, accented)| {
        let start = word.strip_suffix(plain).filter(|start| start.len() > 1)?;
        Some(format!("{start}{accented}"))
    });
    ending.map_or(Cow::Borrowed(word), Cow::Owned)
}

/// Short words keep their `s`: « plus », « avis », « vers » are no plurals, nor are « mois » and « fois ».
fn singular(folded: &str) -> &str {
    match folded.strip_suffix('s') {
        Some(word) if word.len() >= 4 => {
            let plural = word.ends_with("er")
                || word.ends_with("if")
                || word.ends_with('u')
                || (word.ends_with('i') && !word.ends_with("ai") && !word.ends_with("oi"));
            if plural { word } else { folded }
        }
        _ => folded,
    }
}
