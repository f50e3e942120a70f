//! How much of a file the store already has, where nothing but what was said can tell.

use std::collections::BTreeMap;

use crate::types::Feedback;

use super::row::NewRow;
use super::{Store, StoreError};

impl Store {
    /// How many of `feedback` are in the store with the same content: words, date, scores, customer, columns. What
    /// customers say twice is counted as often as the store has it, so that many short answers alike are not taken for
    /// one file read again.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn known_contents<'a>(
        &self,
        feedback: impl IntoIterator<Item = &'a Feedback>,
    ) -> Result<u64, StoreError> {
        let mut wanted: BTreeMap<i64, u64> = BTreeMap::new();
        for one in feedback {
            *wanted.entry(NewRow::unanswered(one)?.content(self.key)).or_default() += 1;
        }
        let mut count = self.ledger.prepare(
            "SELECT count(*) FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE content = ?1 AND state <> 'open'",
        )?;
        let mut known = 0;
        for (content, times) in wanted {
            let there: u64 = count.query_row([content], |row| row.get(0))?;
            known += there.min(times);
        }
        Ok(known)
    }
}
