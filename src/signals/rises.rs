//! Rises on a timeline of one's own: what benchmarks replay on other calendars.

use super::SignalSettings;
use super::moving::Moving;
use super::said::Said;
use super::scan::Direction;
use super::weeks::Timeline;

/// A rise beyond chance, in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// What rises, the least likely by chance first, as numbers of [`Said`].
    pub features: Vec<u32>,
    /// How many features would look as strong by chance.
    pub e_value: f64,
    /// The length of the window in which the first feature stands out, in weeks.
    pub weeks: u32,
    /// How many feedback say it in the window.
    pub observed: u64,
    /// How many would by chance.
    pub expected: f64,
    /// The feedback of the longest window that say any of the features, sorted.
    pub told: Vec<u32>,
    /// Those of the window that say the first feature, sorted.
    pub evidence: Vec<u32>,
}

/// What rises at the end of a timeline, the least likely by chance first: [`SignalSettings::rising_budget`] alerts at
/// most, on average, where nothing changes.
pub fn rises(said: &Said, timeline: &Timeline, settings: &SignalSettings) -> Vec<Alert> {
    let moving = Moving::new(said, timeline, settings, Direction::Rise);
    let alert = |story: super::moving::Story| Alert {
        e_value: story.hit.e_value,
        weeks: story.hit.window.weeks,
        observed: story.hit.observed,
        expected: story.hit.expected(),
        evidence: moving.evidence(&story.hit),
        features: story.group.features,
        told: story.group.members,
    };
    moving.stories().into_iter().map(alert).collect()
}
