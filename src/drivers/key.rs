//! Key drivers: how much of the score each driver explains, and what it adds to the risk of a detractor.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::DriverSettings;
use super::design::{Design, Driver, drivers, resampled, signed};
use crate::metrics::MainScore;
use crate::stats::{Covariance, Trials, logistic};
use crate::types::{Annotated, Dataset, Measure, Undefined};

/// The fewest detractors, and the fewest others, for each driver of the logistic regression.
const EVENTS_PER_DRIVER: u64 = 10;

/// What explains the main score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyDrivers {
    /// The score explained.
    pub score: String,
    /// The share of its variance that all drivers explain together, 0 to 1.
    pub r2: Measure,
    /// The drivers, the one that explains most first.
    pub drivers: Vec<KeyDriver>,
    /// What the regression on detractors rests on.
    pub detractors: Detractors,
}

/// One driver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyDriver {
    /// The touchpoint, or the column.
    pub driver: String,
    /// Its share of R² (LMG: its Shapley value over all orders of entry), 0 to 1; shares sum to R². Bootstrap
    /// interval. A share is never negative: see `slope` for whether there is an effect at all.
    pub share: Measure,
    /// The points of the score that go with praise rather than nothing, or with nothing rather than a complaint,
    /// all other drivers alike; with one more unit of a column. Bootstrap interval.
    pub slope: Measure,
    /// How much more probable a detractor is with a complaint (one more unit of a column), all other drivers
    /// alike: average marginal effect, −1 to 1.
    pub detractor_effect: Measure,
}

/// What a regression on detractors rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detractors {
    /// How many answers are detractors'.
    pub events: u64,
    /// How many are not.
    pub others: u64,
    /// How many of each the regression needs: ten a driver.
    pub needed: u64,
}

/// What one draw says.
struct Draw {
    r2: f64,
    shares: Vec<f64>,
    slopes: Option<Vec<f64>>,
}

/// The key drivers of the main score.
///
/// # Errors
///
/// `NoScore` where nothing is scored or judged, `TooFew` where fewer than `fewest_scored` scored feedback have
/// all the drivers or no driver has enough mentions.
pub fn key_drivers(dataset: &Dataset, settings: &DriverSettings) -> Result<KeyDrivers, Undefined> {
    let score = MainScore::of(dataset);
    let drivers = drivers(dataset, settings);
    let design = Design::new(dataset, score, |one| signed(one, &drivers));
    match design.n() {
        _ if drivers.is_empty() => return Err(Undefined::TooFew),
        0 => return Err(Undefined::NoScore),
        n if n < settings.fewest_scored => return Err(Undefined::TooFew),
        _ => {}
    }
    let value = draw(&design, &design.weights());
    let draws: Vec<Draw> = (0..settings.resamples)
        .into_par_iter()
        .map(|number| draw(&design, &design.resampled(settings.seed, number)))
        .collect();
    let (detractors, effects) = on_detractors(dataset, score, &drivers);
    let n = design.n();
    let key_driver = |(at, driver): (usize, &Driver)| {
        let slope = |draw: &Draw| draw.slopes.as_ref().map(|slopes| slopes[at]);
        KeyDriver {
            driver: driver.id(),
            share: resampled(
                value.shares[at],
                draws.iter().map(|draw| draw.shares[at]).collect(),
                n,
            ),
            slope: slope(&value).map_or(Measure::Undefined(Undefined::NoContrast), |value| {
                resampled(value, draws.iter().filter_map(slope).collect(), n)
            }),
            detractor_effect: effects
                .as_ref()
                .map_or_else(|reason| Measure::Undefined(*reason), |effects| effects[at]),
        }
    };
    let mut found: Vec<KeyDriver> = drivers.iter().enumerate().map(key_driver).collect();
    let share = |one: &KeyDriver| one.share.known().map_or(0.0, |share| share.value);
    // Stable: equal shares stay by volume.
    found.sort_by(|a, b| share(b).total_cmp(&share(a)));
    Ok(KeyDrivers {
        score: score.name().to_owned(),
        r2: resampled(value.r2, draws.iter().map(|draw| draw.r2).collect(), n),
        drivers: found,
        detractors,
    })
}

fn draw(design: &Design, weights: &[f64]) -> Draw {
    let columns = design.cells.first().map_or(1, |cell| cell.values.len());
    let rows = design.cells.iter().zip(weights);
    let covariance =
        Covariance::of(columns, rows.map(|(cell, &weight)| (cell.values.as_slice(), weight)));
    let shares = covariance.lmg();
    Draw { r2: shares.iter().sum(), shares, slopes: covariance.coefficients() }
}

/// The average marginal effects of each driver on detractors, complaints counting as 1.
fn on_detractors(
    dataset: &Dataset,
    score: MainScore,
    drivers: &[Driver],
) -> (Detractors, Result<Vec<Measure>, Undefined>) {
    let design = Design::new(dataset, score, |one| complaining(one, drivers));
    let events: u64 = design.cells.iter().filter(|cell| cell.detracts).map(|cell| cell.count).sum();
    let others = design.n() - events;
    let needed = EVENTS_PER_DRIVER * drivers.len() as u64;
    let detractors = Detractors { events, others, needed };
    if events.min(others) < needed {
        return (detractors, Err(Undefined::TooFewEvents));
    }
    let trials: Vec<Trials> = design
        .cells
        .iter()
        .zip(design.weights())
        .map(|(cell, trials)| Trials {
            drivers: cell.values[..cell.values.len() - 1].to_vec(),
            trials,
            events: if cell.detracts { trials } else { 0.0 },
        })
        .collect();
    let fitted = logistic(&trials);
    (detractors, fitted.map(|found| found.effects.into_iter().map(Measure::Known).collect()))
}

fn complaining(one: Annotated<'_>, drivers: &[Driver]) -> Option<Vec<f64>> {
    let values = signed(one, drivers)?;
    let of = |(driver, value): (&Driver, f64)| match driver {
        Driver::Touchpoint(id) => {
            let complains =
                one.annotation.touchpoint(*id).is_some_and(|answer| answer.polarity.complains());
            f64::from(u8::from(complains))
        }
        Driver::Column(_) => value,
    };
    Some(drivers.iter().zip(values).map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{about, feedback, judged};
    use crate::types::{Polarity, Scale, Sentiment, Touchpoint};

    /// Delivery weighs three stars, staff one, store nothing; staff is spoken of with the store.
    fn planted(n: usize) -> Dataset {
        (0..n)
            .map(|index| {
                let mut annotation = judged(Sentiment::Neutral);
                let mut stars = 3.0;
                let mut speak = |id, polarity| annotation.touchpoints.push(about(id, polarity));
                match index % 5 {
                    0 => speak(Touchpoint::Delivery, Polarity::Negative),
                    1 => speak(Touchpoint::Delivery, Polarity::Positive),
                    _ => {}
                }
                stars += [-1.5, 1.5, 0.0, 0.0, 0.0][index % 5];
                if index % 3 == 0 {
                    let good = index % 2 == 0;
                    let polarity = if good { Polarity::Positive } else { Polarity::Negative };
                    speak(Touchpoint::Staff, polarity);
                    stars += if good { 0.5 } else { -0.5 };
                    if index % 9 == 0 {
                        speak(Touchpoint::Store, polarity);
                    }
                }
                let mut one = feedback(index, "Avis");
                one.ratings.insert(Scale::Stars, stars + [0.0, 0.05, 0.02, 0.03][index % 4]);
                one.attributes.insert("Note livraison".to_owned(), format!("{}", stars * 2.0));
                (one, annotation)
            })
            .collect()
    }

    #[test]
    fn planted_drivers_are_found_in_their_order() {
        let found = key_drivers(&planted(900), &DriverSettings::default()).unwrap();
        let names: Vec<&str> = found.drivers.iter().map(|one| one.driver.as_str()).collect();
        assert_eq!(names, ["delivery", "staff", "store"]);
        let known = |measure: &Measure| *measure.known().unwrap();
        let slopes: Vec<_> = found.drivers.iter().map(|one| known(&one.slope)).collect();
        assert!((slopes[0].value - 1.5).abs() < 0.05 && (slopes[1].value - 0.5).abs() < 0.05);
        assert!(
            slopes[2].value.abs() < 0.05,
            "the store only goes with the staff: {:?}",
            slopes[2]
        );
        let sum: f64 = found.drivers.iter().map(|one| known(&one.share).value).sum();
        assert!((sum - known(&found.r2).value).abs() < 1e-9 && sum > 0.9);
    }

    #[test]
    fn columns_can_be_the_drivers() {
        let settings = DriverSettings {
            columns: vec!["note livraison".to_owned()],
            ..DriverSettings::default()
        };
        let found = key_drivers(&planted(200), &settings).unwrap();
        assert_eq!(found.drivers.len(), 1);
        assert!(found.drivers[0].share.known().unwrap().value > 0.99);
    }

    #[test]
    fn too_few_events_are_refused_with_their_number() {
        let found = key_drivers(&planted(50), &DriverSettings::default()).unwrap();
        let Detractors { events, needed, .. } = found.detractors;
        assert!(events < needed && needed == 10 * found.drivers.len() as u64);
        let effects = found.drivers.iter().map(|one| one.detractor_effect);
        assert!(
            effects.into_iter().all(|effect| effect == Measure::Undefined(Undefined::TooFewEvents))
        );
        assert_eq!(key_drivers(&planted(8), &DriverSettings::default()), Err(Undefined::TooFew));
    }

    #[test]
    fn nothing_depends_on_the_order_of_the_rows() {
        let dataset = planted(300);
        let turned: Dataset = dataset
            .iter()
            .rev()
            .map(|one| (one.feedback.clone(), one.annotation.clone()))
            .collect();
        let settings = DriverSettings::default();
        assert_eq!(key_drivers(&dataset, &settings), key_drivers(&turned, &settings));
    }
}
