//! How what a query finds goes from week to week.

use jiff::civil::Date;
use serde::Serialize;

use crate::stats::{lower_tail, rate_ratio, upper_tail};
use crate::types::Measure;

use super::facets::weeks;
use super::{Facet, Index, Query, SearchError};

/// How many weeks are compared with those before them.
const RECENT: usize = 4;

/// The fewest weeks before them.
const HISTORY: usize = 8;

/// A change that chance brings more rarely than this in one theme is told.
const RARE: f64 = 0.01;

/// One week of a theme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesWeek {
    /// Its Monday, as `2026-01-05`.
    pub week: String,
    /// How many feedback of the week are found.
    pub count: u64,
    /// How many feedback the week has.
    pub of: u64,
}

/// Where a theme goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Said more than before.
    Rising,
    /// Said less than before.
    Falling,
    /// No change that chance would not bring.
    Steady,
    /// Too few weeks to tell.
    Unknown,
}

/// What became of a theme in the last weeks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trend {
    /// Where it goes.
    pub direction: Direction,
    /// The number of weeks compared with those before.
    pub weeks: usize,
    /// How many feedback of these weeks are found.
    pub observed: u64,
    /// How many would be, had the theme its share of before.
    pub expected: f64,
    /// How many times more often it is said than before.
    pub ratio: Measure,
    /// The probability of as large a change one way if nothing changed; none where it cannot be told.
    pub p: Option<f64>,
}

/// The weeks of what a query finds, with its trend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    /// How many feedback are found, undated ones included.
    pub hits: u64,
    /// Every week from the first to the last of the index.
    pub weeks: Vec<SeriesWeek>,
    /// What became of it.
    pub trend: Trend,
}

impl Index {
    /// The weeks of what a query finds, from the first to the last week of which there is any feedback.
    ///
    /// # Errors
    /// Fails where the query is of a column that no feedback has, or where the index cannot be read.
    pub fn series(&self, query: &Query) -> Result<Series, SearchError> {
        let everything = self.facet(&Query::everything(), &Facet::Week)?;
        let found = self.facet(query, &Facet::Week)?;
        let day = |week: Option<&super::FacetValue>| week?.value.parse::<Date>().ok();
        let ends = (day(everything.values.first()), day(everything.values.last()));
        let names =
            if let (Some(first), Some(last)) = ends { weeks(first, last) } else { Vec::new() };
        let count = |values: &[super::FacetValue], week: &String| {
            // Values come in the order of their weeks.
            let at = values.binary_search_by(|value| value.value.cmp(week));
            at.map_or(0, |at| values[at].count)
        };
        let weeks = names.into_iter().map(|week| SeriesWeek {
            count: count(&found.values, &week),
            of: count(&everything.values, &week),
            week,
        });
        let weeks: Vec<SeriesWeek> = weeks.collect();
        Ok(Series { hits: found.hits, trend: trend(&weeks), weeks })
    }
}

/// The last weeks against those before: given how many are found in all, each falls in the last weeks with the
/// probability that a feedback does, if nothing has changed (the exact test of two Poisson rates).
fn trend(weeks: &[SeriesWeek]) -> Trend {
    let recent = RECENT.min(weeks.len());
    let (before, now) = weeks.split_at(weeks.len() - recent);
    let sum = |weeks: &[SeriesWeek], of: fn(&SeriesWeek) -> u64| weeks.iter().map(of).sum::<u64>();
    let (found, of_found) = (sum(now, |week| week.count), sum(now, |week| week.of));
    let (earlier, of_earlier) = (sum(before, |week| week.count), sum(before, |week| week.of));
    let share = crate::stats::float(earlier) / crate::stats::float(of_earlier.max(1));
    let told = before.len() >= HISTORY && of_found > 0 && of_earlier > 0;
    let all = crate::stats::float(of_found + of_earlier);
    let exposure = crate::stats::float(of_found) / all.max(1.0);
    let total = found + earlier;
    let above = upper_tail(total, exposure, found);
    let below = lower_tail(total, exposure, found);
    let direction = match (told, above < RARE, below < RARE) {
        (false, ..) => Direction::Unknown,
        (_, true, _) => Direction::Rising,
        (_, _, true) => Direction::Falling,
        _ => Direction::Steady,
    };
    Trend {
        direction,
        weeks: recent,
        observed: found,
        expected: share * crate::stats::float(of_found),
        ratio: rate_ratio(found, of_found, earlier, of_earlier),
        p: told.then_some(above.min(below)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks_of(counts: &[(u64, u64)]) -> Vec<SeriesWeek> {
        let week = |&(count, of): &(u64, u64)| SeriesWeek { week: String::new(), count, of };
        counts.iter().map(week).collect()
    }

    #[test]
    fn a_rise_is_told_and_a_change_of_volume_is_not() {
        let calm = [(2, 100); 12];
        let with = |last: (u64, u64)| weeks_of(&[&calm[..], &[last; 4]].concat());
        assert_eq!(trend(&with((2, 100))).direction, Direction::Steady);
        assert_eq!(trend(&with((8, 400))).direction, Direction::Steady);
        assert_eq!(trend(&with((8, 100))).direction, Direction::Rising);
        assert_eq!(trend(&with((0, 400))).direction, Direction::Falling);
        let rise = trend(&with((8, 100)));
        assert_eq!((rise.observed, rise.weeks), (32, 4));
        assert!((rise.expected - 8.0).abs() < 1e-12);
        // 56 in all, of which a quarter of the feedback holds 32: P(X ≥ 32), X binomial (56, 1/4).
        assert!((rise.p.unwrap() / 1.3e-7).log10().abs() < 0.5, "{:?}", rise.p);
    }

    #[test]
    fn few_weeks_tell_nothing() {
        for counts in [&[][..], &[(1, 10)], &[(1, 10); 11]] {
            let trend = trend(&weeks_of(counts));
            assert_eq!((trend.direction, trend.p), (Direction::Unknown, None));
        }
        assert_eq!(trend(&weeks_of(&[(0, 10); 12])).direction, Direction::Steady);
    }
}
