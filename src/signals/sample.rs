//! Feedback told apart in two, inside and outside, and how often each feature is said on either side.

use rayon::prelude::*;

use super::said::Said;
use super::scan::Window;
use super::weeks::{Row, Timeline, Week};
use crate::stats::{clopper_pearson, float};
use crate::types::Estimate;

/// How many features a thread counts at a time.
const TOGETHER: usize = 1024;

/// Feedback told apart in two, by stratum: those of a window and those before it; those after which the score fell and
/// the others. Several windows of the same feedback are counted in one reading.
#[derive(Clone, Debug)]
pub(super) struct Samples {
    /// By feedback: 0 where it is in no part or what it says does not count, else 1 more than the place of the counter
    /// of its stratum and segment.
    codes: Vec<u32>,
    /// How many segments the feedback of a stratum are cut into.
    segments: usize,
    strata: usize,
    parts: Vec<Part>,
}

/// One way to tell the feedback apart: those from a segment on are in it, those from a later one on inside.
#[derive(Clone, Debug)]
struct Part {
    from: usize,
    inside: usize,
    /// For each stratum the share of its feedback that stands inside.
    shares: Vec<f64>,
    /// How many feedback stand inside.
    volume: u64,
}

/// How often a feature is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Count {
    pub(super) inside: u64,
    pub(super) total: u64,
    /// The share expected inside, by the mix of strata of those that say it.
    pub(super) theta: f64,
}

impl Count {
    /// How many are expected inside.
    pub(super) fn expected(&self) -> f64 {
        float(self.total) * self.theta
    }

    /// Observed over expected inside, with its exact interval (Clopper-Pearson on the share inside).
    pub(super) fn ratio(&self) -> Estimate {
        let (low, high) = clopper_pearson(self.inside, self.total);
        let value = float(self.inside) / self.expected();
        Estimate {
            value,
            low: (low / self.theta).min(value),
            high: (high / self.theta).max(value),
            n: self.total,
        }
    }
}

impl Samples {
    /// Tells rows apart in two. What a row says counts where `counts` has it so; all rows make the shares.
    pub(super) fn of_two<'r>(
        feedback: usize,
        strata: usize,
        rows: impl IntoIterator<Item = &'r Row>,
        inside: impl Fn(&Row) -> bool,
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        let segment = |row: &Row| usize::from(inside(row));
        Self::cut(feedback, strata, rows, (segment, 2), &[(0, 1)], counts)
    }

    /// The windows of a timeline, each beside the weeks that it is compared with.
    pub(super) fn of_windows(
        feedback: usize,
        timeline: &Timeline,
        windows: &[Window],
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        let mut begins: Vec<Week> =
            windows.iter().flat_map(|window| [window.from, window.start]).collect();
        begins.sort_unstable();
        begins.dedup();
        let place = |week: Week| begins.partition_point(|&begin| begin <= week).saturating_sub(1);
        let parts: Vec<(usize, usize)> =
            windows.iter().map(|window| (place(window.from), place(window.start))).collect();
        let first = begins.first().copied().unwrap_or(timeline.last);
        let rows = timeline.between(first, timeline.last);
        let cut = (|row: &Row| place(row.week), begins.len());
        Self::cut(feedback, timeline.strata, rows, cut, &parts, counts)
    }

    fn cut<'r>(
        feedback: usize,
        strata: usize,
        rows: impl IntoIterator<Item = &'r Row>,
        (segment, segments): (impl Fn(&Row) -> usize, usize),
        parts: &[(usize, usize)],
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        let mut codes = vec![0; feedback];
        let mut volumes = vec![0_u64; strata * segments];
        for row in rows {
            let at = usize::from(row.stratum) * segments + segment(row);
            volumes[at] += 1;
            if counts(row) {
                codes[row.index as usize] = u32::try_from(at + 1).unwrap_or(0);
            }
        }
        let part = |&(from, inside): &(usize, usize)| {
            let sums = volumes
                .chunks_exact(segments)
                .map(|own| (own[inside..].iter().sum::<u64>(), own[from..].iter().sum::<u64>()));
            let shares = sums.clone().map(|(inside, all)| float(inside) / float(all.max(1)));
            let volume = sums.clone().map(|(inside, _)| inside).sum();
            Part { from, inside, shares: shares.collect(), volume }
        };
        Self { codes, segments, strata, parts: parts.iter().map(part).collect() }
    }

    /// How many feedback stand inside the part at a place.
    pub(super) fn volume(&self, part: usize) -> u64 {
        self.parts[part].volume
    }

    /// How many of some feedback there are on either side of each part; `room` holds the counters, whatever it held.
    pub(super) fn count<'c>(
        &'c self,
        feedback: &[u32],
        room: &'c mut Vec<u32>,
    ) -> impl Iterator<Item = Count> + 'c {
        room.clear();
        room.resize(self.segments * self.strata + 1, 0);
        for &index in feedback {
            room[self.codes[index as usize] as usize] += 1;
        }
        let counters = &room[1..];
        self.parts.iter().map(|part| {
            let (mut inside, mut total, mut expected) = (0, 0, 0.0);
            for (own, share) in counters.chunks_exact(self.segments).zip(&part.shares) {
                let sum = |from: usize| own[from..].iter().copied().map(u64::from).sum::<u64>();
                let both = sum(part.from);
                inside += sum(part.inside);
                total += both;
                expected += float(both) * share;
            }
            Count { inside, total, theta: expected / float(total.max(1)) }
        })
    }

    /// The features said by `least` feedback at least that are looked at, with how often each is said, part by part.
    pub(super) fn count_all(
        &self,
        said: &Said,
        least: u64,
        looked_at: &(dyn Fn(u32) -> bool + Sync),
    ) -> Vec<Vec<(u32, Count)>> {
        let features = u32::try_from(said.len()).unwrap_or(u32::MAX);
        let often = |&id: &u32| said.said_by(id).len() as u64 >= least && looked_at(id);
        let features: Vec<u32> = (0..features).into_par_iter().filter(often).collect();
        let count = |room: &mut Vec<u32>, ids: &[u32]| {
            let mut counts = Vec::with_capacity(ids.len() * self.parts.len());
            for &id in ids {
                counts.extend(self.count(said.said_by(id), room));
            }
            counts
        };
        let counts: Vec<Count> =
            features.par_chunks(TOGETHER).map_init(Vec::new, count).collect::<Vec<_>>().concat();
        let part = |at: usize| {
            let own = counts.iter().skip(at).step_by(self.parts.len());
            features.iter().copied().zip(own.copied()).collect()
        };
        (0..self.parts.len()).map(part).collect()
    }
}
