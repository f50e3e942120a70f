//! The order of day and month in a column of dates: decided on all its values, never row by row.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ingest::IngestError;

use super::date::{Day, split};

/// The order of day, month and year in dates written with figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// Day first.
    Dmy,
    /// Month first.
    Mdy,
    /// Year first, and only so.
    Ymd,
    /// Seconds since 1970, universal time.
    Unix,
    /// Milliseconds since 1970, universal time.
    UnixMs,
}

impl DateOrder {
    const ALL: &[Self] = &[Self::Dmy, Self::Mdy, Self::Ymd, Self::Unix, Self::UnixMs];

    /// The stable identifier used in `--date-format`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
            Self::Unix => "unix",
            Self::UnixMs => "unix-ms",
        }
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for DateOrder {
    type Err = IngestError;

    fn from_str(value: &str) -> Result<Self, IngestError> {
        let known = Self::ALL.iter().copied().find(|order| order.id() == value);
        known.ok_or_else(|| IngestError::BadDateFormat { value: value.to_owned() })
    }
}

/// What the dates of a column have said of their order so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Evidence {
    /// Dates that are only dates with the day first.
    day_first: u64,
    /// Dates that are only dates with the month first.
    month_first: u64,
    /// Dates cut by dots, which nobody writes month first.
    dotted: u64,
    /// Dates that are two different dates, and one of them.
    either: u64,
    example: Option<String>,
    /// Dates whose year has two figures.
    short_years: u64,
}

/// What the values say of the order of their column.
pub(in crate::ingest) enum Verdict {
    /// They settle it, or it does not matter.
    Order(DateOrder),
    /// They do not: here is one of them.
    Unknown(String),
}

impl Evidence {
    /// Takes one more value of the column into account.
    pub(in crate::ingest) fn hear(&mut self, cell: &str) {
        let Some((Day::Figures(first, second, _), _)) = split(cell) else { return };
        let day = cell.trim().split([' ', 'T', ',']).next().unwrap_or_default();
        let year = day.rsplit(['/', '-', '.']).next().unwrap_or_default();
        self.short_years += u64::from(year.len() == 2);
        match (first, second) {
            (13..=31, 1..=12) => self.day_first += 1,
            (1..=12, 13..=31) => self.month_first += 1,
            (1..=12, 1..=12) if cell.trim().split('.').count() >= 3 => self.dotted += 1,
            (1..=12, 1..=12) if first != second => {
                self.either += 1;
                self.example.get_or_insert_with(|| cell.trim().to_owned());
            }
            _ => {}
        }
    }

    /// How many years have two figures, where some do.
    pub(in crate::ingest) fn short_years(&self) -> Option<u64> {
        (self.short_years > 0).then_some(self.short_years)
    }

    /// The order that the values settle. The few that contradict the others are wrong dates, not another order.
    pub(in crate::ingest) fn verdict(&self) -> Verdict {
        let day_first = self.day_first + self.dotted;
        match &self.example {
            _ if day_first > self.month_first => Verdict::Order(DateOrder::Dmy),
            _ if day_first < self.month_first => Verdict::Order(DateOrder::Mdy),
            Some(example) => Verdict::Unknown(example.clone()),
            None => Verdict::Order(DateOrder::Dmy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(cells: &[&str]) -> Option<DateOrder> {
        let mut evidence = Evidence::default();
        for cell in cells {
            evidence.hear(cell);
        }
        match evidence.verdict() {
            Verdict::Order(order) => Some(order),
            Verdict::Unknown(_) => None,
        }
    }

    #[test]
    fn one_value_settles_the_column() {
        assert_eq!(order(&["03/04/2024", "05/06/2024", "13/06/2024"]), Some(DateOrder::Dmy));
        assert_eq!(order(&["03/04/2024", "05/06/2024", "06/13/2024"]), Some(DateOrder::Mdy));
        assert_eq!(order(&["03.04.2024"]), Some(DateOrder::Dmy));
    }

    #[test]
    fn what_nothing_settles_is_not_guessed() {
        assert_eq!(order(&["03/04/2024", "05/06/2024"]), None);
        assert_eq!(order(&["13/04/2024", "04/13/2024", "01/02/2024"]), None);
    }

    #[test]
    fn where_it_does_not_matter_nothing_is_asked() {
        assert_eq!(order(&["04/04/2024", "2024-05-06", "3 mai 2024", ""]), Some(DateOrder::Dmy));
    }
}
