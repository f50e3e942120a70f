//! What reading a file gives.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::privacy::PersonalData;
use crate::types::Feedback;

use super::{IngestSettings, Reject, RejectedRow, Remark};

/// A hundred records rejected in a row from the first: the file is not what it is taken for.
const FIRST_RECORDS: u64 = 100;

/// What became of the records: `read = accepted + rejected + duplicate + refused`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Counts {
    /// Whether every record read is accounted for.
    pub fn balance(&self) -> bool {
        self.read == self.accepted + self.rejected + self.duplicate + self.refused
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.duplicate += other.duplicate;
        self.refused += other.refused;
    }
}

/// What reading a file gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// The feedback, in the order of the file.
    pub feedback: Vec<Feedback>,
    /// The records that could not be used, in the order of the file.
    pub rejects: Vec<Reject>,
    /// The same records as they were read, one a reject.
    pub rejected_rows: Vec<RejectedRow>,
    /// How many of each.
    pub counts: Counts,
    /// The personal data masked in the feedback kept, by kind.
    pub masked: BTreeMap<PersonalData, u64>,
    /// What was noticed while reading.
    pub remarks: Vec<Remark>,
}

impl Batch {
    /// Whether so many records were rejected that nothing should be published: more than the share allowed once
    /// enough were read, or each of the first hundred.
    pub fn has_too_many_rejects(&self, settings: &IngestSettings) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "records are counted far below 2^52")]
        let share = self.counts.rejected as f64 / self.counts.read.max(1) as f64;
        let first =
            self.rejects.iter().take_while(|reject| reject.record <= FIRST_RECORDS).count() as u64;
        first == FIRST_RECORDS
            || self.counts.read >= settings.rejects_after.max(1)
                && share > settings.max_reject_share
    }
}
