//! Filling the ledger: a batch is begun, filled chunk by chunk, finished or forgotten.

use rusqlite::{Connection, Transaction, params};

use crate::types::{Annotation, Feedback};

use super::account::{add_chunk, add_rejects, counts};
use super::catalogue::{self, Found, find, seal_catalogue, unfit};
use super::row::{NewRow, Place};
use super::seal::Key;
use super::{BatchHeader, BatchProgress, BatchState, Chunk, Counts, Store, StoreError};

/// How many rows a batch may hold: the position of a row takes the low half of its number.
const ROWS: i64 = 1 << 32;

impl Store {
    /// Begins a batch, or finds where it was left.
    ///
    /// A batch left half way by a run with another manifest begins anew: its rows would not be alike.
    ///
    /// # Errors
    /// Fails in a reader, and where the ledger cannot be written.
    pub fn begin_batch(&mut self, header: &BatchHeader) -> Result<BatchProgress, StoreError> {
        let key = self.key;
        let manifest = serde_json::to_string(&header.manifest)?;
        let transaction = self.transaction()?;
        if let Some(batch) = find(&transaction, key, &header.id)? {
            if batch.state != BatchState::Open {
                return Ok(BatchProgress::Done);
            }
            if batch.manifest == manifest {
                return Ok(BatchProgress::Resume(counts(&transaction, key, &batch)?));
            }
            transaction.execute("DELETE FROM batches WHERE number = ?1", [batch.number])?;
        }
        insert_batch(&transaction, key, header, manifest)?;
        transaction.commit()?;
        self.committed()?;
        Ok(BatchProgress::New)
    }

    /// Stores the next records of an open batch. Once this returns, they outlive a crash.
    ///
    /// # Errors
    /// Fails where the batch is not open, the chunk does not add up, or the ledger cannot be written; nothing of the
    /// chunk is stored then.
    pub fn append_chunk(&mut self, batch: &str, chunk: &Chunk<'_>) -> Result<Counts, StoreError> {
        let key = self.key;
        let transaction = self.transaction()?;
        let mut open = find_open(&transaction, key, batch)?;
        let accepted = insert_rows(&transaction, key, &mut open, chunk.rows)?;
        add_rejects(&transaction, key, &mut open, chunk.rejects)?;
        let counts = chunk.counts(accepted)?;
        let masked = serde_json::to_string(&counts.masked)?;
        add_chunk(&transaction, key, &mut open, counts.figures().map(u64::cast_signed), masked)?;
        open.write(&transaction, key)?;
        transaction.commit()?;
        self.committed()?;
        Ok(counts)
    }

    /// Makes a batch visible, whole, and gives what became of its records.
    ///
    /// Rows that another batch has brought since they were stored are left out and counted as duplicates.
    ///
    /// # Errors
    /// Fails where the batch is not open, or the ledger cannot be written.
    pub fn finish_batch(&mut self, batch: &str) -> Result<Counts, StoreError> {
        let key = self.key;
        let transaction = self.transaction()?;
        let mut open = find_open(&transaction, key, batch)?;
        drop_overtaken_rows(&transaction, key, &mut open)?;
        let counts = counts(&transaction, key, &open)?;
        open.state = BatchState::Stored;
        open.resume = None;
        open.write(&transaction, key)?;
        transaction.commit()?;
        self.committed()?;
        Ok(counts)
    }

    /// Forgets an open batch: nothing of it was ever visible.
    ///
    /// # Errors
    /// Fails where the batch is not open, or the ledger cannot be written.
    pub fn discard_batch(&mut self, batch: &str) -> Result<(), StoreError> {
        let key = self.key;
        let transaction = self.transaction()?;
        let open = find_open(&transaction, key, batch)?;
        transaction.execute("DELETE FROM batches WHERE number = ?1", [open.number])?;
        seal_catalogue(&transaction, key)?;
        transaction.commit()?;
        self.committed()
    }
}

impl Found {
    /// The numbers that rows of the batch may have.
    pub(super) fn first_line(&self) -> i64 {
        self.number * ROWS
    }

    pub(super) fn last_line(&self) -> i64 {
        self.first_line() + ROWS - 1
    }

    /// What the identifier of a feedback is unique in.
    ///
    /// One that was made up tells records of one batch apart, not those of two exports that bear the same name.
    fn scope(&self, feedback: &Feedback) -> &str {
        if feedback.is_nameless() { &self.id } else { &self.source }
    }
}

fn insert_batch(
    ledger: &Connection,
    key: Key,
    header: &BatchHeader,
    manifest: String,
) -> Result<(), StoreError> {
    // Numbers are never given twice, even after a discarded batch: rows keep theirs for ever.
    let number = catalogue::number(ledger, "batches")? + 1;
    ledger.execute("INSERT OR REPLACE INTO meta VALUES ('batches', ?1)", [number.to_string()])?;
    let resume = (!header.resume.is_null()).then(|| serde_json::to_string(&header.resume));
    let batch = Found {
        number,
        id: header.id.clone(),
        name: header.name.clone(),
        source: header.source.clone(),
        created: header.created.clone(),
        manifest,
        resume: resume.transpose()?,
        state: BatchState::Open,
        rows: 0,
        row_seals: 0,
        chunk_seals: 0,
        reject_seals: 0,
    };
    batch.insert(ledger)?;
    batch.write(ledger, key)
}

fn find_open(ledger: &Connection, key: Key, id: &str) -> Result<Found, StoreError> {
    let found = find(ledger, key, id)?.filter(|found| found.state == BatchState::Open);
    found.ok_or_else(|| unfit(id, "is not open"))
}

/// Stores the rows that are not known yet, and counts them.
///
/// A row is known where its source, or this batch, has brought its identifier; and where any source has brought the
/// same identifier with the same content: the same answer, in an export of another name.
fn insert_rows(
    transaction: &Transaction<'_>,
    key: Key,
    open: &mut Found,
    rows: &[(Feedback, Annotation)],
) -> Result<u64, StoreError> {
    let mut line: i64 = transaction.query_row(
        "SELECT coalesce(max(line), ?1) FROM feedback WHERE line BETWEEN ?1 AND ?2",
        params![open.first_line(), open.last_line()],
        |row| row.get(0),
    )?;
    let mut insert = transaction.prepare(
        "INSERT INTO feedback SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14
         WHERE NOT EXISTS (
             SELECT 1 FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE feedback.id = ?6 AND (scope = ?5 OR content = ?4 AND ?15)
               AND (state <> 'open' OR feedback.batch = ?2))",
    )?;
    let before = open.rows;
    for (feedback, annotation) in rows {
        let scope = open.scope(feedback);
        let place = Place { line: line + 1, batch: open.number, scope };
        let named = scope == open.source;
        let row = NewRow::of(feedback, annotation)?;
        if let Some(seal) = row.insert(&mut insert, key, place, named)? {
            line += 1;
            open.rows += 1;
            open.row_seals = open.row_seals.wrapping_add(seal);
        }
    }
    Ok(open.rows - before)
}

/// Deletes the rows that a batch finished in the meantime has brought, and moves them to the duplicates.
fn drop_overtaken_rows(
    transaction: &Transaction<'_>,
    key: Key,
    open: &mut Found,
) -> Result<(), StoreError> {
    let mut overtaken = transaction.prepare(
        "SELECT line, seal FROM feedback WHERE batch = ?1 AND EXISTS (
             SELECT 1 FROM feedback AS other JOIN batches ON batches.number = other.batch
             WHERE other.id = feedback.id AND other.batch <> ?1 AND state <> 'open'
               AND (other.scope = feedback.scope
                    OR feedback.scope = ?2 AND other.content = feedback.content))",
    )?;
    let rows = overtaken.query_map(params![open.number, open.source], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    })?;
    let rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    for (line, seal) in &rows {
        transaction.execute("DELETE FROM feedback WHERE line = ?1", [line])?;
        open.rows -= 1;
        open.row_seals = open.row_seals.wrapping_sub(*seal);
    }
    // A chunk of its own, which reads nothing: the counts of the others say what was acknowledged.
    let dropped = (rows.len() as u64).cast_signed();
    add_chunk(transaction, key, open, [0, -dropped, 0, dropped, 0], "{}".to_owned())
}
