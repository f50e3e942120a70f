//! Texts as what they are about: their content words, and the direction that these mean.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::ThemeSettings;
use super::directions::Directions;
use crate::assets::WordVectors;
use crate::text::{Word, words};

/// Texts that differ by a content word at least, in the order of their words, so that nothing depends on the order
/// in which they were given.
pub(super) struct Texts {
    /// For each, where it was given, in order.
    pub(super) given: Vec<Vec<u32>>,
    /// What each means.
    pub(super) directions: Directions,
}

impl Texts {
    /// The distinct texts that have content words enough; of too many, those whose hashes come first.
    pub(super) fn new(texts: &[&str], vectors: &WordVectors, settings: &ThemeSettings) -> Self {
        let said: Vec<Option<String>> = texts
            .par_iter()
            .map(|text| {
                let words = content(text, &words(text), &settings.stop_words);
                (words.len() >= settings.fewest_words).then(|| key(words))
            })
            .collect();
        let mut distinct: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (at, said) in (0..).zip(said) {
            if let Some(key) = said {
                distinct.entry(key).or_default().push(at);
            }
        }
        let distinct = drawn(distinct, settings.most_texts);
        let keys: Vec<&str> = distinct.keys().map(String::as_str).collect();
        let directions = Directions::of(&meanings(&keys, vectors), vectors.dimensions());
        Self { directions, given: distinct.into_values().collect() }
    }
}

/// The folded content words of a text: neither function words, nor numbers, nor masks of personal data.
fn content(text: &str, words: &[Word], stop: &BTreeSet<String>) -> Vec<String> {
    let is_content = |word: &&Word| {
        let masked = text[..word.span.range().start].ends_with(['[', '⟨', '⟦', '<', '{']);
        let number = word.folded.starts_with(|first: char| first.is_ascii_digit());
        !masked && !number && word.folded.chars().nth(1).is_some() && !stop.contains(&word.folded)
    };
    words.iter().filter(is_content).map(|word| word.folded.clone()).collect()
}

/// What two texts of the same content words share, whatever the order of these.
fn key(mut words: Vec<String>) -> String {
    words.sort_unstable();
    words.join(" ")
}

/// At most so many texts: those whose words have the lowest hashes, which do not depend on what else there is.
fn drawn(distinct: BTreeMap<String, Vec<u32>>, most: usize) -> BTreeMap<String, Vec<u32>> {
    if distinct.len() <= most {
        return distinct;
    }
    let mut hashes: Vec<u64> = distinct.keys().map(|key| hash(key)).collect();
    let (_, &mut least_left, _) = hashes.select_nth_unstable(most);
    distinct.into_iter().filter(|(key, _)| hash(key) < least_left).collect()
}

/// FNV-1a of 64 bits, its bits mixed so that the low and the high depend on all.
fn hash(key: &str) -> u64 {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The sums of the vectors of the words of each key.
fn meanings(keys: &[&str], vectors: &WordVectors) -> Vec<Vec<f32>> {
    let vocabulary: BTreeSet<&str> = keys.iter().flat_map(|key| key.split(' ')).collect();
    let vocabulary: Vec<&str> = vocabulary.into_iter().collect();
    let known: HashMap<&str, Vec<f32>> =
        vocabulary.par_iter().map(|&word| (word, vectors.of(word))).collect();
    let sum = |key: &&str| {
        let mut sum = vec![0.0; vectors.dimensions()];
        for vector in key.split(' ').filter_map(|word| known.get(word)) {
            for (total, value) in sum.iter_mut().zip(vector) {
                *total += value;
            }
        }
        sum
    };
    keys.par_iter().map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str], settings: &ThemeSettings) -> Texts {
        Texts::new(texts, &WordVectors::embedded().unwrap(), settings)
    }

    #[test]
    fn texts_of_the_same_content_words_are_one() {
        let stop_words = ["le", "est", "un", "et"].map(str::to_owned).into();
        let settings = ThemeSettings { stop_words, ..ThemeSettings::default() };
        let given =
            ["Le colis est arrivé cassé.", "Ok", "Un colis arrivé, et cassé !", "Arrivé cassé"];
        assert_eq!(texts(&given, &settings).given, [vec![0, 2]]);
    }

    #[test]
    fn of_too_many_texts_the_same_ones_are_drawn_whatever_their_order() {
        let settings =
            ThemeSettings { most_texts: 10, fewest_words: 1, ..ThemeSettings::default() };
        let given: Vec<String> = (0..40).map(|at| format!("panne{at:02} machine")).collect();
        let forward: Vec<&str> = given.iter().map(String::as_str).collect();
        let backward: Vec<&str> = forward.iter().rev().copied().collect();
        let drawn = |given: &[&str]| -> BTreeSet<String> {
            let texts = texts(given, &settings);
            texts.given.iter().map(|rows| given[rows[0] as usize].to_owned()).collect()
        };
        assert_eq!(drawn(&forward).len(), 10);
        assert_eq!(drawn(&forward), drawn(&backward));
    }

    #[test]
    fn numbers_and_masks_are_no_content() {
        let text = "Commande 12345 de [nom], appelée ⟦TEL⟧";
        let stop = BTreeSet::from(["de".to_owned()]);
        assert_eq!(content(text, &words(text), &stop), ["commande", "appelee"]);
    }
}
