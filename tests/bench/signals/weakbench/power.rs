//! How often and how soon each method finds subjects injected in real feedback.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;
use vigie::signals::SignalSettings;
use vigie::stats::float_len;

use super::matrix::Matrix;
use super::measure::{MONITORED, Outcome, Power, is_hit};
use super::method::{both, levels, verdict, with_budget};
use super::noise::Noise;
use super::ours;
use super::peers::{Levels, Peer};
use super::scene::Scene;
use super::stream::{Given, Stream};

/// One method at one threshold, at each prevalence.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) method: &'static str,
    /// Whether the threshold is that at which one report of noise in twelve has an alert.
    pub(crate) calibrated: bool,
    pub(crate) noise: Noise,
    pub(crate) power: Vec<Power>,
}

/// How many calendars, and how much of them is about the subject.
#[derive(Clone, Debug)]
pub(crate) struct Trials {
    /// Every subject is injected in so many backgrounds.
    pub(crate) starts: u64,
    /// The shares of the volume that speak of it.
    pub(crate) prevalences: Vec<f64>,
}

/// A method that is asked at each report.
enum Asked<'a> {
    Ours(Box<SignalSettings>),
    Peer(&'a dyn Peer, usize, f64),
}

/// Injects every subject, and asks ours and the peers, each at its own threshold and at the calibrated one.
pub(crate) fn run(
    scene: &Scene,
    settings: &SignalSettings,
    peers: &[Box<dyn Peer>],
    noise: &[Noise],
    trials: &Trials,
) -> Vec<Row> {
    let mut asked = Vec::new();
    let mut rows = Vec::new();
    for calibrated in [false, true] {
        for (at, noise) in noise.iter().enumerate() {
            let peer = at.checked_sub(1).map(|at| (at, peers[at].as_ref()));
            rows.push((peer.map_or("vigie", |(_, peer)| peer.name()), calibrated, noise.clone()));
            asked.push(match peer {
                None if calibrated => {
                    Asked::Ours(Box::new(with_budget(settings, -noise.threshold)))
                }
                None => Asked::Ours(Box::new(settings.clone())),
                Some((at, peer)) => Asked::Peer(
                    peer,
                    at,
                    if calibrated { noise.threshold } else { peer.textbook() },
                ),
            });
        }
    }
    let outcomes: Vec<Vec<Vec<Vec<Outcome>>>> = (0..trials.starts)
        .into_par_iter()
        .map(|start| one_start(scene, peers, &asked, trials, start))
        .collect();
    let power = |method: usize| {
        let of = |prevalence: usize| {
            let all: Vec<Outcome> = outcomes
                .iter()
                .flat_map(|start| start[prevalence].iter().map(|trial| trial[method]))
                .collect();
            Power::of(&all)
        };
        (0..trials.prevalences.len()).map(of).collect()
    };
    let row = |(at, (method, calibrated, noise)): (usize, (&'static str, bool, Noise))| Row {
        method,
        calibrated,
        noise,
        power: power(at),
    };
    rows.into_iter().enumerate().map(row).collect()
}

/// By prevalence, then by subject, then by method.
fn one_start(
    scene: &Scene,
    peers: &[Box<dyn Peer>],
    asked: &[Asked<'_>],
    trials: &Trials,
    start: u64,
) -> Vec<Vec<Vec<Outcome>>> {
    let calm = scene.calm(start);
    let mut matrix = Matrix::new(&scene.vocabulary, &calm.rows, scene.setting.weeks());
    let weeks: Vec<usize> = (1..=MONITORED).map(|report| scene.setting.week_of(report)).collect();
    // A subject is too small to move what is middling among all features.
    let levels: Vec<Vec<Levels>> =
        peers.iter().map(|peer| levels(peer.as_ref(), &matrix, &weeks)).collect();
    let mut trial = |theme: usize, share: f64| {
        let injected = scene.injected(start, theme, share);
        for row in &injected {
            matrix.add(&scene.vocabulary, row, 1.0);
        }
        let outcomes =
            Trial { scene, calm: &calm, injected: &injected, matrix: &matrix, levels: &levels }
                .outcomes(asked);
        for row in &injected {
            matrix.add(&scene.vocabulary, row, -1.0);
        }
        outcomes
    };
    let themes = 0..scene.themes.len();
    trials
        .prevalences
        .iter()
        .map(|&share| themes.clone().map(|theme| trial(theme, share)).collect())
        .collect()
}

/// One subject in one background.
struct Trial<'a> {
    scene: &'a Scene,
    calm: &'a Stream,
    injected: &'a [Given],
    matrix: &'a Matrix,
    /// By peer, then by report.
    levels: &'a [Vec<Levels>],
}

impl Trial<'_> {
    fn outcomes(&self, asked: &[Asked<'_>]) -> Vec<Outcome> {
        let mut found: Vec<Option<usize>> = vec![None; asked.len()];
        for report in 1..=MONITORED {
            let week = self.scene.setting.week_of(report);
            if self.affected(week) < super::scene::SUPPORT {
                continue;
            }
            // Made when it is first needed: most methods look at counts alone.
            let timeline = std::cell::OnceCell::new();
            for (found, asked) in found.iter_mut().zip(asked).filter(|(found, _)| found.is_none()) {
                let hit = match asked {
                    Asked::Ours(settings) => {
                        let timeline = timeline.get_or_init(|| {
                            ours::timeline(&self.scene.said, &both(self.calm, self.injected, week))
                        });
                        is_found(
                            self.injected,
                            ours::rising(&self.scene.said, timeline.as_ref(), settings)
                                .iter()
                                .map(|alert| &alert.evidence[..]),
                        )
                    }
                    Asked::Peer(peer, at, threshold) => {
                        self.is_heard(*peer, week, &self.levels[*at][report - 1], *threshold)
                    }
                };
                *found = hit.then_some(report);
            }
        }
        let affected = |report: Option<usize>| {
            self.affected(self.scene.setting.week_of(report.unwrap_or(MONITORED)))
        };
        found.into_iter().map(|report| Outcome { report, affected: affected(report) }).collect()
    }

    /// The feedback of the subject received up to a week.
    fn affected(&self, week: usize) -> usize {
        self.injected
            .iter()
            .filter(|row| usize::try_from(row.week).is_ok_and(|own| own <= week))
            .count()
    }

    /// Whether one of the features that the subject says is an alert, and right.
    fn is_heard(&self, peer: &dyn Peer, week: usize, levels: &[f64], threshold: f64) -> bool {
        let vocabulary = &self.scene.vocabulary;
        let received = || {
            self.injected
                .iter()
                .filter(move |row| usize::try_from(row.week).is_ok_and(|own| own <= week))
        };
        let features: BTreeSet<u32> =
            received().flat_map(|row| vocabulary.of(row.index)).copied().collect();
        features.into_iter().any(|feature| {
            let Some((verdict, told)) = verdict(peer, self.matrix, feature as usize, week, levels)
            else {
                return false;
            };
            let since = (week + 1).saturating_sub(verdict.weeks);
            let in_window =
                received().filter(|row| usize::try_from(row.week).is_ok_and(|own| own >= since));
            let own = in_window
                .filter(|row| vocabulary.of(row.index).binary_search(&feature).is_ok())
                .count();
            verdict.score > threshold && is_hit(told, float_len(own))
        })
    }
}

/// Whether one of the alerts, given by their evidence, is about the subject.
pub(crate) fn is_found<'e>(
    injected: &[Given],
    mut alerts: impl Iterator<Item = &'e [u32]>,
) -> bool {
    let subject: BTreeSet<usize> = injected.iter().map(|row| row.index).collect();
    alerts.any(|evidence| {
        let own = evidence.iter().filter(|&&index| subject.contains(&(index as usize))).count();
        is_hit(float_len(evidence.len()), float_len(own))
    })
}
