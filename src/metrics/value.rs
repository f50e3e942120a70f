//! What customers are worth, by what they answered: for a table of customers that the user gives.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::score::{is_detractor, is_promoter};
use crate::stats::{Difference, Sample, difference};
use crate::types::{Dataset, Measure, Scale, Undefined};

/// The fewest customers of a class.
const FEWEST: u64 = 30;

/// The value of each customer, by the identifier that feedback name them with.
pub type CustomerValues = BTreeMap<String, f64>;

/// What customers are worth, by what they answered last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// Customers in the table.
    pub customers: u64,
    /// Of these, customers who answered.
    pub answered: u64,
    /// The mean value of a detractor, of a passive and of a promoter, in the unit of the table; too few below 30
    /// customers in a class.
    pub value: [Measure; 3],
    /// What goes with one more passive and one less detractor: the difference of their values.
    pub detractor_to_passive: Measure,
    /// What goes with one more promoter and one less passive.
    pub passive_to_promoter: Measure,
    /// The value of moving `moved` detractors to passives and as many passives to promoters.
    pub moves: Measure,
    /// How many customers are moved in `moves`.
    pub moved: u64,
}

/// What customers are worth, from the last answer on 0 to 10 of each.
///
/// Everything here is correlational: a promoter is worth more for many reasons besides being one.
pub fn money(dataset: &Dataset, values: &CustomerValues, moved: u64) -> Money {
    let last = last_scores(dataset);
    let of_class = |holds: fn(f64) -> bool| {
        let kept = last.iter().filter(|(_, score)| holds(**score));
        Sample::of(kept.filter_map(|(customer, _)| values.get(*customer).copied()))
    };
    let classes = [
        of_class(is_detractor),
        of_class(|score| !is_detractor(score) && !is_promoter(score)),
        of_class(is_promoter),
    ];
    let none = if last.is_empty() { Undefined::NoScore } else { Undefined::TooFew };
    let gain = |from: usize, to: usize| {
        let enough = |at: usize| classes[at].filter(|sample| sample.n >= FEWEST);
        let pair = enough(to).zip(enough(from)).ok_or(none);
        pair.and_then(|(to, from)| difference(to, from))
    };
    let (first, second) = (gain(0, 1), gain(1, 2));
    Money {
        customers: values.len() as u64,
        answered: last.keys().filter(|customer| values.contains_key(**customer)).count() as u64,
        value: classes
            .map(|class| class.map_or(Measure::Undefined(none), |class| class.student(FEWEST))),
        detractor_to_passive: known(first),
        passive_to_promoter: known(second),
        // Passives gain as many as they lose: what is left is the distance from detractors to promoters.
        moves: scaled(gain(0, 2).and_then(|both| first.and(second).map(|_| both)), moved),
        moved,
    }
}

fn known(found: Result<Difference, Undefined>) -> Measure {
    found.map_or_else(Measure::Undefined, |found| Measure::Known(found.difference))
}

fn scaled(found: Result<Difference, Undefined>, times: u64) -> Measure {
    super::form::times(known(found), crate::stats::float(times))
}

/// The last score of each customer on 0 to 10.
fn last_scores(dataset: &Dataset) -> BTreeMap<&str, f64> {
    let mut last: BTreeMap<&str, (Option<jiff::civil::DateTime>, f64)> = BTreeMap::new();
    for one in dataset.iter() {
        let score = one.feedback.ratings.get(&Scale::Nps);
        if let Some((customer, &score)) = one.feedback.customer.as_deref().zip(score) {
            let entry = last.entry(customer).or_insert((None, score));
            if one.feedback.received >= entry.0 {
                *entry = (one.feedback.received, score);
            }
        }
    }
    last.into_iter().map(|(customer, (_, score))| (customer, score)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{feedback, judged};
    use crate::types::Sentiment;

    /// Customers of value 100, 200 and 400 (± 10) by class, as many of each.
    fn shop(each: usize) -> (Dataset, CustomerValues) {
        let mut dataset = Dataset::new();
        let mut values = CustomerValues::new();
        for index in 0..3 * each {
            let class = index % 3;
            let mut one = feedback(index, "Avis");
            one.customer = Some(format!("C{index}"));
            one.ratings.insert(Scale::Nps, [3.0, 7.0, 10.0][class]);
            let around = if index % 2 == 0 { 10.0 } else { -10.0 };
            values.insert(format!("C{index}"), [100.0, 200.0, 400.0][class] + around);
            dataset.push(one, judged(Sentiment::Neutral));
        }
        (dataset, values)
    }

    #[test]
    fn the_planted_values_of_transitions_are_recovered() {
        let (dataset, values) = shop(60);
        let found = money(&dataset, &values, 50);
        let value = |measure: Measure| measure.known().unwrap().value;
        assert!((value(found.value[0]) - 100.0).abs() < 1e-9 && found.answered == 180);
        assert!((value(found.detractor_to_passive) - 100.0).abs() < 1e-9);
        assert!((value(found.passive_to_promoter) - 200.0).abs() < 1e-9);
        let moves = *found.moves.known().unwrap();
        assert!(
            (moves.value - 15_000.0).abs() < 1e-6 && moves.low < 15_000.0 && moves.high > 15_000.0
        );
    }

    #[test]
    fn a_class_of_fewer_than_thirty_is_refused() {
        let (dataset, values) = shop(29);
        let found = money(&dataset, &values, 50);
        assert_eq!(found.value, [Measure::Undefined(Undefined::TooFew); 3]);
        assert_eq!(found.moves, Measure::Undefined(Undefined::TooFew));
    }
}
