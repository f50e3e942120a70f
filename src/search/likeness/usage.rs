//! What the words of an index mean in it, learnt from the texts of the index.

use rayon::prelude::*;

use super::common::{dot, unit};
use super::space::Space;
use super::spelling::Spelling;

/// How many axes are kept. Chosen on the two sets of `docs/search.md`.
const AXES: usize = 40;

/// How often the axes are turned towards the widest ones: three are enough for likenesses of two decimals.
const TURNS: usize = 4;

/// Some texts of an index, as the pieces of their words.
struct Texts<'s> {
    spelling: &'s Spelling,
    /// The words of each.
    words: &'s [Vec<usize>],
    /// What each counts: one over its length in pieces.
    shares: Vec<f32>,
    /// The words that they say, each once.
    said: Vec<usize>,
}

/// The words of an index along the axes by which some texts of it differ most (latent semantic analysis, Deerwester
/// 1990): words that are said in the same texts lie near each other, whatever they mean elsewhere. `meanings` tells the
/// axes where to begin.
pub(super) fn usage(texts: &[Vec<usize>], meanings: &[Vec<f32>], spelling: &Spelling) -> Space {
    let texts = Texts::of(texts, spelling);
    let turn = |mut along: Vec<Vec<f32>>| -> Vec<Vec<f32>> {
        make_even(&mut along);
        along.par_iter().map(|along| texts.pieces_along(along)).collect()
    };
    let known = meanings.first().map_or(0, Vec::len);
    let begin = |axis: usize| meanings.iter().map(|own| own[axis]).collect();
    let mut axes = turn((0..AXES.min(known)).map(begin).collect());
    for _ in 1..TURNS {
        axes = turn(axes.par_iter().map(|axis| texts.along(axis)).collect());
    }
    make_even(&mut axes);
    let place = |word: usize| axes.iter().map(move |axis: &Vec<f32>| spelling.along(axis, word));
    Space::new(axes.len(), (0..spelling.words()).into_par_iter().flat_map_iter(place).collect())
}

impl<'s> Texts<'s> {
    fn of(texts: &'s [Vec<usize>], spelling: &'s Spelling) -> Self {
        let mut sums = vec![0.0; spelling.len()];
        let shares = texts.iter().map(|words| {
            let length = spelling.length(words, &mut sums);
            if length > 0.0 { 1.0 / length } else { 0.0 }
        });
        let shares = shares.collect();
        let mut said: Vec<usize> = texts.iter().flatten().copied().collect();
        said.sort_unstable();
        said.dedup();
        Self { spelling, words: texts, shares, said }
    }

    /// Where each text lies along an axis of pieces.
    fn along(&self, axis: &[f32]) -> Vec<f32> {
        let mut words = vec![0.0; self.spelling.words()];
        for &word in &self.said {
            words[word] = self.spelling.along(axis, word);
        }
        let text = |(own, share): (&Vec<usize>, &f32)| {
            share * own.iter().map(|&word| words[word]).sum::<f32>()
        };
        self.words.iter().zip(&self.shares).map(text).collect()
    }

    /// The axis of pieces along which the texts lie as is told.
    fn pieces_along(&self, along: &[f32]) -> Vec<f32> {
        let mut words = vec![0.0; self.spelling.words()];
        for ((own, share), along) in self.words.iter().zip(&self.shares).zip(along) {
            for &word in own {
                words[word] += share * along;
            }
        }
        let mut axis = vec![0.0; self.spelling.len()];
        for &word in &self.said {
            self.spelling.add(word, words[word], &mut axis);
        }
        axis
    }
}

/// Makes each vector of length 1 and at right angles to those before it (Gram and Schmidt); what lies among those before
/// becomes 0.
fn make_even(vectors: &mut [Vec<f32>]) {
    for at in 0..vectors.len() {
        let (before, rest) = vectors.split_at_mut(at);
        let own = &mut rest[0];
        let length = dot(own, own).sqrt();
        for other in before {
            let along = dot(own, other);
            own.iter_mut().zip(&*other).for_each(|(own, other)| *own -= along * other);
        }
        // What is left of a vector that lies among the others is the noise of its last bits.
        let left = dot(own, own).sqrt() > length * 1e-4;
        *own = if left { unit(std::mem::take(own)) } else { vec![0.0; own.len()] };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_made_even_and_what_is_told_twice_is_told_once() {
        let mut vectors =
            vec![vec![3.0, 0.0, 4.0], vec![6.0, 0.0, 8.0], vec![1.0, 2.0, 0.0], vec![0.0; 3]];
        make_even(&mut vectors);
        assert_eq!(vectors[0], [0.6, 0.0, 0.8]);
        assert_eq!((&vectors[1], &vectors[3]), (&vec![0.0; 3], &vec![0.0; 3]));
        assert!(dot(&vectors[0], &vectors[2]).abs() < 1e-6);
        assert!((dot(&vectors[2], &vectors[2]) - 1.0).abs() < 1e-6);
    }
}
