//! What texts mean, as directions that are compared without rounding.

use rayon::prelude::*;

/// What stands for 1. Sums of products of whole numbers have no order, so that likenesses are the same on any number
/// of threads and any machine; the cosine of two directions is right to about a thousandth.
const ONE: f32 = 4096.0;

/// The square of [`ONE`], which is the likeness of a direction with itself.
pub(super) const SAME: f64 = 4096.0 * 4096.0;

/// Directions in the space of the vectors of words, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Directions {
    dimensions: usize,
    values: Vec<i16>,
}

impl Directions {
    /// The directions of some vectors of as many dimensions; that of a vector of length 0 is like nothing.
    pub(super) fn of(vectors: &[Vec<f32>], dimensions: usize) -> Self {
        let values = vectors.par_iter().flat_map_iter(|vector| direction(vector)).collect();
        Self { dimensions, values }
    }

    pub(super) fn len(&self) -> usize {
        self.values.len() / self.dimensions.max(1)
    }

    pub(super) fn get(&self, at: usize) -> &[i16] {
        &self.values[at * self.dimensions..][..self.dimensions]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[i16]> {
        self.values.chunks_exact(self.dimensions.max(1))
    }
}

/// A vector as a direction.
pub(super) fn direction(vector: &[f32]) -> Vec<i16> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    let scale = if length > 0.0 { ONE / length } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "no part of a direction is above 1")]
    vector.iter().map(|value| (value * scale).round() as i16).collect()
}

/// How many products are made at once: a length known to the compiler halves the time.
const LANES: usize = 32;

/// The likeness of two directions: their cosine times [`SAME`].
pub(super) fn likeness(left: &[i16], right: &[i16]) -> i32 {
    let (left, left_rest) = left.as_chunks::<LANES>();
    let (right, right_rest) = right.as_chunks::<LANES>();
    let whole: i32 = left.iter().zip(right).map(|(left, right)| product(left, right)).sum();
    whole + product(left_rest, right_rest)
}

#[inline]
fn product(left: &[i16], right: &[i16]) -> i32 {
    left.iter().zip(right).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_cosine() {
        let cosine =
            |a: &[f32], b: &[f32]| f64::from(likeness(&direction(a), &direction(b))) / SAME;
        assert!((cosine(&[3.0, 4.0], &[6.0, 8.0]) - 1.0).abs() < 1e-3);
        assert!((cosine(&[1.0, 0.0], &[1.0, 1.0]) - 0.5_f64.sqrt()).abs() < 1e-3);
        assert!((cosine(&[1.0, 0.0], &[-1.0, 0.0]) + 1.0).abs() < 1e-3);
        assert!(cosine(&[0.0, 0.0], &[1.0, 0.0]).abs() < 1e-9);
    }

    #[test]
    fn directions_lie_one_after_the_other() {
        let all = Directions::of(&[vec![1.0, 0.0], vec![0.0, -2.0]], 2);
        assert_eq!((all.len(), all.get(1)), (2, &[0, -4096][..]));
        assert_eq!(all.iter().count(), 2);
    }
}
