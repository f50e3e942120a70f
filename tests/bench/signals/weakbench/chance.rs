//! Draws that depend on the numbers that name them, and on nothing else.

use vigie::stats::{draw_key, float, float_len};

/// A sequence of draws, the same for the same name on any machine.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    key: u64,
    drawn: u64,
}

impl Chance {
    /// The sequence named by these numbers.
    pub(crate) fn new(name: &[u64]) -> Self {
        Self { key: draw_key(name), drawn: 0 }
    }

    /// Between 0 and 1, 1 excluded.
    pub(crate) fn unit(&mut self) -> f64 {
        self.drawn += 1;
        float(draw_key(&[self.key, self.drawn]) >> 11) / float(1 << 53)
    }

    /// A whole number below `bound`, which must not be 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position")]
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.unit() * float_len(bound)) as usize
    }

    /// A draw of the Poisson law, by inversion: for means of a few tens.
    pub(crate) fn poisson(&mut self, mean: f64) -> usize {
        let uniform = self.unit();
        let (mut drawn, mut mass) = (0, (-mean).exp());
        let mut reached = mass;
        while uniform >= reached && mass > 0.0 {
            drawn += 1;
            mass *= mean / float_len(drawn);
            reached += mass;
        }
        drawn
    }

    /// Puts a list in an order drawn at random (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_always_draws_the_same() {
        let draws = |name: &[u64]| -> Vec<usize> {
            let mut chance = Chance::new(name);
            (0..8).map(|_| chance.below(1000)).collect()
        };
        assert_eq!(draws(&[1, 2]), draws(&[1, 2]));
        assert_ne!(draws(&[1, 2]), draws(&[2, 1]));
    }

    #[test]
    fn poisson_draws_have_their_mean_and_variance() {
        let mut chance = Chance::new(&[7]);
        let draws: Vec<f64> = (0..20_000).map(|_| float_len(chance.poisson(3.0))).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((mean - 3.0).abs() < 0.06 && (variance - 3.0).abs() < 0.15, "{mean} {variance}");
    }

    #[test]
    fn a_shuffle_keeps_everything_and_moves_it() {
        let mut list: Vec<usize> = (0..50).collect();
        Chance::new(&[3]).shuffle(&mut list);
        let mut sorted = list.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
        assert_ne!(list, sorted);
    }
}
