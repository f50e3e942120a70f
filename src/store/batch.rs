//! What a batch is, how far it has come, and what became of its records.

use std::collections::{BTreeMap, BTreeSet};

use crate::types::{Annotation, Feedback};

use super::StoreError;

/// What a batch is. Two runs that would store the same rows have the same `id` and the same `manifest`.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchHeader {
    /// The SHA-256 of the bytes of the file and of its mapping, in hexadecimal.
    pub id: String,
    /// The file, as the user named it.
    pub name: String,
    /// Where the records come from: their identifiers are unique within it.
    pub source: String,
    /// When the batch is stored, RFC 3339: the clock of the run.
    pub created: String,
    /// Everything that the stored rows depend on (version, settings, hashes of models and lexicons), without any clock.
    pub manifest: serde_json::Value,
    /// What is needed to take the batch up again: kept until it is whole, `null` from then on.
    pub resume: serde_json::Value,
}

/// Where a batch stands when it is begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchProgress {
    /// Nothing of it is stored.
    New,
    /// Its first records are stored: go on after them.
    Resume(Counts),
    /// It is stored whole: there is nothing to do.
    Done,
}

/// What became of the records of a batch: `read = accepted + rejected + duplicate + refused`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records read.
    pub read: u64,
    /// Feedback kept.
    pub accepted: u64,
    /// Records that could not be used.
    pub rejected: u64,
    /// Records already known.
    pub duplicate: u64,
    /// Records refused by a policy.
    pub refused: u64,
    /// Personal data masked, by kind.
    pub masked: BTreeMap<String, u64>,
}

/// A run of consecutive records of a batch: stored whole, or not at all.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// How many records were read. Those that are neither rows, nor rejects, nor refused are counted as duplicates.
    pub read: u64,
    /// The feedback accepted, in input order. Those already known are left out and counted as duplicates.
    pub rows: &'a [(Feedback, Annotation)],
    /// The records that could not be used; several may be about one record.
    pub rejects: &'a [RejectRow],
    /// How many records a policy refused.
    pub refused: u64,
    /// Personal data masked, by kind.
    pub masked: &'a BTreeMap<String, u64>,
}

/// A record that could not be used: where and why, without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectRow {
    /// The number of the record, from 1.
    pub record: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The byte at which it begins, from 0.
    pub byte: u64,
    /// The column at fault, where there is one.
    pub column: Option<String>,
    /// The stable code of the reason.
    pub code: String,
    /// The reason in French.
    pub reason_fr: String,
    /// The reason in English.
    pub reason_en: String,
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// Being read: invisible.
    Open,
    /// Stored whole, not yet in the index.
    Stored,
    /// Stored, and in the index.
    Indexed,
}

/// A batch of the store.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchSummary {
    /// What it is.
    pub header: BatchHeader,
    /// How far it has come.
    pub state: BatchState,
    /// What became of its records, so far.
    pub counts: Counts,
}

impl BatchState {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stored => "stored",
            Self::Indexed => "indexed",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        let all = [Self::Open, Self::Stored, Self::Indexed];
        let found = all.into_iter().find(|state| state.id() == text);
        found.ok_or_else(|| StoreError::corrupt("a batch is in no known state"))
    }
}

impl Counts {
    /// Read, accepted, rejected, duplicate, refused.
    pub(super) fn figures(&self) -> [u64; 5] {
        [self.read, self.accepted, self.rejected, self.duplicate, self.refused]
    }
}

impl Chunk<'_> {
    /// What became of the records, given how many of the rows were new.
    pub(super) fn counts(&self, accepted: u64) -> Result<Counts, StoreError> {
        let records: BTreeSet<u64> = self.rejects.iter().map(|reject| reject.record).collect();
        let rejected = records.len() as u64;
        let accounted = self.rows.len() as u64 + rejected + self.refused;
        let unbalanced = StoreError::Unbalanced { read: self.read, accounted };
        let unaccounted = self.read.checked_sub(accounted).ok_or(unbalanced)?;
        Ok(Counts {
            read: self.read,
            accepted,
            rejected,
            duplicate: unaccounted + self.rows.len() as u64 - accepted,
            refused: self.refused,
            masked: self.masked.clone(),
        })
    }
}
