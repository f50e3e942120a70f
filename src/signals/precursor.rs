//! What customers say before their score falls, in this customer base's own history.
//!
//! Of each customer the last two scored answers are looked at: what the first says, and whether the second gives a
//! lower score. Among answers of one band of score, saying a thing and falling afterwards are exchangeable where the
//! thing foretells nothing, so the exact conditional scan holds with « fell afterwards » in the place of « said in the
//! window ». A score that can only fall is compared with scores that can only fall.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::SignalSettings;
use super::facts::{Fact, Facts};
use super::group::{Group, group};
use super::known::Known;
use super::said::Said;
use super::sample::Samples;
use super::scan::{Direction, Hit, Plan, Seen, Window, sorted, stand_out};
use super::weeks::{Row, week_of};
use crate::stats::float_len;
use crate::types::Estimate;

/// A score falls where it loses this much of its scale: two points of ten, one star of five.
const FALL: f64 = 0.19;

/// The fewest customers with two scored answers, and the fewest falls, for anything to be tried.
const FEWEST: usize = 20;

/// Customers who say it in the last so many days, and have not answered since, may be on their way.
const RECENT_DAYS: i32 = 56;

/// What is said before scores fall.
#[derive(Clone, Debug)]
pub(super) struct Precursor {
    pub(super) hit: Hit,
    /// Its features, with the answers that say it before a fall.
    pub(super) group: Group,
    /// The days from saying it to the lower score: the median with its 95 % interval.
    pub(super) lead_days: Option<Estimate>,
    /// How many customers say it in the last eight weeks and have not answered since.
    pub(super) exposed: u64,
}

/// One customer's last two scored answers.
struct Pair {
    row: Row,
    fell: bool,
    days: i32,
}

/// The search for what foretells a fall, among what is known at a day.
pub(super) struct Precursors<'a> {
    said: &'a Said,
    settings: &'a SignalSettings,
    /// By their first answer.
    pairs: BTreeMap<u32, Pair>,
    /// The last answers of customers in the last weeks.
    last: Vec<u32>,
}

impl<'a> Precursors<'a> {
    /// None where too few customers answered twice, or too few scores fell or did not.
    pub(super) fn new(
        said: &'a Said,
        facts: &Facts,
        known: &Known,
        settings: &'a SignalSettings,
    ) -> Option<Self> {
        let mut answers: BTreeMap<u32, Vec<(Date, u32)>> = BTreeMap::new();
        for index in known.indices(facts) {
            let Fact { day, customer, .. } = facts.all[index as usize];
            if let (Some(day), Some(customer)) = (day, customer) {
                answers.entry(customer).or_default().push((day, index));
            }
        }
        let latest = known.last_day(facts)?;
        let (mut pairs, mut last) = (BTreeMap::new(), Vec::new());
        for answers in answers.values_mut() {
            answers.sort_unstable();
            last.extend(
                answers
                    .last()
                    .filter(|(day, _)| days(*day, latest) < RECENT_DAYS)
                    .map(|(_, index)| *index),
            );
            pairs.extend(pair(facts, answers).map(|pair| (pair.row.index, pair)));
        }
        let falls = pairs.values().filter(|pair| pair.fell).count();
        let enough = pairs.len() >= FEWEST && falls >= FEWEST / 2 && falls < pairs.len();
        enough.then_some(Self { said, settings, pairs, last })
    }

    /// The alerts that chance may give, on average.
    pub(super) fn budget(&self) -> f64 {
        self.settings.precursor_budget()
    }

    /// What is said before scores fall more than chance has it, the least likely first.
    pub(super) fn found(&self) -> Vec<Precursor> {
        let plan = Plan {
            direction: Direction::Rise,
            windows: &[],
            baseline: 0,
            min_history: 0,
            min_support: self.settings.min_support,
            budget: self.budget(),
            shares: self.settings.class_shares,
        };
        let rows = self.pairs.values().map(|pair| &pair.row);
        let fell = |row: &Row| self.pairs.get(&row.index).is_some_and(|pair| pair.fell);
        let strata = rows.clone().map(|row| usize::from(row.stratum) + 1).max().unwrap_or(1);
        let samples = Samples::of_two(self.said.feedback(), strata, rows, fell, |_| true);
        let counts = samples.count_all(self.said, plan.min_support, &|_| true);
        let window = Window { weeks: 0, from: 0, start: 0 };
        let seen = Seen { window, volume: samples.volume(0), counts: &counts[0] };
        let hits = sorted(stand_out(self.said, &seen, &plan, 1.0));
        let told: Vec<(u32, Vec<u32>)> =
            hits.iter().map(|hit| (hit.feature, self.before_a_fall(hit.feature))).collect();
        let groups = group(self.said, &told, self.settings.overlap, &|_, _| false);
        let precursor = |group: Group| {
            let hit = *hits.iter().find(|hit| Some(&hit.feature) == group.features.first())?;
            let exposed = self.exposed(&group);
            Some(Precursor { hit, lead_days: self.lead(&group), exposed, group })
        };
        groups.into_iter().filter_map(precursor).collect()
    }

    /// The first answers that say a feature and are followed by a fall, sorted.
    fn before_a_fall(&self, feature: u32) -> Vec<u32> {
        let said = self.said.said_by(feature).iter().copied();
        said.filter(|index| self.pairs.get(index).is_some_and(|pair| pair.fell)).collect()
    }

    /// How long it takes from the words to the lower score.
    fn lead(&self, group: &Group) -> Option<Estimate> {
        let pairs = group.members.iter().filter_map(|index| self.pairs.get(index));
        let mut days: Vec<i32> = pairs.map(|pair| pair.days).collect();
        days.sort_unstable();
        median(&days)
    }

    fn exposed(&self, group: &Group) -> u64 {
        let says = |&index: &u32| group.features.iter().any(|&id| self.said.says(index, id));
        let fresh = |index: &u32| !self.pairs.contains_key(index);
        let exposed: BTreeSet<u32> = self.last.iter().copied().filter(says).filter(fresh).collect();
        exposed.len() as u64
    }
}

/// The last two answers of a customer that have a score and a day of their own.
fn pair(facts: &Facts, answers: &[(Date, u32)]) -> Option<Pair> {
    let place = |index: u32| facts.all[index as usize].place;
    let mut scored = answers.iter().rev().filter(|(_, index)| place(*index).is_some());
    let &(after, later) = scored.next()?;
    let &(before, index) = scored.find(|(day, _)| *day < after)?;
    let Fact { band, customer, .. } = facts.all[index as usize];
    let row = Row { index, week: week_of(before), stratum: band as u16, customer, unhappy: false };
    Some(Pair { row, fell: place(index)? - place(later)? > FALL, days: days(before, after) })
}

fn days(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

/// The median of sorted values, with the interval that the order of values gives it (normal ranks): none without
/// values.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks within a list")]
fn median(sorted: &[i32]) -> Option<Estimate> {
    let at = |rank: f64| {
        let rank = rank.clamp(0.0, float_len(sorted.len().saturating_sub(1))) as usize;
        sorted.get(rank).map(|&days| f64::from(days))
    };
    let n = float_len(sorted.len());
    let half = crate::stats::Z95 * n.sqrt() / 2.0;
    let (low, high) = (at((n / 2.0 - half).floor())?, at((n / 2.0 + half).ceil())?);
    let value = f64::midpoint(at(((n - 1.0) / 2.0).floor())?, at((n / 2.0).floor())?);
    Some(Estimate { value, low, high, n: sorted.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_has_the_interval_of_its_ranks() {
        let days: Vec<i32> = (1..=25).collect();
        let found = median(&days).unwrap();
        // Ranks 8 and 19 of 25: a sign test gives them 95.7 %.
        assert_eq!((found.value, found.low, found.high, found.n), (13.0, 8.0, 19.0, 25));
        assert_eq!(median(&[]), None);
        assert!((median(&[10, 20]).unwrap().value - 15.0).abs() < 1e-9);
    }
}
