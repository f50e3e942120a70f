//! What a group of feedback does to the main score.

use rayon::prelude::*;

use super::MainScore;
use crate::stats::{Resampler, float, percentile_interval};
use crate::types::{Dataset, Estimate, Measure, Undefined};

/// The points of every feedback with the groups that it belongs to: what impacts are computed from.
#[derive(Clone, Debug)]
pub struct Impacts {
    /// For each scored feedback: its position, its points, the groups it belongs to.
    rows: Vec<(usize, f64, Vec<usize>)>,
    groups: usize,
}

/// Sums over all feedback, then over each group: points and how many.
type Sums = Vec<(f64, u64)>;

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
    /// The main score of a dataset, with the positions of the feedback of each group.
    pub fn new(dataset: &Dataset, score: MainScore, groups: &[Vec<usize>]) -> Self {
        let mut member_of = vec![Vec::new(); dataset.len()];
        for (group, members) in groups.iter().enumerate() {
            for &member in members {
                member_of[member].push(group);
            }
        }
        let rows = dataset.iter().zip(member_of).filter_map(|(one, member_of)| {
            score.points(one).map(|points| (one.index, points, member_of))
        });
        Self { rows: rows.collect(), groups: groups.len() }
    }

    /// The impact of each group, in points of the score.
    pub fn values(&self) -> Vec<Option<f64>> {
        impacts(&self.sums(|_| 1))
    }

    /// The impact of each group in resample `draw`. A group that the resample missed has none.
    pub fn resampled(&self, resampler: &Resampler, draw: u32) -> Vec<Option<f64>> {
        impacts(&self.sums(|index| resampler.weight(index, draw)))
    }

    /// The impact of each group with its bootstrap percentile interval over `resamples` draws; too few
    /// where less than `fewest` scored feedback belong to the group.
    pub fn measures(&self, resampler: &Resampler, resamples: u32, fewest: u64) -> Vec<Measure> {
        let draws: Vec<Vec<Option<f64>>> =
            (0..resamples).into_par_iter().map(|draw| self.resampled(resampler, draw)).collect();
        let sums = self.sums(|_| 1);
        let measure = |(group, value): (usize, Option<f64>)| {
            let n = sums[group + 1].1;
            if self.rows.is_empty() {
                return Measure::Undefined(Undefined::NoData);
            }
            let Some(value) = value else { return Measure::Undefined(Undefined::NoContrast) };
            if n < fewest {
                return Measure::Undefined(Undefined::TooFew);
            }
            let drawn = draws.iter().filter_map(|draw| draw[group]).collect();
            let (low, high) = percentile_interval(drawn, value).unwrap_or((value, value));
            Measure::Known(Estimate { value, low, high, n })
        };
        self.values().into_iter().enumerate().map(measure).collect()
    }

    fn sums(&self, weight: impl Fn(usize) -> u32) -> Sums {
        let mut sums = vec![(0.0, 0); self.groups + 1];
        for (index, points, member_of) in &self.rows {
            let weight = weight(*index);
            if weight == 0 {
                continue;
            }
            let points = f64::from(weight) * points;
            for slot in std::iter::once(0).chain(member_of.iter().map(|group| group + 1)) {
                sums[slot].0 += points;
                sums[slot].1 += u64::from(weight);
            }
        }
        sums
    }
}

fn impacts(sums: &Sums) -> Vec<Option<f64>> {
    sums[1..].iter().map(|&group| leave_one_out(sums[0], group)).collect()
}

#[cfg(test)]
mod tests {
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
        let ids = dataset.iter().map(|one| one.feedback.id.as_str());
        let measures = impacts.measures(&Resampler::new(1, ids), 200, 3);
        let impact = measures[0].known().unwrap();
        assert!((impact.value + 16.76).abs() < 0.01 && impact.n == 30);
        assert!(impact.low < -18.0 && impact.high > -15.0 && impact.high < 0.0);
        assert_eq!(measures[1], Measure::Undefined(Undefined::NoContrast));
    }
}
