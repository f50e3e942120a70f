//! What disappoints when it fails and what delights when it shines, read from the words (penalty and reward).

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::DriverSettings;
use super::design::{Design, Driver, drivers, resampled};
use crate::metrics::MainScore;
use crate::stats::Covariance;
use crate::types::{Annotated, Dataset, Measure, Polarity, Touchpoint, Undefined};

/// Within this distance of 0, praise and complaint weigh alike.
const ALIKE: f64 = 1.0 / 3.0;

/// How a touchpoint moves the score when it is spoken of badly, and when it is spoken of well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asymmetry {
    /// The touchpoint.
    pub touchpoint: Touchpoint,
    /// The points of the score that go with a complaint, against not being mentioned.
    pub penalty: Measure,
    /// The points that go with praise.
    pub reward: Measure,
    /// `(reward − |penalty|) / (reward + |penalty|)`, −1 (only disappoints) to 1 (only delights).
    pub index: Measure,
    /// The same among the feedback that speak of some touchpoint: « not mentioned » is not « average », and this
    /// says how much hangs on it.
    pub index_of_mentions: Measure,
    /// Its class.
    pub class: AsymmetryClass,
}

/// What the words make of a touchpoint. These are not Kano's classes, which only a questionnaire can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsymmetryClass {
    /// Disappoints more than it delights.
    Dissatisfier,
    /// Does both alike.
    Hybrid,
    /// Delights more than it disappoints.
    Satisfier,
    /// The data cannot tell.
    Undecided,
}

/// The asymmetry of each touchpoint that enough feedback praise and enough complain of, the strongest
/// dissatisfier first: `S = β₀ + Σ (p_i Low_i + r_i High_i)`, the reference being not mentioned or neutral.
pub fn asymmetries(dataset: &Dataset, settings: &DriverSettings) -> Vec<Asymmetry> {
    let score = MainScore::of(dataset);
    let both_sides = |id: Touchpoint| {
        let answers = || dataset.iter().filter_map(move |one| one.annotation.touchpoint(id));
        let praised = answers().filter(|answer| answer.polarity.praises()).count() as u64;
        let blamed = answers().filter(|answer| answer.polarity.complains()).count() as u64;
        praised.min(blamed) >= settings.fewest
    };
    let touchpoints: Vec<Touchpoint> =
        drivers(dataset, &DriverSettings { columns: Vec::new(), ..settings.clone() })
            .into_iter()
            .filter_map(|driver| match driver {
                Driver::Touchpoint(id) => Some(id),
                Driver::Column(_) => None,
            })
            .filter(|&id| both_sides(id))
            .collect();
    if touchpoints.is_empty() {
        return Vec::new();
    }
    let all = Design::new(dataset, score, |one| Some(low_and_high(one, &touchpoints)));
    let mentions = Design::new(dataset, score, |one| {
        (!one.annotation.touchpoints.is_empty()).then(|| low_and_high(one, &touchpoints))
    });
    let (in_all, among) = (fitted(&all, settings), fitted(&mentions, settings));
    let mut found: Vec<Asymmetry> = touchpoints
        .iter()
        .enumerate()
        .map(|(at, &touchpoint)| {
            let index = index(&in_all, at, all.n());
            Asymmetry {
                touchpoint,
                penalty: coefficient(&in_all, 2 * at, all.n()),
                reward: coefficient(&in_all, 2 * at + 1, all.n()),
                index,
                index_of_mentions: self::index(&among, at, mentions.n()),
                class: class(&index),
            }
        })
        .collect();
    let place = |one: &Asymmetry| one.index.known().map_or(2.0, |index| index.value);
    found.sort_by(|a, b| place(a).total_cmp(&place(b)));
    found
}

/// For each touchpoint: whether it is spoken of badly, whether well.
fn low_and_high(one: Annotated<'_>, touchpoints: &[Touchpoint]) -> Vec<f64> {
    let sides = |&id: &Touchpoint| {
        let polarity = one.annotation.touchpoint(id).map(|answer| answer.polarity);
        let flag = |yes: bool| f64::from(u8::from(yes));
        [
            flag(polarity.is_some_and(Polarity::complains)),
            flag(polarity.is_some_and(Polarity::praises)),
        ]
    };
    touchpoints.iter().flat_map(sides).collect()
}

/// The coefficients in the data, then in each resample.
type Fitted = (Option<Vec<f64>>, Vec<Vec<f64>>);

fn fitted(design: &Design, settings: &DriverSettings) -> Fitted {
    let columns = design.cells.first().map_or(1, |cell| cell.values.len());
    let fit = |weights: &[f64]| {
        let rows = design.cells.iter().zip(weights);
        Covariance::of(columns, rows.map(|(cell, &weight)| (cell.values.as_slice(), weight)))
            .coefficients()
    };
    let draws = (0..settings.resamples).into_par_iter();
    let draws = draws.filter_map(|draw| fit(&design.resampled(settings.seed, draw))).collect();
    (fit(&design.weights()), draws)
}

fn coefficient((value, draws): &Fitted, at: usize, n: u64) -> Measure {
    value.as_ref().map_or(Measure::Undefined(Undefined::NoContrast), |value| {
        resampled(value[at], draws.iter().map(|draw| draw[at]).collect(), n)
    })
}

fn index((value, draws): &Fitted, touchpoint: usize, n: u64) -> Measure {
    let of = |coefficients: &Vec<f64>| {
        asymmetry(coefficients[2 * touchpoint], coefficients[2 * touchpoint + 1])
    };
    match value.as_ref().and_then(of) {
        Some(value) => resampled(value, draws.iter().filter_map(of).collect(), n),
        None => Measure::Undefined(Undefined::NoContrast),
    }
}

/// The index of a penalty and a reward; none where a complaint goes with a better score, or praise with a worse.
///
/// ```text
/// RIOCS = |p| + r; SGP = r / RIOCS; DGP = |p| / RIOCS; IA = SGP − DGP
/// ```
fn asymmetry(penalty: f64, reward: f64) -> Option<f64> {
    let (harm, gain) = ((-penalty).max(0.0), reward.max(0.0));
    (harm + gain > 0.0).then(|| (gain - harm) / (gain + harm))
}

fn class(index: &Measure) -> AsymmetryClass {
    match index.known() {
        Some(known) if known.low > -ALIKE && known.high < ALIKE => AsymmetryClass::Hybrid,
        Some(known) if known.high < 0.0 => AsymmetryClass::Dissatisfier,
        Some(known) if known.low > 0.0 => AsymmetryClass::Satisfier,
        _ => AsymmetryClass::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, judged, praise};
    use crate::types::{Scale, Sentiment};

    #[test]
    fn the_published_index_is_found() {
        assert!((asymmetry(-1.2, 0.4).unwrap() + 0.5).abs() < 1e-12);
        assert_eq!(asymmetry(1.0, -1.0), None);
    }

    #[test]
    fn what_only_disappoints_and_what_only_delights_are_told_apart() {
        let mut dataset = Dataset::new();
        for index in 0..600 {
            let (annotation, score) = match index % 6 {
                0 => (complaint(Touchpoint::Billing), 1.0),
                1 => (praise(Touchpoint::Billing), 3.2),
                2 => (complaint(Touchpoint::Staff), 2.8),
                3 => (praise(Touchpoint::Staff), 5.0),
                _ => (judged(Sentiment::Neutral), 3.0),
            };
            let mut one = feedback(index, "Avis");
            let noise: f64 = if index % 12 < 6 { 0.0 } else { 0.1 };
            one.ratings.insert(Scale::Stars, f64::max(score - noise, 1.0));
            dataset.push(one, annotation);
        }
        let found = asymmetries(&dataset, &DriverSettings::default());
        let classes: Vec<_> = found.iter().map(|one| (one.touchpoint, one.class)).collect();
        assert_eq!(
            classes,
            [
                (Touchpoint::Billing, AsymmetryClass::Dissatisfier),
                (Touchpoint::Staff, AsymmetryClass::Satisfier)
            ]
        );
        assert!(found[0].penalty.known().unwrap().value < -1.5);
    }
}
