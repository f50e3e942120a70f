//! Likeness by the pieces of words.

use std::collections::HashMap;

use super::common::unit;
use super::vocabulary::Vocabulary;

/// The lengths of the pieces of a word, its ends marked.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// How much less a common word counts: the power of its rarity. Chosen on the two sets of `docs/search.md`.
const RARITY: f64 = 0.25;

/// The pieces of the words of an index, and how much each tells.
pub(super) struct Spelling {
    known: HashMap<String, u32>,
    /// The inverse frequency of each piece: the square of what it adds where two texts share it.
    weights: Vec<f32>,
    /// The pieces of each word of the vocabulary.
    words: Vec<Vec<u32>>,
    /// How much each word of the vocabulary counts: a common one for less.
    shares: Vec<f32>,
}

/// A text as the pieces of its words.
pub(super) struct Pieces {
    /// What each piece of the vocabulary adds, scaled so that a text compared with itself gives 1.
    values: Vec<f32>,
}

impl Pieces {
    /// Adds a share of another text.
    pub(super) fn add(&mut self, other: &Self, share: f32) {
        self.values.iter_mut().zip(&other.values).for_each(|(own, other)| *own += share * other);
    }

    /// Scales so that the whole compared with itself gives 1.
    pub(super) fn scale(&mut self) {
        self.values = unit(std::mem::take(&mut self.values));
    }
}

impl Spelling {
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut feedback: Vec<u64> = Vec::new();
        let mut words = Vec::with_capacity(vocabulary.words.len());
        for (word, &said) in vocabulary.words.iter().zip(&vocabulary.feedback) {
            let own = pieces(word).into_iter().map(|piece| {
                let next = u32::try_from(feedback.len()).unwrap_or(u32::MAX);
                let place = *known.entry(piece).or_insert(next);
                if place == next {
                    feedback.push(0);
                }
                feedback[place as usize] += said;
                place
            });
            words.push(own.collect());
        }
        let all = crate::stats::float(vocabulary.all);
        let weights = feedback.into_iter().map(|said| {
            // A piece of several words of a feedback is counted several times: never more than all feedback.
            let said = crate::stats::float(said).min(all);
            #[expect(clippy::cast_possible_truncation, reason = "a weight needs no more")]
            let weight = (((all + 1.0) / (said + 1.0)).ln() + 1.0) as f32;
            weight
        });
        let weights = weights.collect();
        #[expect(clippy::cast_possible_truncation, reason = "a share needs no more")]
        let share = |place| vocabulary.rarity(place).powf(RARITY) as f32;
        let shares = (0..words.len()).map(share).collect();
        Self { known, weights, words, shares }
    }

    /// A text to compare with others, given its words, each with its place in the vocabulary.
    pub(super) fn pieces_of<'w>(
        &self,
        words: impl Iterator<Item = (&'w String, Option<usize>)>,
    ) -> Pieces {
        let mut values = vec![0.0; self.weights.len()];
        for (word, place) in words {
            // Nobody says it: nothing is rarer.
            let share = place.map_or(1.0, |place| self.shares[place]);
            for piece in pieces(word) {
                if let Some(&place) = self.known.get(&piece) {
                    values[place as usize] += self.weights[place as usize] * share;
                }
            }
        }
        Pieces { values: unit(values) }
    }

    /// What each word of the vocabulary adds to the likeness of a text that holds it, before its length is seen.
    pub(super) fn of_words(&self, asked: &Pieces) -> Vec<f32> {
        (0..self.words.len()).map(|word| self.along(&asked.values, word)).collect()
    }

    /// The cosine of a text, given the places of its words, with what is asked; `sums` is all zero, and left so.
    pub(super) fn cosine(&self, asked: &Pieces, words: &[usize], sums: &mut [f32]) -> f32 {
        let mut touched = Vec::new();
        for &word in words {
            for &piece in &self.words[word] {
                let piece = piece as usize;
                touched.push(piece);
                sums[piece] += self.weights[piece] * self.shares[word];
            }
        }
        let (mut dot, mut square) = (0.0, 0.0);
        for piece in touched {
            let value = std::mem::take(&mut sums[piece]);
            dot += value * asked.values[piece];
            square += value * value;
        }
        if square > 0.0 { dot / square.sqrt() } else { 0.0 }
    }

    /// The length of a text as its pieces, given the places of its words; `sums` is all zero, and left so.
    pub(super) fn length(&self, words: &[usize], sums: &mut [f32]) -> f32 {
        for &word in words {
            self.add(word, 1.0, sums);
        }
        let touched = words.iter().flat_map(|&word| &self.words[word]);
        touched.map(|&piece| std::mem::take(&mut sums[piece as usize]).powi(2)).sum::<f32>().sqrt()
    }

    /// How far a word of the vocabulary lies along an axis of pieces.
    pub(super) fn along(&self, axis: &[f32], word: usize) -> f32 {
        let piece = |&piece: &u32| axis[piece as usize] * self.weights[piece as usize];
        self.words[word].iter().map(piece).sum::<f32>() * self.shares[word]
    }

    /// Adds the pieces of a word of the vocabulary, so many times.
    pub(super) fn add(&self, word: usize, times: f32, pieces: &mut [f32]) {
        let share = self.shares[word] * times;
        for &piece in &self.words[word] {
            pieces[piece as usize] += self.weights[piece as usize] * share;
        }
    }

    /// How many words there are.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }
}

/// The pieces of a word.
fn pieces(word: &str) -> Vec<String> {
    let marked: Vec<char> = format!("<{word}>").chars().collect();
    PIECES.flat_map(|length| marked.windows(length)).map(|piece| piece.iter().collect()).collect()
}
