//! A question whose wording changed, and a mix of respondents that changed at once.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::HygieneSettings;
use super::find::{Fault, FaultKind};
use crate::metrics::{MetricSettings, Part, Period, by_period, segment_columns};
use crate::stats::{chi_square_tail, float};
use crate::text::folded;
use crate::types::Dataset;

/// Columns that hold the wording of the question.
const WORDINGS: &[&str] = &["question", "libelle", "wording", "formulation"];

/// The most wordings: more are no wordings.
const MOST_WORDINGS: usize = 20;

/// The days on which a wording and the next may both be answered.
const OVERLAP: i64 = 7;

/// Questions of which one wording follows another. No answer is suspect: but what is before and after must not
/// be compared.
pub(super) fn changed_wordings(dataset: &Dataset) -> Vec<Fault> {
    let mut columns: BTreeMap<&str, BTreeMap<&str, (Date, Date, u64)>> = BTreeMap::new();
    for one in dataset.iter() {
        let Some(day) = one.feedback.received.map(jiff::civil::DateTime::date) else { continue };
        for (column, wording) in &one.feedback.attributes {
            if wording.trim().is_empty()
                || !WORDINGS.iter().any(|name| folded(column).contains(name))
            {
                continue;
            }
            let seen =
                columns.entry(column).or_default().entry(wording.trim()).or_insert((day, day, 0));
            *seen = (seen.0.min(day), seen.1.max(day), seen.2 + 1);
        }
    }
    let mut faults = Vec::new();
    for (column, wordings) in
        columns.into_iter().filter(|(_, all)| (2..=MOST_WORDINGS).contains(&all.len()))
    {
        let mut order: Vec<(Date, Date, u64)> = wordings.into_values().collect();
        order.sort_unstable();
        for pair in order.windows(2) {
            let follows = pair[1].0 >= pair[0].1.saturating_sub(jiff::Span::new().days(OVERLAP));
            if follows {
                faults.push(Fault {
                    observed: pair[1].2,
                    of: pair[0].2 + pair[1].2,
                    since: Some(pair[1].0),
                    ..Fault::new(FaultKind::QuestionChanged, Some(column.to_owned()), Vec::new())
                });
            }
        }
    }
    faults
}

/// Months whose respondents are not those of the month before: the score may move for that alone.
pub(super) fn changed_mixes(
    dataset: &Dataset,
    settings: &HygieneSettings,
    metrics: &MetricSettings,
) -> Vec<Fault> {
    let months = by_period(dataset.iter(), Period::Month);
    let columns = segment_columns(dataset, metrics);
    let tests = crate::stats::float_len((months.len().max(2) - 1) * columns.len());
    let mut faults = Vec::new();
    for column in &columns {
        for pair in months.windows(2) {
            let Some((p, v, n)) = mixes_differ(&pair[0], &pair[1], column, settings.fewest) else {
                continue;
            };
            if p * tests < settings.level && v >= settings.least_mix_change {
                let day = pair[1].rows.iter().filter_map(|one| one.feedback.received).min();
                faults.push(Fault {
                    observed: n,
                    of: n,
                    p: Some((p * tests).min(1.0)),
                    since: day.map(jiff::civil::DateTime::date),
                    ..Fault::new(FaultKind::MixChanged, Some(column.clone()), Vec::new())
                });
            }
        }
    }
    faults
}

/// The chi-square test of two months over the values of a column: probability, Cramér's V and the answers of the
/// second month; none where one of the months has too few.
fn mixes_differ(
    first: &Part<'_>,
    second: &Part<'_>,
    column: &str,
    fewest: u64,
) -> Option<(f64, f64, u64)> {
    let mut counts: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (side, part) in [first, second].into_iter().enumerate() {
        for one in &part.rows {
            if let Some(value) = crate::metrics::attribute(one.feedback, column) {
                counts.entry(value).or_default()[side] += 1;
            }
        }
    }
    let totals = [0, 1].map(|side: usize| counts.values().map(|count| count[side]).sum::<u64>());
    if totals.iter().any(|&total| total < fewest) || counts.len() < 2 {
        return None;
    }
    let all = float(totals[0] + totals[1]);
    let mut distance = 0.0;
    for count in counts.values() {
        for side in [0, 1] {
            let expected = float(count[0] + count[1]) * float(totals[side]) / all;
            distance += (float(count[side]) - expected).powi(2) / expected;
        }
    }
    let p = chi_square_tail(distance, counts.len() as u64 - 1);
    Some((p, (distance / all).sqrt(), totals[1]))
}
