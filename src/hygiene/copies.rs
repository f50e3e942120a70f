//! The same long answer, again and again.

use std::collections::BTreeMap;

use rayon::prelude::*;
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::HygieneSettings;
use super::find::{Fault, FaultKind};
use crate::text::words;
use crate::types::Dataset;

/// Answers of many words that stand in a batch again and again: all but the first are suspect.
pub(super) fn copies(dataset: &Dataset, settings: &HygieneSettings) -> Option<Fault> {
    let digest = |index: usize| {
        let words = words(&dataset.get(index).feedback.text);
        (words.len() >= settings.copied_words).then(|| {
            let mut hasher = SipHasher13::new();
            for word in &words {
                std::hash::Hash::hash(word.folded.as_str(), &mut hasher);
            }
            let digest = hasher.finish128();
            ((digest.h1, digest.h2), index)
        })
    };
    let digests: Vec<_> = (0..dataset.len()).into_par_iter().filter_map(digest).collect();
    let of = digests.len() as u64;
    let mut same: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (digest, index) in digests {
        same.entry(digest).or_default().push(index);
    }
    let copied = same.into_values().filter(|rows| rows.len() >= settings.copies.max(2));
    let mut rows: Vec<usize> = copied.flat_map(|rows| rows.into_iter().skip(1)).collect();
    rows.sort_unstable();
    let observed = rows.len() as u64;
    (observed > 0).then(|| Fault {
        observed,
        of,
        ..Fault::new(FaultKind::CopiedAnswer, None, rows)
    })
}
