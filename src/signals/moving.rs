//! What rises or falls, filtered and put together into stories.

use std::collections::BTreeSet;

use super::SignalSettings;
use super::feature::{Class, Feature, Side};
use super::group::{Group, group, shares};
use super::said::Said;
use super::scan::{Direction, Hit, Plan, Scope, Window, scan, usable_windows};
use super::weeks::{Row, Timeline, Week};
use crate::stats::{float, upper_tail};

/// From this many weeks of data on, a rise is also compared with the same season of the year before.
const SEASON_HISTORY: Week = 55;

/// How many weeks before and after belong to the same season.
const SEASON_MARGIN: Week = 3;

/// The weeks of a year.
const YEAR: Week = 52;

/// The tail above which a rise is that of the season.
const SEASON_LEVEL: f64 = 0.01;

/// The search for what moves one way.
pub(super) struct Moving<'a> {
    said: &'a Said,
    timeline: &'a Timeline,
    settings: &'a SignalSettings,
    plan: Plan<'a>,
    windows: Vec<(Window, Volumes)>,
}

/// Features that move together.
#[derive(Clone, Debug)]
pub(super) struct Story {
    /// What moves most surely.
    pub(super) hit: Hit,
    /// All that moves with it, with the feedback that tell it.
    pub(super) group: Group,
}

/// For each stratum, how many feedback stand inside, and how many in all.
type Volumes = Vec<(u64, u64)>;

impl<'a> Moving<'a> {
    pub(super) fn new(
        said: &'a Said,
        timeline: &'a Timeline,
        settings: &'a SignalSettings,
        direction: Direction,
    ) -> Self {
        let (windows, budget) = match direction {
            Direction::Rise => (&settings.windows, settings.rising_budget()),
            Direction::Fall => (&settings.easing_windows, settings.easing_budget()),
        };
        let plan = Plan {
            direction,
            windows,
            baseline: settings.baseline_weeks,
            min_history: settings.min_history,
            min_support: settings.min_support,
            budget,
            shares: settings.class_shares,
        };
        let windows = usable_windows(timeline, &plan).into_iter().map(|window| {
            let rows = timeline.between(window.from, timeline.last);
            (window, volumes(rows, timeline.strata, |row| row.week >= window.start))
        });
        Self { said, timeline, settings, windows: windows.collect(), plan }
    }

    /// The false alerts that it may give, on average.
    pub(super) const fn budget(&self) -> f64 {
        self.plan.budget
    }

    /// The windows that have weeks enough before them.
    pub(super) fn windows(&self) -> impl Iterator<Item = Window> {
        self.windows.iter().map(|(window, _)| *window)
    }

    /// The features that move beyond chance and that no filter holds back, the least likely first.
    pub(super) fn hits(&self) -> Vec<Hit> {
        let praise = |id| matches!(self.said.name(id), Feature::Touchpoint(_, Side::Praise));
        let rising = self.is_rising();
        let scope =
            Scope { feedback: &|row| rising || row.unhappy, features: &|id| rising || !praise(id) };
        let hits = scan(self.said, self.timeline, &self.plan, scope);
        hits.into_iter().filter(|hit| self.passes(hit)).collect()
    }

    /// Whether a feature that another report found would have been an alert here, its E value taken to grow with its
    /// tail as there.
    pub(super) fn would_hit(&self, hit: &Hit) -> bool {
        let of_length = |(window, _): &&(Window, Volumes)| window.weeks == hit.window.weeks;
        let Some((window, volumes)) = self.windows.iter().find(of_length) else { return false };
        let rows = self.saying(hit.feature, window.from, self.timeline.last);
        let tally = tally(rows, volumes, |row| row.week >= window.start);
        let enough = tally.inside >= self.settings.min_support;
        let p = upper_tail(tally.total, tally.theta, tally.inside);
        enough && hit.e_value * (p / hit.p) <= self.plan.budget
    }

    /// What moves beyond chance, the least likely first. Groups of meaning tell what no word does: one that holds
    /// nothing more than a story of words and labels is left to it, for it would draw other stories in.
    pub(super) fn stories(&self) -> Vec<Story> {
        let is_theme = |hit: &Hit| self.said.name(hit.feature).class() == Class::Theme;
        let (themes, words): (Vec<Hit>, Vec<Hit>) = self.hits().into_iter().partition(is_theme);
        let mut stories = self.grouped(&words);
        let told = |hit: &Hit| {
            let own = self.told(hit);
            let told = |story: &Story| {
                shares(&story.group.members, &own) && self.explains(&story.group, hit)
            };
            stories.iter().any(told)
        };
        let untold: Vec<Hit> = themes.into_iter().filter(|hit| !told(hit)).collect();
        stories.extend(self.grouped(&untold));
        let order = |story: &Story| (story.hit.e_value, story.hit.feature);
        stories.sort_by(|a, b| {
            let ((a, first), (b, second)) = (order(a), order(b));
            a.total_cmp(&b).then(first.cmp(&second))
        });
        stories
    }

    /// Hits told by the same feedback as one story.
    fn grouped(&self, hits: &[Hit]) -> Vec<Story> {
        let found: Vec<(u32, Vec<u32>)> =
            hits.iter().map(|hit| (hit.feature, self.told(hit))).collect();
        let explains = |group: &Group, at: usize| self.explains(group, &hits[at]);
        let groups = group(self.said, &found, self.settings.overlap, &explains);
        let story = |group: Group| {
            let hit = *hits.iter().find(|hit| Some(&hit.feature) == group.features.first())?;
            Some(Story { hit, group })
        };
        groups.into_iter().filter_map(story).collect()
    }

    const fn is_rising(&self) -> bool {
        matches!(self.plan.direction, Direction::Rise)
    }

    /// The filters that may only remove alerts.
    fn passes(&self, hit: &Hit) -> bool {
        let (from, to) = match self.plan.direction {
            Direction::Rise => (hit.window.start, self.timeline.last),
            Direction::Fall => (hit.window.from, hit.window.start - 1),
        };
        let enough = self.customers(hit.feature, from, to) >= self.settings.min_support;
        let common = self.is_rising()
            && self.said.name(hit.feature).class().is_open()
            && hit.share() >= self.settings.strong_share
            && hit.ratio().low < self.settings.min_common_ratio;
        enough && !common && !(self.is_rising() && self.of_the_season(hit))
    }

    /// The rows that count, of some weeks, that say a feature.
    fn saying(&self, feature: u32, from: Week, to: Week) -> impl Iterator<Item = &Row> {
        let rows = self.said.said_by(feature).iter().filter_map(|&index| self.timeline.row(index));
        rows.filter(move |row| (from..=to).contains(&row.week) && self.plan.direction.counts(row))
    }

    /// How many different customers some feedback come from; an unknown customer is one.
    fn customers(&self, feature: u32, from: Week, to: Week) -> u64 {
        let (mut known, mut unknown) = (BTreeSet::new(), 0_u64);
        for row in self.saying(feature, from, to) {
            match row.customer {
                Some(customer) => known.extend([customer]),
                None => unknown += 1,
            }
        }
        unknown + known.len() as u64
    }

    /// Whether a rise is no more than the same weeks of the year before already showed.
    fn of_the_season(&self, hit: &Hit) -> bool {
        let timeline = self.timeline;
        if timeline.last - timeline.first < SEASON_HISTORY {
            return false;
        }
        let now = timeline.between(hit.window.start, timeline.last);
        let inside = |row: &Row| row.week >= hit.window.start;
        let compatible = |from: Week, to: Week, fewest: u64| {
            let then = timeline.between(from, to);
            let volumes = volumes(then.iter().chain(now), timeline.strata, inside);
            let rows = self.saying(hit.feature, from, timeline.last);
            let rows = rows.filter(|row| row.week <= to || inside(row));
            let tally = tally(rows, &volumes, inside);
            !then.is_empty()
                && tally.total - tally.inside >= fewest
                && upper_tail(tally.total, tally.theta, hit.observed) > SEASON_LEVEL
        };
        let (from, to) = (hit.window.start - YEAR, timeline.last - YEAR);
        // A season shorter than the margins is thinned out among them: its own weeks are looked for too, where as
        // many said it then as make an alert.
        compatible(from - SEASON_MARGIN, to + SEASON_MARGIN, 0)
            || (-SEASON_MARGIN..=SEASON_MARGIN)
                .any(|shift| compatible(from + shift, to + shift, self.settings.min_support))
    }

    /// Whether a hit would not be an alert if nobody had said what a stronger group says: the same test,
    /// on the feedback that say none of it. E values grow with tails, here in proportion.
    fn explains(&self, group: &Group, hit: &Hit) -> bool {
        let Some((_, volumes)) = self.windows.iter().find(|(window, _)| *window == hit.window)
        else {
            return false;
        };
        let (from, last) = (hit.window.from, self.timeline.last);
        let told = group.features.iter().flat_map(|&id| self.saying(id, from, last));
        let told: BTreeSet<u32> = told.map(|row| row.index).collect();
        let inside = |row: &Row| row.week >= hit.window.start;
        let mut volumes = volumes.clone();
        for row in told.iter().filter_map(|&index| self.timeline.row(index)) {
            let volume = &mut volumes[usize::from(row.stratum)];
            volume.0 -= u64::from(inside(row));
            volume.1 -= 1;
        }
        let rest = self.saying(hit.feature, from, last).filter(|row| !told.contains(&row.index));
        let Tally { total, inside, theta } = tally(rest, &volumes, inside);
        let tail = match self.plan.direction {
            Direction::Rise => upper_tail(total, theta, inside),
            Direction::Fall => upper_tail(total, 1.0 - theta, total - inside),
        };
        total == 0 || hit.e_value * (tail / hit.p) > self.plan.budget
    }

    /// The feedback that tell of a hit, sorted: for a rise those of the longest window, for a fall those before.
    fn told(&self, hit: &Hit) -> Vec<u32> {
        let (from, to) = match self.plan.direction {
            Direction::Rise => {
                let longest = self.windows().map(|window| window.start).min();
                (longest.unwrap_or(hit.window.start), self.timeline.last)
            }
            Direction::Fall => (hit.window.from, hit.window.start - 1),
        };
        self.saying(hit.feature, from, to).map(|row| row.index).collect()
    }

    /// The feedback of the window of a rise that say it, sorted.
    pub(super) fn evidence(&self, hit: &Hit) -> Vec<u32> {
        let rows = self.saying(hit.feature, hit.window.start, self.timeline.last);
        rows.map(|row| row.index).collect()
    }
}

/// How many of some rows stand inside, with the share expected by their mix.
struct Tally {
    total: u64,
    inside: u64,
    theta: f64,
}

fn tally<'r>(
    rows: impl Iterator<Item = &'r Row>,
    volumes: &Volumes,
    is_inside: impl Fn(&Row) -> bool,
) -> Tally {
    let (mut total, mut inside, mut expected) = (0, 0, 0.0);
    for row in rows {
        let (within, all) = volumes[usize::from(row.stratum)];
        expected += float(within) / float(all.max(1));
        inside += u64::from(is_inside(row));
        total += 1;
    }
    Tally { total, inside, theta: expected / float(total.max(1)) }
}

fn volumes<'r>(
    rows: impl IntoIterator<Item = &'r Row>,
    strata: usize,
    inside: impl Fn(&Row) -> bool,
) -> Volumes {
    let mut volumes = vec![(0, 0); strata];
    for row in rows {
        let volume: &mut (u64, u64) = &mut volumes[usize::from(row.stratum)];
        volume.0 += u64::from(inside(row));
        volume.1 += 1;
    }
    volumes
}
