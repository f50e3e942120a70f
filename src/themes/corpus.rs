//! The sentences of feedback, as themes are found in them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rayon::prelude::*;

use super::ThemeSettings;
use super::texts::{Texts, content, key};
use crate::assets::WordVectors;
use crate::text::words;
use crate::types::ByteSpan;

/// A feedback, as far as themes look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its day.
    pub on: Option<Date>,
    /// Whether it is of a theme already, by a query that the project follows: no other is looked for in it.
    pub claimed: bool,
}

/// A sentence of a feedback that no query claims.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    pub(super) feedback: u32,
    pub(super) span: ByteSpan,
    /// Its place among the distinct texts.
    pub(super) text: u32,
}

/// All that themes are found in.
#[derive(Default)]
pub(super) struct Corpus {
    /// In the order of the feedback.
    pub(super) sentences: Vec<Sentence>,
    /// The distinct sentences.
    pub(super) texts: Texts,
}

impl Corpus {
    pub(super) fn new(said: &[Said<'_>], vectors: &WordVectors, settings: &ThemeSettings) -> Self {
        let cut: Vec<Vec<(String, ByteSpan)>> =
            said.par_iter().map(|one| sentences(one, settings)).collect();
        let keys = (0..).zip(&cut).flat_map(|(feedback, sentences)| {
            sentences.iter().map(move |(key, _)| (feedback, key.clone()))
        });
        let texts = Texts::new(keys, usize::MAX, vectors);
        let mut sentences = Vec::new();
        for (feedback, cut) in (0..).zip(cut) {
            for (key, span) in cut {
                let text = texts.keys.binary_search(&key).unwrap_or_default();
                let text = u32::try_from(text).unwrap_or(u32::MAX);
                sentences.push(Sentence { feedback, span, text });
            }
        }
        Self { sentences, texts }
    }

    /// How many feedback have any sentence that says something.
    pub(super) fn telling(&self) -> usize {
        self.sentences.chunk_by(|a, b| a.feedback == b.feedback).count()
    }

    /// The feedback that say any of some texts, in order.
    pub(super) fn feedback(&self, texts: impl Iterator<Item = usize>) -> BTreeSet<u32> {
        texts.flat_map(|text| self.texts.given[text].iter().copied()).collect()
    }
}

/// The sentences of a feedback that have content words enough, each with what it says.
fn sentences(said: &Said<'_>, settings: &ThemeSettings) -> Vec<(String, ByteSpan)> {
    if said.claimed {
        return Vec::new();
    }
    let words = words(said.text);
    let sentences = words.chunk_by(|a, b| a.sentence == b.sentence);
    sentences
        .filter_map(|words| {
            let content = content(said.text, words, &settings.stop_words);
            let key = key(content, settings.fewest_words_of_sentence)?;
            Some((key, words.first()?.span.cover(words.last()?.span)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_say_the_same_are_one_text_wherever_they_stand() {
        let vectors = WordVectors::embedded().unwrap();
        let said = |text, claimed| Said { text, on: None, claimed };
        let all = [
            said("Merci. Colis cassé ! Vendeur aimable", false),
            said("Le colis cassé", true),
            said("colis... Cassé : colis", false),
            said("Colis cassé", false),
        ];
        let corpus = Corpus::new(&all, &vectors, &ThemeSettings::default());
        assert_eq!(corpus.texts.keys, ["aimable vendeur", "casse colis"]);
        assert_eq!(corpus.texts.given, [vec![0], vec![0, 2, 3]]);
        assert_eq!(corpus.telling(), 3);
        let quoted: Vec<&str> = corpus
            .sentences
            .iter()
            .map(|one| one.span.of(all[one.feedback as usize].text))
            .collect();
        assert_eq!(quoted, ["Colis cassé", "Vendeur aimable", "Cassé : colis", "Colis cassé"]);
    }
}
