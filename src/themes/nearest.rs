//! The directions nearest to each other.

use rayon::prelude::*;

use super::directions::{Directions, likeness};

/// How many directions are compared with each of the others at once, to read those only once.
const BLOCK: usize = 16;

/// For each direction the `most` nearest, itself first; of two as near, the first.
///
/// All are compared with all: the work grows with the square of their number. Telling first, by a third of their numbers,
/// which pairs are too far apart takes longer than it saves: what a pair is found to be cannot be foreseen.
pub(super) fn nearest(all: &Directions, most: usize) -> Vec<Vec<u32>> {
    if most == 0 {
        return Vec::new();
    }
    let places: Vec<usize> = (0..all.len()).collect();
    let block = |block: &[usize]| {
        let mut best: Vec<Best> = block.iter().map(|_| Best::new(most)).collect();
        for (other, direction) in (0..).zip(all.iter()) {
            for (best, &own) in best.iter_mut().zip(block) {
                best.offer(likeness(all.get(own), direction), other);
            }
        }
        let itself = block.iter().map(|&own| u32::try_from(own).unwrap_or(u32::MAX));
        best.into_iter().zip(itself).map(|(best, itself)| best.sorted(itself)).collect::<Vec<_>>()
    };
    places.par_chunks(BLOCK).flat_map_iter(block).collect()
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

    fn offer(&mut self, likeness: i32, place: u32) {
        let rank = u64::from(likeness.cast_unsigned() ^ (1 << 31)) << 32 | u64::from(!place);
        if rank > self.least {
            self.kept.push(rank);
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
