//! The factors of a rank, from sums that a resample can give again.

use std::collections::BTreeMap;

use jiff::Span;

use super::PrioritySettings;
use super::subject::Candidate;
use crate::evidence::severities;
use crate::metrics::{MainScore, leave_one_out};
use crate::stats::{float, rate_ratio};
use crate::types::{Dataset, Feedback};

/// A severity this far above an ordinary complaint has level 1 where no subject goes further.
const SEVERITY_UNIT: f64 = 0.2;

/// An impact of this part of the scale of the main score has level 1 where no subject goes further.
const IMPACT_UNIT: f64 = 0.01;

/// Twice as many, surely, has growth level 1 where no subject goes further.
const GROWTH_UNIT: f64 = std::f64::consts::LN_2;

/// What a feedback brings to the factors.
#[derive(Clone, Copy, Debug)]
struct Row {
    judged: bool,
    complains: bool,
    points: Option<f64>,
    severity: f64,
    /// The part of the value of its customer that goes with it.
    value: f64,
    /// Whether it was given in the recent weeks; none where it is not dated.
    recent: Option<bool>,
}

/// Sums over some feedback, each counted by its weight.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// All.
    pub(super) n: u64,
    /// With words that could be judged.
    pub(super) judged: u64,
    /// The sum of severities.
    pub(super) severity: f64,
    /// The sum of the points of the main score, and how many are scored.
    pub(super) points: (f64, u64),
    /// The sum of the values of the customers, and how many feedback have one.
    pub(super) value: (f64, u64),
    /// Complaints given in the recent weeks.
    pub(super) recent: u64,
    /// Complaints given before.
    pub(super) before: u64,
}

impl Sums {
    fn add(&mut self, row: &Row, weight: u32) {
        let (count, times) = (u64::from(weight), f64::from(weight));
        self.n += count;
        self.judged += if row.judged { count } else { 0 };
        self.severity += times * row.severity;
        if let Some(points) = row.points {
            self.points.0 += times * points;
            self.points.1 += count;
        }
        if row.value != 0.0 {
            self.value.0 += times * row.value;
            self.value.1 += count;
        }
        match row.recent.filter(|_| row.complains) {
            Some(true) => self.recent += count,
            Some(false) => self.before += count,
            None => {}
        }
    }

    /// The mean severity.
    pub(super) fn mean_severity(&self) -> Option<f64> {
        (self.n > 0).then(|| self.severity / float(self.n))
    }
}

/// The sums that ranks are made from.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) all: Sums,
    /// All that complain: what severity is compared with.
    pub(super) complaints: Sums,
    /// By subject.
    pub(super) subjects: Vec<Sums>,
}

/// The feedback as ranks see them.
pub(super) struct Table {
    rows: Vec<Row>,
    /// The width of the scale of the main score, in points.
    width: f64,
    shrinkage: f64,
}

impl Table {
    pub(super) fn new(dataset: &Dataset, settings: &PrioritySettings) -> Self {
        let score = MainScore::of(dataset);
        let recent = dataset.days().map(|(_, last)| {
            last.saturating_sub(Span::new().weeks(settings.recent_weeks.min(5_000)))
        });
        let severity = severities(dataset, &settings.severity);
        let value_of = values(dataset, settings);
        let row = |(one, severity): (crate::types::Annotated<'_>, f64)| Row {
            judged: one.annotation.sentiment.is_some(),
            complains: one.annotation.complains(),
            points: score.points(one),
            severity,
            value: value_of(one.feedback),
            recent: one.feedback.received.zip(recent).map(|(at, from)| at.date() > from),
        };
        let rows = dataset.iter().zip(severity).map(row).collect();
        Self { rows, width: score.width(), shrinkage: settings.severity_shrinkage }
    }

    /// The sums of all feedback and of each subject, each feedback counted by its weight.
    pub(super) fn tally(&self, subjects: &[Candidate], weight: impl Fn(usize) -> u32) -> Tally {
        let weights: Vec<u32> = (0..self.rows.len()).map(weight).collect();
        let (mut all, mut complaints) = (Sums::default(), Sums::default());
        for (row, &weight) in self.rows.iter().zip(&weights) {
            all.add(row, weight);
            if row.complains {
                complaints.add(row, weight);
            }
        }
        let of_subject = |subject: &Candidate| {
            let mut sums = Sums::default();
            for &index in &subject.members {
                sums.add(&self.rows[index], weights[index]);
            }
            sums
        };
        Tally { all, complaints, subjects: subjects.iter().map(of_subject).collect() }
    }

    /// The levels of reach, severity, impact, growth and value of every subject, each 0 to 1.
    ///
    /// - reach: `ln(1 + n)`, of the largest: ten times as many is one step, not ten;
    /// - severity: the mean, shrunk to that of an ordinary complaint, above which it is counted; at
    ///   most 1 at 0.2 above it, or at the most severe subject;
    /// - impact: the points that it costs, of the dearest (at least a hundredth of the scale);
    /// - growth: the logarithm of the lower end of the rate ratio, of the fastest (at least twofold);
    /// - value: what the customers who tell of it are worth, of the dearest.
    pub(super) fn levels(&self, tally: &Tally) -> Vec<[f64; 5]> {
        let raw: Vec<[f64; 5]> =
            tally.subjects.iter().map(|sums| self.raw_levels(tally, sums)).collect();
        let units = [
            f64::MIN_POSITIVE,
            SEVERITY_UNIT,
            IMPACT_UNIT * self.width,
            GROWTH_UNIT,
            f64::MIN_POSITIVE,
        ];
        let mut largest = units;
        for levels in &raw {
            for (largest, level) in largest.iter_mut().zip(levels) {
                *largest = largest.max(*level);
            }
        }
        let scaled = |levels: [f64; 5]| std::array::from_fn(|at| levels[at] / largest[at]);
        raw.into_iter().map(scaled).collect()
    }

    fn raw_levels(&self, tally: &Tally, sums: &Sums) -> [f64; 5] {
        let ordinary = tally.complaints.mean_severity().unwrap_or(0.0);
        let own = sums.mean_severity().unwrap_or(ordinary);
        let n = float(sums.n);
        let severity = (own - ordinary).max(0.0) * n / (n + self.shrinkage);
        let impact = leave_one_out(tally.all.points, sums.points).unwrap_or(0.0);
        let growth = growth(tally, sums).known().map_or(0.0, |ratio| ratio.low.max(1.0).ln());
        [n.ln_1p(), severity, (-impact).max(0.0), growth, sums.value.0.max(0.0)]
    }
}

/// What a feedback brings of the value of its customer, who is counted once in the whole batch.
fn values<'a>(
    dataset: &'a Dataset,
    settings: &'a PrioritySettings,
) -> impl Fn(&Feedback) -> f64 + 'a {
    let mut answers: BTreeMap<&str, u64> = BTreeMap::new();
    if !settings.values.is_empty() {
        for customer in dataset.iter().filter_map(|one| one.feedback.customer.as_deref()) {
            *answers.entry(customer).or_default() += 1;
        }
    }
    move |feedback: &Feedback| {
        let customer = feedback.customer.as_deref().unwrap_or("");
        let value = settings.values.get(customer).copied().unwrap_or(0.0);
        value / float(answers.get(customer).copied().unwrap_or(1))
    }
}

/// How many times more often complaints tell of a subject in the recent weeks than before.
///
/// Among complaints: where a collection begins to reach unhappier people, every subject is told more
/// often and none grows.
pub(super) fn growth(tally: &Tally, sums: &Sums) -> crate::types::Measure {
    use crate::types::{Measure, Undefined};
    if tally.all.recent + tally.all.before == 0 {
        return Measure::Undefined(Undefined::NoDate);
    }
    rate_ratio(sums.recent, tally.all.recent, sums.before, tally.all.before)
}
