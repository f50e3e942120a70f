//! Every indicator that a dataset allows, ready to be measured on any part of it.

use super::score::{is_detractor, is_promoter};
use super::{Clusters, DeclaredScore, Form, MainScore};
use crate::types::{Annotated, Dataset, Effort, Expectation, Measure, Scale, Sentiment};

/// The attribute that says how long after the event a survey was answered: `hot`, `warm` or `cold`.
pub const MOMENT: &str = "moment";

/// An indicator: its name, its definition, and what a feedback is worth to it.
pub struct Metric {
    /// Its identifier.
    pub name: String,
    /// The definition used, in one line.
    pub definition: String,
    /// How answers become a figure.
    pub form: Form,
    /// Whether it is a score that customers gave, and no reading of their words.
    pub given: bool,
    worth: Worth,
}

type Worth = Box<dyn Fn(Annotated<'_>) -> Option<f64> + Send + Sync>;

impl std::fmt::Debug for Metric {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Metric").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Metric {
    fn new(
        name: impl Into<String>,
        definition: impl Into<String>,
        form: Form,
        worth: impl Fn(Annotated<'_>) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        let (name, definition) = (name.into(), definition.into());
        Self { name, definition, form, given: false, worth: Box::new(worth) }
    }

    /// A main score.
    pub fn of_score(score: MainScore) -> Self {
        let given = score != MainScore::Sentiment;
        let worth = move |one: Annotated<'_>| score.worth(one);
        Self { given, ..Self::new(score.name(), score.definition(), score.form(), worth) }
    }

    /// A score that the user declared.
    pub fn declared(score: &DeclaredScore) -> Self {
        let score = score.clone();
        let (name, definition, form) = (score.name(), score.definition(), score.form());
        let worth = move |one: Annotated<'_>| score.worth(one);
        Self { given: true, ..Self::new(name, definition, form, worth) }
    }

    /// What the feedback of some rows bring to it, with their positions.
    pub fn answers<'a>(&self, rows: impl Iterator<Item = Annotated<'a>>) -> Vec<(usize, f64)> {
        rows.filter_map(|one| (self.worth)(one).map(|worth| (one.index, worth))).collect()
    }

    /// The figure over some rows.
    pub fn measure<'a>(
        &self,
        rows: impl Iterator<Item = Annotated<'a>>,
        clusters: &Clusters,
    ) -> Measure {
        self.form.measure(&self.answers(rows), clusters)
    }
}

/// The indicators of a dataset, the main score first: scores of its scales, declared scores, shares told by the
/// words alone.
pub fn catalogue(dataset: &Dataset, declared: &[DeclaredScore]) -> Vec<Metric> {
    let main = MainScore::of(dataset);
    let mut all = vec![Metric::of_score(main)];
    if main == MainScore::Of(Scale::Nps) {
        all.extend(nps_classes());
    }
    let scored = |scale: Scale| dataset.iter().any(|one| one.feedback.ratings.contains_key(&scale));
    let scales = Scale::ALL.iter().copied().filter(|&scale| scored(scale)).map(MainScore::Of);
    let others = scales.chain([MainScore::Sentiment]).filter(|&score| score != main);
    all.extend(others.map(Metric::of_score));
    all.extend(declared.iter().map(Metric::declared));
    all.extend(of_the_words());
    all
}

/// The moments of the surveys of a dataset, where they are said: more than one, and a pooled score mixes what was
/// answered on the spot with what was answered later.
pub fn moments(dataset: &Dataset) -> Vec<String> {
    let mut moments: Vec<String> = dataset
        .iter()
        .filter_map(|one| one.feedback.attributes.get(MOMENT))
        .map(|moment| moment.trim())
        .filter(|moment| !moment.is_empty())
        .map(str::to_lowercase)
        .collect();
    moments.sort_unstable();
    moments.dedup();
    moments
}

fn yes(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn nps_classes() -> Vec<Metric> {
    let class = |name: &str, definition: &str, holds: fn(f64) -> bool| {
        let share = move |one: Annotated<'_>| {
            one.feedback.ratings.get(&Scale::Nps).map(|&score| yes(holds(score)))
        };
        Metric { given: true, ..Metric::new(name, definition, Form::Share, share) }
    };
    vec![
        class("nps_promoters", "share of 9–10", is_promoter),
        class("nps_passives", "share of 7–8", |score| {
            !is_promoter(score) && !is_detractor(score)
        }),
        class("nps_detractors", "share of 0–6", is_detractor),
    ]
}

/// Shares told by the words alone. Who tells of no effort and compares with no expectation counts in none of
/// the last two.
fn of_the_words() -> Vec<Metric> {
    let judged = |name: &str, definition: &str, holds: fn(Annotated<'_>) -> bool| {
        let share = move |one: Annotated<'_>| one.annotation.sentiment().map(|_| yes(holds(one)));
        Metric::new(name, definition, Form::Share, share)
    };
    let among_expecting = |name: &str, definition: &str, holds: fn(Expectation) -> bool| {
        let share = move |one: Annotated<'_>| {
            one.annotation.sentiment()?;
            one.annotation.expectation.map(|told| yes(holds(told.label)))
        };
        Metric::new(name, definition, Form::Share, share)
    };
    vec![
        judged("sentiment_positive", "share of positive among the judged", |one| {
            one.annotation.sentiment() == Some(Sentiment::Positive)
        }),
        judged("sentiment_negative", "share of negative among the judged", |one| {
            one.annotation.sentiment() == Some(Sentiment::Negative)
        }),
        judged("effort_high", "share that tell of undue effort among the judged", |one| {
            one.annotation.effort.is_some_and(|told| told.label == Effort::High)
        }),
        judged("effort_low", "share that tell of ease among the judged", |one| {
            one.annotation.effort.is_some_and(|told| told.label == Effort::Low)
        }),
        among_expecting(
            "expectation_below",
            "share below expectation among those that compare with one",
            |told| told == Expectation::Below,
        ),
        among_expecting(
            "expectation_above",
            "share above expectation or enthusiastic among those that compare with one",
            |told| matches!(told, Expectation::Above | Expectation::Fan),
        ),
    ]
}
