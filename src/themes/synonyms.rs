//! Texts that say one of a few words of like meaning.
//!
//! A short complaint among other matters hardly turns the direction of its text; but its words, each rare, lie near
//! each other: « abîmé », « déchiré », « cabossé ». Each word is the centre of groups of the texts that say it or one
//! of the words nearest to it, as many as stay below a number of texts, so that no frequent word drowns the others.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::ThemeSettings;
use super::directions::{Directions, likeness};
use super::nearest::nearest;
use super::state::level;
use super::texts::Texts;
use crate::assets::WordVectors;
use crate::text::Stemmer;
use crate::types::Language;

/// How many of the nearest words are looked at.
const NEAREST: usize = 60;

/// A word said by fewer texts names nothing yet.
const FEWEST: usize = 3;

/// The groups of each size, as places of texts in order, without those of one word alone.
pub(super) fn synonyms(
    texts: &Texts,
    vectors: &WordVectors,
    settings: &ThemeSettings,
) -> Vec<Vec<u32>> {
    let words = Words::new(texts, vectors, settings.most_texts);
    let nearest = nearest(&words.directions, NEAREST);
    let sizes: BTreeSet<usize> = settings.word_group_sizes.iter().copied().collect();
    let of_size = |size: usize| {
        let group = |near: &Vec<u32>| words.group(near, size, level(settings.near_words_from));
        nearest.par_iter().filter_map(group).collect::<Vec<_>>()
    };
    sizes.into_iter().flat_map(of_size).collect()
}

/// The words of some texts by their stems, in order.
struct Words {
    said_by: Vec<Vec<u32>>,
    directions: Directions,
}

impl Words {
    /// The stems that enough texts say; of more than `most`, those said most. All words are stemmed as French ones:
    /// the vectors see through the few endings of English.
    fn new(texts: &Texts, vectors: &WordVectors, most: usize) -> Self {
        let mut stemmer = Stemmer::new(Language::Fr);
        let mut known: BTreeMap<String, (Vec<u32>, Vec<f32>)> = BTreeMap::new();
        let mut forms: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (at, content) in (0..).zip(texts.content()) {
            for word in content.filter(|word| word.len() > 2) {
                forms.entry(word).or_default().push(at);
            }
        }
        for (word, said_by) in forms {
            let (all, sum) = known.entry(stemmer.stem(word).to_owned()).or_default();
            let vector = vectors.of(word);
            sum.resize(vector.len(), 0.0);
            for (total, value) in sum.iter_mut().zip(&vector) {
                #[expect(clippy::cast_precision_loss, reason = "counts of texts are small")]
                let said = said_by.len() as f32;
                *total += value * said;
            }
            all.extend(said_by);
        }
        for (said_by, _) in known.values_mut() {
            said_by.sort_unstable();
            said_by.dedup();
        }
        let mut counts: Vec<usize> = known.values().map(|(said_by, _)| said_by.len()).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let fewest = counts.get(most).map_or(FEWEST, |&left| FEWEST.max(left + 1));
        known.retain(|_, (said_by, _)| said_by.len() >= fewest);
        let (said_by, sums): (Vec<_>, Vec<_>) = known.into_values().unzip();
        Self { said_by, directions: Directions::of(&sums, vectors.dimensions()) }
    }

    /// The texts that say a word, or one of those near to it, while they are no more than `size`.
    fn group(&self, near: &[u32], size: usize, least: i32) -> Option<Vec<u32>> {
        let own = *near.first()? as usize;
        let mut texts: BTreeSet<u32> = BTreeSet::new();
        let mut words = 0;
        for &word in near {
            let word = word as usize;
            let is_near = likeness(self.directions.get(own), self.directions.get(word)) >= least;
            if !is_near || texts.len() + self.said_by[word].len() > size {
                if word == own {
                    return None;
                }
                continue;
            }
            texts.extend(&self.said_by[word]);
            words += 1;
        }
        (words > 1).then(|| texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_like_meaning_are_told_together_and_frequent_ones_left_out() {
        let vectors = WordVectors::embedded().unwrap();
        let said = ["prélèvement", "débité", "livraison"];
        let beside = ["alpha", "bravo", "charlie", "delta"];
        let keys = said.iter().flat_map(|word| {
            let word = crate::text::folded(word);
            beside.iter().map(move |beside| format!("{beside} {word}"))
        });
        let texts = Texts::new((0..).zip(keys), 100, &vectors);
        let settings = ThemeSettings { word_group_sizes: vec![8], ..ThemeSettings::default() };
        let told: BTreeSet<BTreeSet<&str>> = synonyms(&texts, &vectors, &settings)
            .iter()
            .map(|group| group.iter().map(|&text| texts.keys[text as usize].as_str()).collect())
            .collect();
        let both: BTreeSet<&str> = texts
            .keys
            .iter()
            .map(String::as_str)
            .filter(|key| key.contains("debite") || key.contains("prelevement"))
            .collect();
        assert!(told.contains(&both), "{told:#?}");
        let small = ThemeSettings { word_group_sizes: vec![7], ..ThemeSettings::default() };
        assert_eq!(
            synonyms(&texts, &vectors, &small),
            Vec::<Vec<u32>>::new(),
            "four each, eight in all"
        );
    }
}
