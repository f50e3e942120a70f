//! Score begging, told by customers: « le vendeur m'a demandé de mettre 10 ».

use rayon::prelude::*;

use super::HygieneSettings;
use super::find::{Fault, FaultKind};
use super::places::{Place, more_than_elsewhere};
use crate::stats::float;
use crate::text::words;
use crate::types::Dataset;

/// The fewest customers of a place who tell of it.
const FEWEST: u64 = 3;

/// Who tells of begging, then the places from which more tell of it than chance gives: all their answers are
/// suspect.
pub(super) fn solicited(
    dataset: &Dataset,
    places: &[Place],
    settings: &HygieneSettings,
) -> Vec<Fault> {
    let tells = |index: &usize| {
        let one = dataset.get(*index);
        let lexicon = settings.solicited.get(&one.annotation.lang);
        lexicon.is_some_and(|lexicon| !lexicon.find(&words(&one.feedback.text)).is_empty())
    };
    let rows: Vec<usize> = (0..dataset.len()).into_par_iter().filter(tells).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let (all, whole) = (rows.len() as u64, dataset.len() as u64);
    let mut faults = vec![Fault {
        observed: all,
        of: whole,
        ..Fault::new(FaultKind::ScoreBegging, None, rows.clone())
    }];
    for place in places {
        let part =
            place.rows.iter().filter(|index| rows.binary_search(index).is_ok()).count() as u64;
        let of = place.rows.len() as u64;
        let p = more_than_elsewhere((part, of), (all, whole), places.len());
        if part >= FEWEST && p < settings.level {
            faults.push(Fault {
                observed: part,
                of,
                expected: Some(float(of) * float(all - part) / float((whole - of).max(1))),
                p: Some(p),
                ..Fault::new(FaultKind::ScoreBegging, Some(place.name.clone()), place.rows.clone())
            });
        }
    }
    faults
}
