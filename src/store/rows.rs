//! Reading feedback back: one, a selection, or all of them in order.

use std::collections::VecDeque;

use jiff::civil::Date;
use rusqlite::params;

use crate::types::{Annotation, Dataset, Feedback};

use super::catalogue::Found;
use super::row::{COLUMNS, Columns};
use super::{BatchState, Store, StoreError};

/// How many rows are read at a time.
const PAGE: u32 = 1000;

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
///
/// Each row is checked when it is read, and each batch when its last row is: damage ends the reading with an error.
pub struct Rows<'store> {
    store: &'store Store,
    /// The batches still to read, in order; the first one is being read.
    batches: Result<VecDeque<Found>, Option<StoreError>>,
    page: VecDeque<StoredFeedback>,
    reading: Reading,
}

impl Selection {
    fn keeps(&self, received: Option<&str>) -> bool {
        let day = received.and_then(|at| at.get(..10)?.parse::<Date>().ok());
        self.since.is_none_or(|since| day.is_some_and(|day| day >= since))
            && self.until.is_none_or(|until| day.is_some_and(|day| day <= until))
    }
}

impl Store {
    /// The selected feedback of finished batches, in the order of their batches, then of their files.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read, or where anything in it is not what was written.
    pub fn dataset(&self, selection: &Selection) -> Result<Dataset, StoreError> {
        let mut dataset = Dataset::new();
        for batch in self.whole()? {
            let mut reading = Reading::default();
            self.read_rows(&batch, None, &mut reading, &mut |columns| {
                if selection.keeps(columns.received) {
                    let stored = columns.parse()?;
                    dataset.push(stored.feedback, stored.annotation);
                }
                Ok(())
            })?;
            reading.check(&batch)?;
        }
        Ok(dataset)
    }

    /// The feedback with this identifier; the latest stored, where two sources use the same.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn feedback(&self, id: &str) -> Result<Option<StoredFeedback>, StoreError> {
        let found = self.one("feedback.id = ?1 ORDER BY feedback.line DESC LIMIT 1", id)?;
        found.map_or_else(|| self.absent(|stored| stored.feedback.id == id), |one| Ok(Some(one)))
    }

    /// The feedback with this number, as a search gives it.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn row(&self, row: u64) -> Result<Option<StoredFeedback>, StoreError> {
        let found = self.one("feedback.line = ?1", row.cast_signed())?;
        found.map_or_else(|| self.absent(|stored| stored.row == row), |one| Ok(Some(one)))
    }

    /// Makes sure that what was not found is not there: a page that is damaged may lead past it, and only a reading of
    /// all rows says that there is none.
    fn absent<T>(&self, wanted: impl Fn(&StoredFeedback) -> bool) -> Result<Option<T>, StoreError> {
        for stored in self.rows() {
            if wanted(&stored?) {
                return Err(StoreError::corrupt("a feedback is not where its number leads"));
            }
        }
        Ok(None)
    }

    /// Every visible feedback, in order.
    pub fn rows(&self) -> Rows<'_> {
        self.rows_of(|_| true)
    }

    /// Every feedback of a finished batch, in order; none of a batch that is open or unknown.
    pub fn batch_rows(&self, batch: &str) -> Rows<'_> {
        self.rows_of(|found| found.id == batch)
    }

    fn rows_of(&self, wanted: impl Fn(&Found) -> bool) -> Rows<'_> {
        let batches = self.whole().map(|all| all.into_iter().filter(wanted).collect());
        Rows {
            store: self,
            batches: batches.map_err(Some),
            page: VecDeque::new(),
            reading: Reading::default(),
        }
    }

    /// The batches that are visible. They never change, so that their rows can be read one page after another.
    fn whole(&self) -> Result<Vec<Found>, StoreError> {
        let mut found = self.found()?;
        found.retain(|found| found.state != BatchState::Open);
        Ok(found)
    }

    /// Reads the rows of a batch after the last one read, all of them or a page, each checked.
    pub(super) fn read_rows(
        &self,
        batch: &Found,
        page: Option<u32>,
        reading: &mut Reading,
        take: &mut dyn FnMut(&Columns<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.ledger.prepare(&format!(
            "SELECT {COLUMNS} FROM feedback WHERE feedback.line BETWEEN ?1 AND ?2
             ORDER BY feedback.line LIMIT ?3"
        ))?;
        // One lower bound only: of two, SQLite seeks the first and steps over what the second one leaves out.
        let from = batch.first_line().max(reading.last + 1);
        let limit = page.map_or(-1, i64::from);
        let mut rows = statement.query(params![from, batch.last_line(), limit])?;
        while let Some(row) = rows.next()? {
            let columns = Columns::read(row, self.key)?;
            reading.note(&columns);
            take(&columns)?;
        }
        Ok(())
    }

    /// Checks that a row is what was written, whatever the state of its batch.
    pub(super) fn check_line(&self, line: i64) -> Result<(), StoreError> {
        let mut statement = self
            .ledger
            .prepare(&format!("SELECT {COLUMNS} FROM feedback WHERE feedback.line = ?1"))?;
        let mut rows = statement.query([line])?;
        match rows.next()? {
            Some(row) => Columns::read(row, self.key)?.parse().map(|_| ()),
            None => Err(StoreError::corrupt("a feedback of a batch is missing")),
        }
    }

    fn one(
        &self,
        condition: &str,
        parameter: impl rusqlite::ToSql,
    ) -> Result<Option<StoredFeedback>, StoreError> {
        let mut statement = self.ledger.prepare(&format!(
            "SELECT {COLUMNS} FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE state <> 'open' AND {condition}"
        ))?;
        let mut rows = statement.query([parameter])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(Columns::read(row, self.key)?.parse()?))
    }
}

/// What was read of a batch so far.
#[derive(Default)]
pub(super) struct Reading {
    rows: u64,
    seals: i64,
    last: i64,
}

impl Reading {
    fn note(&mut self, columns: &Columns<'_>) {
        self.add(columns.seal);
        self.last = columns.line;
    }

    /// Counts a row by its seal alone.
    pub(super) fn add(&mut self, seal: i64) {
        self.rows += 1;
        self.seals = self.seals.wrapping_add(seal);
    }

    /// Checks that all rows of the batch were read, and no other.
    pub(super) fn check(&self, batch: &Found) -> Result<(), StoreError> {
        if (self.rows, self.seals) == (batch.rows, batch.row_seals) {
            Ok(())
        } else {
            Err(StoreError::corrupt("a feedback of a batch is missing"))
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<StoredFeedback, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.page.is_empty() {
            match self.turn() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.batches = Err(None);
                    return Some(Err(error));
                }
            }
        }
        self.page.pop_front().map(Ok)
    }
}

impl Rows<'_> {
    /// Reads the next page; false where nothing is left.
    fn turn(&mut self) -> Result<bool, StoreError> {
        let batches = match &mut self.batches {
            Ok(batches) => batches,
            Err(error) => return error.take().map_or(Ok(false), Err),
        };
        let Some(batch) = batches.front() else { return Ok(false) };
        let page = &mut self.page;
        self.store.read_rows(batch, Some(PAGE), &mut self.reading, &mut |columns| {
            page.push_back(columns.parse()?);
            Ok(())
        })?;
        if self.page.is_empty() {
            self.reading.check(batch)?;
            batches.pop_front();
            self.reading = Reading::default();
        }
        Ok(true)
    }
}
