//! Whether chance alone gives no more alerts than promised, and which disturbances make it give more.

use std::error::Error;
use std::path::Path;

use rayon::prelude::*;
use regex::Regex;
use serde::Serialize;
use vigie::assets::WordVectors;
use vigie::signals::{Meaning, Said};
use vigie::stats::{clopper_pearson, float, float_len, mean_interval};
use vigie::types::{Annotation, Feedback, Measure};

use super::chance::Chance;
use super::corpus::Reader;
use super::ground::Ground;
use super::ours::{Shipped, spelled};
use super::stream::{Given, Stream, permuted, shuffled};

/// The sets that are read, each a channel.
pub(crate) const FILES: &[&str] =
    &["cdiscount_trustpilot_fr.train", "hellofresh_trustpilot_fr.train"];

const SEED: u64 = 20_261_122;
const HISTORY: i32 = 60;
const WEEKS: usize = 60;
const PER_WEEK: usize = 300;
const COPIES: usize = 12;
const BURSTS: usize = 300;
/// A text shorter than this is said again by other people.
const REPOSTED_WORDS: usize = 12;

/// The feedback of the contract and of its stresses.
pub(crate) struct Terrain {
    ground: Ground,
    said: Said,
    /// The feedback that were really given: the rest are reposts.
    real: Vec<usize>,
    christmas: Vec<usize>,
    bursts: Vec<Vec<usize>>,
}

impl Terrain {
    pub(crate) fn read(reader: &Reader, data: &Path) -> Result<Self, Box<dyn Error>> {
        let mut pairs = Vec::new();
        for (channel, name) in ["cdiscount_trustpilot_fr.train", "hellofresh_trustpilot_fr.train"]
            .into_iter()
            .enumerate()
        {
            pairs.extend(reader.read(data, name)?.into_iter().map(|pair| (channel, pair)));
        }
        let real: Vec<usize> = (0..pairs.len()).collect();
        let sources: Vec<usize> = shuffled(&real, &[SEED, 1])
            .into_iter()
            .filter(|&at| {
                pairs[at].0 == 0 && pairs[at].1.0.text.split_whitespace().count() >= REPOSTED_WORDS
            })
            .take(BURSTS)
            .collect();
        let copies: Vec<Feedback> =
            sources.iter().flat_map(|&at| reposts(&pairs[at].1.0, at)).collect();
        let copies = reader.annotate("reposts", copies)?;
        let bursts = (0..BURSTS)
            .map(|burst| (0..COPIES).map(|copy| real.len() + burst * COPIES + copy).collect())
            .collect();
        pairs.extend(copies.into_iter().map(|pair: (Feedback, Annotation)| (0, pair)));
        let ground = Ground::new(pairs, 2);
        let christmas = ground.about(&Regex::new(r"\b(noel|fetes|cadeaux?|sapin)\b")?);
        let christmas = christmas
            .into_iter()
            .filter(|&at| at < real.len() && ground.channel[at] == 0)
            .collect();
        let said = Said::of(&ground.dataset, reader.signals());
        Ok(Self { ground, said, real, christmas, bursts })
    }

    /// The real feedback of a channel that speak of no season.
    fn calm(&self, channel: usize) -> Vec<usize> {
        let season = |at: &usize| self.christmas.binary_search(at).is_ok();
        self.real
            .iter()
            .copied()
            .filter(|at| self.ground.channel[*at] == channel && !season(at))
            .collect()
    }

    fn stratum(&self) -> impl Fn(usize) -> usize {
        |index| self.ground.stratum[index]
    }

    /// Real volumes and mix, permuted.
    fn permuted(&self, report: u64) -> Vec<Given> {
        let dated = || self.real.iter().filter_map(|&at| Some((at, self.ground.week[at]?)));
        let mut weeks: Vec<i32> = dated().map(|(_, week)| week).collect();
        weeks.sort_unstable();
        // From the week on by which a quarter of the feedback were given: there were few before.
        let first = weeks[weeks.len() / 4];
        let last = weeks[weeks.len() - 1];
        let mut chance = Chance::new(&[SEED, 2, report]);
        let span = usize::try_from(last - first).unwrap_or(1);
        let asked = first + i32::try_from(chance.below(span)).unwrap_or(0) + 1;
        let inside = dated().filter(|(_, week)| (asked - HISTORY..=asked).contains(week));
        let mut rows: Vec<Given> = inside
            .map(|(index, week)| Given { index, week, stratum: self.ground.stratum[index] })
            .collect();
        permuted(&mut rows, self.ground.strata(), &[SEED, 3, report]);
        rows.sort_by_key(|row| (row.week, row.index));
        rows
    }

    fn steady(&self, case: u64, report: u64, volumes: &[usize]) -> Stream {
        let order = shuffled(&self.calm(0), &[SEED, 4, case, report]);
        let mut stream = Stream::default();
        stream.fill(&order, 0, volumes, &self.stratum());
        stream
    }

    fn random_order(&self, report: u64) -> Vec<Given> {
        sorted(self.steady(1, report, &[PER_WEEK; WEEKS]))
    }

    fn reposted(&self, report: u64) -> Vec<Given> {
        let mut stream = self.steady(2, report, &[PER_WEEK; WEEKS]);
        let order = shuffled(&(0..BURSTS).collect::<Vec<_>>(), &[SEED, 5, report]);
        let phase = i32::try_from(report % 3).unwrap_or(0);
        for (week, burst) in (phase..HISTORY).step_by(3).zip(order) {
            stream.fill(&self.bursts[burst], week, &[COPIES], &self.stratum());
        }
        sorted(stream)
    }

    fn doubled(&self, report: u64) -> Vec<Given> {
        let since = HISTORY - 1 - i32::try_from(report % 8).unwrap_or(0);
        let volumes: Vec<usize> =
            (0..HISTORY).map(|week| if week >= since { 2 * PER_WEEK } else { PER_WEEK }).collect();
        sorted(self.steady(3, report, &volumes))
    }

    /// The second channel goes from a tenth of the feedback to three tenths in eight weeks, or the other way.
    fn mixed(&self, report: u64) -> Vec<Given> {
        let share = |week: i32| {
            let moved = (week - (HISTORY - 9)).clamp(0, 8);
            let moved = usize::try_from(moved).unwrap_or(0);
            if report.is_multiple_of(2) { 30 + moved * 60 / 8 } else { 90 - moved * 60 / 8 }
        };
        let second: Vec<usize> = (0..HISTORY).map(share).collect();
        let first: Vec<usize> = second.iter().map(|volume| PER_WEEK - volume).collect();
        let mut stream = self.steady(4, report, &first);
        let order = shuffled(&self.calm(1), &[SEED, 6, report]);
        stream.fill(&order, 0, &second, &self.stratum());
        sorted(stream)
    }

    /// Up to one feedback in twenty speaks of Christmas in the six weeks around it, of both years.
    fn christmas(&self, report: u64) -> Vec<Given> {
        let mut stream = self.steady(5, report, &[PER_WEEK; WEEKS]);
        let mut chance = Chance::new(&[SEED, 7, report]);
        let last = HISTORY - 1;
        // The report stands in one of the weeks of the season.
        let peak = last - 2 + i32::try_from(report % 5).unwrap_or(0);
        let shares = [0.01, 0.02, 0.035, 0.05, 0.03, 0.01];
        let volumes: Vec<usize> = (0..HISTORY)
            .map(|week| {
                let at = [peak, peak - 52].into_iter().find_map(|peak| {
                    usize::try_from(week - peak + 3).ok().filter(|&at| at < shares.len())
                });
                #[expect(clippy::cast_precision_loss, reason = "a small count")]
                let mean = at.map_or(0.001, |at| shares[at]) * PER_WEEK as f64;
                chance.poisson(mean)
            })
            .collect();
        let order = shuffled(&self.christmas, &[SEED, 8, report]);
        stream.fill(&order, 0, &volumes, &self.stratum());
        sorted(stream)
    }
}

fn sorted(mut stream: Stream) -> Vec<Given> {
    stream.sort();
    stream.rows
}

/// The same words again and again, a few left out each time.
fn reposts(source: &Feedback, at: usize) -> Vec<Feedback> {
    const DROPPED: f64 = 0.15;
    let copy = |number: usize| {
        let mut chance = Chance::new(&[SEED, 9, at as u64, number as u64]);
        let words: Vec<&str> =
            source.text.split_whitespace().filter(|_| chance.unit() >= DROPPED).collect();
        Feedback { id: format!("{}-{number}", source.id), text: words.join(" "), ..source.clone() }
    };
    (0..COPIES).map(copy).collect()
}

/// The false alerts of a kind of calendar, one report on each of several.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Case {
    pub(crate) calendar: &'static str,
    pub(crate) reports: u64,
    /// The mean number of alerts of a report, with its 95 % interval.
    pub(crate) alerts: [f64; 3],
    /// The share of reports with an alert, with its 95 % interval.
    pub(crate) with_an_alert: [f64; 3],
    /// The most alerts of a report, on average, that are promised.
    pub(crate) bound: f64,
    /// What the alerts were, with the number of their report.
    #[serde(skip)]
    pub(crate) told: Vec<String>,
}

impl Case {
    fn new(calendar: &'static str, bound: f64, alerts: &[usize], told: Vec<String>) -> Self {
        let counts: Vec<f64> = alerts.iter().copied().map(float_len).collect();
        let mean = match mean_interval(&counts, (0.0, counts.iter().copied().fold(1.0, f64::max))) {
            Measure::Known(mean) => [mean.value, mean.low, mean.high],
            Measure::Undefined(_) => [0.0, 0.0, f64::INFINITY],
        };
        let (reports, with) =
            (alerts.len() as u64, alerts.iter().filter(|&&alerts| alerts > 0).count() as u64);
        let (low, high) = clopper_pearson(with, reports);
        Self {
            calendar,
            reports,
            alerts: mean,
            with_an_alert: [float(with) / float(reports.max(1)), low, high],
            bound,
            told,
        }
    }
}

/// Asks for a report on each of so many calendars without any event, and on half as many of each disturbance.
pub(crate) fn run(reader: &Reader, data: &Path, reports: u64) -> Result<Vec<Case>, Box<dyn Error>> {
    const CALM: f64 = 1.0 / 12.0;
    const DISTURBED: f64 = 1.0 / 6.0;
    let terrain = Terrain::read(reader, data)?;
    let vectors = WordVectors::embedded()?;
    let ours = Shipped {
        said: &terrain.said,
        dataset: &terrain.ground.dataset,
        settings: reader.signals(),
        meaning: Meaning { vectors: &vectors, settings: reader.themes() },
    };
    let half = reports.div_ceil(2);
    let case = |calendar, bound, reports: u64, make: &(dyn Fn(u64) -> Vec<Given> + Sync)| {
        let told = |report| {
            let (said, found) = ours.alerts(&make(report));
            let spelled = |alert| format!("{report}: {}", spelled(&said, alert));
            found.iter().map(spelled).collect()
        };
        let told: Vec<Vec<String>> = (0..reports).into_par_iter().map(told).collect();
        let alerts: Vec<usize> = told.iter().map(Vec::len).collect();
        Case::new(calendar, bound, &alerts, told.concat())
    };
    Ok(vec![
        case("real volumes, permuted within strata", CALM, reports, &|report| {
            terrain.permuted(report)
        }),
        case("random order", CALM, half, &|report| terrain.random_order(report)),
        case("reposts", DISTURBED, half, &|report| terrain.reposted(report)),
        case("doubled volume", DISTURBED, half, &|report| terrain.doubled(report)),
        case("shift of the mix", DISTURBED, half, &|report| terrain.mixed(report)),
        case("a season of both years", DISTURBED, half, &|report| terrain.christmas(report)),
    ])
}
