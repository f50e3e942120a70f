//! Every fault, and the score with and without the suspicious answers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::HygieneSettings;
use super::copies::{Copies, Repeat};
use super::inverted::inverted;
use super::places::places;
use super::runs::runs;
use super::solicited::solicited;
use super::wording::{changed_mixes, changed_wordings};
use crate::metrics::{Clusters, MainScore, Metric, MetricSettings};
use crate::types::{Dataset, Measure};

/// How many identifiers of suspicious answers are given for a fault.
const SHOWN: usize = 10;

/// What is wrong with the measurement, and how much hangs on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hygiene {
    /// The faults, by kind.
    pub faults: Vec<Fault>,
    /// How many answers are suspicious.
    pub suspicious: u64,
    /// The main score.
    pub score: String,
    /// The main score of all answers.
    pub with: Measure,
    /// The main score without the suspicious ones.
    pub without: Measure,
    /// The long answers that nearly repeat another one, in input order: posted twice, or written from one model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<Repeat>,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Customers tell that a score was asked of them.
    ScoreBegging,
    /// The words contradict the scores.
    InvertedScale,
    /// The same long answer several times.
    CopiedAnswer,
    /// The best score too many times in a row.
    ImprobableRun,
    /// The wording of a question changed.
    QuestionChanged,
    /// The mix of respondents changed from one month to the next.
    MixChanged,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// Where it lies, as `column=value`, or the column; the whole batch where none.
    pub place: Option<String>,
    /// How many answers show it.
    pub observed: u64,
    /// Among how many.
    pub of: u64,
    /// How many would by chance, where that can be said.
    pub expected: Option<f64>,
    /// The probability that chance alone shows as much anywhere in the batch; none where no test applies.
    pub p: Option<f64>,
    /// Since when.
    pub since: Option<Date>,
    /// The identifiers of the first suspicious answers.
    pub ids: Vec<String>,
    /// The positions of the suspicious answers, sorted.
    #[serde(skip)]
    pub rows: Vec<usize>,
}

impl Fault {
    pub(super) fn new(kind: FaultKind, place: Option<String>, rows: Vec<usize>) -> Self {
        let (observed, of) = (rows.len() as u64, rows.len() as u64);
        Self {
            kind,
            place,
            observed,
            of,
            expected: None,
            p: None,
            since: None,
            ids: Vec::new(),
            rows,
        }
    }
}

/// Looks for faults of measurement.
pub fn hygiene(dataset: &Dataset, settings: &HygieneSettings, metrics: &MetricSettings) -> Hygiene {
    let places = places(dataset, settings);
    let mut faults = solicited(dataset, &places, settings);
    faults.extend(inverted(dataset, &places, settings));
    let copies = Copies::of(dataset, settings);
    faults.extend(copies.fault(settings));
    faults.extend(runs(dataset, &places, settings));
    faults.extend(changed_wordings(dataset));
    faults.extend(changed_mixes(dataset, settings, metrics));
    let mut suspicious = vec![false; dataset.len()];
    for fault in &mut faults {
        // The words of one answer may be misread: alone they do not make it suspicious.
        if fault.place.is_some() || fault.kind != FaultKind::InvertedScale {
            fault.rows.iter().for_each(|&index| suspicious[index] = true);
        }
        let shown = fault.rows.iter().take(SHOWN);
        fault.ids = shown.map(|&index| dataset.get(index).feedback.id.clone()).collect();
    }
    let score = MainScore::of(dataset);
    let (metric, clusters) = (Metric::of_score(score), Clusters::of(dataset));
    let sound = dataset.iter().filter(|one| !suspicious[one.index]);
    Hygiene {
        faults,
        suspicious: suspicious.iter().filter(|&&suspect| suspect).count() as u64,
        score: score.name().to_owned(),
        with: metric.measure(dataset.iter(), &clusters),
        without: metric.measure(sound, &clusters),
        repeats: copies.repeats(dataset),
    }
}
