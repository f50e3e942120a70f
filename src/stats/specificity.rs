//! Lafon's specificity: whether a part of a corpus says a word more, or less, than chance would have it.

use statrs::function::factorial::ln_binomial;

use super::float;

/// A further term of a tail below this share of its sum changes no digit of it.
const NEGLIGIBLE: f64 = 1e-15;

/// The specificity of a word in a part of a corpus: positive where the part says it more than its size makes one
/// expect, negative where less, near 0 where neither.
///
/// `corpus` words in all, of which `part` in the part; the word is said `total` times, `inside` of them in the part.
/// The index is `−log₁₀ P(X ≥ inside)` over the expected number and `+log₁₀ P(X ≤ inside)` below it, where `X` is
/// hypergeometric: 3 or more is one chance in a thousand or less. 0 where the numbers cannot be (more inside than in
/// all), or nothing can be told.
///
/// Pierre Lafon, « Sur la variabilité de la fréquence des formes dans un corpus », *Mots* 1, 1980.
///
/// ```
/// let index = vigie::stats::specificity(50_000, 4_000, 40, 14);
/// assert!((index - 5.87).abs() < 0.005);
/// ```
pub fn specificity(corpus: u64, part: u64, total: u64, inside: u64) -> f64 {
    if part > corpus || total > corpus || inside > part || inside > total {
        return 0.0;
    }
    let expected = float(total) * float(part) / float(corpus.max(1));
    if float(inside) > expected {
        -log10_tail(corpus, part, total, inside, true)
    } else {
        log10_tail(corpus, part, total, inside, false)
    }
}

/// The decimal logarithm of `P(X ≥ inside)`, or of `P(X ≤ inside)`.
fn log10_tail(corpus: u64, part: u64, total: u64, inside: u64, upper: bool) -> f64 {
    let least = (part + total).saturating_sub(corpus);
    let most = part.min(total);
    if inside < least || inside > most {
        return 0.0;
    }
    let first = ln_binomial(total, inside) + ln_binomial(corpus - total, part - inside)
        - ln_binomial(corpus, part);
    // From `inside` on, away from the mean, each term is smaller than the one before: P(k + 1) / P(k), or its inverse.
    let ratio = |k: u64| {
        float(total - k) * float(part - k) / (float(k + 1) * float(corpus + k + 1 - total - part))
    };
    let (mut sum, mut term, mut k) = (1.0, 1.0, inside);
    while if upper { k < most } else { k > least } {
        if upper {
            term *= ratio(k);
            k += 1;
        } else {
            k -= 1;
            term /= ratio(k);
        }
        sum += term;
        if term < NEGLIGIBLE * sum {
            break;
        }
    }
    ((first + f64::ln(sum)) / std::f64::consts::LN_10).min(0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The published example, and a count by hand: of 10 words of which 4 are in the part, one said twice.
    #[test]
    fn golden_values() {
        let p = 10_f64.powf(-specificity(50_000, 4_000, 40, 14));
        assert!((p - 1.35e-6).abs() < 0.005e-6, "{p}");
        assert!((specificity(10, 4, 2, 2) - (45.0_f64 / 6.0).log10()).abs() < 1e-12);
        assert!((specificity(10, 4, 2, 0) + (45.0_f64 / 15.0).log10()).abs() < 1e-12);
    }

    #[test]
    fn what_tells_nothing_is_near_zero_and_what_cannot_be_is_zero() {
        assert!(specificity(1000, 100, 50, 5).abs() < 0.3);
        for (corpus, part, total, inside) in
            [(0, 0, 0, 0), (10, 11, 2, 1), (10, 4, 2, 3), (10, 9, 9, 1)]
        {
            assert_eq!(specificity(corpus, part, total, inside).to_bits() << 1, 0);
        }
        assert!(specificity(10, 10, 5, 5).abs() < 1e-9, "the part is the whole");
        assert!(specificity(40_000_000, 2_000_000, 900_000, 60_000).is_finite());
    }

    proptest! {
        /// Both tails together hold everything, and `X = inside` twice.
        #[test]
        fn tails_complete_each_other(corpus in 1u64..60, a in 0u64..60, b in 0u64..60, c in 0u64..60) {
            let (part, total) = (a % (corpus + 1), b % (corpus + 1));
            let (least, most) = ((part + total).saturating_sub(corpus), part.min(total));
            let inside = least + c % (most - least + 1);
            let upper = 10_f64.powf(log10_tail(corpus, part, total, inside, true));
            let below = if inside == least { 0.0 } else {
                10_f64.powf(log10_tail(corpus, part, total, inside - 1, false))
            };
            prop_assert!((upper + below - 1.0).abs() < 1e-9, "{upper} + {below}");
        }
    }
}
