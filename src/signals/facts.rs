//! What is known of each feedback beside its words: when, where from, by whom, how dissatisfied.

use jiff::civil::Date;
use rayon::prelude::*;

use crate::evidence::{Gravity, SeveritySettings, is_dissatisfied, place_on_scale, weigh};
use crate::types::{Dataset, Numbering, Scale};

/// What is known of a feedback beside its words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// When it was given.
    pub day: Option<Date>,
    /// Its channel, as a place in [`Facts::channels`].
    pub channel: u32,
    /// What its score says.
    pub band: Band,
    /// Who gave it, as a number of our own; none where it is not known.
    pub customer: Option<u32>,
    /// Whether somebody complains who gives no good score.
    pub unhappy: bool,
    /// What makes it grave; none where nothing does.
    pub gravity: Option<Gravity>,
    /// How dissatisfied it is, 0 to 1.
    pub severity: f64,
    /// The place of its score on its scale, 0 worst to 1 best.
    pub place: Option<f64>,
}

/// What a score says, whatever its scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Somebody dissatisfied: 0 to 6 of 10, less than 3 stars.
    Low,
    /// Neither.
    Middle,
    /// Somebody satisfied: 9 or 10 of 10, 4 or 5 stars.
    High,
    /// No score.
    None,
}

impl Band {
    /// The band of a score on its scale.
    pub fn of(score: Option<(Scale, f64)>) -> Self {
        let (low, high) = match score {
            None => return Self::None,
            Some((Scale::Nps, _)) => (7.0, 9.0),
            Some((Scale::Stars | Scale::Csat, _)) => (3.0, 4.0),
            Some((Scale::Ces, _)) => (4.0, 5.0),
        };
        match score {
            Some((_, score)) if score < low => Self::Low,
            Some((_, score)) if score < high => Self::Middle,
            _ => Self::High,
        }
    }
}

/// What is known of every feedback of a corpus, by its place.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// By feedback.
    pub all: Vec<Fact>,
    /// The names of the channels; the first is that of no channel, empty.
    pub channels: Vec<String>,
}

impl Facts {
    /// What is known of the feedback of a dataset.
    pub fn of(dataset: &Dataset, settings: &SeveritySettings) -> Self {
        let scale = dataset.main_scale();
        let mut channels = Numbering::default();
        channels.number("");
        let mut customers = Numbering::default();
        let mut all: Vec<Fact> = (0..dataset.len())
            .into_par_iter()
            .map(|index| {
                let one = dataset.get(index);
                let (severity, gravity) = weigh(one, settings);
                let score =
                    scale.and_then(|scale| Some((scale, *one.feedback.ratings.get(&scale)?)));
                Fact {
                    day: one.feedback.received.map(jiff::civil::DateTime::date),
                    channel: 0,
                    band: Band::of(score),
                    customer: None,
                    unhappy: is_dissatisfied(one),
                    gravity,
                    severity,
                    place: place_on_scale(one.feedback),
                }
            })
            .collect();
        for (fact, one) in all.iter_mut().zip(dataset.iter()) {
            fact.channel = channels.number(one.feedback.channel().unwrap_or(""));
            fact.customer =
                one.feedback.customer.as_deref().map(|customer| customers.number(customer));
        }
        Self { all, channels: channels.into_names() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_those_of_each_scale() {
        let band = |scale, score| Band::of(Some((scale, score)));
        assert_eq!(
            [0.0, 6.0, 7.0, 9.0].map(|score| band(Scale::Nps, score)),
            [Band::Low, Band::Low, Band::Middle, Band::High]
        );
        assert_eq!(
            [2.0, 3.0, 4.5].map(|score| band(Scale::Stars, score)),
            [Band::Low, Band::Middle, Band::High]
        );
        assert_eq!(Band::of(None), Band::None);
    }
}
