//! The weak signals of a dataset, put together.

use jiff::civil::Date;

use super::SignalSettings;
use super::describe::{Describer, Description};
use super::features::Features;
use super::group::Group;
use super::moving::Moving;
use super::rare::rare_and_severe;
use super::scan::{Direction, Hit};
use super::weeks::{Mix, Timeline, monday_of};
use crate::evidence::severities;
use crate::types::{Dataset, SignalStatus, Undefined, WeakSignal, WeakSignalKind};

/// The weak signals of a dataset, with what they promise.
#[derive(Clone, Debug, Default, PartialEq)]
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
    let timeline = |mix| Timeline::new(dataset, &features, settings, mix);
    let (rises, falls) = (timeline(Mix::ChannelsAndScores), timeline(Mix::Channels));
    let mut all = WeakSignals {
        signals: Vec::new(),
        members: Vec::new(),
        expected_false_alerts_per_report: 0.0,
        weeks_of_history: None,
        as_of: rises.as_ref().map(Timeline::end),
        untested: Some(rises.as_ref().map_or(Undefined::NoDate, |_| Undefined::TooFew)),
    };
    for (timeline, direction) in [(rises, Direction::Rise), (falls, Direction::Fall)] {
        if let Some(timeline) = timeline {
            search.moving(&timeline, direction, &mut all);
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
    /// Adds what rises or falls, and what was spent to know it.
    fn moving(&self, timeline: &Timeline, direction: Direction, all: &mut WeakSignals) {
        let moving = Moving::new(self.dataset, self.features, timeline, self.settings, direction);
        let windows = moving.windows();
        if windows.is_empty() {
            return;
        }
        all.untested = None;
        all.expected_false_alerts_per_report += moving.budget();
        let history = windows.iter().map(|window| window.history()).max();
        let history = history.and_then(|weeks| u32::try_from(weeks).ok());
        all.weeks_of_history = all.weeks_of_history.max(history);
        for story in moving.stories() {
            all.signals.push(self.signal_of(&story.hit, direction, &story.group));
            all.members.push(story.members);
        }
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
