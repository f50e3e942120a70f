//! Where what customers say stands between rare and widespread, rising and receding.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::labels::{SignalKind, Touchpoint};
use super::measure::{Estimate, six_decimals};

/// The map of what is said by visibility and growth, in the last weeks: the keyword maps of Yoon (2012), with tests in
/// the place of medians.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalsMap {
    /// The length of the window, in weeks.
    pub weeks: u32,
    /// How many weeks before it the window is compared with.
    pub compared_with_weeks: u32,
    /// The first day of the window.
    pub since: Date,
    /// The last day of the window.
    pub as_of: Date,
    /// How many feedback the window holds.
    pub feedback: u64,
    /// From this share of them on, what is said is no longer rare.
    pub strong_share: f64,
    /// Alerts first, as the report lists them; then rare and severe subjects; then the complaints of each touchpoint,
    /// then the kinds of signal, by share.
    pub points: Vec<MapPoint>,
}

/// Something said, with its place on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapPoint {
    /// What it is.
    pub subject: MapSubject,
    /// What the tests make of it.
    pub standing: Standing,
    /// How visible it is: the share of the feedback of the window that say it, 0 to 1 (Wilson).
    pub share: Estimate,
    /// How fast it grows: how many say it in the window over how many were expected, mix-adjusted, with the exact
    /// interval of the conditional test; 1 is no change, 0 no longer said.
    pub growth: Estimate,
    /// How many feedback of the window say it.
    pub observed: u64,
    /// How many would had nothing changed.
    #[serde(serialize_with = "six_decimals")]
    pub expected: f64,
}

/// What a point of the map is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum MapSubject {
    /// A signal of the same report.
    Signal {
        /// Its label.
        label: String,
    },
    /// The complaints about a touchpoint.
    Touchpoint {
        /// Which one.
        id: Touchpoint,
    },
    /// A kind of signal.
    Kind {
        /// Which one.
        id: SignalKind,
    },
}

/// What the tests make of something said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Rising beyond chance, and already a large share.
    Strong,
    /// Rising beyond chance, still a small share.
    Weak,
    /// Falling beyond chance.
    Easing,
    /// Rare and severe, no rise beyond chance.
    Latent,
    /// A large share, no change beyond chance.
    WellKnown,
    /// A small share, not severe, no change beyond chance.
    Quiet,
}

impl Standing {
    /// Every one, the most pressing first.
    pub const ALL: [Self; 6] =
        [Self::Strong, Self::Weak, Self::Latent, Self::Easing, Self::WellKnown, Self::Quiet];
}
