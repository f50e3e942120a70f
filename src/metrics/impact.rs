//! What a group of feedback does to the main score, by leave-one-out and by Shapley.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::MainScore;
use crate::stats::{
    EXACT_PLAYERS, draw_key, float, group_weight, percentile_interval, sampled_shapley, shapley,
};
use crate::types::{Dataset, Estimate, Measure, Undefined};

/// The weight of the score of all feedback in that of a coalition, as a share of all feedback: a coalition that
/// nobody speaks for alone has a score all the same, and one that few speak for does not swing.
const PRIOR: f64 = 0.01;

/// How many orders of arrival share a score between more groups than can be shared exactly.
const ORDERS: u32 = 24;

/// The most groups: one bit each.
const MOST_GROUPS: usize = 64;

/// Scored feedback that belong to the same groups and bring the same points: how many there are.
#[derive(Clone, Copy, Debug)]
struct Cell {
    /// A bit for each group.
    groups: u64,
    points: f64,
    count: u64,
}

/// The points of every scored feedback with the groups that it belongs to, counted: what impacts are computed
/// from. A million feedback make some thousand cells.
#[derive(Clone, Debug)]
pub struct Impacts {
    cells: Vec<Cell>,
    groups: usize,
    /// How many times larger the variance is for customers who answered more than once.
    pub(crate) design_effect: f64,
}

/// The two impacts of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Impact {
    /// The score of all less the score of those outside the group.
    pub leave_one_out: Measure,
    /// The Shapley share of the group in the distance between the score of all and that of those in no group.
    pub shapley: Measure,
}

/// What one draw says of every group.
struct Draw {
    without: Vec<Option<f64>>,
    shares: Vec<f64>,
}

/// `all − all without the group`, from sums; none where there is nothing left without it.
///
/// With `w = n_T / n` this is `w (S_T − S_without)`: it weighs how often as well as how badly.
///
/// ```
/// // 120 promoters, 50 passives, 30 detractors; the theme: 5, 5, 20.
/// let impact = vigie::metrics::leave_one_out((9000.0, 200), (-1500.0, 30));
/// assert!((impact.expect("others remain") + 16.76).abs() < 0.01);
/// ```
pub fn leave_one_out(all: (f64, u64), group: (f64, u64)) -> Option<f64> {
    let others = all.1.checked_sub(group.1).filter(|&others| others > 0)?;
    Some(all.0 / float(all.1) - (all.0 - group.0) / float(others))
}

impl Impacts {
    /// The main score of a dataset, with the positions of the feedback of each group; groups beyond the 64th
    /// are left out.
    pub fn new(dataset: &Dataset, score: MainScore, groups: &[Vec<usize>]) -> Self {
        let mut member_of = vec![0_u64; dataset.len()];
        for (group, members) in groups.iter().take(MOST_GROUPS).enumerate() {
            for &member in members {
                member_of[member] |= 1 << group;
            }
        }
        let points = dataset
            .iter()
            .zip(member_of)
            .filter_map(|(one, groups)| score.points(one).map(|points| (groups, points)));
        Self::counted(points, groups.len().min(MOST_GROUPS))
    }

    /// Impacts from the groups (a bit each) and the points of each scored feedback.
    pub fn counted(rows: impl Iterator<Item = (u64, f64)>, groups: usize) -> Self {
        let mut counts: BTreeMap<(u64, u64), (f64, u64)> = BTreeMap::new();
        for (groups, points) in rows {
            counts.entry((groups, points.to_bits())).or_insert((points, 0)).1 += 1;
        }
        let cell = |((groups, _), (points, count))| Cell { groups, points, count };
        Self { cells: counts.into_iter().map(cell).collect(), groups, design_effect: 1.0 }
    }

    /// The impacts of each group with their bootstrap percentile intervals over `resamples` draws; too few
    /// where less than `fewest` scored feedback belong to the group.
    ///
    /// Shapley: the worth of a coalition of groups is the score of the feedback that belong to none but them,
    /// drawn a little (a hundredth of the batch) to the score of all. Exact up to 16 groups, over 24 drawn
    /// orders of arrival, each walked both ways, above. The shares sum to the score of all less that of the
    /// feedback in no group. Groups of fewer than `fewest` feedback do not take part.
    pub fn measures(&self, seed: u64, resamples: u32, fewest: u64) -> Vec<Impact> {
        let whole: Vec<u64> = self.cells.iter().map(|cell| cell.count).collect();
        let sizes = self.sizes();
        let players: Vec<usize> =
            (0..self.groups).filter(|&group| sizes[group] >= fewest.max(1)).collect();
        let draws: Vec<Draw> = (0..resamples)
            .into_par_iter()
            .map(|draw| self.draw(&self.resampled(seed, draw), &players, seed))
            .collect();
        let value = self.draw(&whole, &players, seed);
        let scored: u64 = whole.iter().sum();
        let measured = |n, value: Option<f64>, drawn: Vec<f64>| match (scored, value) {
            (0, _) => Measure::Undefined(Undefined::NoData),
            (_, _) if n < fewest => Measure::Undefined(Undefined::TooFew),
            (_, None) => Measure::Undefined(Undefined::NoContrast),
            (_, Some(value)) => self.interval(value, drawn, n),
        };
        let impact = |group: usize| {
            let share = |draw: &Draw| {
                players.iter().position(|&player| player == group).map(|at| draw.shares[at])
            };
            let all_in = sizes[group] == scored;
            Impact {
                leave_one_out: measured(
                    sizes[group],
                    value.without[group],
                    draws.iter().filter_map(|draw| draw.without[group]).collect(),
                ),
                shapley: measured(
                    sizes[group],
                    share(&value).filter(|_| !all_in || players.len() > 1),
                    draws.iter().filter_map(share).collect(),
                ),
            }
        };
        (0..self.groups).map(impact).collect()
    }

    /// The middle of the draws, a little wider for what a small sample does not show of itself.
    fn interval(&self, value: f64, drawn: Vec<f64>, n: u64) -> Measure {
        let (low, high) = percentile_interval(drawn, value).unwrap_or((value, value));
        let factor = (self.design_effect * (1.0 + 2.0 / float(n))).sqrt();
        Measure::Known(Estimate {
            value,
            low: value - (value - low) * factor,
            high: value + (high - value) * factor,
            n,
        })
    }

    /// How many scored feedback belong to each group.
    fn sizes(&self) -> Vec<u64> {
        let members =
            |group: usize| self.cells.iter().filter(move |cell| cell.groups & (1 << group) != 0);
        (0..self.groups).map(|group| members(group).map(|cell| cell.count).sum()).collect()
    }

    fn resampled(&self, seed: u64, draw: u32) -> Vec<u64> {
        let key =
            |cell: &Cell| draw_key(&[seed, u64::from(draw), cell.groups, cell.points.to_bits()]);
        self.cells.iter().map(|cell| group_weight(cell.count, key(cell))).collect()
    }

    fn draw(&self, weights: &[u64], players: &[usize], seed: u64) -> Draw {
        let mut sums = vec![(0.0, 0); self.groups];
        let mut all = (0.0, 0);
        for (cell, &weight) in self.cells.iter().zip(weights) {
            let points = float(weight) * cell.points;
            all.0 += points;
            all.1 += weight;
            let mut bits = cell.groups;
            while bits != 0 {
                let sum = &mut sums[bits.trailing_zeros() as usize];
                sum.0 += points;
                sum.1 += weight;
                bits &= bits - 1;
            }
        }
        let rows = self.cells.iter().zip(weights);
        let rows = rows.map(|(cell, &weight)| (cell.groups, cell.points, float(weight)));
        Draw {
            without: sums.into_iter().map(|group| leave_one_out(all, group)).collect(),
            shares: shares(rows, players, seed).of,
        }
    }
}

/// How a score is shared between groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The score of those in no group.
    pub nobody: f64,
    /// The share of each group, in the order of the players. With [`Self::nobody`] they sum to the score of all.
    pub of: Vec<f64>,
}

/// Shares a score between groups by their Shapley values; see [`Impacts::measures`]. Rows are the groups (a bit
/// each), the points and the weight of some feedback; `players` are the groups that take part.
pub fn shares(
    rows: impl Iterator<Item = (u64, f64, f64)> + Clone,
    players: &[usize],
    seed: u64,
) -> Shares {
    let add = |all: (f64, f64), (_, points, weight)| (all.0 + weight * points, all.1 + weight);
    let all: (f64, f64) = rows.clone().fold((0.0, 0.0), add);
    if all.1 <= 0.0 {
        return Shares { nobody: 0.0, of: vec![0.0; players.len()] };
    }
    let (prior, mean) = (PRIOR * all.1, all.0 / all.1);
    let worth = |(sum, count): (f64, f64)| (sum + prior * mean) / (count + prior);
    let taking_part = players.iter().fold(0_u64, |bits, &player| bits | (1 << player));
    let silent =
        rows.clone().filter(|(groups, ..)| groups & taking_part == 0).fold((0.0, 0.0), add);
    let of = if players.len() > EXACT_PLAYERS {
        sampled_shapley(players.len(), ORDERS, seed, |order| {
            along(rows.clone(), players, order, worth)
        })
    } else {
        let mut coalitions = vec![(0.0, 0.0); 1 << players.len()];
        for (groups, points, weight) in rows {
            let bit =
                |(at, &player): (usize, &usize)| usize::from(groups & (1 << player) != 0) << at;
            let mask: usize = players.iter().enumerate().map(bit).sum();
            coalitions[mask].0 += weight * points;
            coalitions[mask].1 += weight;
        }
        subset_sums(&mut coalitions);
        shapley(&coalitions.into_iter().map(worth).collect::<Vec<f64>>())
    };
    Shares { nobody: worth(silent), of }
}

/// The worth of nobody, of the first group of an order, of the first two …
fn along(
    rows: impl Iterator<Item = (u64, f64, f64)>,
    players: &[usize],
    order: &[usize],
    worth: impl Fn((f64, f64)) -> f64,
) -> Vec<f64> {
    let mut steps = vec![(0.0, 0.0); order.len() + 1];
    for (groups, points, weight) in rows {
        // A feedback counts from the arrival of the last of its groups on.
        let last = order.iter().rposition(|&at| groups & (1 << players[at]) != 0);
        let step = &mut steps[last.map_or(0, |at| at + 1)];
        step.0 += weight * points;
        step.1 += weight;
    }
    let mut so_far = (0.0, 0.0);
    let reached = |(sum, count)| {
        so_far = (so_far.0 + sum, so_far.1 + count);
        worth(so_far)
    };
    steps.into_iter().map(reached).collect()
}

/// From the sums of each very set of groups to the sums of all sets within it.
fn subset_sums(sums: &mut [(f64, f64)]) {
    let mut bit = 1;
    while bit < sums.len() {
        for mask in 0..sums.len() {
            if mask & bit != 0 {
                let below = sums[mask ^ bit];
                sums[mask].0 += below.0;
                sums[mask].1 += below.1;
            }
        }
        bit <<= 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::fixtures::{feedback, judged};
    use crate::types::{Scale, Sentiment};

    /// 120 promoters, 50 passives, 30 detractors; the first group holds 5, 5 and 20 of them.
    fn published() -> (Dataset, Vec<Vec<usize>>) {
        let mut dataset = Dataset::new();
        let scores = [vec![10.0; 120], vec![8.0; 50], vec![2.0; 30]].concat();
        for (index, score) in scores.into_iter().enumerate() {
            let mut one = feedback(index, "Avis");
            one.ratings.insert(Scale::Nps, score);
            dataset.push(one, judged(Sentiment::Neutral));
        }
        let members = (0..5).chain(120..125).chain(170..190).collect();
        (dataset, vec![members, (0..200).collect()])
    }

    #[test]
    fn the_published_impact_is_found_with_an_interval_around_it() {
        let (dataset, groups) = published();
        let impacts = Impacts::new(&dataset, MainScore::of(&dataset), &groups);
        let measures = impacts.measures(1, 200, 3);
        let impact = measures[0].leave_one_out.known().unwrap();
        assert!((impact.value + 16.76).abs() < 0.01 && impact.n == 30);
        assert!(impact.low < -18.0 && impact.high > -15.5 && impact.high < 0.0, "{impact:?}");
        assert_eq!(measures[1].leave_one_out, Measure::Undefined(Undefined::NoContrast));
        // The marketing form, NPS − NPS of the theme, ignores volume and turns the sign: +95 on the same answers.
        assert!((9_000.0_f64 / 200.0 - -1_500.0 / 30.0 - 95.0).abs() < 1e-9);
    }

    fn value(measure: Measure) -> f64 {
        measure.known().unwrap().value
    }

    /// Two groups of the same answers, one of its own, and some in none.
    fn overlapping() -> Impacts {
        let rows = [(0b011, -100.0, 20), (0b100, 0.0, 30), (0b000, 100.0, 50)];
        let rows = rows.iter().flat_map(|&(groups, points, count)| vec![(groups, points); count]);
        Impacts::counted(rows, 3)
    }

    #[test]
    fn overlapping_mentions_share_what_leave_one_out_counts_twice() {
        let measures = overlapping().measures(1, 20, 3);
        let [a, b, c] = [0, 1, 2].map(|at| measures[at]);
        assert!((value(a.shapley) - value(b.shapley)).abs() < 1e-9);
        assert!((value(a.leave_one_out) - value(b.leave_one_out)).abs() < 1e-9);
        // All less those in no group: 30 − 100, up to the hundredth that draws coalitions together.
        let total = value(a.shapley) + value(b.shapley) + value(c.shapley);
        let nobody = (50.0 * 100.0 + 1.0 * 30.0) / 51.0;
        assert!((total - (30.0 - nobody)).abs() < 1e-9, "{total}");
        // Leave-one-out puts the same answers on both groups.
        assert!(
            value(a.leave_one_out) + value(b.leave_one_out)
                < 1.5 * (value(a.shapley) + value(b.shapley))
        );
    }

    proptest! {
        #[test]
        fn impacts_lie_in_their_intervals_and_shares_sum_to_the_distance(
            rows in prop::collection::vec((0_u64..8, 0_usize..3), 5..80),
            seed: u64,
        ) {
            let rows: Vec<(u64, f64)> =
                rows.into_iter().map(|(groups, class)| (groups, [100.0, 0.0, -100.0][class])).collect();
            let impacts = Impacts::counted(rows.iter().copied(), 3).measures(seed, 30, 1);
            for one in &impacts {
                for known in [one.leave_one_out, one.shapley].iter().filter_map(Measure::known) {
                    prop_assert!(known.low <= known.value && known.value <= known.high);
                    prop_assert!(known.value.abs() <= 200.0);
                }
            }
            let weighed = rows.iter().map(|&(groups, points)| (groups, points, 1.0));
            let shared = shares(weighed, &[0, 1, 2], seed);
            let mean = rows.iter().map(|row| row.1).sum::<f64>() / crate::stats::float_len(rows.len());
            prop_assert!((shared.nobody + shared.of.iter().sum::<f64>() - mean).abs() < 1e-9);
            let mut turned = rows.clone();
            turned.reverse();
            prop_assert_eq!(Impacts::counted(turned.into_iter(), 3).measures(seed, 30, 1), impacts);
        }
    }

    #[test]
    fn more_groups_than_can_be_shared_exactly_are_shared_in_drawn_orders() {
        let rows = (0..2_000_u64).map(|row| {
            let groups = (1 << (row % 20)) | (1 << (row * 7 % 20));
            (groups, if row % 20 == 3 { -100.0 } else { 100.0 })
        });
        let impacts = Impacts::counted(rows, 20);
        let shares: Vec<f64> =
            impacts.measures(5, 10, 3).iter().map(|one| value(one.shapley)).collect();
        let lowest = (0..20).min_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap();
        assert_eq!(lowest, 3, "{shares:?}");
        assert!(shares.iter().sum::<f64>().abs() < 1e-9, "nobody is in no group: {shares:?}");
    }
}
