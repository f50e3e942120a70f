//! Groups compared: two of them (A/B), or several with one (multivariate).

use serde::{Deserialize, Serialize};

use super::DriverSettings;
use crate::metrics::{Clusters, MainScore, Metric, Part, ThemeId, by_value};
use crate::stats::{Sample, difference, float, holm, specificity};
use crate::types::{Annotated, Dataset, Measure, Undefined};

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
    /// What its feedback tell of more, or less, than those of the other arms, beyond once in a hundred by
    /// chance; the most specific first.
    pub distinct: Vec<Distinct>,
}

/// Something that a group tells of more or less than the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distinct {
    /// The complaint about a touchpoint, or the sign.
    pub theme: ThemeId,
    /// How many of the group tell of it.
    pub observed: u64,
    /// How many would, were all groups alike.
    pub expected: f64,
    /// Lafon's specificity: −log₁₀ of the probability, negative where it is told less.
    pub specificity: f64,
}

/// A specificity of this size or more is told: once in a hundred by chance.
const SPECIFIC: f64 = 2.0;

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
    let parts = by_value(dataset.iter(), column);
    let mut arms: Vec<(Measured, Option<Sample>)> = parts
        .iter()
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
            let measured = Measured {
                value: value.to_owned(),
                score: metric.measure(part.rows.iter().copied(), &clusters),
                distinct: distinct(part, &parts),
            };
            (measured, sample)
        })
        .collect();
    let first = match control {
        Some(control) => {
            arms.iter().position(|(arm, _)| arm.value == control).ok_or(Undefined::NoContrast)?
        }
        None => 0,
    };
    if arms.len() < 2 {
        return Err(Undefined::NoContrast);
    }
    arms[..=first].rotate_right(1);
    let effects: Vec<(Measure, Option<f64>)> =
        arms[1..].iter().map(|arm| effect(arm.1, arms[0].1)).collect();
    let tested: Vec<f64> = effects.iter().filter_map(|(_, p)| *p).collect();
    let mut raised = holm(&tested).into_iter();
    let mut effects = effects.into_iter();
    let arm = |(at, (measured, _)): (usize, (Measured, Option<Sample>))| {
        let Measured { value, score, distinct } = measured;
        let effect = (at > 0).then(|| effects.next()).flatten();
        let p = effect.and_then(|(_, p)| p).and_then(|_| raised.next());
        Arm { value, score, effect: effect.map(|(effect, _)| effect), p, distinct }
    };
    let arms = arms.into_iter().enumerate().map(arm).collect();
    Ok(Comparison { column: column.to_owned(), score: score.name().to_owned(), arms })
}

/// What is said of an arm alone.
struct Measured {
    value: String,
    score: Measure,
    distinct: Vec<Distinct>,
}

/// What the feedback of a part tell of more or less than all parts together.
fn distinct(part: &Part<'_>, parts: &[Part<'_>]) -> Vec<Distinct> {
    let judged = |one: &&Annotated<'_>| one.annotation.sentiment.is_some();
    let rows = |part: &Part<'_>| part.rows.iter().filter(judged).count() as u64;
    let telling = |part: &Part<'_>, theme: ThemeId| {
        part.rows.iter().filter(judged).filter(|one| theme.is_told_by(one.annotation)).count()
            as u64
    };
    let (whole, own) = (parts.iter().map(rows).sum::<u64>(), rows(part));
    let one = |theme: ThemeId| {
        let said: u64 = parts.iter().map(|part| telling(part, theme)).sum();
        let observed = telling(part, theme);
        let specificity = specificity(whole, own, said, observed);
        let expected = float(said) * float(own) / float(whole.max(1));
        (specificity.abs() >= SPECIFIC).then_some(Distinct {
            theme,
            observed,
            expected,
            specificity,
        })
    };
    let mut found: Vec<Distinct> = ThemeId::all().into_iter().filter_map(one).collect();
    found.sort_by(|a, b| b.specificity.abs().total_cmp(&a.specificity.abs()));
    found
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
