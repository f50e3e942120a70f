//! What is known at the day of a report.

use jiff::civil::Date;

use super::facts::Facts;
use super::said::Said;

/// The feedback known at a day: those of later days are not there yet. Undated ones always are.
#[derive(Clone, Debug)]
pub(super) struct Known {
    as_of: Option<Date>,
    count: u64,
    /// By feedback; empty where all are known.
    there: Vec<bool>,
}

impl Known {
    pub(super) fn at(facts: &Facts, as_of: Option<Date>) -> Self {
        let is_known = |day: Option<Date>| day.zip(as_of).is_none_or(|(day, as_of)| day <= as_of);
        let mut all: Vec<bool> = facts.all.iter().map(|fact| is_known(fact.day)).collect();
        let count = all.iter().filter(|known| **known).count();
        if count == all.len() {
            all.clear();
        }
        Self { as_of, count: count as u64, there: all }
    }

    /// How many feedback are known.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn has(&self, index: u32) -> bool {
        self.there.get(index as usize).is_none_or(|&known| known)
    }

    /// How many known feedback say a feature.
    pub(super) fn saying(&self, said: &Said, id: u32) -> u64 {
        let all = said.said_by(id);
        if self.there.is_empty() {
            return all.len() as u64;
        }
        all.iter().filter(|&&index| self.has(index)).count() as u64
    }

    /// The known feedback, in order.
    pub(super) fn indices(&self, facts: &Facts) -> Vec<u32> {
        let all = 0..u32::try_from(facts.all.len()).unwrap_or(u32::MAX);
        all.filter(|&index| self.has(index)).collect()
    }

    /// The day of the report, or the last one of the data.
    pub(super) fn last_day(&self, facts: &Facts) -> Option<Date> {
        self.as_of.or_else(|| facts.all.iter().filter_map(|fact| fact.day).max())
    }
}
