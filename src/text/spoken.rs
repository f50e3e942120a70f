//! What many texts say, word after word, in little room.

use super::said::ContentWord;
use crate::types::{Lists, Numbering};

/// What stands between two clauses where content words are written one after the other. No stem is it.
pub const CLAUSE: &str = ".";

/// In the place of a word, the end of a clause.
const END: u32 = u32::MAX;

/// Content words as one text: their stems with spaces between, and [`CLAUSE`] between two clauses.
pub fn spoken(words: &[ContentWord]) -> String {
    let mut written = String::new();
    for (at, content) in words.iter().enumerate() {
        if at > 0 {
            written.push(' ');
            if words[at - 1].word.clause != content.word.clause {
                written.push_str(CLAUSE);
                written.push(' ');
            }
        }
        written.push_str(&content.stem);
    }
    written
}

/// The content words of many texts, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    stems: Vec<String>,
    texts: Lists,
}

impl Spoken {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Every stem said, by letter: its place is its number.
    pub fn stems(&self) -> &[String] {
        &self.stems
    }

    /// For each stem the texts that say it, sorted, once for each time that it is said.
    pub fn said_by(&self) -> Lists {
        self.texts.transposed(self.stems.len())
    }

    /// The expressions of a text, in order: two different stems that follow each other in a clause, by their numbers.
    pub fn pairs(&self, text: usize) -> impl Iterator<Item = (u32, u32)> {
        let apart = |&(one, other): &(u32, u32)| one != other && one != END && other != END;
        self.texts.get(text).windows(2).map(|two| (two[0], two[1])).filter(apart)
    }
}

impl<T: AsRef<str>> FromIterator<T> for Spoken {
    /// The content words of texts written by [`spoken`].
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut builder = SpokenBuilder::default();
        for text in texts {
            let numbers: Vec<u32> =
                text.as_ref().split_ascii_whitespace().map(|word| builder.number(word)).collect();
            builder.text(numbers);
        }
        builder.finish()
    }
}

/// Takes texts one after the other, as numbers of their words.
#[derive(Debug, Default)]
pub struct SpokenBuilder {
    numbering: Numbering,
    texts: Lists,
}

impl SpokenBuilder {
    /// The number of a stem, or of [`CLAUSE`], until [`Self::finish`].
    pub fn number(&mut self, word: &str) -> u32 {
        if word == CLAUSE { END } else { self.numbering.number(word) }
    }

    /// The next text.
    pub fn text(&mut self, numbers: impl IntoIterator<Item = u32>) {
        self.texts.push(numbers);
    }

    /// The texts, with their stems numbered by letter, so that nothing depends on the order in which they were met.
    /// Stems that no text says have no number.
    pub fn finish(self) -> Spoken {
        let Self { numbering, mut texts } = self;
        let names = numbering.into_names();
        let mut said = vec![false; names.len()];
        for &number in texts.items_mut().iter().filter(|&&number| number != END) {
            said[number as usize] = true;
        }
        let mut order: Vec<(String, usize)> =
            names.into_iter().zip(0..).filter(|&(_, number)| said[number]).collect();
        order.sort_unstable();
        let mut places = vec![END; said.len()];
        for (place, &(_, number)) in (0..).zip(&order) {
            places[number] = place;
        }
        for number in texts.items_mut().iter_mut().filter(|number| **number != END) {
            *number = places[*number as usize];
        }
        Spoken { stems: order.into_iter().map(|(stem, _)| stem).collect(), texts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ContentWords, Unsaid, words};
    use crate::types::Language;

    #[test]
    fn a_text_is_written_clause_by_clause() {
        let written = |text| {
            let (unsaid, words) = (Unsaid::default(), words(text));
            spoken(&ContentWords::default().of(text, &words, Language::Fr, &unsaid))
        };
        assert_eq!(written("Colis perdu, colis ouvert !"), "colis perdu . colis ouvert");
        assert_eq!(written("…"), "");
    }

    #[test]
    fn stems_are_numbered_by_letter_and_expressions_stand_in_one_clause() {
        let mut builder = SpokenBuilder::default();
        builder.number("absent");
        for text in ["perdu colis . colis colis neuf", "", "colis"] {
            let numbers: Vec<u32> =
                text.split_whitespace().map(|word| builder.number(word)).collect();
            builder.text(numbers);
        }
        let spoken = builder.finish();
        assert_eq!(spoken.stems(), ["colis", "neuf", "perdu"]);
        assert_eq!(spoken.pairs(0).collect::<Vec<_>>(), [(2, 0), (0, 1)]);
        assert_eq!(spoken.said_by().get(0), [0, 0, 0, 2]);
        let again: Spoken = ["perdu colis . colis colis neuf", "", "colis"].into_iter().collect();
        assert_eq!(again, spoken);
    }
}
