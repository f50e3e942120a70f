//! What is said more in a part than in the whole.

use statrs::function::factorial::ln_binomial;

use super::float;

/// A specificity never goes beyond this: rarer counts as this rare.
const MOST: f64 = 300.0;

/// The specificity of something in a part of a corpus (Lafon): `−log₁₀ P(X ≥ k)` where it is said more there than
/// chance expects, `log₁₀ P(X ≤ k)` where less; `X` is hypergeometric, `k` of the `said` of the `whole` being in
/// a part of `part`. At 2, chance alone does as much once in a hundred.
///
/// ```
/// let index = vigie::stats::specificity(50_000, 4_000, 40, 14);
/// assert!((index - 5.87).abs() < 0.005);
/// ```
pub fn specificity(whole: u64, part: u64, said: u64, k: u64) -> f64 {
    if part == 0 || said == 0 || part > whole || said > whole {
        return 0.0;
    }
    let (least, most) = ((part + said).saturating_sub(whole), part.min(said));
    let k = k.clamp(least, most);
    let expected = float(said) * float(part) / float(whole);
    let all = ln_binomial(whole, part);
    let mass = |x: u64| (ln_binomial(said, x) + ln_binomial(whole - said, part - x) - all).exp();
    let index = |tail: f64| -tail.min(1.0).log10();
    if float(k) >= expected {
        index((k..=most).rev().map(mass).sum()).min(MOST)
    } else {
        -index((least..=k).map(mass).sum()).min(MOST)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_specificity_is_found() {
        let index = specificity(50_000, 4_000, 40, 14);
        assert!((10_f64.powf(-index) / 1.35e-6 - 1.0).abs() < 0.005, "{index}");
        assert!(specificity(100, 0, 10, 0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn what_is_as_frequent_as_elsewhere_is_not_specific(part in 1_u64..200, said in 1_u64..200) {
            let expected = said * part / 400;
            prop_assert!(specificity(400, part, said, expected).abs() < 1.0);
            prop_assert!(specificity(400, part, said, part.min(said)) >= 0.0);
        }
    }
}
