//! The directions nearest to each other.

use std::ops::Range;

use rayon::prelude::*;

use super::bounds::Bounds;
use super::directions::{Directions, likeness};

/// How many directions are compared with each of the others at once, to read those only once.
const BLOCK: usize = 16;

/// A stretch of the others. Where it tells few pairs apart by their bounds, a block does without them from there on.
const STRETCH: usize = 4_096;

/// Bounds are worth it where they spare one comparison in three: asking them costs less than a third of one.
const WORTH_IT: f64 = 2.0 / 3.0;

/// For each direction the `most` nearest, itself first; of two as near, the first.
///
/// All are compared with all: the work grows with the square of their number. Of what customers write, most pairs are
/// told to be too far apart by their widest axes.
pub(super) fn nearest(all: &Directions, most: usize) -> Vec<Vec<u32>> {
    if most == 0 {
        return Vec::new();
    }
    let bounds = Bounds::of(all);
    let places: Vec<usize> = (0..all.len()).collect();
    let block = |block: &[usize]| {
        let mut best: Vec<Best> = block.iter().map(|_| Best::new(most)).collect();
        let mut bounds = bounds.as_ref();
        for start in (0..all.len()).step_by(STRETCH) {
            let others = start..all.len().min(start + STRETCH);
            let pairs = others.len() * block.len();
            let compared = compare(&mut best, block, others, all, bounds);
            #[expect(clippy::cast_precision_loss, reason = "pairs of a stretch are few")]
            let share = compared as f64 / pairs as f64;
            bounds = bounds.filter(|_| share <= WORTH_IT);
        }
        let itself = block.iter().map(|&own| u32::try_from(own).unwrap_or(u32::MAX));
        best.into_iter().zip(itself).map(|(best, itself)| best.sorted(itself)).collect::<Vec<_>>()
    };
    places.par_chunks(BLOCK).flat_map_iter(block).collect()
}

/// Offers the likeness of some `others` to the `best` of each of a block, and tells how many pairs were compared whole.
fn compare(
    best: &mut [Best],
    block: &[usize],
    others: Range<usize>,
    all: &Directions,
    bounds: Option<&Bounds>,
) -> usize {
    let mut compared = 0;
    for other in others {
        let (direction, place) = (all.get(other), u32::try_from(other).unwrap_or(u32::MAX));
        for (best, &own) in best.iter_mut().zip(block) {
            if bounds.is_none_or(|bounds| best.admits(bounds.most(own, other), place)) {
                best.offer(likeness(all.get(own), direction), place);
                compared += 1;
            }
        }
    }
    compared
}

/// The best of what was offered.
struct Best {
    most: usize,
    /// Likeness above place: whole numbers that all differ, the nearest and first being the highest.
    kept: Vec<u64>,
    /// What is not above this is not among the best.
    least: u64,
}

impl Best {
    fn new(most: usize) -> Self {
        Self { most, kept: Vec::with_capacity(most * 4), least: 0 }
    }

    /// Whether a place of such a likeness is among the best so far.
    fn admits(&self, likeness: i32, place: u32) -> bool {
        rank(likeness, place) > self.least
    }

    fn offer(&mut self, likeness: i32, place: u32) {
        if self.admits(likeness, place) {
            self.kept.push(rank(likeness, place));
            if self.kept.len() >= self.most * 4 {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.most {
            self.kept.select_nth_unstable_by(self.most, |a, b| b.cmp(a));
            self.kept.truncate(self.most);
            self.least = self.kept.iter().min().copied().unwrap_or(0);
        }
    }

    /// The places, the nearest first, `itself` before those that are as near.
    fn sorted(mut self, itself: u32) -> Vec<u32> {
        self.cut();
        self.kept.sort_unstable_by(|a, b| b.cmp(a));
        let place = |rank: &u64| u32::try_from(!rank & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        let others = self.kept.iter().map(place).filter(|&place| place != itself);
        std::iter::once(itself).chain(others).take(self.most).collect()
    }
}

/// Whole numbers in the order of likeness, of two as near the first place above.
fn rank(likeness: i32, place: u32) -> u64 {
    u64::from(likeness.cast_unsigned() ^ (1 << 31)) << 32 | u64::from(!place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_nearest_are_those_of_a_full_sort(
            numbers in prop::collection::vec(-9_i8..9, 40..2_000),
            dimensions in prop::sample::select(vec![3, 40]),
            most in 1_usize..9,
        ) {
            let vectors: Vec<Vec<f32>> = numbers
                .chunks_exact(dimensions)
                .take(60)
                .map(|row| row.iter().map(|&x| f32::from(x)).collect())
                .collect();
            let all = Directions::of(&vectors, dimensions);
            for (own, found) in nearest(&all, most).into_iter().enumerate() {
                let mut others: Vec<usize> = (0..all.len()).filter(|&other| other != own).collect();
                others.sort_by_key(|&other| -likeness(all.get(own), all.get(other)));
                let expected: Vec<usize> =
                    std::iter::once(own).chain(others).take(most).collect();
                let found: Vec<usize> = found.into_iter().map(|place| place as usize).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
