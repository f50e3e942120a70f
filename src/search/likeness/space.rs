//! Words as places in a space, and texts as the sums of their words.

use super::common::{dot, unit};

/// A vector for each word of a vocabulary.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Space {
    dimensions: usize,
    /// One vector after the other.
    words: Vec<f32>,
}

impl Space {
    pub(super) fn new(dimensions: usize, words: Vec<f32>) -> Self {
        Self { dimensions, words }
    }

    /// The sum of the vectors of some words, of length 1, or 0 where they have none.
    pub(super) fn of(&self, words: impl Iterator<Item = usize>) -> Vec<f32> {
        unit(sum_of(words.map(|word| self.word(word)), self.dimensions))
    }

    /// How far a word lies along a vector.
    pub(super) fn along(&self, vector: &[f32], word: usize) -> f32 {
        dot(self.word(word), vector)
    }

    fn word(&self, word: usize) -> &[f32] {
        &self.words[word * self.dimensions..][..self.dimensions]
    }
}

/// The sum of vectors.
pub(super) fn sum_of<'v>(vectors: impl Iterator<Item = &'v [f32]>, dimensions: usize) -> Vec<f32> {
    let mut sum = vec![0.0; dimensions];
    for vector in vectors {
        for (total, value) in sum.iter_mut().zip(vector) {
            *total += value;
        }
    }
    sum
}
