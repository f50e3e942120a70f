//! Factors to score, score to rank, rank to interval.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::PrioritySettings;
use super::factors::{Table, Tally, growth};
use super::subject::{Candidate, candidates};
use crate::metrics::leave_one_out;
use crate::signals::WeakSignals;
use crate::stats::{Resampler, Sample, Z95, float_len, percentile_interval, wilson};
use crate::types::{Dataset, Estimate, Factor, Measure, Priority, TouchpointFinding, Undefined};

/// The names of the factors, in the order of their levels.
const FACTORS: [&str; 5] = ["reach", "severity", "impact", "growth", "value"];

/// What one resample says of every subject.
struct Draw {
    severity: Vec<Option<f64>>,
    impact: Vec<Option<f64>>,
    value: Vec<Option<f64>>,
    scores: Vec<f64>,
    /// The rank of each subject, from 1.
    ranks: Vec<u32>,
}

/// What to look at first: the complaints about each touchpoint and the weak signals that are not easing,
/// ranked by the weighted sum of the levels of their factors. Ties go by subject.
///
/// What a rising signal tells is its own: a touchpoint is ranked on the other complaints about it. Of all
/// that is ranked, the first ones are given: at most `most`, none below `least_score` of the first.
///
/// `touchpoints` and `signals` must be those of the same dataset. The rank interval is the middle 95 % of
/// the ranks over `resamples` Poisson resamples of the feedback.
pub fn priorities(
    dataset: &Dataset,
    touchpoints: &[TouchpointFinding],
    signals: &WeakSignals,
    settings: &PrioritySettings,
) -> Vec<Priority> {
    let subjects = candidates(dataset, touchpoints, signals, settings);
    let table = Table::new(dataset, settings);
    let weights = settings.weights_in_force();
    let tally = table.tally(&subjects, |_| 1);
    let levels = table.levels(&tally);
    let scores = scores(&levels, weights);
    let ids = dataset.iter().map(|one| one.feedback.id.as_str());
    let resampler = Resampler::new(settings.seed, ids);
    let draws: Vec<Draw> = (0..settings.resamples)
        .into_par_iter()
        .map(|draw| {
            let tally = table.tally(&subjects, |index| resampler.weight(index, draw));
            let scores = self::scores(&table.levels(&tally), weights);
            Draw {
                severity: severity(&tally),
                impact: impact(&tally),
                value: value(&tally),
                ranks: ranks(&scores),
                scores,
            }
        })
        .collect();
    let ranks = ranks(&scores);
    let mut ranked: Vec<Priority> = subjects
        .into_iter()
        .enumerate()
        .map(|(at, Candidate { subject, evidence, .. })| Priority {
            rank: ranks[at],
            rank_interval: rank_interval(&draws, at, ranks[at]),
            score: scores[at],
            tied_with_next: false,
            answers_to_confirm: None,
            subject,
            factors: factors(&tally, &draws, at, levels[at], weights),
            evidence,
        })
        .collect();
    ranked.sort_by_key(|priority| priority.rank);
    confirm(&mut ranked, &ranks, &draws, dataset.len());
    let least = ranked.first().map_or(0.0, |first| first.score * settings.least_score);
    ranked.retain(|priority| priority.score >= least);
    ranked.truncate(settings.most);
    ranked
}

fn scores(levels: &[[f64; 5]], weights: [f64; 5]) -> Vec<f64> {
    let score = |levels: &[f64; 5]| -> f64 {
        levels.iter().zip(weights).map(|(level, weight)| level * weight).sum()
    };
    levels.iter().map(score).collect()
}

/// Ranks from 1, the highest score first; equal scores in the order given, that of the subjects.
fn ranks(scores: &[f64]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let mut ranks = vec![0; scores.len()];
    for (rank, at) in (1..).zip(order) {
        ranks[at] = rank;
    }
    ranks
}

/// Says of each priority whether the next one may be its equal, and how many answers like these would tell.
///
/// The distance of two scores is sure where the middle 95 % of the resamples are on one side of zero. Its standard
/// error falls with the square root of the number of answers, which gives the number that makes it 1.96 of them.
fn confirm(ranked: &mut [Priority], ranks: &[u32], draws: &[Draw], answers: usize) {
    let at = |rank: u32| ranks.iter().position(|&other| other == rank);
    for place in 1..ranked.len() {
        let (Some(one), Some(next)) = (at(ranked[place - 1].rank), at(ranked[place].rank)) else {
            continue;
        };
        let apart: Vec<f64> =
            draws.iter().map(|draw| draw.scores[one] - draw.scores[next]).collect();
        let Some(error) = Sample::of(apart.iter().copied()) else { continue };
        let variance = error.squared_error * crate::stats::float(error.n);
        let distance = ranked[place - 1].score - ranked[place].score;
        let tied = percentile_interval(apart, distance).is_none_or(|(low, _)| low <= 0.0);
        ranked[place - 1].tied_with_next = tied;
        let needed = float_len(answers) * Z95 * Z95 * variance / (distance * distance);
        ranked[place - 1].answers_to_confirm =
            (tied && needed.is_finite()).then(|| whole(needed)).filter(|&n| n > answers as u64);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of answers")]
fn whole(needed: f64) -> u64 {
    needed.ceil().clamp(0.0, 1e15) as u64
}

fn value(tally: &Tally) -> Vec<Option<f64>> {
    tally.subjects.iter().map(|sums| (sums.value.1 > 0).then_some(sums.value.0)).collect()
}

fn severity(tally: &Tally) -> Vec<Option<f64>> {
    tally.subjects.iter().map(super::factors::Sums::mean_severity).collect()
}

fn impact(tally: &Tally) -> Vec<Option<f64>> {
    tally.subjects.iter().map(|sums| leave_one_out(tally.all.points, sums.points)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks are small")]
fn rank_interval(draws: &[Draw], at: usize, rank: u32) -> [u32; 2] {
    let drawn = draws.iter().map(|draw| f64::from(draw.ranks[at])).collect();
    percentile_interval(drawn, f64::from(rank))
        .map_or([rank, rank], |(low, high)| [low as u32, high as u32])
}

fn factors(
    tally: &Tally,
    draws: &[Draw],
    at: usize,
    levels: [f64; 5],
    weights: [f64; 5],
) -> BTreeMap<String, Factor> {
    let sums = &tally.subjects[at];
    let drawn =
        |of: fn(&Draw) -> &Vec<Option<f64>>| draws.iter().filter_map(move |draw| of(draw)[at]);
    let severity = resampled(
        sums.mean_severity().ok_or(Undefined::NoData),
        drawn(|draw| &draw.severity).collect(),
        sums.n,
    );
    let impact = leave_one_out(tally.all.points, sums.points).filter(|_| sums.points.1 > 0);
    let none = if tally.all.points.1 == 0 { Undefined::NoScore } else { Undefined::NoContrast };
    let impact = resampled(impact.ok_or(none), drawn(|draw| &draw.impact).collect(), sums.points.1);
    let reach = wilson(sums.judged, tally.all.judged);
    let worth = if weights[4] > 0.0 { Undefined::NoData } else { Undefined::NoTable };
    let worth = (sums.value.1 > 0).then_some(sums.value.0).ok_or(worth);
    let value = resampled(worth, drawn(|draw| &draw.value).collect(), sums.value.1);
    let values = [reach, severity, impact, growth(tally, sums), value];
    FACTORS
        .iter()
        .zip(values)
        .zip(levels)
        .zip(weights)
        // What needs a table that nobody gave is not a factor.
        .filter(|(((_, value), _), _)| *value != Measure::Undefined(Undefined::NoTable))
        .map(|(((&name, value), level), weight)| (name.to_owned(), Factor { value, level, weight }))
        .collect()
}

/// A figure with the interval of its resamples.
fn resampled(value: Result<f64, Undefined>, drawn: Vec<f64>, n: u64) -> Measure {
    match value {
        Ok(value) => {
            let (low, high) = percentile_interval(drawn, value).unwrap_or((value, value));
            Measure::Known(Estimate { value, low, high, n })
        }
        Err(reason) => Measure::Undefined(reason),
    }
}
