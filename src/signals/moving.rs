//! What rises or falls, filtered and put together into stories.

use std::collections::BTreeSet;

use super::SignalSettings;
use super::features::{Feature, Features, Side};
use super::group::{Group, group};
use super::scan::{
    Direction, Hit, Plan, Scope, Window, mixed, scan, shares_inside, usable_windows,
};
use super::weeks::{Timeline, Week};
use crate::evidence::is_dissatisfied;
use crate::stats::upper_tail;
use crate::types::Dataset;

/// From this many weeks of data on, a rise is also compared with the same season of the year before.
const SEASON_HISTORY: Week = 55;

/// How many weeks before and after belong to the same season.
const SEASON_MARGIN: Week = 3;

/// The tail above which a rise is that of the season.
const SEASON_LEVEL: f64 = 0.01;

/// The search for what moves one way.
pub(super) struct Moving<'a> {
    dataset: &'a Dataset,
    features: &'a Features,
    timeline: &'a Timeline,
    settings: &'a SignalSettings,
    plan: Plan<'a>,
    /// Whether what each feedback says counts: for a fall, where it is dissatisfied. What is praised from some
    /// day on was often complained of before, in the same words.
    counted: Vec<bool>,
}

/// Features that move together.
pub(super) struct Story {
    /// What moves most surely.
    pub(super) hit: Hit,
    /// All that moves with it, with the feedback that tell it.
    pub(super) group: Group,
    /// The feedback of the whole dataset that say it, sorted.
    pub(super) members: Vec<usize>,
}

impl<'a> Moving<'a> {
    pub(super) fn new(
        dataset: &'a Dataset,
        features: &'a Features,
        timeline: &'a Timeline,
        settings: &'a SignalSettings,
        direction: Direction,
    ) -> Self {
        let (windows, share) = match direction {
            Direction::Rise => (&settings.windows, 1.0 - settings.easing_share),
            Direction::Fall => (&settings.easing_windows, settings.easing_share),
        };
        let plan = Plan {
            direction,
            windows,
            baseline: settings.baseline_weeks,
            min_history: settings.min_history,
            min_support: settings.min_support,
            budget: settings.false_alerts * share,
            shares: settings.class_shares,
        };
        let counts =
            |one: crate::types::Annotated<'_>| direction == Direction::Rise || is_dissatisfied(one);
        let counted = dataset.iter().map(counts).collect();
        Self { dataset, features, timeline, settings, plan, counted }
    }

    /// The false alerts that it may give, on average.
    pub(super) const fn budget(&self) -> f64 {
        self.plan.budget
    }

    /// The windows that have weeks enough before them.
    pub(super) fn windows(&self) -> Vec<Window> {
        usable_windows(self.timeline, &self.plan)
    }

    /// What moves beyond chance, the least likely first.
    pub(super) fn stories(&self) -> Vec<Story> {
        let praise = |id| matches!(self.features.name(id), Feature::Touchpoint(_, Side::Praise));
        let scope = Scope {
            feedback: &|index| self.counted[index],
            features: &|id| self.plan.direction == Direction::Rise || !praise(id),
        };
        let hits = scan(self.features, self.timeline, &self.plan, scope);
        let hits: Vec<Hit> = hits.into_iter().filter(|hit| self.passes(hit)).collect();
        let found: Vec<(u32, Vec<usize>)> =
            hits.iter().map(|hit| (hit.feature, self.told(hit))).collect();
        let explains = |group: &Group, at: usize| self.explains(group, &hits[at]);
        let groups = group(self.features, &found, self.settings.overlap, &explains);
        let story = |group: Group| {
            let hit = *hits.iter().find(|hit| Some(&hit.feature) == group.features.first())?;
            Some(Story { hit, members: self.members(&group), group })
        };
        groups.into_iter().filter_map(story).collect()
    }

    /// The filters that may only remove alerts.
    fn passes(&self, hit: &Hit) -> bool {
        let rising = self.plan.direction == Direction::Rise;
        let (from, to) = match self.plan.direction {
            Direction::Rise => (hit.window.start, self.timeline.last),
            Direction::Fall => (hit.window.from, hit.window.start - 1),
        };
        let enough =
            self.customers(&self.saying(hit.feature, from, to)) >= self.settings.min_support;
        let common = rising
            && self.features.name(hit.feature).class().is_open()
            && hit.share() >= self.settings.strong_share
            && hit.ratio().low < self.settings.min_common_ratio;
        enough && !common && !(rising && self.of_the_season(hit))
    }

    /// How many different customers some feedback come from; an unknown customer is one.
    fn customers(&self, members: &[usize]) -> u64 {
        let customers: Vec<Option<&str>> = members
            .iter()
            .map(|&index| self.dataset.get(index).feedback.customer.as_deref())
            .collect();
        let unknown = customers.iter().filter(|customer| customer.is_none()).count();
        let known: BTreeSet<&str> = customers.into_iter().flatten().collect();
        (unknown + known.len()) as u64
    }

    /// Whether a rise is no more than the same weeks of the year before already showed.
    fn of_the_season(&self, hit: &Hit) -> bool {
        let timeline = self.timeline;
        if timeline.last - timeline.first < SEASON_HISTORY {
            return false;
        }
        let year = 52;
        let now = timeline.between(hit.window.start, timeline.last);
        let then = timeline
            .between(hit.window.start - year - SEASON_MARGIN, timeline.last - year + SEASON_MARGIN);
        if then.is_empty() {
            return false;
        }
        let both = [then, now].concat();
        let shares = shares_inside(&both, hit.window.start, timeline.strata);
        let mut counts = vec![0; timeline.strata];
        for row in both.iter().filter(|row| self.features.has(row.index, hit.feature)) {
            counts[row.stratum] += 1;
        }
        let (total, theta) = mixed(counts.into_iter(), &shares);
        upper_tail(total, theta, hit.observed) > SEASON_LEVEL
    }

    /// Whether a hit would not be an alert if nobody had said what a stronger group says: the same test,
    /// on the feedback that say none of it. E values grow with tails, here in proportion.
    fn explains(&self, group: &Group, hit: &Hit) -> bool {
        let told = |index: usize| {
            self.counted[index] && group.features.iter().any(|&id| self.features.has(index, id))
        };
        let rows = self.timeline.between(hit.window.from, self.timeline.last).iter();
        let rest: Vec<_> = rows.filter(|row| !told(row.index)).copied().collect();
        let shares = shares_inside(&rest, hit.window.start, self.timeline.strata);
        let mut counts = vec![0; self.timeline.strata];
        let mut inside = 0;
        let says = |index| self.counted[index] && self.features.has(index, hit.feature);
        for row in rest.iter().filter(|row| says(row.index)) {
            counts[row.stratum] += 1;
            inside += u64::from(row.week >= hit.window.start);
        }
        let (total, theta) = mixed(counts.into_iter(), &shares);
        let tail = match self.plan.direction {
            Direction::Rise => upper_tail(total, theta, inside),
            Direction::Fall => upper_tail(total, 1.0 - theta, total - inside),
        };
        total == 0 || hit.e_value * (tail / hit.p) > self.plan.budget
    }

    /// The feedback that tell of a hit: for a rise those of the longest window, for a fall those before.
    fn told(&self, hit: &Hit) -> Vec<usize> {
        match self.plan.direction {
            Direction::Rise => {
                let longest = self.windows().iter().map(|window| window.start).min();
                let from = longest.unwrap_or(hit.window.start);
                self.saying(hit.feature, from, self.timeline.last)
            }
            Direction::Fall => self.saying(hit.feature, hit.window.from, hit.window.start - 1),
        }
    }

    /// The feedback that count of some weeks that say a feature, sorted.
    fn saying(&self, feature: u32, from: Week, to: Week) -> Vec<usize> {
        let rows = self.timeline.between(from, to).iter();
        let said =
            rows.filter(|row| self.counted[row.index] && self.features.has(row.index, feature));
        let mut members: Vec<usize> = said.map(|row| row.index).collect();
        members.sort_unstable();
        members
    }

    /// The feedback of the whole dataset that say the strongest feature of a group, or one of its words: a
    /// touchpoint or a kind of signal that moves with a word says much else the rest of the year.
    fn members(&self, group: &Group) -> Vec<usize> {
        let own = |&(at, &id): &(usize, &u32)| at == 0 || self.features.name(id).class().is_open();
        let own: Vec<u32> =
            group.features.iter().enumerate().filter(own).map(|(_, &id)| id).collect();
        let says = |&index: &usize| {
            self.counted[index] && own.iter().any(|&id| self.features.has(index, id))
        };
        (0..self.dataset.len()).filter(says).collect()
    }
}
