//! The report as data: the only thing that renderers read.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::tells::Tells;
use crate::drivers::{ActionOutcome, Asymmetry, KeyDrivers, ScoreChange};
use crate::hygiene::Hygiene;
use crate::journey::JourneyMap;
use crate::metrics::{KanoFinding, Money, NeedFinding, Themes};
use crate::types::{
    CrackedPromoters, Evidence, Indicator, Language, Measure, Priority, Scale, SignalsMap,
    TouchpointFinding, Trajectory, WeakSignal,
};

/// The version of `report.json`.
pub const REPORT_SCHEMA_VERSION: u32 = 1;

/// Everything a report states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of this form, [`REPORT_SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What made it: the same run gives the same bytes.
    pub run: Run,
    /// What was read, and what became of it.
    pub inputs: Inputs,
    /// How much of it could be judged.
    pub coverage: Coverage,
    /// Indicators: the main one first.
    pub metrics: Vec<Indicator>,
    /// Touchpoints, by volume.
    pub touchpoints: Vec<TouchpointFinding>,
    /// Weak signals: the contracted kinds first, then the ranked list of rare and severe ones.
    pub signals: Vec<WeakSignal>,
    /// What is said by visibility and growth over the last weeks; absent where that could not be tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signals_map: Option<SignalsMap>,
    /// What the report promises about its false alerts.
    pub contract: Contract,
    /// Faults of measurement, looked for before anything was ranked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hygiene: Option<Hygiene>,
    /// The themes of complaint, how often and how intensely they are told; absent without complaints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub themes: Option<Themes>,
    /// What explains the main score; absent where it cannot be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drivers: Option<KeyDrivers>,
    /// What disappoints and what delights, read from the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asymmetries: Vec<Asymmetry>,
    /// Why the score moved over the last weeks; absent where it cannot be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ScoreChange>,
    /// What followed dated actions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ActionOutcome>,
    /// What the answers to Kano's questions make of each feature.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kano: Vec<KanoFinding>,
    /// Needs by importance and satisfaction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<NeedFinding>,
    /// What customers are worth; absent without a table of customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    /// The journey, phase by phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<JourneyMap>,
    /// The smallest changes that this batch could detect, and what would separate the first priorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tells: Option<Tells>,
    /// Promoters whose words complain; absent without scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promoters: Option<CrackedPromoters>,
    /// Customers whose answers fall, the steepest first; absent without customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customers: Option<Vec<Trajectory>>,
    /// What to look at first.
    pub priorities: Vec<Priority>,
    /// What this batch can and cannot tell.
    pub notes: Vec<Note>,
    /// The quoted feedback, by identifier: what every `evidence` of the report points into.
    pub quotes: BTreeMap<String, Quote>,
}

/// The manifest of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The version of vigie.
    pub version: String,
    /// The clock of the run, RFC 3339.
    pub now: String,
    /// The language of the report.
    pub lang: Language,
    /// The runtime of the models, `rten` or `ort`; `none` with `--no-models`.
    pub runtime: String,
    /// The model, as `name version`, with the SHA-256 of its files; empty with `--no-models`.
    pub model: BTreeMap<String, String>,
    /// The SHA-256 of each lexicon used, by path.
    pub lexicons: BTreeMap<String, String>,
    /// The settings that the figures depend on, by name.
    pub settings: BTreeMap<String, String>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Records read.
    pub read: u64,
    /// Feedback kept. `read = accepted + rejected + duplicate + refused`.
    pub accepted: u64,
    /// Records that could not be used.
    pub rejected: u64,
    /// Records already known.
    pub duplicate: u64,
    /// Records refused by a policy.
    pub refused: u64,
    /// Personal data masked, by kind: `email`, `phone`, `iban`, `card`, `nir`.
    pub masked: BTreeMap<String, u64>,
    /// The first and the last day, where feedback are dated.
    pub days: Option<(Date, Date)>,
    /// The scale of the main score, where there is one.
    pub scale: Option<Scale>,
    /// The files, in the order given.
    pub files: Vec<InputFile>,
    /// The first records that could not be used, with place and reason.
    pub rejects: Vec<RejectLine>,
}

/// One file read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its name, without its folder.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Its form: `csv`, `jsonl`.
    pub format: String,
    /// Its character encoding.
    pub encoding: String,
    /// Its delimiter, for delimited files.
    pub delimiter: Option<String>,
    /// Which column was read as what: role → columns.
    pub mapping: BTreeMap<String, Vec<String>>,
    /// Records read.
    pub read: u64,
    /// Feedback kept.
    pub accepted: u64,
    /// Records that could not be used.
    pub rejected: u64,
    /// Records already known.
    pub duplicate: u64,
    /// Records refused by a policy.
    pub refused: u64,
}

/// A record that could not be used. It never holds the words of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RejectLine {
    /// The file, without its folder.
    pub file: String,
    /// The number of the record, from 1.
    pub record: u64,
    /// The line, from 1.
    pub line: u64,
    /// The column, where the fault lies in one.
    pub column: Option<String>,
    /// The code of the reason, `E_DATE` …
    pub code: String,
    /// The reason in French.
    pub reason_fr: String,
    /// The reason in English.
    pub reason_en: String,
}

/// How much of the batch could be judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Feedback analysed.
    pub feedback: u64,
    /// Of these, with words that could be judged.
    pub judged: u64,
    /// Of these, without content.
    pub no_content: u64,
    /// Of these, in another language.
    pub other_language: u64,
    /// Judged feedback by language.
    pub languages: BTreeMap<String, u64>,
    /// Share of the judged feedback with at least one touchpoint, 0 to 1 (Wilson).
    pub with_touchpoint: Measure,
    /// Share of the judged feedback with at least one signal, 0 to 1 (Wilson).
    pub with_signal: Measure,
}

/// What a report promises about its alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// The number of alerts that chance alone gives, on average, in one report, at most.
    pub expected_false_alerts_per_report: f64,
    /// The weeks of history that the test could use; none where the batch is not dated, or too short.
    pub weeks_of_history: Option<u32>,
    /// The last day of the last week tested: an alert raised on that day is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
}

/// Something the reader should know, in both languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// A stable code, `small_batch`, `no_dates` …
    pub code: String,
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

/// A feedback that the report quotes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Its masked text: `evidence` spans are bytes of it.
    pub text: String,
    /// The file it came from, without its folder.
    pub file: String,
    /// The record in that file, from 1.
    pub record: u64,
    /// The byte of the file, decoded to UTF-8, at which the record begins.
    pub byte: u64,
    /// When it was given.
    pub date: Option<Date>,
    /// Its main score, where it has one.
    pub score: Option<f64>,
    /// Its channel, where it has one.
    pub channel: Option<String>,
}

impl Report {
    /// The words that a piece of evidence quotes; empty where the feedback is not among the quotes.
    pub fn words_of(&self, evidence: &Evidence) -> &str {
        self.quotes.get(&evidence.id).map_or("", |quote| evidence.span.of(&quote.text))
    }
}
