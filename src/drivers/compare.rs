//! Groups compared: two of them (A/B), or several with one (multivariate).

use serde::{Deserialize, Serialize};

use super::DriverSettings;
use crate::metrics::{Clusters, MainScore, Metric, by_value};
use crate::stats::{Sample, difference, holm};
use crate::types::{Dataset, Measure, Undefined};

/// The arms that the values of a column make, each compared with the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The column.
    pub column: String,
    /// The score compared.
    pub score: String,
    /// The arms, the control first.
    pub arms: Vec<Arm>,
}

/// One arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// The value of the column.
    pub value: String,
    /// Its score.
    pub score: Measure,
    /// Its score less that of the control, in points; none for the control.
    pub effect: Option<Measure>,
    /// The probability of an effect at least as large, either way, were there none; raised for the number of
    /// arms (Holm).
    pub p: Option<f64>,
}

/// Compares the main score between the values of a column; `control` names the one that the others are compared
/// with, the first in order where none is said.
///
/// # Errors
///
/// `NoContrast` where the column has fewer than two values, or the control is none of them.
pub fn compare(
    dataset: &Dataset,
    column: &str,
    control: Option<&str>,
    settings: &DriverSettings,
) -> Result<Comparison, Undefined> {
    let score = MainScore::of(dataset);
    let (metric, clusters) = (Metric::of_score(score), Clusters::of(dataset));
    let mut arms: Vec<(String, Measure, Option<Sample>)> = by_value(dataset.iter(), column)
        .into_iter()
        .map(|part| {
            let value = part
                .segment
                .as_deref()
                .and_then(|name| name.split_once('='))
                .map_or("", |(_, value)| value);
            let points: Vec<(usize, f64)> = part
                .rows
                .iter()
                .filter_map(|&one| score.points(one).map(|points| (one.index, points)))
                .collect();
            let enough = points.len() as u64 >= settings.fewest_scored;
            let sample = Sample::of(points.iter().map(|&(_, points)| points)).filter(|_| enough);
            let sample = sample.map(|sample| Sample {
                squared_error: sample.squared_error * clusters.design_effect(&points),
                ..sample
            });
            (value.to_owned(), metric.measure(part.rows.iter().copied(), &clusters), sample)
        })
        .collect();
    let first = match control {
        Some(control) => {
            arms.iter().position(|(value, ..)| value == control).ok_or(Undefined::NoContrast)?
        }
        None => 0,
    };
    if arms.len() < 2 {
        return Err(Undefined::NoContrast);
    }
    arms[..=first].rotate_right(1);
    let effects: Vec<(Measure, Option<f64>)> =
        arms[1..].iter().map(|arm| effect(arm.2, arms[0].2)).collect();
    let tested: Vec<f64> = effects.iter().filter_map(|(_, p)| *p).collect();
    let mut raised = holm(&tested).into_iter();
    let mut effects = effects.into_iter();
    let arm = |(at, (value, score, _)): (usize, (String, Measure, Option<Sample>))| {
        let effect = (at > 0).then(|| effects.next()).flatten();
        let p = effect.and_then(|(_, p)| p).and_then(|_| raised.next());
        Arm { value, score, effect: effect.map(|(effect, _)| effect), p }
    };
    let arms = arms.into_iter().enumerate().map(arm).collect();
    Ok(Comparison { column: column.to_owned(), score: score.name().to_owned(), arms })
}

fn effect(arm: Option<Sample>, control: Option<Sample>) -> (Measure, Option<f64>) {
    let (Some(arm), Some(control)) = (arm, control) else {
        return (Measure::Undefined(Undefined::TooFew), None);
    };
    match difference(arm, control) {
        Ok(found) => (Measure::Known(found.difference), Some(found.p)),
        Err(reason) => (Measure::Undefined(reason), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{feedback, judged};
    use crate::types::{Scale, Sentiment};

    fn arms() -> Dataset {
        (0..300)
            .map(|index| {
                let mut one = feedback(index, "Avis");
                let arm = ["B", "A", "C"][index % 3];
                let score = match (arm, index % 2) {
                    ("B", _) => 10.0,
                    (_, 0) => 9.0,
                    _ => 3.0,
                };
                one.attributes.insert("Test".to_owned(), arm.to_owned());
                one.ratings.insert(Scale::Nps, score);
                (one, judged(Sentiment::Neutral))
            })
            .collect()
    }

    #[test]
    fn each_arm_is_compared_with_the_control() {
        let found = compare(&arms(), "test", Some("C"), &DriverSettings::default()).unwrap();
        let names: Vec<&str> = found.arms.iter().map(|arm| arm.value.as_str()).collect();
        assert_eq!(names, ["C", "A", "B"]);
        assert_eq!(found.arms[0].effect, None);
        let [same, better] = [1, 2].map(|at| &found.arms[at]);
        assert!(same.effect.unwrap().known().unwrap().holds_zero() && same.p.unwrap() > 0.5);
        let gain = *better.effect.unwrap().known().unwrap();
        assert!((gain.value - 100.0).abs() < 1e-9 && gain.low > 70.0 && better.p.unwrap() < 1e-6);
    }

    #[test]
    fn one_group_alone_is_not_compared() {
        let settings = DriverSettings::default();
        assert_eq!(compare(&arms(), "absent", None, &settings), Err(Undefined::NoContrast));
        assert_eq!(compare(&arms(), "Test", Some("D"), &settings), Err(Undefined::NoContrast));
    }
}
