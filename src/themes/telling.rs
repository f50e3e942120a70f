//! The words that a theme is told by.

use std::collections::{BTreeMap, BTreeSet};

use super::corpus::{Corpus, Said};
use crate::stats::float;
use crate::text::{Stemmer, words};
use crate::types::Language;

/// What is counted beside each word, so that rare ones do not win.
const PRIOR: f64 = 0.5;

/// The folded words that tell one part of some texts from the rest, the most telling first, one of each stem.
///
/// By the log-odds ratio over its standard error, with half a text added to each count (Haldane 1956): a word counts
/// once a text. Of two as telling, the first by name.
pub(super) fn telling(
    corpus: &Corpus,
    of: &BTreeMap<&str, u64>,
    part: &[usize],
    most: usize,
) -> Vec<String> {
    let inside = counts(corpus, part.iter().copied());
    let (size, rest) = (float(part.len() as u64), float((corpus.texts.len() - part.len()) as u64));
    let score = |(word, &said): (&&str, &u64)| {
        let said = float(said);
        let elsewhere = float(of.get(word).copied().unwrap_or_default()) - said;
        let odds = |said: f64, all: f64| ((said + PRIOR) / (all - said + PRIOR)).ln();
        let error = (1.0 / (said + PRIOR) + 1.0 / (elsewhere + PRIOR)).sqrt();
        ((odds(said, size) - odds(elsewhere, rest)) / error, (*word).to_owned())
    };
    let mut scored: Vec<(f64, String)> = inside.iter().map(score).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut stems = [Stemmer::new(Language::Fr), Stemmer::new(Language::En)];
    let mut known = BTreeSet::new();
    let telling = scored.into_iter().filter(|(score, _)| *score > 0.0).map(|(_, word)| word);
    let of_new_stem = |word: &String| {
        let own = stems.each_mut().map(|stemmer| stemmer.stem(word).to_owned());
        let new = own.iter().all(|stem| !known.contains(stem));
        known.extend(own);
        new
    };
    telling.filter(of_new_stem).take(most).collect()
}

/// In how many of some texts each word is said.
pub(super) fn counts(corpus: &Corpus, texts: impl Iterator<Item = usize>) -> BTreeMap<&str, u64> {
    let mut counts = BTreeMap::new();
    for text in texts {
        let said: BTreeSet<&str> = corpus.texts.keys[text].split(' ').collect();
        for word in said {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts
}

/// Folded words as they are written most often, in lower case; of two ways, the first by name.
pub(super) fn as_written(said: &[Said<'_>], wanted: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut ways: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for one in said {
        for word in words(one.text).into_iter().filter(|word| wanted.contains(&word.folded)) {
            let written = word.span.of(one.text).to_lowercase();
            *ways.entry(word.folded).or_default().entry(written).or_default() += 1;
        }
    }
    let most = |ways: BTreeMap<String, u64>| {
        ways.into_iter().rev().max_by_key(|&(_, count)| count).map(|(written, _)| written)
    };
    ways.into_iter().filter_map(|(folded, ways)| Some((folded, most(ways)?))).collect()
}
