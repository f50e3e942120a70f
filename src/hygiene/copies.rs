//! The same long answer, or nearly, again and again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::HygieneSettings;
use super::find::{Fault, FaultKind};
use crate::search::Alike;
use crate::text::words;
use crate::types::Dataset;

/// A long answer that says, nearly word for word, what another one before it says. It is marked, not dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The identifier of the answer.
    pub id: String,
    /// That of the first one that says the same.
    pub of: String,
}

/// Answers of many words by the first one that they nearly repeat: three word pairs in four are common.
pub(super) struct Copies {
    /// How many answers are long enough to be told apart.
    long: u64,
    /// For each first telling its copies, in input order.
    copies: BTreeMap<usize, Vec<usize>>,
}

impl Copies {
    pub(super) fn of(dataset: &Dataset, settings: &HygieneSettings) -> Self {
        let mut alike = Alike::default();
        let mut first: Vec<usize> = Vec::new();
        let mut found = Self { long: 0, copies: BTreeMap::new() };
        for one in dataset.iter() {
            if words(&one.feedback.text).len() < settings.copied_words {
                continue;
            }
            found.long += 1;
            match alike.repeats(&one.feedback.text) {
                Some(number) => found.copies.entry(first[number]).or_default().push(one.index),
                None => first.push(one.index),
            }
        }
        found
    }

    /// Every answer that repeats another, in input order.
    pub(super) fn repeats(&self, dataset: &Dataset) -> Vec<Repeat> {
        let id = |index: usize| dataset.get(index).feedback.id.clone();
        let pairs =
            self.copies.iter().flat_map(|(&of, copies)| copies.iter().map(move |&one| (one, of)));
        let mut pairs: Vec<(usize, usize)> = pairs.collect();
        pairs.sort_unstable();
        pairs.into_iter().map(|(one, of)| Repeat { id: id(one), of: id(of) }).collect()
    }

    /// Those that stand in the batch again and again: all but the first are suspect.
    pub(super) fn fault(&self, settings: &HygieneSettings) -> Option<Fault> {
        let copied =
            self.copies.values().filter(|copies| copies.len() + 1 >= settings.copies.max(2));
        let mut rows: Vec<usize> = copied.flatten().copied().collect();
        rows.sort_unstable();
        let observed = rows.len() as u64;
        (observed > 0).then(|| Fault {
            observed,
            of: self.long,
            ..Fault::new(FaultKind::CopiedAnswer, None, rows)
        })
    }
}
