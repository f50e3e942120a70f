//! When each feedback was given, and which of them count.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::{Date, date};

use super::SignalSettings;
use super::copies::without_copies;
use super::facts::{Band, Fact, Facts};
use super::said::Said;

/// A week, counted from that of the 5th of January 1970, which began on a Monday.
pub type Week = i32;

const EPOCH: Date = date(1970, 1, 5);

/// The ISO week of a day.
pub(super) fn week_of(day: Date) -> Week {
    day_number(day).div_euclid(7)
}

fn day_number(day: Date) -> i32 {
    i32::try_from(day.duration_since(EPOCH).as_hours() / 24).unwrap_or(i32::MAX)
}

/// The Monday of a week.
pub(super) fn monday_of(week: Week) -> Date {
    EPOCH.saturating_add(Span::new().days(week.saturating_mul(7).clamp(-3_000_000, 3_000_000)))
}

/// The Sunday of a week.
pub(super) fn sunday_of(week: Week) -> Date {
    monday_of(week).saturating_add(Span::new().days(6))
}

/// One feedback that counts.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its place in the corpus.
    pub index: u32,
    /// Its week.
    pub week: Week,
    /// Its part of the mix, from 0.
    pub stratum: u16,
    /// Who gave it; none where it is not known.
    pub customer: Option<u32>,
    /// Whether it complains.
    pub unhappy: bool,
}

/// What the mix of feedback is made of, whose changes are no news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mix {
    /// The channels. For what eases: an improvement shows in the scores, which are then no change of people.
    Channels,
    /// The channels and the scores.
    ChannelsAndScores,
}

/// The dated feedback that count, by week, then by their place.
#[derive(Clone, Debug)]
pub struct Timeline {
    pub(super) rows: Vec<Row>,
    pub(super) strata: usize,
    pub(super) first: Week,
    /// The last week tested.
    pub(super) last: Week,
    /// By feedback, the place in `rows` plus one, 0 where it does not count.
    places: Vec<u32>,
}

impl Timeline {
    /// A timeline of rows in any order. A text told again in the same week or the next is left out. None without
    /// rows.
    pub fn of(said: &Said, rows: Vec<Row>) -> Option<Self> {
        let mut rows = rows;
        rows.sort_unstable_by_key(|row| (row.week, row.index));
        Self::until(said.feedback(), without_copies(said, rows), Week::MAX)
    }

    /// The rows, sorted and without copies, up to a week.
    pub(super) fn until(feedback: usize, rows: Vec<Row>, last: Week) -> Option<Self> {
        let mut rows = rows;
        rows.truncate(rows.partition_point(|row| row.week <= last));
        let strata = rows.iter().map(|row| usize::from(row.stratum) + 1).max()?;
        let (first, latest) = (rows.first()?.week, rows.last()?.week);
        let mut places = vec![0; feedback];
        for (at, row) in (1..).zip(&rows) {
            places[row.index as usize] = at;
        }
        let last = if last == Week::MAX { latest } else { last };
        Some(Self { rows, strata, first, last, places })
    }

    /// The feedback of the weeks `from..=to`.
    pub(super) fn between(&self, from: Week, to: Week) -> &[Row] {
        let start = self.rows.partition_point(|row| row.week < from);
        let end = self.rows.partition_point(|row| row.week <= to);
        &self.rows[start..end.max(start)]
    }

    /// The row of a feedback, where it counts.
    pub(super) fn row(&self, index: u32) -> Option<&Row> {
        let at = *self.places.get(index as usize)?;
        self.rows.get(usize::try_from(at).ok()?.checked_sub(1)?)
    }
}

/// The dated feedback of a corpus, from which the timeline known at any day is made.
pub(super) struct Calendar {
    feedback: usize,
    /// By week, then by place, without copies.
    rows: Vec<Row>,
    /// By feedback.
    days: Vec<Option<Date>>,
}

impl Calendar {
    pub(super) fn of(said: &Said, facts: &Facts) -> Self {
        let row = |(index, fact): (u32, &Fact)| {
            let week = week_of(fact.day?);
            Some(Row { index, week, stratum: 0, customer: fact.customer, unhappy: fact.unhappy })
        };
        let mut rows: Vec<Row> = (0..).zip(&facts.all).filter_map(row).collect();
        rows.sort_unstable_by_key(|row| (row.week, row.index));
        let rows = without_copies(said, rows);
        let days = facts.all.iter().map(|fact| fact.day).collect();
        Self { feedback: facts.all.len(), rows, days }
    }

    /// The last week that is whole at a day, or the last one of the data.
    pub(super) fn last_week(&self, as_of: Option<Date>) -> Option<Week> {
        let known = |row: &&Row| {
            let day = self.days[row.index as usize];
            as_of.is_none_or(|as_of| day.is_some_and(|day| day <= as_of))
        };
        let latest = self.rows.iter().rev().find(known)?.week;
        Some(as_of.map_or(latest, |as_of| latest.min(last_whole_week(as_of))))
    }

    /// What counts up to a week, told apart by the mix.
    pub(super) fn until(
        &self,
        last: Week,
        facts: &Facts,
        settings: &SignalSettings,
        mix: Mix,
    ) -> Option<Timeline> {
        let end = self.rows.partition_point(|row| row.week <= last);
        let mut rows = self.rows[..end].to_vec();
        stratify(facts, &mut rows, settings, mix);
        Timeline::until(self.feedback, rows, last)
    }
}

/// The last week whose Sunday is not after `as_of`.
pub(super) fn last_whole_week(as_of: Date) -> Week {
    let week = week_of(as_of);
    if sunday_of(week) > as_of { week - 1 } else { week }
}

/// Gives each row its stratum: the channel that it came by and the band of its score, small channels
/// together. With too many channels, the band alone.
///
/// A collection that begins to reach other people, unhappier ones say, then makes no word of theirs rise.
fn stratify(facts: &Facts, rows: &mut [Row], settings: &SignalSettings, mix: Mix) {
    let mut volumes: BTreeMap<u32, u64> = BTreeMap::new();
    for row in rows.iter() {
        *volumes.entry(facts.all[row.index as usize].channel).or_default() += 1;
    }
    if volumes.len() > settings.max_strata {
        volumes.clear();
    }
    volumes.retain(|_, volume| *volume >= settings.min_stratum);
    let mut strata: BTreeMap<(Option<u32>, Band), u16> = BTreeMap::new();
    for row in rows {
        let Fact { channel, band, .. } = facts.all[row.index as usize];
        let large = volumes.contains_key(&channel).then_some(channel);
        let band = if mix == Mix::ChannelsAndScores { band } else { Band::None };
        let next = u16::try_from(strata.len()).unwrap_or(u16::MAX);
        row.stratum = *strata.entry((large, band)).or_insert(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
