//! What earlier reports raised, so that an open alert is followed and not raised again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::feature::Class;
use super::moving::{Moving, Story};
use super::said::Said;
use super::scan::{Direction, Hit};
use super::watch::Watch;
use super::weeks::{Week, sunday_of};

/// An alert raised in one of the last so many reports is still open.
pub(super) const OPEN_WEEKS: Week = 8;

/// The words and labels that earlier reports raised, by week, kept from one report to the next.
#[derive(Debug, Default)]
pub struct Past {
    weeks: BTreeMap<Week, BTreeSet<u32>>,
}

impl Watch<'_> {
    /// The Sunday of the first week, of this one and the eight before, whose report raised what a story tells: its
    /// strongest feature, one of its words, or the same group of meaning. A label beside a word is too wide to be it.
    pub(super) fn raised(&self, said: &Said, last: Week, story: &Story, past: &Past) -> Date {
        let class = |id: u32| said.name(id).class();
        let features = &story.group.features;
        let is_theme = features.first().is_some_and(|&id| class(id) == Class::Theme);
        let own = features.iter().enumerate().filter(|&(at, &id)| at == 0 || class(id).is_open());
        let own: Vec<u32> = own.map(|(_, &id)| id).collect();
        for week in last - OPEN_WEEKS..last {
            let raised = past.weeks.get(&week);
            let same_word = raised.is_some_and(|raised| own.iter().any(|id| raised.contains(id)));
            if same_word || is_theme && self.would_hit(said, week, &story.hit) {
                return sunday_of(week);
            }
        }
        sunday_of(last)
    }

    /// Finds what the reports of the weeks before raised, where that is not known.
    pub(super) fn recall(&self, last: Week, past: &mut Past) {
        let unknown: Vec<Week> =
            (last - OPEN_WEEKS..last).filter(|week| !past.weeks.contains_key(week)).collect();
        let found: Vec<_> =
            unknown.into_par_iter().map(|week| (week, self.raised_words(week))).collect();
        past.weeks.extend(found);
    }

    /// The words and labels that the report of a week raised.
    fn raised_words(&self, week: Week) -> BTreeSet<u32> {
        let Some(timeline) = self.timeline(week, Direction::Rise) else { return BTreeSet::new() };
        let moving = Moving::new(&self.said, &timeline, self.settings, Direction::Rise);
        moving.hits().into_iter().map(|hit| hit.feature).collect()
    }

    fn would_hit(&self, said: &Said, week: Week, hit: &Hit) -> bool {
        let timeline = self.timeline(week, Direction::Rise);
        timeline.is_some_and(|timeline| {
            Moving::new(said, &timeline, self.settings, Direction::Rise).would_hit(hit)
        })
    }
}
