//! When each feedback was given, and which of them count.

use std::collections::{BTreeMap, HashMap};

use jiff::Span;
use jiff::civil::{Date, date};

use super::SignalSettings;
use super::features::Features;
use crate::types::{Dataset, Scale};

/// A week, counted from that of the 5th of January 1970, which began on a Monday.
pub(super) type Week = i64;

const EPOCH: Date = date(1970, 1, 5);

/// The ISO week of a day.
pub(super) fn week_of(day: Date) -> Week {
    (day.duration_since(EPOCH).as_hours() / 24).div_euclid(7)
}

/// The Monday of a week.
pub(super) fn monday_of(week: Week) -> Date {
    EPOCH.saturating_add(Span::new().days(week.saturating_mul(7).clamp(-3_000_000, 3_000_000)))
}

/// One feedback that counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Its position in the dataset.
    pub(super) index: usize,
    /// Its week.
    pub(super) week: Week,
    /// Its part of the mix.
    pub(super) stratum: usize,
}

/// The dated feedback that count, by week, then by input order.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) rows: Vec<Row>,
    pub(super) strata: usize,
    pub(super) first: Week,
    /// The last week tested.
    pub(super) last: Week,
}

impl Timeline {
    /// The feedback up to the last week tested, a text repeated in the same or the next week counted
    /// once. None where nothing is dated.
    pub(super) fn new(
        dataset: &Dataset,
        features: &Features,
        settings: &SignalSettings,
    ) -> Option<Self> {
        let mut rows: Vec<Row> = dataset
            .iter()
            .filter_map(|one| {
                let day = one.feedback.received?.date();
                let known = settings.as_of.is_none_or(|as_of| day <= as_of);
                known.then(|| Row { index: one.index, week: week_of(day), stratum: 0 })
            })
            .collect();
        rows.sort_by_key(|row| (row.week, row.index));
        let (first, latest) = (rows.first()?.week, rows.last()?.week);
        let last = settings.as_of.map_or(latest, |as_of| latest.min(last_whole_week(as_of)));
        rows.retain(|row| row.week <= last);
        let mut seen: HashMap<&str, Week> = HashMap::new();
        rows.retain(|row| {
            let Some(wording) = features.wording[row.index].as_deref() else { return true };
            seen.insert(wording, row.week).is_none_or(|before| row.week - before > 1)
        });
        let strata = stratify(dataset, &mut rows, settings);
        Some(Self { rows, strata, first, last })
    }

    /// The feedback of the weeks `from..=to`.
    pub(super) fn between(&self, from: Week, to: Week) -> &[Row] {
        let start = self.rows.partition_point(|row| row.week < from);
        let end = self.rows.partition_point(|row| row.week <= to);
        &self.rows[start..end.max(start)]
    }

    /// The last day that the report speaks of.
    pub(super) fn end(&self) -> Date {
        monday_of(self.last).saturating_add(Span::new().days(6))
    }
}

/// The last week whose Sunday is not after `as_of`.
fn last_whole_week(as_of: Date) -> Week {
    let week = week_of(as_of);
    if monday_of(week + 1) > as_of.saturating_add(Span::new().days(1)) { week - 1 } else { week }
}

/// Gives each row its stratum: the channel that it came by and the band of its score, small channels
/// together. With too many channels, the band alone.
///
/// A collection that begins to reach other people, unhappier ones say, then makes no word of theirs rise.
fn stratify(dataset: &Dataset, rows: &mut [Row], settings: &SignalSettings) -> usize {
    let scale = dataset.main_scale();
    let channel = |row: &Row| dataset.get(row.index).feedback.channel().unwrap_or("");
    let mut volumes: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows.iter() {
        *volumes.entry(channel(row)).or_default() += 1;
    }
    if volumes.len() > settings.max_strata {
        volumes.clear();
    }
    volumes.retain(|_, volume| *volume >= settings.min_stratum);
    let mut strata: BTreeMap<(Option<&str>, Band), usize> = BTreeMap::new();
    for row in rows {
        let channel = channel(row);
        let large = volumes.contains_key(channel).then_some(channel);
        let score = scale
            .and_then(|scale| Some((scale, *dataset.get(row.index).feedback.ratings.get(&scale)?)));
        let next = strata.len();
        row.stratum = *strata.entry((large, Band::of(score))).or_insert(next);
    }
    strata.len()
}

/// What a score says, whatever its scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Band {
    Low,
    Middle,
    High,
    None,
}

impl Band {
    fn of(score: Option<(Scale, f64)>) -> Self {
        let (low, high) = match score {
            None => return Self::None,
            Some((Scale::Nps, _)) => (7.0, 9.0),
            Some((Scale::Stars | Scale::Csat, _)) => (3.0, 4.0),
            Some((Scale::Ces, _)) => (4.0, 5.0),
        };
        match score {
            Some((_, score)) if score < low => Self::Low,
            Some((_, score)) if score < high => Self::Middle,
            _ => Self::High,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_those_of_each_scale() {
        let band = |scale, score| Band::of(Some((scale, score)));
        assert_eq!(
            [0.0, 6.0, 7.0, 9.0].map(|score| band(Scale::Nps, score)),
            [Band::Low, Band::Low, Band::Middle, Band::High]
        );
        assert_eq!(
            [2.0, 3.0, 4.5].map(|score| band(Scale::Stars, score)),
            [Band::Low, Band::Middle, Band::High]
        );
        assert_eq!(Band::of(None), Band::None);
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(week_of(date(1970, 1, 5)), 0);
        assert_eq!(week_of(date(1970, 1, 4)), -1);
        assert_eq!(week_of(date(2024, 1, 7)), week_of(date(2024, 1, 1)));
        assert_eq!(monday_of(week_of(date(2024, 1, 3))), date(2024, 1, 1));
    }

    #[test]
    fn a_week_is_whole_on_its_sunday() {
        assert_eq!(last_whole_week(date(2024, 1, 7)), week_of(date(2024, 1, 7)));
        assert_eq!(last_whole_week(date(2024, 1, 6)), week_of(date(2024, 1, 6)) - 1);
    }
}
