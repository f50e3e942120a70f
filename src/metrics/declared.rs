//! Scores that the user declares: where they are, on which scale, in which direction, by which method.
//!
//! Nothing of it is ever inferred: a « 5 » is the best answer of one questionnaire and the worst of the next.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Form;
use crate::text::folded;
use crate::types::{Annotated, Feedback};

/// A score in columns of the data, declared in `[[metrics.scores]]` or by `--score`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum DeclaredScore {
    /// Likelihood to recommend, 0 to 10.
    Nps {
        /// The column.
        column: String,
    },
    /// Satisfaction, 1 to 5: share of 4 and 5.
    Csat {
        /// The column.
        column: String,
    },
    /// Customer effort, which has several incompatible forms.
    Ces {
        /// The column.
        column: String,
        /// The points of the scale.
        scale: CesScale,
        /// Which end is that of little effort.
        direction: Direction,
        /// What is computed.
        method: CesMethod,
    },
    /// The published form of the customer experience index: three questions on 1 to 5. Not the index that
    /// Forrester now sells, whose weighting is not public.
    Cxi {
        /// « Met my needs ».
        needs: String,
        /// « Easy ».
        ease: String,
        /// « Enjoyable ».
        enjoyable: String,
    },
}

/// The points of a scale of effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CesScale {
    /// One to five.
    #[serde(rename = "1-5")]
    Five,
    /// One to seven.
    #[serde(rename = "1-7")]
    Seven,
}

/// Which end of a scale of effort is that of little effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The highest answer is the easiest: « I agree that it was easy ».
    HighIsEasy,
    /// The lowest answer is the easiest: « how much effort did you have to make? ».
    LowIsEasy,
}

/// What is computed of answers on effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CesMethod {
    /// The mean of the answers as they were given.
    Mean,
    /// The share of easy answers: the two easiest of five, the three easiest of seven.
    Share,
    /// The share of the two easiest answers.
    Top2,
    /// The share of the two easiest answers less that of the two hardest, −100 to 100.
    Index,
}

impl CesScale {
    const fn points(self) -> f64 {
        match self {
            Self::Five => 5.0,
            Self::Seven => 7.0,
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Five => "1–5",
            Self::Seven => "1–7",
        }
    }

    /// How many of the easiest answers are « easy ».
    const fn easy(self) -> f64 {
        match self {
            Self::Five => 2.0,
            Self::Seven => 3.0,
        }
    }
}

impl DeclaredScore {
    /// The name of its indicator: its kind and its column.
    pub fn name(&self) -> String {
        match self {
            Self::Nps { column } => format!("nps:{column}"),
            Self::Csat { column } => format!("csat:{column}"),
            Self::Ces { column, method: CesMethod::Mean, .. } => format!("ces_mean:{column}"),
            Self::Ces { column, method: CesMethod::Index, .. } => format!("ces_index:{column}"),
            Self::Ces { column, .. } => format!("ces:{column}"),
            Self::Cxi { .. } => "cxi".to_owned(),
        }
    }

    /// Its definition, in one line.
    pub fn definition(&self) -> String {
        match self {
            Self::Nps { .. } => "100 × (share of 9–10 − share of 0–6), −100 to 100".to_owned(),
            Self::Csat { .. } => "share of 4–5 on 1–5 (top-2-box)".to_owned(),
            Self::Ces { scale, direction, method, .. } => effort(*scale, *direction, *method),
            Self::Cxi { .. } => {
                "CXi, published three-question form (not Forrester's current index): mean of \
                the three % 4–5 − % 1–2, −100 to 100, answers to all three"
                    .to_owned()
            }
        }
    }

    /// How its answers become one figure.
    pub fn form(&self) -> Form {
        match self {
            Self::Nps { .. } | Self::Ces { method: CesMethod::Index, .. } => Form::Points,
            Self::Csat { .. } | Self::Ces { method: CesMethod::Share | CesMethod::Top2, .. } => {
                Form::Share
            }
            Self::Ces { scale, method: CesMethod::Mean, .. } => {
                Form::Mean { low: 1.0, high: scale.points() }
            }
            Self::Cxi { .. } => Form::Mean { low: -100.0, high: 100.0 },
        }
    }

    /// What a feedback is worth; none where it has no such answer, or one outside the scale.
    pub fn worth(&self, one: Annotated<'_>) -> Option<f64> {
        let answer = |column: &str, low: f64, high: f64| {
            number(one.feedback, column).filter(|answer| (low..=high).contains(answer))
        };
        let side = |yes: bool, no: bool| f64::from(u8::from(yes)) - f64::from(u8::from(no));
        match self {
            Self::Nps { column } => {
                answer(column, 0.0, 10.0).map(|given| side(given >= 9.0, given < 7.0))
            }
            Self::Csat { column } => {
                answer(column, 1.0, 5.0).map(|given| side(given >= 4.0, false))
            }
            Self::Ces { column, scale, direction, method } => {
                let given = answer(column, 1.0, scale.points())?;
                let ease = match direction {
                    Direction::HighIsEasy => given,
                    Direction::LowIsEasy => scale.points() + 1.0 - given,
                };
                let easiest = |count: f64| ease > scale.points() - count;
                Some(match method {
                    CesMethod::Mean => given,
                    CesMethod::Share => side(easiest(scale.easy()), false),
                    CesMethod::Top2 => side(easiest(2.0), false),
                    CesMethod::Index => side(easiest(2.0), ease <= 2.0),
                })
            }
            Self::Cxi { needs, ease, enjoyable } => {
                let of = |column: &String| {
                    answer(column, 1.0, 5.0).map(|given| side(given >= 4.0, given <= 2.0))
                };
                Some((of(needs)? + of(ease)? + of(enjoyable)?) * 100.0 / 3.0)
            }
        }
    }
}

fn effort(scale: CesScale, direction: Direction, method: CesMethod) -> String {
    let easiest = match direction {
        Direction::HighIsEasy => format!("{} = easy", scale.points()),
        Direction::LowIsEasy => "1 = easy".to_owned(),
    };
    let what = match (method, scale) {
        (CesMethod::Mean, _) => "mean",
        (CesMethod::Share, CesScale::Seven) => "share of the three easiest answers",
        (CesMethod::Share, CesScale::Five) | (CesMethod::Top2, _) => {
            "share of the two easiest answers"
        }
        (CesMethod::Index, _) => {
            "100 × (share of the two easiest − share of the two hardest answers)"
        }
    };
    format!("{what} on {}, {easiest}", scale.id())
}

/// The number in a column of a feedback, whatever the case and accents of its name; a decimal comma is read.
pub(crate) fn number(feedback: &Feedback, column: &str) -> Option<f64> {
    attribute(feedback, column)?
        .replace(',', ".")
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

/// What a feedback has in a column, whatever the case and accents of its name; none where it is blank.
pub fn attribute<'a>(feedback: &'a Feedback, column: &str) -> Option<&'a str> {
    let exact = feedback.attributes.get(column);
    let found = exact.or_else(|| {
        let wanted = folded(column);
        // The column that was read as the channel has lost its own name.
        let wanted = if wanted == "canal" { "channel".to_owned() } else { wanted };
        feedback.attributes.iter().find(|(name, _)| folded(name) == wanted).map(|(_, value)| value)
    });
    found.map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// `nps:COLUMN`, `csat:COLUMN`, `ces:COLUMN:SCALE:DIRECTION:METHOD`, `cxi:NEEDS:EASE:ENJOYABLE`.
impl FromStr for DeclaredScore {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').map(str::trim).collect();
        match parts.as_slice() {
            ["nps", column] => Ok(Self::Nps { column: (*column).to_owned() }),
            ["csat", column] => Ok(Self::Csat { column: (*column).to_owned() }),
            ["ces", column, scale, direction, method] => Ok(Self::Ces {
                column: (*column).to_owned(),
                scale: one_of(
                    "scale",
                    scale,
                    &[("1-5", CesScale::Five), ("1-7", CesScale::Seven)],
                )?,
                direction: one_of(
                    "direction",
                    direction,
                    &[
                        ("high-is-easy", Direction::HighIsEasy),
                        ("low-is-easy", Direction::LowIsEasy),
                    ],
                )?,
                method: one_of(
                    "method",
                    method,
                    &[
                        ("mean", CesMethod::Mean),
                        ("share", CesMethod::Share),
                        ("top2", CesMethod::Top2),
                        ("index", CesMethod::Index),
                    ],
                )?,
            }),
            ["ces", ..] => Err("effort has several forms, none is guessed: \
                ces:COLUMN:SCALE:DIRECTION:METHOD, as ces:Effort:1-7:high-is-easy:share"
                .to_owned()),
            ["cxi", needs, ease, enjoyable] => {
                let [needs, ease, enjoyable] =
                    [needs, ease, enjoyable].map(|name| (*name).to_owned());
                Ok(Self::Cxi { needs, ease, enjoyable })
            }
            _ => Err("a score is nps:COLUMN, csat:COLUMN, ces:COLUMN:SCALE:DIRECTION:METHOD or \
                cxi:NEEDS:EASE:ENJOYABLE"
                .to_owned()),
        }
    }
}

fn one_of<T: Copy>(what: &str, given: &str, known: &[(&str, T)]) -> Result<T, String> {
    let found = known.iter().find(|(name, _)| *name == given).map(|&(_, value)| value);
    found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        format!("`{given}` is no {what} of effort: {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Clusters;
    use super::*;
    use crate::evidence::fixtures::{feedback, judged};
    use crate::types::{Dataset, Sentiment};

    /// As many answers of 1, 2, 3 … as `counts` says, in one column.
    fn answers(column: &str, counts: &[usize]) -> Dataset {
        let given = (1_usize..).zip(counts).flat_map(|(answer, &count)| vec![answer; count]);
        given
            .enumerate()
            .map(|(index, answer)| {
                let mut one = feedback(index, "Avis");
                one.attributes.insert(column.to_owned(), format!("{answer},0"));
                (one, judged(Sentiment::Neutral))
            })
            .collect()
    }

    fn value(dataset: &Dataset, score: &str) -> f64 {
        let score: DeclaredScore = score.parse().unwrap();
        let worth: Vec<(usize, f64)> = dataset
            .iter()
            .filter_map(|one| score.worth(one).map(|worth| (one.index, worth)))
            .collect();
        let measure = score.form().measure(&worth, &Clusters::of(dataset));
        let known = *measure.known().unwrap();
        assert!(known.low <= known.value && known.value <= known.high);
        known.value
    }

    #[test]
    fn the_forms_of_effort_have_their_published_values() {
        let seven = answers("Effort", &[80, 210, 140, 110, 160, 180, 120]);
        assert!((value(&seven, "ces:effort:1-7:high-is-easy:mean") - 4.08).abs() < 1e-9);
        assert!((value(&seven, "ces:effort:1-7:high-is-easy:share") - 0.46).abs() < 1e-9);
        assert!((value(&seven, "ces:effort:1-7:high-is-easy:top2") - 0.30).abs() < 1e-9);
        assert!((value(&seven, "ces:effort:1-7:high-is-easy:index") - 1.0).abs() < 1e-9);
        let five = answers("Effort", &[50, 20, 10, 10, 10]);
        // CES 1.0, the French practice, and the share of agreement, on one set of answers.
        assert!((value(&five, "ces:Effort:1-5:low-is-easy:mean") - 2.1).abs() < 1e-9);
        assert!((value(&five, "ces:Effort:1-5:low-is-easy:index") - 50.0).abs() < 1e-9);
        assert!((value(&five, "ces:Effort:1-5:high-is-easy:share") - 0.2).abs() < 1e-9);
    }

    #[test]
    fn the_index_of_three_questions_has_its_published_value() {
        // 62 − 15, 55 − 20, 48 − 25.
        let dataset: Dataset = (0..100)
            .map(|index| {
                let mut one = feedback(index, "Avis");
                for (column, high, low) in [("Q1", 62, 15), ("Q2", 55, 20), ("Q3", 48, 25)] {
                    let answer = if index < high {
                        "5"
                    } else if index < high + low {
                        "1"
                    } else {
                        "3"
                    };
                    one.attributes.insert(column.to_owned(), answer.to_owned());
                }
                (one, judged(Sentiment::Neutral))
            })
            .collect();
        assert!((value(&dataset, "cxi:Q1:Q2:Q3") - 35.0).abs() < 1e-9);
    }

    #[test]
    fn the_direction_of_effort_is_never_guessed() {
        let refused = "ces:Effort".parse::<DeclaredScore>().unwrap_err();
        assert!(refused.contains("none is guessed"), "{refused}");
        assert!("ces:Effort:1-10:high-is-easy:mean".parse::<DeclaredScore>().is_err());
        let file = "kind = \"ces\"\ncolumn = \"Effort\"\nscale = \"1-7\"\nmethod = \"mean\"";
        assert!(
            toml::from_str::<DeclaredScore>(file).unwrap_err().to_string().contains("direction")
        );
    }

    #[test]
    fn an_answer_outside_the_scale_does_not_count() {
        let dataset = answers("Q", &[0, 0, 0, 0, 0, 3]);
        let score: DeclaredScore = "csat:Q".parse().unwrap();
        assert!(dataset.iter().all(|one| score.worth(one).is_none()));
    }
}
