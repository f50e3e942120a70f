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
