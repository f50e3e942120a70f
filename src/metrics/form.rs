//! The forms that a score takes: what an answer is worth, and what a batch of them is.

use super::Clusters;
use crate::stats::{Sample, mean_interval, trinomial, wilson};
use crate::types::{Estimate, Measure, Undefined};

/// How the answers of a batch become one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// A share: an answer is worth 1 or 0; the figure is 0 to 1, Wilson interval.
    Share,
    /// A difference of shares: an answer is worth 1, 0 or −1; the figure is −1 to 1.
    Net,
    /// The same in points, −100 to 100.
    Points,
    /// A mean within bounds.
    Mean {
        /// The lowest answer.
        low: f64,
        /// The highest.
        high: f64,
    },
}

impl Form {
    /// The lowest and the highest figure.
    pub const fn bounds(self) -> (f64, f64) {
        match self {
            Self::Share => (0.0, 1.0),
            Self::Net => (-1.0, 1.0),
            Self::Points => (-100.0, 100.0),
            Self::Mean { low, high } => (low, high),
        }
    }

    /// How many units of the figure an answer is worth.
    const fn unit(self) -> f64 {
        match self {
            Self::Points => 100.0,
            Self::Share | Self::Net | Self::Mean { .. } => 1.0,
        }
    }

    /// The figure of answers, given as feedback and worth, with its interval, which counts the customers who
    /// answered more than once.
    pub fn measure(self, answers: &[(usize, f64)], clusters: &Clusters) -> Measure {
        let worth = |sign: f64| {
            answers.iter().filter(|(_, value)| (value - sign).abs() < f64::EPSILON).count() as u64
        };
        let n = answers.len() as u64;
        let measure = match self {
            Self::Share => wilson(worth(1.0), n),
            Self::Net => trinomial(worth(1.0), worth(-1.0), n),
            Self::Points => times(trinomial(worth(1.0), worth(-1.0), n), 100.0),
            Self::Mean { .. } => {
                let values: Vec<f64> = answers.iter().map(|&(_, value)| value).collect();
                mean_interval(&values, self.bounds())
            }
        };
        clusters.widen(measure, answers, self.bounds())
    }

    /// The mean of answers in the unit of the figure, to be compared or pooled; no data without any.
    ///
    /// # Errors
    ///
    /// `NoData` without answers.
    pub fn sample(self, answers: &[(usize, f64)]) -> Result<Sample, Undefined> {
        Sample::of(answers.iter().map(|&(_, value)| value * self.unit())).ok_or(Undefined::NoData)
    }
}

/// A figure in another unit.
pub(super) fn times(measure: Measure, factor: f64) -> Measure {
    match measure {
        Measure::Known(Estimate { value, low, high, n }) => Measure::Known(Estimate {
            value: factor * value,
            low: factor * low,
            high: factor * high,
            n,
        }),
        undefined @ Measure::Undefined(_) => undefined,
    }
}
