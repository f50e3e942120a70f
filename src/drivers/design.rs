//! Drivers and outcome of every scored feedback, counted: rows that are alike make one cell.

use std::collections::BTreeMap;

use super::DriverSettings;
use crate::metrics::{MainScore, attribute};
use crate::stats::{draw_key, float, group_weight};
use crate::types::{Annotated, Dataset, Estimate, Measure, Polarity, Touchpoint, Undefined};

/// A driver: a touchpoint by what is said of it, or a column of numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Driver {
    Touchpoint(Touchpoint),
    Column(String),
}

impl Driver {
    pub(super) fn id(&self) -> String {
        match self {
            Self::Touchpoint(id) => id.id().to_owned(),
            Self::Column(name) => name.clone(),
        }
    }
}

/// Rows with the same values and outcome.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// The drivers, then the outcome.
    pub(super) values: Vec<f64>,
    /// Whether these are answers of detractors.
    pub(super) detracts: bool,
    pub(super) count: u64,
    key: u64,
}

/// The rows of a regression.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub(super) cells: Vec<Cell>,
}

impl Design {
    /// The cells of the rows for which `values` gives drivers, the main score being the outcome.
    pub(super) fn new(
        dataset: &Dataset,
        score: MainScore,
        values: impl Fn(Annotated<'_>) -> Option<Vec<f64>>,
    ) -> Self {
        let mut cells: BTreeMap<Vec<u64>, (Vec<f64>, bool, u64)> = BTreeMap::new();
        for one in dataset.iter() {
            let (Some(outcome), Some(mut row)) = (score.points(one), values(one)) else { continue };
            let detracts = score.detracts(one).unwrap_or(false);
            row.push(outcome);
            let mut bits: Vec<u64> = row.iter().map(|value| value.to_bits()).collect();
            bits.push(u64::from(detracts));
            cells.entry(bits).or_insert((row, detracts, 0)).2 += 1;
        }
        let cell = |(bits, (values, detracts, count)): (Vec<u64>, (Vec<f64>, bool, u64))| Cell {
            values,
            detracts,
            count,
            key: draw_key(&bits),
        };
        Self { cells: cells.into_iter().map(cell).collect() }
    }

    /// How many rows there are.
    pub(super) fn n(&self) -> u64 {
        self.cells.iter().map(|cell| cell.count).sum()
    }

    /// How many times each cell stands in a resample.
    pub(super) fn resampled(&self, seed: u64, draw: u32) -> Vec<f64> {
        let weight = |cell: &Cell| {
            float(group_weight(cell.count, draw_key(&[seed, u64::from(draw), cell.key])))
        };
        self.cells.iter().map(weight).collect()
    }

    /// How many times each cell stands in the data.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.cells.iter().map(|cell| float(cell.count)).collect()
    }
}

/// The drivers of a dataset: the columns asked for, else the touchpoints that enough feedback praise or complain
/// of, the most spoken of first.
pub(super) fn drivers(dataset: &Dataset, settings: &DriverSettings) -> Vec<Driver> {
    if !settings.columns.is_empty() {
        let columns = settings.columns.iter().take(settings.most);
        return columns.map(|name| Driver::Column(name.clone())).collect();
    }
    let mut judged: Vec<(u64, Touchpoint)> = Touchpoint::ALL
        .iter()
        .map(|&id| {
            let answers = dataset.iter().filter_map(|one| one.annotation.touchpoint(id));
            (answers.filter(|answer| answer.polarity != Polarity::Neutral).count() as u64, id)
        })
        .filter(|(count, _)| *count >= settings.fewest)
        .collect();
    judged.sort_by_key(|&(count, id)| (std::cmp::Reverse(count), id));
    judged.into_iter().take(settings.most).map(|(_, id)| Driver::Touchpoint(id)).collect()
}

/// What a feedback says of each driver: 1 praise, −1 complaint, 0 both or nothing; or the number in the column.
/// None where a number is missing.
pub(super) fn signed(one: Annotated<'_>, drivers: &[Driver]) -> Option<Vec<f64>> {
    let value = |driver: &Driver| match driver {
        Driver::Touchpoint(id) => {
            Some(one.annotation.touchpoint(*id).map_or(0.0, |answer| match answer.polarity {
                Polarity::Positive => 1.0,
                Polarity::Negative => -1.0,
                Polarity::Neutral | Polarity::Both => 0.0,
            }))
        }
        Driver::Column(name) => attribute(one.feedback, name)?
            .replace(',', ".")
            .parse()
            .ok()
            .filter(|x: &f64| x.is_finite()),
    };
    drivers.iter().map(value).collect()
}

/// A figure with the middle 95 % of its resamples.
pub(super) fn resampled(value: f64, drawn: Vec<f64>, n: u64) -> Measure {
    let drawn: Vec<f64> = drawn.into_iter().filter(|value| value.is_finite()).collect();
    match crate::stats::percentile_interval(drawn, value).filter(|_| value.is_finite()) {
        Some((low, high)) => Measure::Known(Estimate { value, low, high, n }),
        None => Measure::Undefined(Undefined::NoContrast),
    }
}
