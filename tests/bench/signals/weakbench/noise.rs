//! What each method says where nothing happens: the alerts of its textbook threshold, and the threshold that gives
//! an alert in one report of twelve.

use rayon::prelude::*;
use serde::Serialize;
use vigie::signals::SignalSettings;
use vigie::stats::float_len;

use super::matrix::Matrix;
use super::measure::threshold;
use super::method::{levels, verdict, with_budget};
use super::ours;
use super::peers::Peer;
use super::scene::Scene;

/// One report in so many may have an alert.
const ONE_IN: usize = 12;

/// The reports of each calm calendar that are looked at, far enough apart for most of their windows to differ.
const REPORTS: [usize; 3] = [1, 6, 12];

/// The first of the starts whose calendars are calm all along: those of the subjects come before.
const FIRST: u64 = 10_000;

/// The budget of false alerts at which ours is asked, loose enough to hold the calibrated one.
const LOOSE: f64 = 1.0;

/// What a method says on noise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Noise {
    /// The mean number of alerts of a report, at the threshold of the textbook, or as shipped.
    pub(crate) alerts: f64,
    /// The share of reports with an alert, at the same threshold.
    pub(crate) reports: f64,
    /// The threshold above which one report in twelve has an alert.
    pub(crate) threshold: f64,
}

impl Noise {
    /// From the scores of all alerts of each report, above a threshold and below it.
    fn of(scores: &[Vec<f64>], textbook: f64) -> Self {
        let alerts = |scores: &Vec<f64>| scores.iter().filter(|&&score| score > textbook).count();
        let all: usize = scores.iter().map(alerts).sum();
        let with = scores.iter().filter(|scores| alerts(scores) > 0).count();
        let highest = |scores: &Vec<f64>| scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self {
            alerts: float_len(all) / float_len(scores.len()),
            reports: float_len(with) / float_len(scores.len()),
            threshold: threshold(scores.iter().map(highest).collect(), ONE_IN),
        }
    }
}

/// Listens to so many reports of calm calendars, or a few more: ours first, whose score is minus the E value, then the peers.
pub(crate) fn listen(
    scene: &Scene,
    settings: &SignalSettings,
    peers: &[Box<dyn Peer>],
    reports: u64,
) -> Vec<Noise> {
    // By method, then by report, the scores of all features that it would speak of.
    let heard: Vec<Vec<Vec<Vec<f64>>>> = (0..reports.div_ceil(REPORTS.len() as u64))
        .into_par_iter()
        .map(|at| calendar(scene, settings, peers, FIRST + at))
        .collect();
    let textbooks =
        std::iter::once(-settings.rising_budget()).chain(peers.iter().map(|peer| peer.textbook()));
    let of = |(at, textbook): (usize, f64)| {
        let scores: Vec<Vec<f64>> =
            heard.iter().flat_map(|calendar| calendar[at].clone()).collect();
        Noise::of(&scores, textbook)
    };
    textbooks.enumerate().map(of).collect()
}

fn calendar(
    scene: &Scene,
    settings: &SignalSettings,
    peers: &[Box<dyn Peer>],
    start: u64,
) -> Vec<Vec<Vec<f64>>> {
    let calm = scene.calm(start);
    let matrix = Matrix::new(&scene.vocabulary, &calm.rows, scene.setting.weeks());
    let weeks = REPORTS.map(|report| scene.setting.week_of(report));
    let loose = with_budget(settings, LOOSE);
    let own = |week: usize| {
        let rows = calm.until(i32::try_from(week).unwrap_or(i32::MAX));
        let found = ours::alerts(&scene.said, rows, &loose);
        // An E value just within the budget is an alert.
        found.iter().map(|alert| -alert.e_value + f64::EPSILON).collect()
    };
    let mut all = vec![weeks.map(own).to_vec()];
    for peer in peers {
        let levels = levels(peer.as_ref(), &matrix, &weeks);
        let heard = weeks.iter().zip(&levels).map(|(&week, levels)| {
            let score =
                |feature| Some(verdict(peer.as_ref(), &matrix, feature, week, levels)?.0.score);
            (0..matrix.len()).filter_map(score).collect()
        });
        all.push(heard.collect());
    }
    all
}
