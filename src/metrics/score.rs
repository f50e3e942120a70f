//! The scores of the trade, each with its definition and its interval.

use super::Form;
use super::form::times;
use crate::stats::{Difference, Sample, difference, mean_interval, trinomial, wilson};
use crate::types::{Annotated, Dataset, Measure, Scale, Sentiment, Undefined};

/// The Net Promoter Score of answers from 0 to 10: 100 × (share of 9–10 − share of 0–6), −100 to 100.
///
/// Ticket model: each answer is worth +1, 0 or −1, so the variance is `p + d − (p − d)²`; where fewer
/// than five answers are in one of the classes, the interval is the adjusted one of
/// [`trinomial`]. Undefined without answers.
///
/// ```
/// let answers = [vec![10.0; 120], vec![8.0; 50], vec![3.0; 30]].concat();
/// let nps = vigie::metrics::nps(&answers);
/// let nps = nps.known().expect("there are answers");
/// assert!((nps.value - 45.0).abs() < 1e-9);
/// assert!((nps.high - nps.value - 10.25).abs() < 0.01);
/// ```
pub fn nps(answers: &[f64]) -> Measure {
    let (promoters, detractors) = (count(answers, is_promoter), count(answers, is_detractor));
    times(trinomial(promoters, detractors, answers.len() as u64), 100.0)
}

/// The share of satisfied answers, 4 or 5 on a scale of 1 to 5 (top-2-box), 0 to 1, Wilson interval.
pub fn csat(answers: &[f64]) -> Measure {
    wilson(count(answers, is_satisfied), answers.len() as u64)
}

/// The mean of the stars, 1 to 5, with the interval of [`mean_interval`].
pub fn stars_mean(answers: &[f64]) -> Measure {
    mean_interval(answers, Scale::Stars.bounds())
}

/// Customer effort in its second form (7 = easy): the share of 5 to 7, 0 to 1, Wilson interval.
pub fn ces(answers: &[f64]) -> Measure {
    wilson(count(answers, is_easy), answers.len() as u64)
}

/// The share of positive less the share of negative among the judged, −1 to 1. Mixed and neutral count
/// as neither.
pub fn net_sentiment(sentiments: &[Sentiment]) -> Measure {
    let of = |label| sentiments.iter().filter(|&&sentiment| sentiment == label).count() as u64;
    trinomial(of(Sentiment::Positive), of(Sentiment::Negative), sentiments.len() as u64)
}

/// Compares two waves of answers from 0 to 10, in points: `z = (NPS₁ − NPS₂) / √(SE₁² + SE₂²)`.
///
/// # Errors
///
/// `NoData` where one wave is empty, `NoContrast` where neither varies.
pub fn nps_difference(first: &[f64], second: &[f64]) -> Result<Difference, Undefined> {
    let points = |answers: &[f64]| {
        let side = |&answer: &f64| match (is_promoter(answer), is_detractor(answer)) {
            (true, _) => 100.0,
            (_, true) => -100.0,
            _ => 0.0,
        };
        Sample::of(answers.iter().map(side)).ok_or(Undefined::NoData)
    };
    difference(points(first)?, points(second)?)
}

/// The score by which a batch is judged: that of its most frequent scale, or the words where none is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MainScore {
    /// The score of a scale.
    Of(Scale),
    /// The net sentiment.
    Sentiment,
}

impl MainScore {
    /// The main score of a dataset.
    pub fn of(dataset: &Dataset) -> Self {
        dataset.main_scale().map_or(Self::Sentiment, Self::Of)
    }

    /// The name of its indicator.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Of(Scale::Nps) => "nps",
            Self::Of(Scale::Stars) => "stars_mean",
            Self::Of(Scale::Csat) => "csat",
            Self::Of(Scale::Ces) => "ces",
            Self::Sentiment => "sentiment_net",
        }
    }

    /// Its definition, in one line.
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Of(Scale::Nps) => "100 × (share of 9–10 − share of 0–6), −100 to 100",
            Self::Of(Scale::Stars) => "mean of the stars, 1 to 5",
            Self::Of(Scale::Csat) => "share of 4–5 on 1–5 (top-2-box)",
            Self::Of(Scale::Ces) => "share of 5–7 on 1–7, 7 = easy",
            Self::Sentiment => {
                "share of positive − share of negative among the judged, mixed counted as neither, −1 to 1"
            }
        }
    }

    /// How its answers become one figure.
    pub const fn form(self) -> Form {
        match self {
            Self::Of(Scale::Nps) => Form::Points,
            Self::Of(scale @ Scale::Stars) => {
                let (low, high) = scale.bounds();
                Form::Mean { low, high }
            }
            Self::Of(Scale::Csat | Scale::Ces) => Form::Share,
            Self::Sentiment => Form::Net,
        }
    }

    /// What one feedback is worth to [`Self::form`]: 1, 0 or −1, or its stars. None where it has no such score.
    pub fn worth(self, one: Annotated<'_>) -> Option<f64> {
        let points = self.points(one)?;
        Some(if self == Self::Of(Scale::Stars) { points } else { points / 100.0 })
    }

    /// Whether a feedback is a detractor's: 0 to 6 of ten, 1 or 2 stars or CSAT, 1 to 3 of seven on ease, or
    /// negative words where nothing is scored. None where the feedback has no such score.
    pub fn detracts(self, one: Annotated<'_>) -> Option<bool> {
        match self {
            Self::Of(scale) => {
                let score = *one.feedback.ratings.get(&scale)?;
                Some(match scale {
                    Scale::Nps => is_detractor(score),
                    Scale::Stars | Scale::Csat => score < 3.0,
                    Scale::Ces => score < 4.0,
                })
            }
            Self::Sentiment => {
                one.annotation.sentiment().map(|sentiment| sentiment == Sentiment::Negative)
            }
        }
    }

    /// The width of its scale, in the unit of [`Self::points`].
    pub fn width(self) -> f64 {
        match self {
            Self::Of(Scale::Nps) | Self::Sentiment => 200.0,
            Self::Of(Scale::Stars) => Scale::Stars.bounds().1 - Scale::Stars.bounds().0,
            Self::Of(Scale::Csat | Scale::Ces) => 100.0,
        }
    }

    /// What one feedback brings to the score: the score of a batch is the mean of its points.
    ///
    /// NPS: 100, 0 or −100. CSAT and CES: 100 or 0, so that a difference reads in percentage points.
    /// Stars: the stars. Sentiment: 100, 0 or −100. None where the feedback has no such score.
    pub fn points(self, one: Annotated<'_>) -> Option<f64> {
        let hundred = |yes: bool| if yes { 100.0 } else { 0.0 };
        match self {
            Self::Of(scale) => {
                let score = *one.feedback.ratings.get(&scale)?;
                Some(match scale {
                    Scale::Nps => hundred(is_promoter(score)) - hundred(is_detractor(score)),
                    Scale::Stars => score,
                    Scale::Csat => hundred(is_satisfied(score)),
                    Scale::Ces => hundred(is_easy(score)),
                })
            }
            Self::Sentiment => one.annotation.sentiment().map(|sentiment| {
                hundred(sentiment == Sentiment::Positive)
                    - hundred(sentiment == Sentiment::Negative)
            }),
        }
    }
}

/// Whether an answer from 0 to 10 is a promoter's.
pub(super) fn is_promoter(score: f64) -> bool {
    score >= 9.0
}

/// Whether an answer from 0 to 10 is a detractor's.
pub(super) fn is_detractor(score: f64) -> bool {
    score < 7.0
}

fn is_satisfied(score: f64) -> bool {
    score >= 4.0
}

fn is_easy(score: f64) -> bool {
    score >= 5.0
}

/// How many answers are on one side.
pub(super) fn count(answers: &[f64], part: fn(f64) -> bool) -> u64 {
    answers.iter().filter(|&&answer| part(answer)).count() as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::Z95;

    fn wave(promoters: usize, passives: usize, detractors: usize) -> Vec<f64> {
        [vec![9.0; promoters], vec![7.0; passives], vec![6.0; detractors]].concat()
    }

    #[test]
    fn nps_has_its_published_value_and_margin() {
        let measure = nps(&wave(120, 50, 30));
        let nps = measure.known().unwrap();
        assert!((nps.value - 45.0).abs() < 1e-9);
        assert!((nps.high - nps.value - 10.25).abs() < 5e-3 && nps.n == 200);
        assert!(((nps.high - nps.value) / Z95 - 5.232).abs() < 5e-4);
    }

    #[test]
    fn margins_fall_with_the_number_of_answers_as_published() {
        for (n, margin) in [(30, 27.9), (100, 15.3), (200, 10.8), (400, 7.7)] {
            let measure = nps(&wave(n / 2, n - n / 2 - n / 5, n / 5));
            let estimate = measure.known().unwrap();
            assert!((estimate.high - estimate.value - margin).abs() < 0.06, "{n}");
        }
    }

    #[test]
    fn two_waves_differ_as_published() {
        let found = nps_difference(&wave(120, 50, 30), &wave(150, 60, 90)).unwrap();
        assert!((found.difference.value - 25.0).abs() < 1e-9);
        assert!((found.z - 3.44).abs() < 5e-3, "{}", found.z);
        assert!((found.p - 0.000_57).abs() < 2e-5, "{}", found.p);
        assert_eq!(nps_difference(&[], &[9.0]), Err(Undefined::NoData));
        assert_eq!(nps_difference(&[9.0], &[9.0]), Err(Undefined::NoContrast));
    }

    #[test]
    fn csat_and_ces_have_their_published_values() {
        let measure = csat(&[vec![5.0; 100], vec![4.0; 60], vec![3.0; 40]].concat());
        let csat = measure.known().unwrap();
        assert!((csat.value - 0.8).abs() < 1e-12 && (csat.low - 0.739).abs() < 5e-4);
        let counts = [80, 210, 140, 110, 160, 180, 120];
        let answers: Vec<f64> = (1_u32..)
            .zip(counts)
            .flat_map(|(score, count)| vec![f64::from(score); count])
            .collect();
        assert!((ces(&answers).known().unwrap().value - 0.46).abs() < 1e-12);
    }

    #[test]
    fn mixed_counts_as_neither_but_counts() {
        let all = [Sentiment::Positive, Sentiment::Positive, Sentiment::Negative, Sentiment::Mixed];
        assert!((net_sentiment(&all).known().unwrap().value - 0.25).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_count_is_said() {
        assert_eq!(nps(&[]), Measure::Undefined(Undefined::NoData));
        assert_eq!(stars_mean(&[4.0]), Measure::Undefined(Undefined::TooFew));
    }

    proptest! {
        #[test]
        fn nps_lies_in_its_range_and_interval(answers in prop::collection::vec(0_u8..=10, 1..200)) {
            let answers: Vec<f64> = answers.into_iter().map(f64::from).collect();
            let measure = nps(&answers);
            let nps = measure.known().unwrap();
            prop_assert!(-100.0 <= nps.low && nps.low <= nps.value);
            prop_assert!(nps.value <= nps.high && nps.high <= 100.0);
            let mut turned = answers.clone();
            turned.reverse();
            prop_assert_eq!(super::nps(&turned), measure);
        }

        #[test]
        fn a_mean_lies_in_its_interval(stars in prop::collection::vec(1_u8..=5, 2..100)) {
            let stars: Vec<f64> = stars.into_iter().map(f64::from).collect();
            let measure = stars_mean(&stars);
            let mean = measure.known().unwrap();
            prop_assert!(1.0 <= mean.low && mean.low <= mean.value);
            prop_assert!(mean.value <= mean.high && mean.high <= 5.0);
        }
    }
}
