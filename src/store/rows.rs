//! Reading feedback back: one, a selection, or all of them in order.

use std::collections::{BTreeSet, VecDeque};

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, params};
use serde::de::DeserializeOwned;

use crate::types::{Annotation, Dataset, Feedback};

use super::{Store, StoreError};

/// How many rows are read at a time.
const PAGE: i64 = 1000;

/// The columns that [`StoredFeedback::read`] expects, in its order.
const COLUMNS: &str = "feedback.line, feedback.id, received, language, customer, text, ratings, attributes, origin, \
                       annotation";

/// Which feedback to read. The default is all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The first day kept. With any bound, undated feedback are left out.
    pub since: Option<Date>,
    /// The last day kept.
    pub until: Option<Date>,
}

/// A feedback of the store, with its place in it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFeedback {
    /// Its stable number: rows in this order are in the order of their batches, then of their files.
    pub row: u64,
    /// The feedback.
    pub feedback: Feedback,
    /// What was answered about it.
    pub annotation: Annotation,
}

/// The visible rows of a store or of a batch, in order, read a page at a time.
pub struct Rows<'store> {
    store: &'store Store,
    batch: Option<&'store str>,
    page: VecDeque<StoredFeedback>,
    after: i64,
    ended: bool,
}

impl Store {
    /// The selected feedback of finished batches, in the order of their batches, then of their files.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn dataset(&self, selection: &Selection) -> Result<Dataset, StoreError> {
        let mut statement = self.ledger.prepare(&format!(
            "SELECT {COLUMNS} FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE state <> 'open'
               AND (?1 IS NULL OR received >= ?1)
               AND (?2 IS NULL OR substr(received, 1, 10) <= ?2)
             ORDER BY feedback.line"
        ))?;
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        let mut rows = statement.query(params![day(selection.since), day(selection.until)])?;
        let mut dataset = Dataset::new();
        while let Some(row) = rows.next()? {
            let stored = StoredFeedback::read(row)?;
            dataset.push(stored.feedback, stored.annotation);
        }
        Ok(dataset)
    }

    /// The feedback with this identifier; the latest stored, where two sources use the same.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn feedback(&self, id: &str) -> Result<Option<StoredFeedback>, StoreError> {
        self.one("feedback.id = ?1 ORDER BY feedback.line DESC LIMIT 1", params![id])
    }

    /// The feedback with this number, as a search gives it.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn row(&self, row: u64) -> Result<Option<StoredFeedback>, StoreError> {
        let Ok(line) = i64::try_from(row) else { return Ok(None) };
        self.one("feedback.line = ?1", params![line])
    }

    /// Every visible feedback, in order.
    pub fn rows(&self) -> Rows<'_> {
        Rows { store: self, batch: None, page: VecDeque::new(), after: -1, ended: false }
    }

    /// Every feedback of a finished batch, in order; none of a batch that is open or unknown.
    pub fn batch_rows<'store>(&'store self, batch: &'store str) -> Rows<'store> {
        Rows { batch: Some(batch), ..self.rows() }
    }

    /// Those of `ids` that finished batches of `source` have already brought.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn known_ids<'a>(
        &self,
        source: &str,
        ids: impl IntoIterator<Item = &'a str>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let mut statement = self.ledger.prepare(
            "SELECT 1 FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE feedback.id = ?1 AND scope = ?2 AND state <> 'open'",
        )?;
        let mut known = BTreeSet::new();
        for id in ids {
            if statement.exists(params![id, source])? {
                known.insert(id.to_owned());
            }
        }
        Ok(known)
    }

    fn one(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Option<StoredFeedback>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE state <> 'open' AND {condition}"
        );
        let read = |row: &Row<'_>| Ok(StoredFeedback::read(row));
        self.ledger.query_row(&sql, parameters, read).optional()?.transpose()
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<StoredFeedback, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty()
            && !self.ended
            && let Err(error) = self.turn()
        {
            self.ended = true;
            return Some(Err(error));
        }
        self.page.pop_front().map(Ok)
    }
}

impl Rows<'_> {
    /// Reads the next page.
    fn turn(&mut self) -> Result<(), StoreError> {
        let mut statement = self.store.ledger.prepare(&format!(
            "SELECT {COLUMNS} FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE state <> 'open' AND feedback.line > ?1 AND (?2 IS NULL OR batches.id = ?2)
             ORDER BY feedback.line LIMIT ?3"
        ))?;
        let mut rows = statement.query(params![self.after, self.batch, PAGE])?;
        while let Some(row) = rows.next()? {
            self.after = row.get(0)?;
            self.page.push_back(StoredFeedback::read(row)?);
        }
        self.ended = self.page.is_empty();
        Ok(())
    }
}

impl StoredFeedback {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let received: Option<String> = row.get(2)?;
        let received = received.map(|text| text.parse()).transpose();
        let feedback = Feedback {
            id: row.get(1)?,
            origin: json(row, 8)?,
            received: received.map_err(|_| StoreError::corrupt("a date cannot be read"))?,
            ratings: json(row, 6)?,
            text: row.get(5)?,
            language: row.get(3)?,
            customer: row.get(4)?,
            attributes: json(row, 7)?,
        };
        Ok(Self { row: row.get(0)?, feedback, annotation: json(row, 9)? })
    }
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    serde_json::from_str(text).map_err(|_| {
        let name = COLUMNS.split(", ").nth(column).unwrap_or_default();
        StoreError::corrupt(format!("the {} of a feedback cannot be read", name.trim()))
    })
}
