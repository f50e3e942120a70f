//! Every setting, by the stage that it belongs to.

use serde::{Deserialize, Serialize};

use crate::classify::ModelSettings;
use crate::drivers::DriverSettings;
use crate::evidence::SeveritySettings;
use crate::hygiene::HygieneSettings;
use crate::ingest::IngestSettings;
use crate::journey::JourneySettings;
use crate::metrics::MetricSettings;
use crate::priority::PrioritySettings;
use crate::signals::{AlertRule, SignalSettings};
use crate::themes::ThemeSettings;
use crate::types::Language;

/// The settings of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Which model answers, and what runs it.
    pub model: ModelSettings,
    /// How files are read.
    pub ingest: IngestSettings,
    /// How the report is written.
    pub report: ReportSettings,
    /// How the figures are computed.
    pub metrics: MetricSettings,
    /// How the score is explained.
    pub drivers: DriverSettings,
    /// How faults of measurement are looked for.
    pub hygiene: HygieneSettings,
    /// How the journey is drawn.
    pub journey: JourneySettings,
    /// How weak signals are looked for.
    pub signals: SignalSettings,
    /// Thresholds of the user's own, beside what the test finds.
    pub alert: Vec<AlertRule>,
    /// How feedback of like meaning are put together.
    pub themes: ThemeSettings,
    /// What makes a priority.
    pub priority: PrioritySettings,
    /// How severe each cue is, wherever severity counts.
    pub severity: SeveritySettings,
}

/// How the report is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReportSettings {
    /// The language of the report: `fr` or `en`; that of most feedback where it is not said.
    pub lang: Option<Language>,
}
