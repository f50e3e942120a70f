//! A dataset cut into parts: by the value of a column, by period.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{MetricSettings, attribute};
use crate::stats::{float, float_len};
use crate::text::folded;
use crate::types::{Annotated, Dataset};

/// The attribute that holds the channel.
const CHANNEL: &str = "channel";

/// Attributes that make segments wherever they have two values: figures of different kinds are not to be mixed.
const APART: &[&str] = &["moment", "feedback_type"];

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// A week, from Monday to Sunday, as ISO 8601 counts them.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
}

impl Period {
    /// The period of a day: `2026-W14`, `2026-03`, `2026-Q1`.
    pub fn of(self, day: Date) -> String {
        match self {
            Self::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Quarter => format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            "quarter" => Ok(Self::Quarter),
            _ => Err(format!("`{text}` is no period: week, month or quarter")),
        }
    }
}

/// Feedback that have a value or a period in common.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The segment, as `column=value`.
    pub segment: Option<String>,
    /// The period.
    pub period: Option<String>,
    /// Its feedback, in input order.
    pub rows: Vec<Annotated<'a>>,
}

/// The parts that periods make, in time order. What is not dated is in none.
pub fn by_period<'a>(rows: impl Iterator<Item = Annotated<'a>>, length: Period) -> Vec<Part<'a>> {
    let mut periods: BTreeMap<String, Vec<Annotated<'a>>> = BTreeMap::new();
    for one in rows {
        if let Some(at) = one.feedback.received {
            periods.entry(length.of(at.date())).or_default().push(one);
        }
    }
    let part = |(period, rows)| Part { segment: None, period: Some(period), rows };
    periods.into_iter().map(part).collect()
}

/// The parts that the values of a column make, by value; `touchpoint` makes those that speak of each.
pub fn by_value<'a>(rows: impl Iterator<Item = Annotated<'a>>, column: &str) -> Vec<Part<'a>> {
    let mut values: BTreeMap<String, Vec<Annotated<'a>>> = BTreeMap::new();
    let touchpoints = folded(column) == "touchpoint";
    for one in rows {
        match attribute(one.feedback, column) {
            Some(value) => values.entry(value.to_owned()).or_default().push(one),
            None if touchpoints => {
                for answer in &one.annotation.touchpoints {
                    values.entry(answer.id.id().to_owned()).or_default().push(one);
                }
            }
            None => {}
        }
    }
    let part =
        |(value, rows)| Part { segment: Some(format!("{column}={value}")), period: None, rows };
    values.into_iter().map(part).collect()
}

/// The columns that make segments, the channel first: those asked for, those that must not be mixed, and those
/// often filled with few distinct values.
pub fn segment_columns(dataset: &Dataset, settings: &MetricSettings) -> Vec<String> {
    let names: BTreeSet<&str> =
        dataset.iter().flat_map(|one| one.feedback.attributes.keys().map(String::as_str)).collect();
    let channel_first = names.get(CHANNEL).copied().into_iter();
    let others = names.iter().copied().filter(|&name| name != CHANNEL);
    let kept = channel_first.chain(others).filter(|name| makes_segments(dataset, name, settings));
    let mut kept: Vec<String> = kept.map(str::to_owned).collect();
    let of_touchpoints = settings.by.iter().filter(|asked| folded(asked) == "touchpoint");
    kept.extend(of_touchpoints.filter(|asked| !names.contains(asked.as_str())).cloned());
    kept
}

fn makes_segments(dataset: &Dataset, name: &str, settings: &MetricSettings) -> bool {
    let asked =
        APART.contains(&name) || settings.by.iter().any(|asked| folded(asked) == folded(name));
    let (mut values, mut filled) = (BTreeSet::new(), 0_u64);
    for one in dataset.iter() {
        let value = one.feedback.attributes.get(name).map_or("", |value| value.trim());
        if !value.is_empty() {
            filled += 1;
            values.insert(value);
            if !asked && values.len() > settings.max_segment_values {
                return false;
            }
        }
    }
    let often = asked || float(filled) >= settings.min_segment_share * float_len(dataset.len());
    often && values.len() > 1
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn periods_are_named_as_iso_names_them() {
        let day = date(2026, 12, 31);
        let names = [Period::Week, Period::Month, Period::Quarter].map(|length| length.of(day));
        assert_eq!(names, ["2026-W53", "2026-12", "2026-Q4"]);
        assert_eq!(Period::Week.of(date(2027, 1, 1)), "2026-W53");
        assert!("year".parse::<Period>().is_err());
    }
}
