//! Calendars: which feedback came in which week.

use super::chance::Chance;

/// One feedback of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// Its position in the dataset.
    pub(crate) index: usize,
    /// Its week.
    pub(crate) week: i32,
    /// Its part of the mix.
    pub(crate) stratum: usize,
}

/// A calendar, by week.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream {
    pub(crate) rows: Vec<Given>,
}

impl Stream {
    /// Adds feedback in the order given, so many in each week from `first` on, until there is no more.
    pub(crate) fn fill(
        &mut self,
        order: &[usize],
        first: i32,
        volumes: &[usize],
        stratum: &dyn Fn(usize) -> usize,
    ) {
        let weeks =
            (first..).zip(volumes).flat_map(|(week, &volume)| std::iter::repeat_n(week, volume));
        let rows = order.iter().zip(weeks);
        self.rows.extend(rows.map(|(&index, week)| Given { index, week, stratum: stratum(index) }));
    }

    /// Puts the feedback by week, then by position, which is how a report reads them.
    pub(crate) fn sort(&mut self) {
        self.rows.sort_by_key(|row| (row.week, row.index));
    }

    /// What is known at the end of a week.
    pub(crate) fn until(&self, week: i32) -> &[Given] {
        &self.rows[..self.rows.partition_point(|row| row.week <= week)]
    }
}

/// Some positions in an order drawn at random.
pub(crate) fn shuffled(positions: &[usize], name: &[u64]) -> Vec<usize> {
    let mut order = positions.to_vec();
    Chance::new(name).shuffle(&mut order);
    order
}

/// Gives the weeks of the rows of each stratum to other rows of the same stratum: volumes and mix stay, and
/// whatever happened is gone.
pub(crate) fn permuted(rows: &mut [Given], strata: usize, name: &[u64]) {
    let mut chance = Chance::new(name);
    for stratum in 0..strata {
        let inside: Vec<usize> =
            (0..rows.len()).filter(|&at| rows[at].stratum == stratum).collect();
        let mut weeks: Vec<i32> = inside.iter().map(|&at| rows[at].week).collect();
        chance.shuffle(&mut weeks);
        for (at, week) in inside.into_iter().zip(weeks) {
            rows[at].week = week;
        }
    }
}
