//! Questions asked on purpose: Kano's pairs, and importance with satisfaction (Ulwick).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::declared::number;
use super::{MetricSettings, attribute};
use crate::stats::{draw_key, float, group_weight, percentile_interval, trinomial, wilson};
use crate::text::folded;
use crate::types::{Dataset, Estimate, Measure, Undefined};

/// A pair of Kano's questions: how would you feel with it, and without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KanoPair {
    /// The feature asked about.
    pub name: String,
    /// The column of the functional question: with the feature.
    pub functional: String,
    /// The column of the dysfunctional question: without it.
    pub dysfunctional: String,
}

/// A pair of questions on importance and satisfaction, both on 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NeedPair {
    /// The need asked about.
    pub name: String,
    /// The column of its importance.
    pub importance: String,
    /// The column of the satisfaction with it.
    pub satisfaction: String,
}

/// Kano's classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KanoClass {
    /// Taken for granted: missed when absent.
    MustBe,
    /// The more the better.
    OneDimensional,
    /// Not expected, and delights.
    Attractive,
    /// Leaves indifferent.
    Indifferent,
    /// Better without.
    Reverse,
    /// The two answers contradict each other.
    Questionable,
}

/// The classes in the order that settles ties; the last two are no class of a feature.
const CLASSES: [KanoClass; 6] = [
    KanoClass::MustBe,
    KanoClass::OneDimensional,
    KanoClass::Attractive,
    KanoClass::Indifferent,
    KanoClass::Reverse,
    KanoClass::Questionable,
];

/// What the answers make of a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KanoFinding {
    /// The feature.
    pub name: String,
    /// How many answers fall in each class, in the order must-be, one-dimensional, attractive, indifferent,
    /// reverse, questionable.
    pub counts: [u64; 6],
    /// The most frequent class; ties go to must-be, then one-dimensional, then attractive. None without answers.
    pub class: Option<KanoClass>,
    /// Whether it is surely more frequent than the second.
    pub sure: bool,
    /// `(A + O) / (A + O + M + I)`: how many it would satisfy, 0 to 1.
    pub better: Measure,
    /// `−(O + M) / (A + O + M + I)`: how many its absence would dissatisfy, −1 to 0.
    pub worse: Measure,
}

/// What the answers make of a need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeedFinding {
    /// The need.
    pub name: String,
    /// Share of 4 and 5 on importance, on 0 to 10.
    pub importance: Measure,
    /// Share of 4 and 5 on satisfaction, on 0 to 10.
    pub satisfaction: Measure,
    /// Ulwick's opportunity: `Imp + max(Imp − Sat, 0)`, 0 to 20, bootstrap interval.
    pub opportunity: Measure,
}

/// Answers of Kano's questions, from 1 (I like it) to 5 (I dislike it), as a number or in words.
fn feeling(answer: &str) -> Option<usize> {
    let said = folded(answer);
    let holds = |cues: &[&str]| cues.iter().any(|cue| said.contains(cue));
    match said.trim().parse::<usize>() {
        Ok(number @ 1..=5) => Some(number - 1),
        Ok(_) => None,
        Err(_) if holds(&["deplai", "aime pas", "aimerais pas", "dislike", "derange"]) => Some(4),
        Err(_) if holds(&["support", "accept", "accomod", "live with", "tolerat", "tolere"]) => {
            Some(3)
        }
        Err(_) if holds(&["neutr", "egal", "indiffer", "don't care"]) => Some(2),
        Err(_) if holds(&["normal", "attend", "must", "expect", "necessaire", "minimum"]) => {
            Some(1)
        }
        Err(_) if holds(&["aime", "plai", "like", "ravi"]) => Some(0),
        Err(_) => None,
    }
}

/// The class of a pair of answers: with the feature, then without.
///
/// ```text
///            like  must-be  neutral  live-with  dislike     (without)
/// like        Q      A        A         A          O
/// must-be     R      I        I         I          M
/// neutral     R      I        I         I          M
/// live-with   R      I        I         I          M
/// dislike     R      R        R         R          Q
/// (with)
/// ```
fn class_of(with: usize, without: usize) -> KanoClass {
    match (with, without) {
        (0, 0) | (4, 4) => KanoClass::Questionable,
        (0, 4) => KanoClass::OneDimensional,
        (0, _) => KanoClass::Attractive,
        (_, 0) | (4, _) => KanoClass::Reverse,
        (_, 4) => KanoClass::MustBe,
        _ => KanoClass::Indifferent,
    }
}

/// What the answers make of each feature asked about.
pub fn kano(dataset: &Dataset, settings: &MetricSettings) -> Vec<KanoFinding> {
    let finding = |pair: &KanoPair| {
        let mut counts = [0; 6];
        for one in dataset.iter() {
            let answer = |column: &str| attribute(one.feedback, column).and_then(feeling);
            if let (Some(with), Some(without)) =
                (answer(&pair.functional), answer(&pair.dysfunctional))
            {
                counts[class_of(with, without) as usize] += 1;
            }
        }
        kano_of(&pair.name, counts)
    };
    settings.kano.iter().map(finding).collect()
}

fn kano_of(name: &str, counts: [u64; 6]) -> KanoFinding {
    let [must, one, attractive, indifferent, ..] = counts;
    let classed = must + one + attractive + indifferent;
    let all: u64 = counts.iter().sum();
    let mut order: Vec<usize> = (0..4).collect();
    // Stable: ties stay in the order of the classes.
    order.sort_by_key(|&at| std::cmp::Reverse(counts[at]));
    let worse = match wilson(one + must, classed) {
        Measure::Known(Estimate { value, low, high, n }) => {
            Measure::Known(Estimate { value: -value, low: -high, high: -low, n })
        }
        undefined @ Measure::Undefined(_) => undefined,
    };
    let ahead = trinomial(counts[order[0]], counts[order[1]], all);
    KanoFinding {
        name: name.to_owned(),
        counts,
        class: (classed > 0).then(|| CLASSES[order[0]]),
        sure: ahead.known().is_some_and(|ahead| ahead.low > 0.0),
        better: wilson(attractive + one, classed),
        worse,
    }
}

/// What the answers make of each need asked about, the largest opportunity first.
pub fn needs(dataset: &Dataset, settings: &MetricSettings) -> Vec<NeedFinding> {
    let finding = |pair: &NeedPair| {
        // Who finds it important, who is satisfied: four cells.
        let mut cells = [[0_u64; 2]; 2];
        for one in dataset.iter() {
            let high = |column: &str| {
                number(one.feedback, column)
                    .filter(|answer| (1.0..=5.0).contains(answer))
                    .map(|answer| usize::from(answer >= 4.0))
            };
            if let (Some(important), Some(satisfied)) =
                (high(&pair.importance), high(&pair.satisfaction))
            {
                cells[important][satisfied] += 1;
            }
        }
        need_of(&pair.name, cells, settings)
    };
    let mut found: Vec<NeedFinding> = settings.needs.iter().map(finding).collect();
    let size = |one: &NeedFinding| one.opportunity.known().map_or(-1.0, |known| known.value);
    found.sort_by(|a, b| size(b).total_cmp(&size(a)));
    found
}

fn need_of(name: &str, cells: [[u64; 2]; 2], settings: &MetricSettings) -> NeedFinding {
    let n: u64 = cells.iter().flatten().sum();
    let ten = |successes| super::form::times(wilson(successes, n), 10.0);
    let (important, satisfied) = (cells[1][0] + cells[1][1], cells[0][1] + cells[1][1]);
    let of = |cells: [[u64; 2]; 2]| {
        let all = float(cells.iter().flatten().sum::<u64>().max(1));
        opportunity(
            10.0 * float(cells[1][0] + cells[1][1]) / all,
            10.0 * float(cells[0][1] + cells[1][1]) / all,
        )
    };
    let drawn = (0..settings.resamples).map(|draw| {
        let cell = |row: usize, column: usize| {
            let key = draw_key(&[settings.seed, u64::from(draw), row as u64, column as u64]);
            group_weight(cells[row][column], key)
        };
        of([[cell(0, 0), cell(0, 1)], [cell(1, 0), cell(1, 1)]])
    });
    let value = of(cells);
    let interval = percentile_interval(drawn.collect(), value).filter(|_| n > 0);
    NeedFinding {
        name: name.to_owned(),
        importance: ten(important),
        satisfaction: ten(satisfied),
        opportunity: interval.map_or(Measure::Undefined(Undefined::NoData), |(low, high)| {
            Measure::Known(Estimate { value, low, high, n })
        }),
    }
}

/// Ulwick's opportunity of an importance and a satisfaction, each 0 to 10.
///
/// ```
/// assert!((vigie::metrics::opportunity(9.1, 3.2) - 15.0).abs() < 1e-12);
/// assert!((vigie::metrics::opportunity(5.0, 8.0) - 5.0).abs() < 1e-12);
/// ```
pub fn opportunity(importance: f64, satisfaction: f64) -> f64 {
    importance + (importance - satisfaction).max(0.0)
}

fn pair(text: &str) -> Option<[String; 3]> {
    let (name, columns) = text.split_once('=')?;
    let (first, second) = columns.split_once('/')?;
    let parts = [name, first, second].map(|part| part.trim().to_owned());
    parts.iter().all(|part| !part.is_empty()).then_some(parts)
}

/// `NAME=FUNCTIONAL/DYSFUNCTIONAL`.
impl FromStr for KanoPair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let [name, functional, dysfunctional] =
            pair(text).ok_or("a pair of Kano's questions is NAME=WITH COLUMN/WITHOUT COLUMN")?;
        Ok(Self { name, functional, dysfunctional })
    }
}

/// `NAME=IMPORTANCE/SATISFACTION`.
impl FromStr for NeedPair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let [name, importance, satisfaction] =
            pair(text).ok_or("a need is NAME=IMPORTANCE COLUMN/SATISFACTION COLUMN")?;
        Ok(Self { name, importance, satisfaction })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{feedback, judged};
    use crate::types::Sentiment;

    #[test]
    fn the_table_of_kano_is_the_published_one() {
        let letters: Vec<String> = (0..5)
            .map(|with| {
                let letter = |without| match class_of(with, without) {
                    KanoClass::MustBe => 'M',
                    KanoClass::OneDimensional => 'O',
                    KanoClass::Attractive => 'A',
                    KanoClass::Indifferent => 'I',
                    KanoClass::Reverse => 'R',
                    KanoClass::Questionable => 'Q',
                };
                (0..5).map(letter).collect()
            })
            .collect();
        assert_eq!(letters, ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]);
    }

    #[test]
    fn better_and_worse_have_their_published_values() {
        // A 20, O 15, M 50, I 15.
        let found = kano_of("x", [50, 15, 20, 15, 0, 0]);
        assert!((found.better.known().unwrap().value - 0.35).abs() < 1e-12);
        let worse = found.worse.known().unwrap();
        assert!(
            (worse.value + 0.65).abs() < 1e-12
                && worse.low < worse.value
                && worse.value < worse.high
        );
        assert_eq!((found.class, found.sure), (Some(KanoClass::MustBe), true));
        let tie = kano_of("x", [10, 10, 10, 10, 0, 0]);
        assert_eq!((tie.class, tie.sure), (Some(KanoClass::MustBe), false));
        assert_eq!(kano_of("x", [0; 6]).class, None);
    }

    #[test]
    fn answers_are_read_as_numbers_or_words() {
        let said = [
            "1",
            "J'aime beaucoup",
            "C'est normal",
            "Neutre",
            "Je m'en accommode, j'accepte",
            "Cela me déplaît",
            "9",
            "?",
        ];
        let read = said.map(feeling);
        assert_eq!(read, [Some(0), Some(0), Some(1), Some(2), Some(3), Some(4), None, None]);
    }

    #[test]
    fn needs_are_ranked_by_opportunity() {
        let mut settings = MetricSettings::default();
        settings.needs.push("Prix=ip/sp".parse().unwrap());
        settings.needs.push("Délai=id/sd".parse().unwrap());
        let dataset: Dataset = (0..100)
            .map(|index| {
                let mut one = feedback(index, "Avis");
                let mut say = |column: &str, high: bool| {
                    one.attributes
                        .insert(column.to_owned(), if high { "5" } else { "2" }.to_owned());
                };
                say("ip", index < 50);
                say("sp", index < 80);
                say("id", index < 91);
                say("sd", index < 32);
                (one, judged(Sentiment::Neutral))
            })
            .collect();
        let found = needs(&dataset, &settings);
        let values: Vec<f64> =
            found.iter().map(|one| one.opportunity.known().unwrap().value).collect();
        assert!((values[0] - 15.0).abs() < 1e-9 && (values[1] - 5.0).abs() < 1e-9, "{values:?}");
        assert_eq!(found[0].name, "Délai");
        assert!(found[0].opportunity.known().unwrap().low > 12.0);
    }
}
