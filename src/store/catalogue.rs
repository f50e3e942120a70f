//! The batches of the ledger: which there are, how far each has come, what it rejected.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::{BatchHeader, BatchState, BatchSummary, Counts, RejectRow, Store, StoreError};

impl Store {
    /// The batches that are stored whole and not yet in the index, in order.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn pending_projection(&self) -> Result<Vec<String>, StoreError> {
        let mut statement =
            self.ledger.prepare("SELECT id FROM batches WHERE state = 'stored' ORDER BY number")?;
        let ids = statement.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Records that a batch stored whole is in the index.
    ///
    /// # Errors
    /// Fails where the batch is not stored whole, or the ledger cannot be written.
    pub fn mark_projected(&mut self, batch: &str) -> Result<(), StoreError> {
        let transaction = self.transaction()?;
        let found = find(&transaction, batch)?.filter(|found| found.state != BatchState::Open);
        let found = found.ok_or_else(|| unfit(batch, "is not stored whole"))?;
        set_state(&transaction, found.number, BatchState::Indexed)?;
        Ok(transaction.commit()?)
    }

    /// Records that no batch is in the index: it was deleted, or is about to be rebuilt.
    ///
    /// # Errors
    /// Fails where the ledger cannot be written.
    pub fn forget_projections(&mut self) -> Result<(), StoreError> {
        let transaction = self.transaction()?;
        transaction.execute("UPDATE batches SET state = 'stored' WHERE state = 'indexed'", [])?;
        Ok(transaction.commit()?)
    }

    /// Every batch, open ones included, in the order in which they were begun.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn batches(&self) -> Result<Vec<BatchSummary>, StoreError> {
        let mut statement = self.ledger.prepare("SELECT id FROM batches ORDER BY number")?;
        let ids: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let all = ids.iter().map(|id| self.batch(id).transpose());
        all.flatten().collect()
    }

    /// The batch with this identifier.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn batch(&self, id: &str) -> Result<Option<BatchSummary>, StoreError> {
        let Some(found) = find(&self.ledger, id)? else { return Ok(None) };
        let manifest = serde_json::from_str(&found.manifest)
            .map_err(|_| StoreError::corrupt("the manifest of a batch cannot be read"))?;
        let header = BatchHeader {
            id: id.to_owned(),
            name: found.name,
            source: found.source,
            created: found.created,
            manifest,
        };
        let counts = counts(&self.ledger, found.number)?;
        Ok(Some(BatchSummary { header, state: found.state, counts }))
    }

    /// The records of a batch that could not be used, in input order.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn rejects(&self, batch: &str) -> Result<Vec<RejectRow>, StoreError> {
        let mut statement = self.ledger.prepare(
            "SELECT record, line, byte, column, code, reason FROM rejects
             WHERE batch = (SELECT number FROM batches WHERE id = ?1) ORDER BY number",
        )?;
        let rejects = statement.query_map([batch], |row| {
            Ok(RejectRow {
                record: row.get(0)?,
                line: row.get(1)?,
                byte: row.get(2)?,
                column: row.get(3)?,
                code: row.get(4)?,
                reason: row.get(5)?,
            })
        })?;
        Ok(rejects.collect::<Result<_, _>>()?)
    }
}

/// A batch as the ledger has it.
pub(super) struct Found {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) source: String,
    pub(super) created: String,
    pub(super) manifest: String,
    pub(super) state: BatchState,
}

pub(super) fn find(ledger: &Connection, id: &str) -> Result<Option<Found>, StoreError> {
    let sql = "SELECT number, name, source, created, manifest, state FROM batches WHERE id = ?1";
    let found = ledger.query_row(sql, [id], |row| {
        let state: String = row.get(5)?;
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, state))
    });
    let Some((number, name, source, created, manifest, state)) = found.optional()? else {
        return Ok(None);
    };
    let state = BatchState::parse(&state)?;
    Ok(Some(Found { number, name, source, created, manifest, state }))
}

pub(super) fn unfit(batch: &str, problem: &'static str) -> StoreError {
    StoreError::Batch { batch: batch.to_owned(), problem }
}

pub(super) fn set_state(
    ledger: &Connection,
    number: i64,
    state: BatchState,
) -> Result<(), StoreError> {
    ledger
        .execute("UPDATE batches SET state = ?2 WHERE number = ?1", params![number, state.id()])?;
    Ok(())
}

/// The sums over the chunks of a batch.
pub(super) fn counts(ledger: &Connection, batch: i64) -> Result<Counts, StoreError> {
    let mut total = ledger.query_row(
        "SELECT coalesce(sum(read), 0), coalesce(sum(accepted), 0), coalesce(sum(rejected), 0),
                coalesce(sum(duplicate), 0), coalesce(sum(refused), 0)
         FROM chunks WHERE batch = ?1",
        [batch],
        |row| {
            Ok(Counts {
                read: row.get(0)?,
                accepted: row.get(1)?,
                rejected: row.get(2)?,
                duplicate: row.get(3)?,
                refused: row.get(4)?,
                masked: BTreeMap::new(),
            })
        },
    )?;
    let mut statement = ledger.prepare("SELECT masked FROM chunks WHERE batch = ?1")?;
    let mut rows = statement.query([batch])?;
    while let Some(row) = rows.next()? {
        let masked: BTreeMap<String, u64> = serde_json::from_str(&row.get::<_, String>(0)?)
            .map_err(|_| StoreError::corrupt("the counts of a chunk cannot be read"))?;
        for (kind, count) in masked {
            *total.masked.entry(kind).or_default() += count;
        }
    }
    Ok(total)
}
