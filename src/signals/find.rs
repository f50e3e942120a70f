//! The weak signals of a dataset, put together.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::SignalSettings;
use super::describe::{Describer, Description};
use super::features::{Feature, Features, Side};
use super::group::{Group, group};
use super::rare::rare_and_severe;
use super::scan::{Direction, Hit, Plan, mixed, scan, shares_inside, usable_windows};
use super::weeks::{Timeline, Week, monday_of};
use crate::evidence::severities;
use crate::stats::{float_len, upper_tail};
use crate::types::{Dataset, SignalStatus, Undefined, WeakSignal, WeakSignalKind};

/// From this many weeks of data on, a rise is also compared with the same season of the year before.
const SEASON_HISTORY: Week = 55;

/// How many weeks before and after belong to the same season.
const SEASON_MARGIN: Week = 3;

/// The tail above which a rise is that of the season.
const SEASON_LEVEL: f64 = 0.01;

/// Of the feedback that say a word, the share that complains from which its fall is a relief.
const COMPLAINING: f64 = 0.6;

/// The weak signals of a dataset, with what they promise.
#[derive(Clone, Debug, PartialEq)]
pub struct WeakSignals {
    /// Rises, the least likely by chance first; then what falls; then the ranked list of rare and severe
    /// subjects.
    pub signals: Vec<WeakSignal>,
    /// For each signal, the positions of all the feedback of the dataset that say it, sorted.
    pub members: Vec<Vec<usize>>,
    /// The number of rises and falls that chance alone gives in one report, on average, at most; 0 where
    /// nothing was tested.
    pub expected_false_alerts_per_report: f64,
    /// The weeks of history of the shortest window; none where nothing was tested.
    pub weeks_of_history: Option<u32>,
    /// The last day of the last week tested; none without dates.
    pub as_of: Option<Date>,
    /// Why nothing was tested: no date, or too few weeks.
    pub untested: Option<Undefined>,
}

/// Finds what rises, what falls, and what is rare and severe.
///
/// Rises and falls share [`SignalSettings::false_alerts`]: whatever the dependence between words, chance
/// alone gives no more alerts than that in one report, on average. Filters (customers, season, frequent
/// words) only remove alerts, and grouping only joins them, so the promise holds after them. The list of
/// rare and severe subjects is outside it: `e_value` is none.
pub fn weak_signals(dataset: &Dataset, settings: &SignalSettings) -> WeakSignals {
    let features = Features::new(dataset, settings);
    let severity = severities(dataset, &settings.severity);
    let search = Search { dataset, features: &features, severity: &severity, settings };
    let timeline = Timeline::new(dataset, &features, settings);
    let mut all = WeakSignals {
        signals: Vec::new(),
        members: Vec::new(),
        expected_false_alerts_per_report: 0.0,
        weeks_of_history: None,
        as_of: timeline.as_ref().map(Timeline::end),
        untested: Some(Undefined::NoDate),
    };
    if let Some(timeline) = &timeline {
        all.untested = Some(Undefined::TooFew);
        for direction in [Direction::Rise, Direction::Fall] {
            search.moving(timeline, direction, &mut all);
        }
    }
    search.rare(&mut all);
    all
}

struct Search<'a> {
    dataset: &'a Dataset,
    features: &'a Features,
    severity: &'a [f64],
    settings: &'a SignalSettings,
}

impl Search<'_> {
    fn plan(&self, direction: Direction) -> Plan<'_> {
        let settings = self.settings;
        let (windows, share) = match direction {
            Direction::Rise => (&settings.windows, 1.0 - settings.easing_share),
            Direction::Fall => (&settings.easing_windows, settings.easing_share),
        };
        Plan {
            direction,
            windows,
            baseline: settings.baseline_weeks,
            min_history: settings.min_history,
            min_support: settings.min_support,
            budget: settings.false_alerts * share,
            shares: settings.class_shares,
        }
    }

    /// Adds what rises or falls, and what was spent to know it.
    fn moving(&self, timeline: &Timeline, direction: Direction, all: &mut WeakSignals) {
        let plan = self.plan(direction);
        let windows = usable_windows(timeline, &plan);
        let Some(longest) = windows.iter().map(|window| window.start).min() else { return };
        all.untested = None;
        all.expected_false_alerts_per_report += plan.budget;
        let history = windows.iter().map(|window| window.history()).max();
        let history = history.and_then(|weeks| u32::try_from(weeks).ok());
        all.weeks_of_history = all.weeks_of_history.max(history);
        let hits = match direction {
            Direction::Rise => scan(self.features, timeline, &plan, &|_| true),
            Direction::Fall => {
                let complaining = self.complaining();
                scan(self.features, timeline, &plan, &|id| complaining[id as usize])
            }
        };
        let hits: Vec<Hit> =
            hits.into_iter().filter(|hit| self.passes(timeline, hit, direction)).collect();
        // Where a rise is told: the longest window. Where a fall is: before it.
        let told = |hit: &Hit| {
            let (from, to) = match direction {
                Direction::Rise => (longest, timeline.last),
                Direction::Fall => (hit.window.from, hit.window.start - 1),
            };
            self.saying(timeline, hit.feature, from, to)
        };
        let found: Vec<(u32, Vec<usize>)> =
            hits.iter().map(|hit| (hit.feature, told(hit))).collect();
        for group in group(self.features, &found, self.settings.overlap) {
            let strongest = hits.iter().find(|hit| Some(&hit.feature) == group.features.first());
            if let Some(hit) = strongest {
                all.signals.push(self.signal_of(hit, direction, &group));
                all.members.push(self.everywhere(hit.feature));
            }
        }
    }

    /// For each feature, whether those who say it mostly complain. Dates play no part in it.
    fn complaining(&self) -> Vec<bool> {
        let mut complaints = vec![0_usize; self.features.names.len()];
        for one in self.dataset.iter().filter(|one| one.annotation.complains()) {
            for &id in &self.features.of[one.index] {
                complaints[id as usize] += 1;
            }
        }
        let mostly = |(id, &count): (usize, &usize)| {
            let all = crate::stats::float(self.features.frequency[id]);
            match &self.features.names[id] {
                Feature::Touchpoint(_, side) => *side == Side::Complaint,
                Feature::Stem(_) | Feature::Bigram(..) | Feature::Kind(_) => {
                    float_len(count) >= COMPLAINING * all
                }
            }
        };
        complaints.iter().enumerate().map(mostly).collect()
    }

    /// The filters that may only remove alerts.
    fn passes(&self, timeline: &Timeline, hit: &Hit, direction: Direction) -> bool {
        let (from, to) = match direction {
            Direction::Rise => (hit.window.start, timeline.last),
            Direction::Fall => (hit.window.from, hit.window.start - 1),
        };
        let enough = self.customers(&self.saying(timeline, hit.feature, from, to))
            >= self.settings.min_support;
        let common = direction == Direction::Rise
            && self.features.name(hit.feature).class().is_open()
            && hit.share() >= self.settings.strong_share
            && hit.ratio().low < self.settings.min_common_ratio;
        enough && !common && !(direction == Direction::Rise && self.of_the_season(timeline, hit))
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
    fn of_the_season(&self, timeline: &Timeline, hit: &Hit) -> bool {
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

    /// The feedback of some weeks that say a feature, sorted.
    fn saying(&self, timeline: &Timeline, feature: u32, from: Week, to: Week) -> Vec<usize> {
        let rows = timeline.between(from, to).iter();
        let said = rows.filter(|row| self.features.has(row.index, feature));
        let mut members: Vec<usize> = said.map(|row| row.index).collect();
        members.sort_unstable();
        members
    }

    fn everywhere(&self, feature: u32) -> Vec<usize> {
        (0..self.dataset.len()).filter(|&index| self.features.has(index, feature)).collect()
    }

    fn describer(&self) -> Describer<'_> {
        Describer {
            dataset: self.dataset,
            features: self.features,
            severity: self.severity,
            settings: self.settings,
        }
    }

    fn signal_of(&self, hit: &Hit, direction: Direction, group: &Group) -> WeakSignal {
        let novel = direction == Direction::Rise && hit.observed == hit.total;
        let strong = hit.share() >= self.settings.strong_share;
        WeakSignal {
            window_weeks: Some(hit.window.weeks),
            observed: hit.observed,
            expected: Some(hit.expected()),
            e_value: Some(hit.e_value),
            ratio: Some(hit.ratio()),
            since: Some(monday_of(hit.window.start)),
            status: match direction {
                Direction::Fall => SignalStatus::Easing,
                Direction::Rise if strong => SignalStatus::Strong,
                Direction::Rise => SignalStatus::Weak,
            },
            ..untested(
                if novel { WeakSignalKind::Novel } else { WeakSignalKind::Emerging },
                self.describer().describe(group),
            )
        }
    }

    /// Adds the rare and severe subjects that the rises do not tell already.
    fn rare(&self, all: &mut WeakSignals) {
        let rising = all.signals.iter().zip(&all.members);
        let told: Vec<Vec<usize>> = rising
            .filter(|(signal, _)| signal.status != SignalStatus::Easing)
            .map(|(_, members)| members.clone())
            .collect();
        for group in
            rare_and_severe(self.dataset, self.features, self.severity, self.settings, &told)
        {
            let signal = untested(WeakSignalKind::RareIntense, self.describer().describe(&group));
            let observed = group.members.len() as u64;
            all.signals.push(WeakSignal { observed, ..signal });
            all.members.push(group.members);
        }
    }
}

/// A signal that no test speaks for.
fn untested(kind: WeakSignalKind, description: Description) -> WeakSignal {
    WeakSignal {
        kind,
        label: description.label,
        terms: description.terms,
        touchpoint: description.touchpoint,
        signal_kinds: description.signal_kinds,
        window_weeks: None,
        observed: 0,
        expected: None,
        e_value: None,
        ratio: None,
        status: SignalStatus::Latent,
        since: None,
        severity: description.severity,
        evidence: description.evidence,
    }
}
