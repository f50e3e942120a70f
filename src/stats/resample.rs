//! A bootstrap that knows neither the order of the rows nor the threads that count them.

use super::{float, float_len};

/// Cumulated probabilities of the Poisson law of mean 1, on the scale of `u64`.
const POISSON: [f64; 12] = [
    0.367_879_441_171_442_3,
    0.735_758_882_342_884_6,
    0.919_698_602_928_605_8,
    0.981_011_843_123_846_2,
    0.996_340_153_172_656_3,
    0.999_405_815_182_418_3,
    0.999_916_758_850_711_9,
    0.999_989_750_803_325_3,
    0.999_998_874_797_402,
    0.999_999_888_574_521_7,
    0.999_999_989_952_233_6,
    0.999_999_999_168_389_2,
];

/// Draws how many times each feedback stands in each resample.
///
/// The Poisson bootstrap: every feedback is drawn on its own, from its identifier, the seed and the
/// number of the resample. So the draws are the same in any order of the rows and on any number of threads.
#[derive(Clone, Debug)]
pub struct Resampler {
    keys: Vec<u64>,
}

impl Resampler {
    /// A resampler of the rows with these identifiers.
    pub fn new<'a>(seed: u64, ids: impl Iterator<Item = &'a str>) -> Self {
        Self { keys: ids.map(|id| mix(seed ^ fnv1a(id.as_bytes()))).collect() }
    }

    /// How many times the row at `index` stands in resample `draw`.
    pub fn weight(&self, index: usize, draw: u32) -> u32 {
        let key = self.keys.get(index).copied().unwrap_or(0);
        poisson_of_one(mix(key.wrapping_add(u64::from(draw).wrapping_mul(GOLDEN))))
    }
}

/// A draw of the Poisson law of mean 1, from uniform bits.
fn poisson_of_one(bits: u64) -> u32 {
    let uniform = unit(bits);
    POISSON.iter().map(|&bound| u32::from(uniform >= bound)).sum()
}

/// How many times a group of `count` rows stands in a resample: a draw of the Poisson law of mean `count`.
///
/// Rows that bring the same to a figure may be drawn together, which is what makes a million of them quick. The
/// draw depends on `key` alone, which names the group, the seed and the resample. For few rows the law is
/// inverted; beyond, it is near enough the normal one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows")]
pub fn group_weight(count: u64, key: u64) -> u64 {
    const FEW: u64 = 48;
    let mean = float(count);
    if count <= FEW {
        let uniform = unit(mix(key));
        let (mut drawn, mut mass) = (0, (-mean).exp());
        let mut reached = mass;
        while uniform >= reached && mass > 0.0 {
            drawn += 1;
            mass *= mean / float(drawn);
            reached += mass;
        }
        return drawn;
    }
    let (radius, angle) = (unit(mix(key)), unit(mix(key ^ GOLDEN)));
    let normal = (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * angle).cos();
    // The second term gives the draw the skewness of the Poisson law.
    let drawn = mean + mean.sqrt() * normal + (normal * normal - 1.0) / 6.0;
    drawn.round().max(0.0) as u64
}

/// A key for [`group_weight`], from numbers that name a draw.
pub fn draw_key(parts: &[u64]) -> u64 {
    parts.iter().fold(GOLDEN, |key, &part| mix(key ^ mix(part)))
}

/// The ends of the middle 95 % of `values`, widened where needed to hold `value`; none without values.
pub fn percentile_interval(mut values: Vec<f64>, value: f64) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let low = *values.get(rank(values.len(), 0.025))?;
    let high = *values.get(rank(values.len(), 0.975))?;
    Some((low.min(value), high.max(value)))
}

/// The position of a quantile among `n` sorted values.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position below n")]
fn rank(n: usize, quantile: f64) -> usize {
    (float_len(n.saturating_sub(1)) * quantile).round() as usize
}

/// The odd constant of `SplitMix64`.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of `SplitMix64`.
pub(super) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number of [0, 1) from the 53 high bits.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a float")]
pub(super) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

fn fnv1a(bytes: &[u8]) -> u64 {
    let step = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_follow_the_poisson_law_of_mean_one() {
        let ids: Vec<String> = (0..4_000).map(|id| format!("avis-{id}")).collect();
        let resampler = Resampler::new(7, ids.iter().map(String::as_str));
        let weights: Vec<u32> = (0..4_000).map(|index| resampler.weight(index, 3)).collect();
        let mean = f64::from(weights.iter().sum::<u32>()) / 4_000.0;
        let zeros = weights.iter().filter(|&&weight| weight == 0).count();
        assert!((mean - 1.0).abs() < 0.06, "{mean}");
        assert!((float_len(zeros) / 4_000.0 - 0.368).abs() < 0.03, "{zeros}");
    }

    #[test]
    fn a_weight_depends_on_the_identifier_and_not_on_the_place() {
        let one = Resampler::new(7, ["a", "b"].into_iter());
        let other = Resampler::new(7, ["b", "a"].into_iter());
        for draw in 0..50 {
            assert_eq!(one.weight(0, draw), other.weight(1, draw));
        }
    }

    #[test]
    fn groups_are_drawn_with_the_mean_and_spread_of_their_rows() {
        for count in [1, 20, 48, 49, 4_000_u64] {
            let draws: Vec<f64> =
                (0..4_000).map(|draw| float(group_weight(count, draw_key(&[7, draw])))).collect();
            let mean = draws.iter().sum::<f64>() / 4_000.0;
            let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 4_000.0;
            let error = (float(count) / 4_000.0).sqrt();
            assert!((mean - float(count)).abs() < 4.0 * error, "{count}: {mean}");
            assert!((variance / float(count) - 1.0).abs() < 0.12, "{count}: {variance}");
        }
    }

    #[test]
    fn the_interval_holds_the_value() {
        let values: Vec<f64> = (0..101).map(f64::from).collect();
        let (low, high) = percentile_interval(values, 50.0).unwrap();
        assert!((low - 3.0).abs() < 1.1 && (high - 97.0).abs() < 1.1);
        assert_eq!(percentile_interval(vec![1.0, 2.0], 5.0), Some((1.0, 5.0)));
        assert_eq!(percentile_interval(Vec::new(), 5.0), None);
    }
}
