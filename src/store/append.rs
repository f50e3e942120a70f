//! Filling the ledger: a batch is begun, filled chunk by chunk, finished or forgotten.

use rusqlite::{Connection, Transaction, params};

use crate::types::{Annotation, Feedback};

use super::catalogue::{Found, counts, find, set_state, unfit};
use super::{BatchHeader, BatchProgress, BatchState, Chunk, Counts, RejectRow, Store, StoreError};

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
        let manifest = serde_json::to_string(&header.manifest)?;
        let transaction = self.transaction()?;
        if let Some(batch) = find(&transaction, &header.id)? {
            if batch.state != BatchState::Open {
                return Ok(BatchProgress::Done);
            }
            if batch.manifest == manifest {
                return Ok(BatchProgress::Resume(counts(&transaction, batch.number)?));
            }
            transaction.execute("DELETE FROM batches WHERE number = ?1", [batch.number])?;
        }
        // Numbers are never given twice, even after a discarded batch: rows keep theirs for ever.
        transaction.execute(
            "INSERT INTO meta VALUES ('batches', '1')
             ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
            [],
        )?;
        transaction.execute(
            "INSERT INTO batches (number, id, name, source, created, manifest, state)
             SELECT CAST(value AS INTEGER), ?1, ?2, ?3, ?4, ?5, 'open' FROM meta WHERE key = 'batches'",
            params![header.id, header.name, header.source, header.created, manifest],
        )?;
        transaction.commit()?;
        Ok(BatchProgress::New)
    }

    /// Stores the next records of an open batch. Once this returns, they outlive a crash.
    ///
    /// # Errors
    /// Fails where the batch is not open, the chunk does not add up, or the ledger cannot be written; nothing of the
    /// chunk is stored then.
    pub fn append_chunk(&mut self, batch: &str, chunk: &Chunk<'_>) -> Result<Counts, StoreError> {
        let transaction = self.transaction()?;
        let open = find_open(&transaction, batch)?;
        let accepted = insert_rows(&transaction, &open, batch, chunk.rows)?;
        insert_rejects(&transaction, open.number, chunk.rejects)?;
        let counts = chunk.counts(accepted)?;
        transaction.execute(
            "INSERT INTO chunks SELECT ?1, 1 + count(*), ?2, ?3, ?4, ?5, ?6, ?7 FROM chunks WHERE batch = ?1",
            params![
                open.number,
                counts.read,
                counts.accepted,
                counts.rejected,
                counts.duplicate,
                counts.refused,
                serde_json::to_string(&counts.masked)?,
            ],
        )?;
        transaction.commit()?;
        Ok(counts)
    }

    /// Makes a batch visible, whole, and gives what became of its records.
    ///
    /// Rows that another batch has brought since they were stored are left out and counted as duplicates.
    ///
    /// # Errors
    /// Fails where the batch is not open, or the ledger cannot be written.
    pub fn finish_batch(&mut self, batch: &str) -> Result<Counts, StoreError> {
        let transaction = self.transaction()?;
        let open = find_open(&transaction, batch)?;
        drop_overtaken_rows(&transaction, open.number)?;
        let counts = counts(&transaction, open.number)?;
        set_state(&transaction, open.number, BatchState::Stored)?;
        transaction.commit()?;
        Ok(counts)
    }

    /// Forgets an open batch: nothing of it was ever visible.
    ///
    /// # Errors
    /// Fails where the batch is not open, or the ledger cannot be written.
    pub fn discard_batch(&mut self, batch: &str) -> Result<(), StoreError> {
        let transaction = self.transaction()?;
        let open = find_open(&transaction, batch)?;
        transaction.execute("DELETE FROM batches WHERE number = ?1", [open.number])?;
        Ok(transaction.commit()?)
    }
}

fn find_open(ledger: &Connection, id: &str) -> Result<Found, StoreError> {
    let found = find(ledger, id)?.filter(|found| found.state == BatchState::Open);
    found.ok_or_else(|| unfit(id, "is not open"))
}

/// What the identifier of a feedback is unique in.
///
/// One that was made up tells records of one batch apart, not those of two exports that bear the same name.
fn scope<'a>(feedback: &Feedback, source: &'a str, batch: &'a str) -> &'a str {
    if feedback.is_nameless() { batch } else { source }
}

/// Stores the rows that are not known yet, and counts them.
fn insert_rows(
    transaction: &Transaction<'_>,
    open: &Found,
    batch: &str,
    rows: &[(Feedback, Annotation)],
) -> Result<u64, StoreError> {
    let first = open.number * ROWS;
    let mut line: i64 = transaction.query_row(
        "SELECT coalesce(max(line), ?1) FROM feedback WHERE line BETWEEN ?1 AND ?1 + ?2",
        params![first, ROWS - 1],
        |row| row.get(0),
    )?;
    let mut insert = transaction.prepare(
        "INSERT INTO feedback SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
         WHERE NOT EXISTS (
             SELECT 1 FROM feedback JOIN batches ON batches.number = feedback.batch
             WHERE feedback.id = ?4 AND scope = ?3 AND (state <> 'open' OR feedback.batch = ?2))",
    )?;
    let mut accepted = 0;
    for (feedback, annotation) in rows {
        let inserted = insert.execute(params![
            line + 1,
            open.number,
            scope(feedback, &open.source, batch),
            feedback.id,
            feedback.received.map(|at| at.to_string()),
            feedback.language,
            feedback.customer,
            feedback.text,
            serde_json::to_string(&feedback.ratings)?,
            serde_json::to_string(&feedback.attributes)?,
            serde_json::to_string(&feedback.origin)?,
            serde_json::to_string(annotation)?,
        ])?;
        if inserted == 1 {
            line += 1;
            accepted += 1;
        }
    }
    Ok(accepted)
}

fn insert_rejects(
    transaction: &Transaction<'_>,
    batch: i64,
    rejects: &[RejectRow],
) -> Result<(), StoreError> {
    let mut insert = transaction.prepare(
        "INSERT INTO rejects (batch, record, line, byte, column, code, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for reject in rejects {
        insert.execute(params![
            batch,
            reject.record,
            reject.line,
            reject.byte,
            reject.column,
            reject.code,
            reject.reason,
        ])?;
    }
    Ok(())
}

/// Deletes the rows that a batch finished in the meantime has brought, and moves them to the duplicates.
fn drop_overtaken_rows(transaction: &Transaction<'_>, batch: i64) -> Result<(), StoreError> {
    let dropped = transaction.execute(
        "DELETE FROM feedback WHERE batch = ?1 AND EXISTS (
             SELECT 1 FROM feedback AS other JOIN batches ON batches.number = other.batch
             WHERE other.id = feedback.id AND other.scope = feedback.scope
               AND other.batch <> ?1 AND state <> 'open')",
        [batch],
    )?;
    if dropped > 0 {
        // A chunk of its own, which reads nothing: the counts of the others say what was acknowledged.
        transaction.execute(
            "INSERT INTO chunks SELECT ?1, 1 + count(*), 0, -?2, 0, ?2, 0, '{}' FROM chunks WHERE batch = ?1",
            params![batch, dropped as u64],
        )?;
    }
    Ok(())
}
