//! What the likeness of two directions is at most, told by a part of their numbers.
//!
//! What texts mean differs along some axes far more than along the others. Turned onto the widest ones, two directions
//! that are far apart show it there: what is left adds at most the product of the lengths of the two rests (Cauchy and
//! Schwarz). Which axes are taken changes how often this saves the rest of the work, never what is found.

use rayon::prelude::*;

use super::directions::{Directions, LANES, likeness, product};

/// How many axes directions are turned onto: with the length of what is left, as many numbers as are multiplied at once.
const AXES: usize = LANES - 1;

/// How far rounding can bring the sum of [`AXES`] products below its true value: half of the numbers of both
/// directions, whose sum is at most their length times the root of their count.
const ROUNDED: i32 = 24_000;

/// So many directions tell the axes.
const DRAWN: usize = 4_096;

/// How often the axes are turned towards the widest ones. They need not be reached.
const TURNS: usize = 6;

/// Directions on their widest axes: how far each goes along them, then the length of what is left of it, rounded up.
pub(super) struct Bounds(Vec<[i16; LANES]>);

impl Bounds {
    /// Those of some directions; none where there are no more numbers than axes.
    pub(super) fn of(all: &Directions) -> Option<Self> {
        Some(Self::on(&axes(all)?, all))
    }

    fn on(axes: &[Vec<f64>], all: &Directions) -> Self {
        let head = |at: usize| {
            let own: Vec<f64> = all.get(at).iter().copied().map(f64::from).collect();
            let along: Vec<f64> = axes.iter().map(|axis| dot(axis, &own)).collect();
            let rest = (dot(&own, &own) - dot(&along, &along)).max(0.0).sqrt();
            let mut head = [rounded(rest.ceil()) + 1; LANES];
            for (number, value) in head.iter_mut().zip(&along) {
                *number = rounded(*value);
            }
            head
        };
        Self((0..all.len()).into_par_iter().map(head).collect())
    }

    /// What the likeness of two of them is at most.
    pub(super) fn most(&self, one: usize, other: usize) -> i32 {
        product(&self.0[one], &self.0[other]) + ROUNDED
    }
}

#[expect(clippy::cast_possible_truncation, reason = "no part of a direction is above its length")]
fn rounded(value: f64) -> i16 {
    value.round() as i16
}

/// Axes at right angles along which some directions are wide, by turns of a block of them.
fn axes(all: &Directions) -> Option<Vec<Vec<f64>>> {
    let dimensions = all.dimensions();
    if dimensions <= AXES {
        return None;
    }
    let spread = spread(all, dimensions);
    let mut widest: Vec<usize> = (0..dimensions).collect();
    widest.sort_by(|&a, &b| spread[b][b].total_cmp(&spread[a][a]));
    let unit = |&at: &usize| (0..dimensions).map(|own| f64::from(u8::from(own == at))).collect();
    let mut axes: Vec<Vec<f64>> = widest[..AXES].iter().map(unit).collect();
    for _ in 0..TURNS {
        let turned = axes.iter().map(|axis| spread.iter().map(|row| dot(row, axis)).collect());
        axes = at_right_angles(turned.collect(), axes);
    }
    Some(axes)
}

/// How wide some directions are along each pair of numbers.
fn spread(all: &Directions, dimensions: usize) -> Vec<Vec<f64>> {
    let step = all.len().div_ceil(DRAWN).max(1);
    let drawn: Vec<&[i16]> = all.iter().step_by(step).collect();
    let pair = |a: usize, b: usize| -> f64 {
        // Whole numbers below 2^53: their sum is exact in any order.
        drawn.iter().map(|own| f64::from(i32::from(own[a]) * i32::from(own[b]))).sum()
    };
    let row = |a: usize| (0..dimensions).map(|b| pair(a, b)).collect();
    (0..dimensions).into_par_iter().map(row).collect()
}

/// Vectors made perpendicular one after the other, of length 1 (Gram and Schmidt, twice, which is exact enough); where
/// one adds nothing to those before it, the `others` stay.
fn at_right_angles(mut vectors: Vec<Vec<f64>>, others: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for at in 0..vectors.len() {
        let (before, own) = vectors.split_at_mut(at);
        let own = &mut own[0];
        let whole = dot(own, own);
        for axis in before.iter().chain(before.iter()) {
            let along = dot(axis, own);
            own.iter_mut().zip(axis).for_each(|(value, axis)| *value -= along * axis);
        }
        let left = dot(own, own);
        if left <= whole * 1e-12 {
            return others;
        }
        for value in own {
            *value /= left.sqrt();
        }
    }
    vectors
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vectors(numbers: &[i8], dimensions: usize) -> Vec<Vec<f32>> {
        numbers
            .chunks_exact(dimensions)
            .map(|row| row.iter().map(|&value| f32::from(value)).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn no_two_directions_are_nearer_than_is_said(
            numbers in prop::collection::vec(any::<i8>(), 40..2_000),
        ) {
            let all = Directions::of(&vectors(&numbers, 40), 40);
            let bounds = Bounds::on(&axes(&all).unwrap(), &all);
            for one in 0..all.len() {
                for other in 0..all.len() {
                    let likeness = likeness(all.get(one), all.get(other));
                    prop_assert!(bounds.most(one, other) >= likeness);
                }
            }
        }
    }

    #[test]
    fn directions_that_lie_along_a_few_axes_are_told_apart_by_them() {
        // Two numbers are far wider than the 38 others.
        let row =
            |at: i8| (0..40).map(move |number| if number / 2 == 7 { 50 * (at % 2) + 9 } else { 1 });
        let numbers: Vec<i8> = (0..60).flat_map(row).collect();
        let all = Directions::of(&vectors(&numbers, 40), 40);
        let bounds = Bounds::of(&all).unwrap();
        let gap = |one: usize, other: usize| {
            bounds.most(one, other) - likeness(all.get(one), all.get(other))
        };
        assert!(gap(0, 1) < 2 * ROUNDED && gap(0, 2) < 2 * ROUNDED);
    }

    #[test]
    fn few_numbers_and_no_directions_need_no_axes() {
        assert!(Bounds::of(&Directions::of(&vectors(&[1; 40], 20), 20)).is_none());
        assert!(Bounds::of(&Directions::default()).is_none());
    }
}
