//! Shapley values: a total shared between players by what each adds, in every order of arrival.

use super::{float_len, resample::mix, resample::unit};

/// The most players whose value is computed over every coalition.
pub const EXACT_PLAYERS: usize = 16;

/// The Shapley value of each player, from the worth of every coalition: `worth[mask]` is that of the players
/// whose bits are set, so `worth.len()` is 2 to the number of players.
///
/// `φ_j = Σ_{S ∌ j} |S|! (p − |S| − 1)! / p! · (v(S ∪ j) − v(S))`. They sum to `v(all) − v(none)`.
///
/// ```
/// // Two players who are worth 10 and 20 alone, and 50 together.
/// let values = vigie::stats::shapley(&[0.0, 10.0, 20.0, 50.0]);
/// assert_eq!(values, [20.0, 30.0]);
/// ```
pub fn shapley(worth: &[f64]) -> Vec<f64> {
    let players = worth.len().max(1).ilog2() as usize;
    let weights = coalition_weights(players);
    let mut values = vec![0.0; players];
    for (mask, before) in worth.iter().enumerate() {
        let Some(&weight) = weights.get(mask.count_ones() as usize) else { continue };
        for (player, value) in values.iter_mut().enumerate() {
            if mask & (1 << player) == 0 {
                *value += weight * (worth[mask | (1 << player)] - before);
            }
        }
    }
    values
}

/// `s! (p − s − 1)! / p!` for coalitions of `s` players, `s < p`.
fn coalition_weights(players: usize) -> Vec<f64> {
    // From s to s + 1 the weight is multiplied by (s + 1) / (p − s − 1).
    let mut weights = Vec::with_capacity(players);
    let mut weight = 1.0 / float_len(players.max(1));
    for size in 0..players {
        weights.push(weight);
        weight *= float_len(size + 1) / float_len((players - size - 1).max(1));
    }
    weights
}

/// The Shapley value of each player over `orders` orders of arrival drawn from a seed, each walked forth and
/// back so that what one order favours the other does not. `worth` is asked for an order of the players, and
/// answers the worth of nobody, of the first, of the first two …, of all.
pub fn sampled_shapley(
    players: usize,
    orders: u32,
    seed: u64,
    mut worth: impl FnMut(&[usize]) -> Vec<f64>,
) -> Vec<f64> {
    let mut values = vec![0.0; players];
    for number in 0..orders {
        let mut order = shuffled(players, seed ^ mix(u64::from(number)));
        for _ in 0..2 {
            let along = worth(&order);
            for (step, &player) in along.windows(2).zip(&order) {
                values[player] += step[1] - step[0];
            }
            order.reverse();
        }
    }
    let walks = 2.0 * f64::from(orders.max(1));
    values.into_iter().map(|value| value / walks).collect()
}

/// The players in an order drawn from a seed (Fisher–Yates).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place below `at`")]
fn shuffled(players: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..players).collect();
    for at in (1..players).rev() {
        let draw = unit(mix(seed.wrapping_add(at as u64)));
        order.swap(at, (draw * float_len(at + 1)) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn along(worth: &[f64], order: &[usize]) -> Vec<f64> {
        let masks = order.iter().scan(0, |mask, player| {
            *mask |= 1 << player;
            Some(worth[*mask])
        });
        std::iter::once(worth[0]).chain(masks).collect()
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_total(worth in prop::collection::vec(-100.0..100.0_f64, 64)) {
            let values = shapley(&worth);
            prop_assert_eq!(values.len(), 6);
            prop_assert!((values.iter().sum::<f64>() - (worth[63] - worth[0])).abs() < 1e-9);
        }

        #[test]
        fn sampled_shares_sum_to_the_total(worth in prop::collection::vec(-9.0..9.0_f64, 16), seed: u64) {
            let values = sampled_shapley(4, 3, seed, |order| along(&worth, order));
            prop_assert!((values.iter().sum::<f64>() - (worth[15] - worth[0])).abs() < 1e-9);
        }
    }

    #[test]
    fn many_orders_come_near_the_exact_shares() {
        let worth: Vec<f64> = (0..32_u32)
            .map(|mask| f64::from(mask.count_ones()).powi(2) + f64::from(mask & 1) * 3.0)
            .collect();
        let exact = shapley(&worth);
        let sampled = sampled_shapley(5, 400, 9, |order| along(&worth, order));
        assert!(exact.iter().zip(&sampled).all(|(exact, sampled)| (exact - sampled).abs() < 0.2));
        assert!(shapley(&[3.0]).is_empty());
    }
}
