//! What raises the odds of an event, and by how many points its probability.

use super::{Symmetric, Z95};
use crate::types::{Estimate, Undefined};

/// A regression of a yes or no on some drivers.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// The constant, then one coefficient a driver, in log-odds.
    pub coefficients: Vec<f64>,
    /// Average marginal effects: how much the probability changes with one more of a driver, on average over the
    /// rows, −1 to 1, with its interval by the delta method.
    pub effects: Vec<Estimate>,
}

/// Rows that share their drivers: the drivers, how many there are, and of how many the event is true.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    /// The drivers.
    pub drivers: Vec<f64>,
    /// How many rows.
    pub trials: f64,
    /// How many of them with the event.
    pub events: f64,
}

/// Where a driver foretells the event without fail, its coefficient grows by about one a step and never settles.
const MOST_STEPS: usize = 40;

/// A step smaller than this, against its coefficient and one, ends the search.
const CLOSE: f64 = 1e-11;

/// The maximum-likelihood regression of an event on drivers, by iteratively reweighted least squares.
///
/// Average marginal effect of a driver: `β_j · mean(p (1 − p))`; its variance is that of the delta method.
///
/// # Errors
///
/// `NoData` without rows, `NoContrast` where the event is always or never true, where a driver repeats others,
/// or where one foretells the event without fail.
pub fn logistic(rows: &[Trials]) -> Result<Logistic, Undefined> {
    let Some(first) = rows.first() else { return Err(Undefined::NoData) };
    let width = first.drivers.len() + 1;
    let design: Vec<Vec<f64>> =
        rows.iter().map(|row| [&[1.0], row.drivers.as_slice()].concat()).collect();
    let mut coefficients = vec![0.0; width];
    for _ in 0..MOST_STEPS {
        let mut information = Symmetric::zeros(width);
        let mut slope = vec![0.0; width];
        for (row, x) in rows.iter().zip(&design) {
            let p = probability(&coefficients, x);
            information.add_outer(x, row.trials * p * (1.0 - p));
            let surprise = row.events - row.trials * p;
            slope.iter_mut().zip(x).for_each(|(sum, x)| *sum += surprise * x);
        }
        let step = information.solve(&slope).ok_or(Undefined::NoContrast)?;
        coefficients.iter_mut().zip(&step).for_each(|(value, step)| *value += step);
        let settled = |(step, value): (&f64, &f64)| step.abs() < CLOSE * (1.0 + value.abs());
        if step.iter().zip(&coefficients).all(settled) {
            return with_effects(rows, &design, coefficients).ok_or(Undefined::NoContrast);
        }
    }
    Err(Undefined::NoContrast)
}

fn probability(coefficients: &[f64], x: &[f64]) -> f64 {
    let log_odds: f64 = coefficients.iter().zip(x).map(|(value, x)| value * x).sum();
    1.0 / (1.0 + (-log_odds).exp())
}

fn with_effects(rows: &[Trials], design: &[Vec<f64>], coefficients: Vec<f64>) -> Option<Logistic> {
    let width = coefficients.len();
    let mut information = Symmetric::zeros(width);
    // Of mean(p (1 − p)): its value, and its slope along each coefficient.
    let (mut total, mut spread, mut slopes) = (0.0, 0.0, vec![0.0; width]);
    for (row, x) in rows.iter().zip(design) {
        let p = probability(&coefficients, x);
        let density = p * (1.0 - p);
        information.add_outer(x, row.trials * density);
        total += row.trials;
        spread += row.trials * density;
        let bend = row.trials * density * (1.0 - 2.0 * p);
        slopes.iter_mut().zip(x).for_each(|(sum, x)| *sum += bend * x);
    }
    let covariance = information.inverse()?;
    let mean = spread / total;
    let effect = |driver: usize| {
        let value = coefficients[driver] * mean;
        let gradient: Vec<f64> = slopes
            .iter()
            .enumerate()
            .map(|(at, slope)| {
                coefficients[driver] * slope / total + if at == driver { mean } else { 0.0 }
            })
            .collect();
        let reach = Z95 * covariance.quadratic(&gradient).max(0.0).sqrt();
        Estimate { value, low: value - reach, high: value + reach, n: whole(total) }
    };
    let effects = (1..width).map(effect).collect();
    Some(Logistic { coefficients, effects })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows")]
fn whole(total: f64) -> u64 {
    total.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(driver: f64, trials: f64, events: f64) -> Trials {
        Trials { drivers: vec![driver], trials, events }
    }

    #[test]
    fn one_driver_gives_the_odds_ratio_of_its_table() {
        // 10 of 100 without, 40 of 100 with: the odds are multiplied by (40/60) / (10/90) = 6.
        let found = logistic(&[cell(0.0, 100.0, 10.0), cell(1.0, 100.0, 40.0)]).unwrap();
        assert!((found.coefficients[1] - 6.0_f64.ln()).abs() < 1e-9);
        assert!((found.coefficients[0] - (1.0_f64 / 9.0).ln()).abs() < 1e-9);
        // mean(p (1 − p)) = (0.09 + 0.24) / 2.
        let effect = &found.effects[0];
        assert!((effect.value - 6.0_f64.ln() * 0.165).abs() < 1e-9 && effect.n == 200);
        assert!(effect.low > 0.0 && effect.low < effect.value && effect.value < effect.high);
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        assert_eq!(logistic(&[]), Err(Undefined::NoData));
        // Nobody without the driver has the event.
        let parted = [cell(0.0, 50.0, 0.0), cell(1.0, 50.0, 20.0)];
        assert_eq!(logistic(&parted), Err(Undefined::NoContrast));
        let constant = [cell(1.0, 50.0, 10.0)];
        assert_eq!(logistic(&constant), Err(Undefined::NoContrast));
    }
}
