//! What a report states: indicators, touchpoints, weak signals, priorities, each with its evidence.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Estimate, Evidence, Measure, SignalKind, Touchpoint};

/// An indicator over the whole batch, or over a segment or period of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its identifier: `nps`, `csat`, `stars_mean`, `sentiment_net` …
    pub name: String,
    /// The definition used, in one line.
    pub definition: String,
    /// The segment it is about, as `column=value`; the whole batch where none.
    pub segment: Option<String>,
    /// The period it is about, as `2026-03` (a month) or `2026-W14` (an ISO week); all of it where none.
    pub period: Option<String>,
    /// Its value.
    pub value: Measure,
}

/// Where a touchpoint stands on the importance × satisfaction picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Much spoken of, and badly: fix first.
    Fix,
    /// Seldom spoken of, and badly: keep an eye on.
    Watch,
    /// Much spoken of, and well: keep up.
    KeepUp,
    /// Seldom spoken of, and well.
    Maintain,
    /// An interval crosses a border: the data cannot tell.
    Between,
}

/// What is said of one touchpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TouchpointFinding {
    /// The touchpoint.
    pub id: Touchpoint,
    /// How many feedback speak of it.
    pub volume: u64,
    /// How many of them praise it, complain of it, do both, or only mention it, in this order.
    pub positive: u64,
    /// See `positive`.
    pub negative: u64,
    /// See `positive`.
    pub both: u64,
    /// See `positive`.
    pub neutral: u64,
    /// Its share among the feedback that could be judged, 0 to 1 (Wilson).
    pub share: Measure,
    /// Share of praise among the feedback that praise or complain of it, 0 to 1 (Wilson); `both` counts half.
    pub satisfaction: Measure,
    /// What it does to the main score: the score of all less the score of those that do not speak of it
    /// (leave-one-out), in points of that score, bootstrap interval. Not a forecast.
    pub impact: Measure,
    /// Its Shapley share of the distance between the main score and that of the feedback that speak of no
    /// touchpoint, in points: mentions that overlap are shared, not counted twice. Bootstrap interval. Not a
    /// forecast.
    #[serde(default)]
    pub shapley: Measure,
    /// Where it stands.
    pub zone: Zone,
    /// Quotes, the most telling first.
    pub evidence: Vec<Evidence>,
}

/// The kinds of weak signals, named apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeakSignalKind {
    /// Seldom said, very dissatisfied. A ranked list, outside the contract of false alerts.
    RareIntense,
    /// Rising beyond chance while still small.
    Emerging,
    /// Not said before.
    Novel,
    /// Said, in this customer base's own history, before a lower score or a departure.
    Precursor,
}

/// How a weak signal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalStatus {
    /// Rising, and already a large share.
    Strong,
    /// Rising, still a small share.
    Weak,
    /// Rare, flat, severe.
    Latent,
    /// Falling beyond chance.
    Easing,
}

/// A finding about the corpus that is worth a look while it is small.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeakSignal {
    /// What sort of finding it is.
    pub kind: WeakSignalKind,
    /// A short name made of its most telling words, in the language of the feedback.
    pub label: String,
    /// The words, expressions or labels that rise together, the strongest first.
    pub terms: Vec<String>,
    /// The touchpoint that most of its evidence speaks of.
    pub touchpoint: Option<Touchpoint>,
    /// The kinds of signal that its evidence carries more often than other feedback, most frequent first.
    pub signal_kinds: Vec<SignalKind>,
    /// The length of the window in which it stands out, in weeks.
    pub window_weeks: Option<u32>,
    /// How many feedback carry it in the window.
    pub observed: u64,
    /// How many would by chance; none where no test applies.
    pub expected: Option<f64>,
    /// How many features would look this strong by chance in this report; none where no test applies.
    pub e_value: Option<f64>,
    /// Observed over expected, with its exact interval.
    pub ratio: Option<Estimate>,
    /// How it stands.
    pub status: SignalStatus,
    /// The first day of the window in which it stands out.
    pub since: Option<Date>,
    /// The last day of the first week whose report raised it, among that of this report and the eight before: an alert
    /// that stays open is followed, not raised again. None where no test applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Date>,
    /// Of what is said before scores fall, the days from the words to the lower score: the median with its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_days: Option<Estimate>,
    /// Of what is said before scores fall, how many customers said it in the last eight weeks and have not answered
    /// since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposed: Option<u64>,
    /// How dissatisfied its evidence is, 0 to 1.
    pub severity: f64,
    /// Quotes, the most telling first.
    pub evidence: Vec<Evidence>,
}

/// What a priority is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Subject {
    /// The complaints about a touchpoint.
    Touchpoint {
        /// Which one.
        id: Touchpoint,
    },
    /// A weak signal of the same report.
    WeakSignal {
        /// Its kind.
        kind: WeakSignalKind,
        /// Its label.
        label: String,
    },
}

/// One factor of a rank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// The figure in its own unit.
    pub value: Measure,
    /// The same on 0 to 1, the strongest subject of the report being 1 where it stands out at all.
    pub level: f64,
    /// The weight of the factor, from the settings; weights sum to 1.
    pub weight: f64,
}

/// Something to look at, with the factors of its rank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Priority {
    /// Its rank, from 1.
    pub rank: u32,
    /// The ranks that resampling the batch gives it 95 times in 100: first and last.
    pub rank_interval: [u32; 2],
    /// The sum of `level × weight` over its factors, 0 to 1.
    pub score: f64,
    /// Whether the next one may be its equal: resampling does not tell them apart.
    #[serde(default)]
    pub tied_with_next: bool,
    /// How many answers like these would tell it from the next one; none where it is told already, or where the
    /// two are equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_to_confirm: Option<u64>,
    /// What it is about.
    pub subject: Subject,
    /// `reach`, `severity`, `impact`, `growth`; `value` where a table of customers was given.
    pub factors: BTreeMap<String, Factor>,
    /// Quotes, the most telling first.
    pub evidence: Vec<Evidence>,
}

/// Customers who give the best score and complain in their words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrackedPromoters {
    /// How many of them there are.
    pub count: u64,
    /// Their share among the promoters who wrote something (Wilson).
    pub share: Measure,
    /// The touchpoints that they complain of, most frequent first, with how many do.
    pub touchpoints: Vec<(Touchpoint, u64)>,
    /// Quotes, the most telling first.
    pub evidence: Vec<Evidence>,
}

/// A customer whose answers fall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    /// The customer, as the source identifies them.
    pub customer: String,
    /// Their dated scores, oldest first.
    pub scores: Vec<(Date, f64)>,
    /// The last score less the first.
    pub change: f64,
    /// Their last words.
    pub evidence: Vec<Evidence>,
}
