//! Scales turned round: the worst score with praise, the best with a complaint.

use super::HygieneSettings;
use super::find::{Fault, FaultKind};
use super::places::{Place, more_than_elsewhere};
use crate::stats::float;
use crate::types::{Annotated, Dataset, Sentiment};

/// How sure the reading of the words must be to speak against a score.
const SURE: f32 = 0.8;

/// Whether the words contradict the score; none where either does not say.
fn contradicts(one: Annotated<'_>) -> Option<bool> {
    let (scale, score) = one.feedback.ratings.iter().next()?;
    let (low, high) = scale.bounds();
    let place = (score - low) / (high - low);
    let answer = one.annotation.sentiment?;
    if answer.p[answer.label.index()] < SURE {
        return None;
    }
    match answer.label {
        Sentiment::Positive => Some(place <= 0.2),
        Sentiment::Negative => Some(place >= 0.9),
        Sentiment::Mixed | Sentiment::Neutral => None,
    }
}

/// The places where most words contradict the scores, far more than elsewhere: all their answers are suspect.
/// Then the single answers that contradict their own words.
pub(super) fn inverted(
    dataset: &Dataset,
    places: &[Place],
    settings: &HygieneSettings,
) -> Vec<Fault> {
    let told: Vec<Option<bool>> = dataset.iter().map(contradicts).collect();
    let count = |rows: &mut dyn Iterator<Item = usize>| {
        let (mut against, mut of) = (0, 0);
        for told in rows.filter_map(|index| told[index]) {
            of += 1;
            against += u64::from(told);
        }
        (against, of)
    };
    let all = count(&mut (0..dataset.len()));
    let mut faults = Vec::new();
    let mut inside = vec![false; dataset.len()];
    for place in places {
        let part = count(&mut place.rows.iter().copied());
        let p = more_than_elsewhere(part, all, places.len());
        if 2 * part.0 > part.1 && part.1 >= settings.fewest / 2 && p < settings.level {
            place.rows.iter().for_each(|&index| inside[index] = true);
            faults.push(Fault {
                observed: part.0,
                of: part.1,
                expected: Some(
                    float(part.1) * float(all.0 - part.0) / float((all.1 - part.1).max(1)),
                ),
                p: Some(p),
                ..Fault::new(FaultKind::InvertedScale, Some(place.name.clone()), place.rows.clone())
            });
        }
    }
    let alone = |index: &usize| told[*index] == Some(true) && !inside[*index];
    let rows: Vec<usize> = (0..dataset.len()).filter(alone).collect();
    if !rows.is_empty() {
        let (observed, of) = (rows.len() as u64, all.1);
        faults.push(Fault { observed, of, ..Fault::new(FaultKind::InvertedScale, None, rows) });
    }
    faults
}
