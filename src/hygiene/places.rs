//! Where answers come from: the values of the columns that have not too many.

use std::collections::BTreeMap;

use super::HygieneSettings;
use crate::stats::{float, upper_tail};
use crate::types::Dataset;

/// A place and the feedback that come from it, in input order.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The column and its value, as `column=value`.
    pub(super) name: String,
    pub(super) rows: Vec<usize>,
}

/// The places of a dataset, those with too few feedback left out.
pub(super) fn places(dataset: &Dataset, settings: &HygieneSettings) -> Vec<Place> {
    let mut columns: BTreeMap<&str, Option<BTreeMap<&str, Vec<usize>>>> = BTreeMap::new();
    for one in dataset.iter() {
        for (column, value) in &one.feedback.attributes {
            let values = columns.entry(column).or_insert_with(|| Some(BTreeMap::new()));
            if let Some(known) = values {
                known.entry(value.trim()).or_default().push(one.index);
                if known.len() > settings.max_places {
                    *values = None;
                }
            }
        }
    }
    let of_column = |(column, values): (&str, Option<BTreeMap<&str, Vec<usize>>>)| {
        let values = values.unwrap_or_default();
        let named =
            |(value, rows): (&str, Vec<usize>)| Place { name: format!("{column}={value}"), rows };
        let several = values.len() > 1;
        values
            .into_iter()
            .filter(move |(value, _)| several && !value.is_empty())
            .map(named)
            .collect::<Vec<_>>()
    };
    let all = columns.into_iter().flat_map(of_column);
    all.filter(|place| place.rows.len() as u64 >= settings.fewest).collect()
}

/// The probability that chance shows `part` or more cases among `of` of a place, were they as frequent there as
/// elsewhere (`all` of `whole` in the batch), in any of as many places.
pub(super) fn more_than_elsewhere(
    (part, of): (u64, u64),
    (all, whole): (u64, u64),
    places: usize,
) -> f64 {
    let elsewhere = (float(all - part) + 0.5) / (float(whole - of) + 1.0);
    let tail = upper_tail(of, elsewhere.min(1.0), part);
    (tail * crate::stats::float_len(places)).min(1.0)
}
