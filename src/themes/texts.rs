//! Texts as what they say: their words, and the direction that these mean.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::directions::Directions;
use crate::assets::WordVectors;
use crate::text::Word;

/// What parts the content words of a key from those said in passing. No word holds it.
const BAR: char = '|';

/// How much of its vector a function word gives to what a text means, beside a content word: « pas », « jamais », « me »
/// turn what is said, but all texts are full of them.
const IN_PASSING: f32 = 0.5;

/// Texts that differ by a word at least, in the order of their words, so that nothing depends on the order in which
/// they were given.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The words of each as a [`key`] or a [`full_key`].
    pub(super) keys: Vec<String>,
    /// For each, where it was given, in order.
    pub(super) given: Vec<Vec<u32>>,
    /// What each means.
    pub(super) directions: Directions,
}

impl Texts {
    /// The distinct ones of some texts, each given by its place and its [`key`], places in order; of more than `most`,
    /// those whose hashes come first.
    pub(super) fn new(
        given: impl Iterator<Item = (u32, String)>,
        most: usize,
        vectors: &WordVectors,
    ) -> Self {
        let mut distinct: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (place, key) in given {
            let places = distinct.entry(key).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        if let Some(first_left) = first_left(distinct.keys(), most) {
            distinct.retain(|key, _| hash(key) < first_left);
        }
        let (keys, given): (Vec<_>, Vec<_>) = distinct.into_iter().unzip();
        let directions = Directions::of(&meanings(&keys, vectors), vectors.dimensions());
        Self { keys, given, directions }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The content words of each, in order.
    pub(super) fn content(&self) -> impl Iterator<Item = std::str::Split<'_, char>> {
        self.keys.iter().map(|key| parts(key).0.split(' '))
    }

    /// At most so many of them, in order: those whose hashes come first.
    pub(super) fn drawn(&self, most: usize) -> Vec<usize> {
        let first_left = first_left(self.keys.iter(), most);
        let is_drawn = |&at: &usize| first_left.is_none_or(|left| hash(&self.keys[at]) < left);
        (0..self.len()).filter(is_drawn).collect()
    }
}

/// The folded content words among some words of a text: neither function words, nor numbers, nor masks of personal
/// data.
pub(super) fn content<'w>(
    text: &str,
    words: &'w [Word],
    stop: &FxHashSet<String>,
) -> impl Iterator<Item = &'w Word> {
    words.iter().filter(|word| is_said(text, word) && is_content(word, stop))
}

/// Neither a number nor a mask of personal data.
fn is_said(text: &str, word: &Word) -> bool {
    let masked = text[..word.span.range().start].ends_with(['[', '⟨', '⟦', '<', '{']);
    !masked && !word.folded.starts_with(|first: char| first.is_ascii_digit())
}

fn is_content(word: &Word, stop: &FxHashSet<String>) -> bool {
    word.folded.chars().nth(1).is_some() && !stop.contains(&word.folded)
}

/// What two texts of the same content words share, whatever the order of these; none where they are too few.
pub(super) fn key<'w>(words: impl Iterator<Item = &'w Word>, fewest: usize) -> Option<String> {
    let words = sorted(words);
    (words.len() >= fewest.max(1)).then(|| words.join(" "))
}

/// What two texts of the same words share, function words included; none where content words are too few.
pub(super) fn full_key(
    text: &str,
    words: &[Word],
    stop: &FxHashSet<String>,
    fewest: usize,
) -> Option<String> {
    let mut key = key(content(text, words, stop), fewest)?;
    let passing = words.iter().filter(|word| is_said(text, word) && !is_content(word, stop));
    let passing = sorted(passing);
    if !passing.is_empty() {
        key.push(BAR);
        key.push_str(&passing.join(" "));
    }
    Some(key)
}

fn sorted<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<&'w str> {
    let mut words: Vec<&str> = words.map(|word| word.folded.as_str()).collect();
    words.sort_unstable();
    words
}

/// The content words of a key, and those said in passing.
fn parts(key: &str) -> (&str, &str) {
    key.split_once(BAR).unwrap_or((key, ""))
}

/// The hash from which on texts are left out, where there are more than `most`.
fn first_left<'k>(keys: impl ExactSizeIterator<Item = &'k String>, most: usize) -> Option<u64> {
    if keys.len() <= most {
        return None;
    }
    let mut hashes: Vec<u64> = keys.map(|key| hash(key)).collect();
    Some(*hashes.select_nth_unstable(most).1)
}

/// FNV-1a of 64 bits, its bits mixed so that the high ones depend on all.
fn hash(key: &str) -> u64 {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The sums of the vectors of the words of each key, those said in passing weighing less.
fn meanings(keys: &[String], vectors: &WordVectors) -> Vec<Vec<f32>> {
    let vocabulary: BTreeSet<&str> = keys.iter().flat_map(|key| key.split([' ', BAR])).collect();
    let vocabulary: Vec<&str> = vocabulary.into_iter().collect();
    let known: HashMap<&str, Vec<f32>> =
        vocabulary.par_iter().map(|&word| (word, vectors.of(word))).collect();
    let sum = |key: &String| {
        let mut sum = vec![0.0; vectors.dimensions()];
        let (content, passing) = parts(key);
        for (words, weight) in [(content, 1.0), (passing, IN_PASSING)] {
            for vector in words.split(' ').filter_map(|word| known.get(word)) {
                for (total, value) in sum.iter_mut().zip(vector) {
                    *total += weight * value;
                }
            }
        }
        sum
    };
    keys.par_iter().map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    #[test]
    fn texts_of_the_same_content_words_are_one() {
        let stop = ["le", "est", "un", "et"].into_iter().map(str::to_owned).collect();
        let given =
            ["Le colis est arrivé cassé.", "Ok", "Un colis arrivé, et cassé !", "Arrivé cassé"];
        let keys = given.map(|text| key(content(text, &words(text), &stop), 3));
        let same = Some("arrive casse colis".to_owned());
        assert_eq!(keys, [same.clone(), None, same, None]);
    }

    #[test]
    fn function_words_part_texts_and_turn_what_they_mean() {
        let vectors = WordVectors::embedded().unwrap();
        let stop = ["je", "n", "ai", "pas", "ete"].into_iter().map(str::to_owned).collect();
        let said = ["J'ai été remboursé vite", "Vite remboursé", "Je n'ai pas été remboursé vite"];
        let keys = said.map(|text| full_key(text, &words(text), &stop, 2).unwrap());
        assert_eq!(keys[1], "rembourse vite");
        assert_eq!(keys[2], "rembourse vite|ai ete je n pas");
        let texts = Texts::new((0..).zip(keys), 10, &vectors);
        assert_eq!(texts.len(), 3);
        assert!(texts.content().all(|content| content.eq(["rembourse", "vite"])));
        assert_ne!(texts.directions.get(1), texts.directions.get(2));
        assert_eq!(full_key("Je n'ai pas été…", &words("Je n'ai pas été…"), &stop, 1), None);
    }

    #[test]
    fn of_too_many_texts_the_same_ones_are_drawn_whatever_their_order() {
        let vectors = WordVectors::embedded().unwrap();
        let given: Vec<String> = (0..40).map(|at| format!("machine panne{at:02}")).collect();
        let texts = |given: Vec<String>, most| Texts::new((0..).zip(given), most, &vectors);
        let few = texts(given.clone(), 10);
        assert_eq!(few.len(), 10);
        assert_eq!(few.keys, texts(given.iter().rev().cloned().collect(), 10).keys);
        let all = texts(given, 100);
        let drawn: Vec<&String> = all.drawn(10).into_iter().map(|at| &all.keys[at]).collect();
        assert_eq!(drawn, few.keys.iter().collect::<Vec<_>>());
    }

    #[test]
    fn numbers_and_masks_are_no_content() {
        let text = "Commande 12345 de [nom], appelée ⟦TEL⟧";
        let stop = std::iter::once("de".to_owned()).collect();
        assert_eq!(key(content(text, &words(text), &stop), 1).as_deref(), Some("appelee commande"));
    }
}
