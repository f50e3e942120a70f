//! Feedback that say nearly the same words: pasted, sent twice, written from one model.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher as _, BuildHasherDefault};

use rustc_hash::FxHasher;

use super::analyser::terms;

/// From this share of common word pairs on, two texts are nearly the same.
const NEAR: f64 = 0.75;

/// How many hashes are kept of a text, in groups of which one at least is the same in texts that are nearly the same.
const HASHES: usize = 24;
/// The hashes of a group: two texts that share three pairs in four miss all 8 groups once in 80.
const GROUP: usize = 3;

/// Texts seen so far, each known by the first one that it nearly repeats.
#[derive(Debug, Default)]
pub struct Alike {
    /// The word pairs of those that repeat none.
    first: Vec<BTreeSet<u64>>,
    /// Those of them that share a group of hashes.
    groups: HashMap<(usize, [u64; GROUP]), Vec<usize>, BuildHasherDefault<FxHasher>>,
}

impl Alike {
    /// Takes the next text. Gives the number of the first text that it nearly repeats, from 0 among those that repeat
    /// none, or else nothing: it is then the next of them.
    pub fn repeats(&mut self, text: &str) -> Option<usize> {
        let pairs = pairs(text);
        let hashes = hashes(&pairs);
        let groups: Vec<(usize, [u64; GROUP])> =
            (0..).zip(hashes.as_chunks::<GROUP>().0.iter().copied()).collect();
        let near = groups.iter().filter_map(|group| self.groups.get(group)).flatten();
        let near: BTreeSet<usize> = near.copied().collect();
        let same = near.into_iter().find(|&other| share(&self.first[other], &pairs) >= NEAR);
        if same.is_none() {
            for group in groups {
                self.groups.entry(group).or_default().push(self.first.len());
            }
            self.first.push(pairs);
        }
        same
    }
}

/// The pairs of words that follow each other, with the first word by itself.
fn pairs(text: &str) -> BTreeSet<u64> {
    let hasher = BuildHasherDefault::<FxHasher>::default();
    let words: Vec<String> = terms(text).into_iter().map(|term| term.folded).collect();
    let first = words.first().map(|word| hasher.hash_one(("", word.as_str())));
    let pairs = words.windows(2).map(|pair| hasher.hash_one((pair[0].as_str(), pair[1].as_str())));
    let pairs: BTreeSet<u64> = first.into_iter().chain(pairs).collect();
    // What has no word is alike only where it is the same.
    if pairs.is_empty() { BTreeSet::from([hasher.hash_one(text.trim())]) } else { pairs }
}

/// The least of each of several orders of the pairs.
fn hashes(pairs: &BTreeSet<u64>) -> [u64; HASHES] {
    let hasher = BuildHasherDefault::<FxHasher>::default();
    std::array::from_fn(|order| {
        pairs.iter().map(|pair| hasher.hash_one((order, pair))).min().unwrap_or(0)
    })
}

/// The share of the pairs of two texts that both have.
fn share(left: &BTreeSet<u64>, right: &BTreeSet<u64>) -> f64 {
    let common = crate::stats::float_len(left.intersection(right).count());
    common / crate::stats::float_len(left.union(right).count().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_copies_are_seen_and_others_are_not() {
        let mut alike = Alike::default();
        let long = "Commande passée le 3 mai, colis toujours pas arrivé, le service client ne répond pas du tout";
        let texts = [
            (long.to_owned(), None),
            (long.to_uppercase(), Some(0)),
            (format!("{long} !!! Merci"), Some(0)),
            ("Parfait".to_owned(), None),
            ("parfait.".to_owned(), Some(1)),
            ("Parfait, livraison rapide".to_owned(), None),
            ("Colis arrivé à temps, le service client répond vite".to_owned(), None),
            ("...".to_owned(), None),
            ("???".to_owned(), None),
            ("...".to_owned(), Some(4)),
        ];
        for (text, expected) in texts {
            assert_eq!(alike.repeats(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_longer_copy_is_one_from_three_pairs_in_four_on() {
        let words: Vec<String> = (0..40).map(|at| format!("mot{at}")).collect();
        for (kept, same) in [(38, true), (34, true), (28, false), (20, false)] {
            let mut alike = Alike::default();
            alike.repeats(&words.join(" "));
            assert_eq!(alike.repeats(&words[..kept].join(" ")).is_some(), same, "{kept} of 40");
        }
    }
}
