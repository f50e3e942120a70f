//! Texts told again: pasted, posted twice, written from one model. They count once.

use std::hash::Hasher as _;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::facts::Facts;
use super::feature::Feature;
use super::said::Said;
use super::weeks::{Row, Week, week_of};
use crate::stats::float_len;

/// From this share of common words and expressions on, one text tells another again.
const SAME: f64 = 0.5;

/// The fewest words and expressions of a text for its repetition to count as one: anybody may write « Rien à dire ».
const FEWEST: usize = 6;

/// How many orders of the features a text is known by the first of, in bands of which one at least is the same for
/// texts told again: of two texts that share three features in five, all 24 bands differ once in 400.
const BANDS: usize = 24;
const BAND: usize = 3;

type Bands = [u64; BANDS];

/// The rows, sorted by week, without those that tell again what another said in the same week or the week before.
///
/// What is posted again each week is one text, for as long as it goes on. Whether a row is kept depends on the rows
/// before it only, so a report of the past keeps the same ones.
pub(super) fn without_copies(said: &Said, rows: Vec<Row>) -> Vec<Row> {
    let keys = keys(said);
    let signatures: Vec<Option<Bands>> =
        rows.par_iter().map(|row| signature(said.words_of(row.index), &keys)).collect();
    let told: Vec<AtomicBool> = rows.iter().map(|_| AtomicBool::new(false)).collect();
    (0..BANDS).into_par_iter().for_each(|band| mark_told(said, &rows, &signatures, band, &told));
    let kept = rows.into_iter().zip(told).filter(|(_, told)| !told.load(Ordering::Relaxed));
    kept.map(|(row, _)| row).collect()
}

/// Marks the rows that tell again one before them of the same band, in the same week or the week before.
fn mark_told(
    said: &Said,
    rows: &[Row],
    signatures: &[Option<Bands>],
    band: usize,
    told: &[AtomicBool],
) {
    let place = |(at, signature): (usize, &Option<Bands>)| Some((signature.as_ref()?[band], at));
    let mut alike: Vec<(u64, usize)> = signatures.iter().enumerate().filter_map(place).collect();
    alike.sort_unstable();
    for run in alike.chunk_by(|one, other| one.0 == other.0) {
        for (known, &(_, at)) in run.iter().enumerate().skip(1) {
            if told[at].load(Ordering::Relaxed) {
                continue;
            }
            let own = said.words_of(rows[at].index);
            let near = run[..known].iter().rev().map(|&(_, before)| &rows[before]);
            let mut near = near.take_while(|before| rows[at].week.abs_diff(before.week) <= 1);
            if near.any(|other| jaccard(own, said.words_of(other.index)) >= SAME) {
                told[at].store(true, Ordering::Relaxed);
            }
        }
    }
}

/// The feedback of a list that do not tell again, in the same week or the next, what another of the list says; of
/// those without a date, at any time.
pub(super) fn first_tellings(said: &Said, facts: &Facts, indices: Vec<u32>) -> Vec<u32> {
    let row = |index: u32| {
        let week = facts.all[index as usize].day.map_or(Week::MIN, week_of);
        Row { index, week, stratum: 0, customer: None, unhappy: false }
    };
    let mut rows: Vec<Row> = indices.into_iter().map(row).collect();
    rows.sort_unstable_by_key(|row| (row.week, row.index));
    let mut kept: Vec<u32> = without_copies(said, rows).into_iter().map(|row| row.index).collect();
    kept.sort_unstable();
    kept
}

/// For each feature a number drawn from its name, the same in every corpus.
pub(super) fn keys(said: &Said) -> Vec<u64> {
    let key = |id: u32| match said.name(id) {
        Feature::Stem(stem) => hash(stem.as_bytes(), 1),
        Feature::Pair(..) => hash(said.spelled(id).as_bytes(), 2),
        _ => 0,
    };
    let count = u32::try_from(said.len()).unwrap_or(u32::MAX);
    (0..count).into_par_iter().map(key).collect()
}

fn hash(bytes: &[u8], seed: u8) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(seed);
    hasher.write(bytes);
    mixed(hasher.finish())
}

/// The bits of a number spread over all of it (the end of `MurmurHash3`).
const fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let value = (value ^ (value >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    value ^ (value >> 33)
}

/// The least of each of several orders of the features, band by band; none where there are too few features.
fn signature(features: &[u32], keys: &[u64]) -> Option<Bands> {
    if features.len() < FEWEST {
        return None;
    }
    Some(std::array::from_fn(|band| {
        (0..BAND).fold(0, |all, order| {
            let salt = mixed((band * BAND + order + 1) as u64);
            let least =
                features.iter().map(|&id| (keys[id as usize] ^ salt).wrapping_mul(salt | 1));
            mixed(all ^ least.min().unwrap_or(0))
        })
    }))
}

fn jaccard(one: &[u32], other: &[u32]) -> f64 {
    let common = super::group::common(one, other);
    float_len(common) / float_len((one.len() + other.len() - common).max(1))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Feedback that say the words of their own range.
    fn said(ranges: &[std::ops::Range<u32>]) -> Said {
        let text = |range: &std::ops::Range<u32>| {
            let words: Vec<String> = range.clone().map(|word| format!("mot{word:02}")).collect();
            words.join(" . ")
        };
        Said::build(&ranges.iter().map(text).collect(), BTreeMap::new(), &BTreeSet::new())
    }

    fn kept(weeks: &[Week], ranges: &[std::ops::Range<u32>]) -> Vec<u32> {
        let row = |(index, &week): (u32, &Week)| Row {
            index,
            week,
            stratum: 0,
            customer: None,
            unhappy: false,
        };
        let rows = (0..).zip(weeks).map(row).collect();
        without_copies(&said(ranges), rows).into_iter().map(|row| row.index).collect()
    }

    #[test]
    fn a_text_told_again_the_next_week_counts_once() {
        let texts = [0..20, 0..20, 3..20, 10..30, 0..20, 0..20];
        // The second and third repeat the first; the fourth shares a third of it; the last two come weeks later,
        // the last one in the week after.
        assert_eq!(kept(&[0, 0, 1, 1, 4, 5], &texts), [0, 3, 4]);
    }

    #[test]
    fn short_answers_are_nobody_s_copy() {
        assert_eq!(kept(&[0, 0, 0], &[0..5, 0..5, 0..5]), [0, 1, 2]);
    }

    #[test]
    fn what_is_posted_again_each_week_is_one_text() {
        assert_eq!(kept(&[0, 1, 2, 3, 5], &[0..20, 0..20, 0..20, 0..20, 0..20]), [0, 4]);
    }
}
