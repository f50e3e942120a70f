//! Means of samples: of clusters, of waves, of two groups compared.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{Z95, float, two_sided};
use crate::types::{Estimate, Measure, Undefined};

/// How many values, their mean and the square of the standard error of the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// How many values.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// The square of the standard error of the mean: the variance divided by `n`.
    pub squared_error: f64,
}

impl Sample {
    /// Sums up values; none without any. The variance divides by `n`, as the ticket model of the NPS does.
    pub fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (mut n, mut sum, mut squares) = (0, 0.0, 0.0);
        for value in values {
            n += 1;
            sum += value;
            squares += value * value;
        }
        (n > 0).then(|| {
            let mean = sum / float(n);
            Self { n, mean, squared_error: (squares / float(n) - mean * mean).max(0.0) / float(n) }
        })
    }

    /// The mean with its normal interval.
    pub fn estimate(self) -> Estimate {
        let reach = Z95 * self.squared_error.sqrt();
        Estimate { value: self.mean, low: self.mean - reach, high: self.mean + reach, n: self.n }
    }

    /// The mean with its interval by Student's distribution, the variance dividing by `n − 1`; too few with
    /// fewer than `fewest` values.
    pub fn student(self, fewest: u64) -> Measure {
        let degrees = float(self.n) - 1.0;
        let Ok(student) = StudentsT::new(0.0, 1.0, degrees) else {
            return Measure::Undefined(Undefined::TooFew);
        };
        if self.n < fewest {
            return Measure::Undefined(Undefined::TooFew);
        }
        let error = (self.squared_error * float(self.n) / degrees).sqrt();
        let reach = student.inverse_cdf(0.975) * error;
        Measure::Known(Estimate {
            value: self.mean,
            low: self.mean - reach,
            high: self.mean + reach,
            n: self.n,
        })
    }
}

/// Two means compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The first less the second, with its interval.
    pub difference: Estimate,
    /// The difference in standard errors.
    pub z: f64,
    /// The probability of a difference at least as large, either way, if both were the same.
    pub p: f64,
}

/// Compares two means: `z = (m₁ − m₂) / √(SE₁² + SE₂²)`.
///
/// # Errors
///
/// `NoContrast` where neither varies.
pub fn difference(first: Sample, second: Sample) -> Result<Difference, Undefined> {
    let error = (first.squared_error + second.squared_error).sqrt();
    if error <= 0.0 {
        return Err(Undefined::NoContrast);
    }
    let value = first.mean - second.mean;
    let reach = Z95 * error;
    let n = first.n + second.n;
    let z = value / error;
    let difference = Estimate { value, low: value - reach, high: value + reach, n };
    Ok(Difference { difference, z, p: two_sided(z) })
}

/// Means of waves put together with weights, which are divided by their sum: `Σ w m`, of variance `Σ w² SE²`.
/// None without waves or weights.
pub fn pooled(waves: &[(Sample, f64)]) -> Option<Sample> {
    let total: f64 = waves.iter().map(|(_, weight)| weight).sum();
    (total > 0.0).then(|| {
        let parts = || waves.iter().map(|&(wave, weight)| (wave, weight / total));
        Sample {
            n: waves.iter().map(|(wave, _)| wave.n).sum(),
            mean: parts().map(|(wave, weight)| weight * wave.mean).sum(),
            squared_error: parts().map(|(wave, weight)| weight * weight * wave.squared_error).sum(),
        }
    })
}

/// How many times the variance of a mean is larger than if every answer came from another customer, 1 at least.
///
/// The linearised variance of a mean of clusters, `G/(G − 1) · Σ_g (Σ_{i∈g} (x_i − x̄))² / n²`, over that of as
/// many answers of as many customers. `answers` are values with the number of their customer, below `customers`;
/// those without one are clusters of their own.
pub fn design_effect(answers: &[(f64, Option<u32>)], customers: usize) -> f64 {
    let Some(whole) = Sample::of(answers.iter().map(|&(value, _)| value)) else { return 1.0 };
    let mut clusters: Vec<Option<f64>> = vec![None; customers];
    let (mut groups, mut squares) = (0_u64, 0.0);
    for &(value, customer) in answers {
        let apart = value - whole.mean;
        let cluster = customer.and_then(|customer| clusters.get_mut(customer as usize));
        if let Some(cluster) = cluster {
            *cluster = Some(cluster.unwrap_or(0.0) + apart);
        } else {
            groups += 1;
            squares += apart * apart;
        }
    }
    for sum in clusters.into_iter().flatten() {
        groups += 1;
        squares += sum * sum;
    }
    if whole.squared_error <= 0.0 || groups < 2 || groups == whole.n {
        return 1.0;
    }
    let variance = squares * float(groups) / float(groups - 1) / float(whole.n).powi(2);
    (variance / whole.squared_error).max(1.0)
}

/// Widens an interval for answers that come in clusters: its half-widths are multiplied by the square root of
/// the design effect, within `bounds`.
pub fn widened(measure: Measure, effect: f64, bounds: (f64, f64)) -> Measure {
    let Measure::Known(Estimate { value, low, high, n }) = measure else { return measure };
    let factor = effect.max(1.0).sqrt();
    Measure::Known(Estimate {
        value,
        low: (value - (value - low) * factor).max(bounds.0).min(low),
        high: (value + (high - value) * factor).min(bounds.1).max(high),
        n,
    })
}

/// The probabilities of several tests, each raised so that all together err 5 times in 100 (Holm).
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let (mut adjusted, mut highest) = (vec![1.0; p.len()], 0.0_f64);
    for (rank, &at) in order.iter().enumerate() {
        highest = highest.max(p[at] * super::float_len(p.len() - rank)).min(1.0);
        adjusted[at] = highest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(promoters: usize, passives: usize, detractors: usize) -> Sample {
        let points = [vec![100.0; promoters], vec![0.0; passives], vec![-100.0; detractors]];
        Sample::of(points.concat().into_iter()).unwrap()
    }

    #[test]
    fn two_waves_differ_as_published() {
        let found = difference(wave(120, 50, 30), wave(150, 60, 90)).unwrap();
        assert!((found.z - 3.44).abs() < 5e-3 && (found.p - 0.000_57).abs() < 2e-5);
        let flat = wave(3, 0, 0);
        assert_eq!(difference(flat, flat), Err(Undefined::NoContrast));
    }

    #[test]
    fn waves_are_pooled_with_their_weights() {
        let both = pooled(&[(wave(120, 50, 30), 3.0), (wave(150, 60, 90), 1.0)]).unwrap();
        assert!((both.mean - (0.75 * 45.0 + 0.25 * 20.0)).abs() < 1e-9 && both.n == 500);
        assert!(both.squared_error < wave(120, 50, 30).squared_error);
        assert_eq!(pooled(&[]), None);
    }

    #[test]
    fn the_margin_of_a_student_interval_is_wider_than_a_normal_one() {
        let sample = Sample::of([3.0, 5.0, 4.0, 4.0].into_iter()).unwrap();
        // Standard deviation √(2/3), t(0.975; 3) = 3.182446.
        let known = *sample.student(2).known().unwrap();
        assert!((known.high - 4.0 - 3.182_446 * (2.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-4);
        assert_eq!(sample.student(5), Measure::Undefined(Undefined::TooFew));
        assert_eq!(Sample::of(std::iter::empty()), None);
    }

    #[test]
    fn the_same_answer_said_four_times_is_worth_one() {
        let values: Vec<f64> = (0..50_u32).map(|at| f64::from(at % 2)).collect();
        let numbers: Vec<u32> = (0..50).collect();
        let four: Vec<_> = (0..200).map(|at| (values[at / 4], Some(numbers[at / 4]))).collect();
        assert!((design_effect(&four, 50) - 4.0 * 50.0 / 49.0).abs() < 1e-9);
        let apart: Vec<_> =
            values.iter().zip(&numbers).map(|(&value, &id)| (value, Some(id))).collect();
        assert!((design_effect(&apart, 50) - 1.0).abs() < 1e-12);
        let known = Measure::Known(Estimate { value: 0.5, low: 0.4, high: 0.9, n: 9 });
        let wider = *widened(known, 4.0, (0.0, 1.0)).known().unwrap();
        assert!((wider.low - 0.3).abs() < 1e-12 && (wider.high - 1.0).abs() < 1e-12);
    }

    #[test]
    fn holm_raises_the_smallest_most() {
        let raised = holm(&[0.01, 0.04, 0.03]);
        let expected = [0.03, 0.06, 0.06];
        assert!(raised.iter().zip(expected).all(|(got, want)| (got - want).abs() < 1e-12));
    }
}
