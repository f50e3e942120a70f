//! Ours with the groups of meaning, for subjects without a common word. Groups are made anew for each report, which
//! compares all its texts with each other: the first reports, of too few feedback of a subject, are not asked.

use rayon::prelude::*;
use vigie::stats::float_len;

use super::measure::{MONITORED, Outcome, Power};
use super::method::both;
use super::noise::Noise;
use super::ours::Shipped;
use super::power::{Row, Trials, is_found};
use super::scene::Scene;

/// The first report that is asked.
const FIRST: usize = 3;

/// The first of the calm calendars, and how many of them are listened to, one report each.
const CALM: std::ops::Range<u64> = 20_000..20_024;

/// What finds groups, and where.
pub(crate) struct Meant<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) ours: Shipped<'a>,
}

impl Meant<'_> {
    /// What is found of every subject, as shipped.
    pub(crate) fn row(&self, trials: &Trials) -> Row {
        let power = |&share: &f64| {
            let cases: Vec<(u64, usize)> = (0..trials.starts)
                .flat_map(|start| (0..self.scene.themes.len()).map(move |theme| (start, theme)))
                .collect();
            let outcome = |(start, theme)| self.outcome(start, theme, share);
            let outcomes: Vec<Outcome> = cases.into_par_iter().map(outcome).collect();
            Power::of(&outcomes)
        };
        Row {
            method: "vigie with groups of meaning, asked from the third report on",
            calibrated: false,
            noise: self.noise(),
            power: trials.prevalences.iter().map(power).collect(),
        }
    }

    fn outcome(&self, start: u64, theme: usize, share: f64) -> Outcome {
        let calm = self.scene.calm(start);
        let injected = self.scene.injected(start, theme, share);
        let week = |report: usize| self.scene.setting.week_of(report);
        let finds = |report: &usize| {
            let (_, alerts) = self.ours.alerts(&both(&calm, &injected, week(*report)));
            is_found(&injected, alerts.iter().map(|alert| &alert.evidence[..]))
        };
        let report = (FIRST..=MONITORED).find(finds);
        let last = i32::try_from(week(report.unwrap_or(MONITORED))).unwrap_or(i32::MAX);
        let affected = injected.iter().filter(|row| row.week <= last).count();
        Outcome { report, affected }
    }

    fn noise(&self) -> Noise {
        let calm = |start: u64| {
            let week = self.scene.setting.week_of(MONITORED);
            let calm = self.scene.calm(start);
            self.ours.alerts(calm.until(i32::try_from(week).unwrap_or(i32::MAX))).1.len()
        };
        let alerts: Vec<usize> = CALM.into_par_iter().map(calm).collect();
        let reports = float_len(alerts.len());
        Noise {
            alerts: float_len(alerts.iter().sum()) / reports,
            reports: float_len(alerts.iter().filter(|&&alerts| alerts > 0).count()) / reports,
            threshold: -self.ours.settings.rising_budget(),
        }
    }
}
