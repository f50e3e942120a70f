//! Exact binomial tails.

use statrs::function::beta::{beta_reg, inv_beta_reg};
use statrs::function::factorial::ln_binomial;

use super::float;

/// Below this probability a tail is not followed further: what is rarer counts as this rare.
const FLOOR: f64 = 1e-30;

/// `P(X ≥ x)` for `X` binomial over `n` trials of probability `p`.
///
/// ```
/// // Five mentions, all in a recent quarter of the time: (1/4)⁵.
/// assert!((vigie::stats::upper_tail(5, 0.25, 5) - 0.25_f64.powi(5)).abs() < 1e-12);
/// ```
pub fn upper_tail(n: u64, p: f64, x: u64) -> f64 {
    match (x, p) {
        (0, _) => 1.0,
        (x, _) if x > n => 0.0,
        (_, p) if p <= 0.0 => 0.0,
        (_, p) if p >= 1.0 => 1.0,
        (x, p) => beta_reg(float(x), float(n - x) + 1.0, p),
    }
}

/// `P(X ≤ x)` for `X` binomial over `n` trials of probability `p`.
pub fn lower_tail(n: u64, p: f64, x: u64) -> f64 {
    if x >= n { 1.0 } else { upper_tail(n, 1.0 - p, n - x) }
}

/// The exact (Clopper–Pearson) 95 % interval of the share `x / n`; from 0 to 1 without trials.
pub fn clopper_pearson(x: u64, n: u64) -> (f64, f64) {
    const TAIL: f64 = 0.025;
    let x = x.min(n);
    let low = if x == 0 { 0.0 } else { inv_beta_reg(float(x), float(n - x) + 1.0, TAIL) };
    let high = if x == n { 1.0 } else { inv_beta_reg(float(x) + 1.0, float(n - x), 1.0 - TAIL) };
    (low, high)
}

/// The value below which a Beta law of parameters `a` and `b`, both positive, has the probability `p`.
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    inv_beta_reg(a, b, p)
}

/// The upper tails `P(X ≥ x)` of one binomial law from a first `x` on, falling.
#[derive(Clone, Debug)]
pub struct TailTable {
    from: u64,
    tails: Vec<f64>,
}

impl TailTable {
    /// The tails of `n` trials of probability `p`, from `x = from`. `from` must lie above the mean.
    pub fn new(n: u64, p: f64, from: u64) -> Self {
        let mut masses = Vec::new();
        let first = ln_binomial(n, from)
            + float(from) * p.ln()
            + float(n.saturating_sub(from)) * (-p).ln_1p();
        let mut mass = if from > n { 0.0 } else { first.exp() };
        let odds = p / (1.0 - p);
        for x in from..=n {
            masses.push(mass);
            if mass < FLOOR {
                break;
            }
            mass *= odds * float(n - x) / float(x + 1);
        }
        // From the smallest up, so that small terms are not lost.
        let mut sum = 0.0;
        for mass in masses.iter_mut().rev() {
            sum += *mass;
            *mass = sum.min(1.0);
        }
        Self { from, tails: masses }
    }

    /// `P(X ≥ x)`; 1 below the first `x` of the table.
    pub fn tail(&self, x: u64) -> f64 {
        let Some(at) = x.checked_sub(self.from) else { return 1.0 };
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        self.tails.get(at).or(self.tails.last()).copied().unwrap_or(0.0)
    }

    /// The largest tail that does not exceed `level`: 0 where none can be so small (Tarone).
    pub fn attainable(&self, level: f64) -> f64 {
        let at = self.tails.partition_point(|&tail| tail > level);
        self.tails.get(at).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_two_rate_test_has_its_published_values() {
        // Recent and past counts with 28 recent days for 84 past ones: f / (1 + f) = 1/4.
        for (recent, past, expected) in
            [(6, 4, 0.0197), (2, 1, 0.156), (5, 0, 0.000_98), (12, 20, 0.080)]
        {
            let p = upper_tail(recent + past, 0.25, recent);
            assert!((p / expected - 1.0_f64).abs() < 0.007, "{recent} {p}");
        }
    }

    #[test]
    fn a_clopper_pearson_interval_has_its_known_values() {
        // 3 of 10, as any table gives it.
        let (low, high) = clopper_pearson(3, 10);
        assert!((low - 0.066_74).abs() < 1e-4 && (high - 0.652_45).abs() < 1e-4, "{low} {high}");
        assert_eq!(clopper_pearson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn lower_and_upper_tails_share_the_whole() {
        let both = lower_tail(20, 0.3, 4) + upper_tail(20, 0.3, 5);
        assert!((both - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_level_that_no_count_can_reach_is_not_attainable() {
        let table = TailTable::new(3, 0.2, 3);
        assert!((table.attainable(0.01) - 0.008).abs() < 1e-12);
        assert!(table.attainable(0.001).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn the_table_agrees_with_the_beta_function(n in 3_u64..400, p in 0.001..0.5_f64, more in 1_u64..20) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small mean")]
            let from = (float(n) * p) as u64 + 2;
            let x = from + more;
            prop_assume!(x <= n);
            let (exact, table) = (upper_tail(n, p, x), TailTable::new(n, p, from).tail(x));
            prop_assume!(exact > FLOOR * 1e6);
            prop_assert!((exact / table - 1.0).abs() < 1e-8, "{} {}", exact, table);
        }
    }
}
