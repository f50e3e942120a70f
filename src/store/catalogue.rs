//! The batches of the ledger: which there are, how far each has come, what it rejected.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::account::{counts, read_rejects};
use super::seal::Key;
use super::{BatchHeader, BatchState, BatchSummary, RejectRow, Store, StoreError};

impl Store {
    /// The batches that are stored whole and not yet in the index, in order.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn pending_projection(&self) -> Result<Vec<String>, StoreError> {
        let stored = self.found()?.into_iter().filter(|found| found.state == BatchState::Stored);
        Ok(stored.map(|found| found.id).collect())
    }

    /// Records that a batch stored whole is in the index.
    ///
    /// # Errors
    /// Fails where the batch is not stored whole, or the ledger cannot be written.
    pub fn mark_projected(&mut self, batch: &str) -> Result<(), StoreError> {
        let key = self.key;
        let transaction = self.transaction()?;
        let found = find(&transaction, key, batch)?;
        let found = found.filter(|found| found.state != BatchState::Open);
        let mut found = found.ok_or_else(|| unfit(batch, "is not stored whole"))?;
        found.state = BatchState::Indexed;
        found.write(&transaction, key)?;
        transaction.commit()?;
        self.committed()
    }

    /// Records that no batch is in the index: it was deleted, or is about to be rebuilt.
    ///
    /// # Errors
    /// Fails where the ledger cannot be written.
    pub fn forget_projections(&mut self) -> Result<(), StoreError> {
        let key = self.key;
        let transaction = self.transaction()?;
        for mut found in all(&transaction, key)? {
            if found.state == BatchState::Indexed {
                found.state = BatchState::Stored;
                found.write(&transaction, key)?;
            }
        }
        transaction.commit()?;
        self.committed()
    }

    /// Every batch, open ones included, in the order in which they were begun.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn batches(&self) -> Result<Vec<BatchSummary>, StoreError> {
        self.found()?.into_iter().map(|found| self.summary(found)).collect()
    }

    /// The batch with this identifier.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn batch(&self, id: &str) -> Result<Option<BatchSummary>, StoreError> {
        let found = find(&self.ledger, self.key, id)?;
        found.map(|found| self.summary(found)).transpose()
    }

    /// The records of a batch that could not be used, in input order.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read.
    pub fn rejects(&self, batch: &str) -> Result<Vec<RejectRow>, StoreError> {
        match find(&self.ledger, self.key, batch)? {
            Some(found) => read_rejects(&self.ledger, self.key, &found),
            None => Ok(Vec::new()),
        }
    }

    /// Every batch, from one state of the ledger.
    pub(super) fn found(&self) -> Result<Vec<Found>, StoreError> {
        let snapshot = self.ledger.unchecked_transaction()?;
        let found = all(&snapshot, self.key)?;
        check(&snapshot, self.key, &found)?;
        Ok(found)
    }

    fn summary(&self, found: Found) -> Result<BatchSummary, StoreError> {
        let json = |text: &str| {
            serde_json::from_str(text)
                .map_err(|_| StoreError::corrupt("the manifest of a batch cannot be read"))
        };
        let counts = counts(&self.ledger, self.key, &found)?;
        let header = BatchHeader {
            manifest: json(&found.manifest)?,
            resume: found.resume.as_deref().map(json).transpose()?.unwrap_or_default(),
            id: found.id,
            name: found.name,
            source: found.source,
            created: found.created,
        };
        Ok(BatchSummary { header, state: found.state, counts })
    }
}

/// A batch as the ledger has it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) number: i64,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) source: String,
    pub(super) created: String,
    pub(super) manifest: String,
    pub(super) resume: Option<String>,
    pub(super) state: BatchState,
    pub(super) rows: u64,
    pub(super) row_seals: i64,
    pub(super) chunk_seals: i64,
    pub(super) reject_seals: i64,
}

impl Found {
    fn read(row: &Row<'_>, key: Key) -> Result<Self, StoreError> {
        let found = Self {
            number: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            source: row.get(3)?,
            created: row.get(4)?,
            manifest: row.get(5)?,
            resume: row.get(6)?,
            state: BatchState::parse(row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?)?,
            rows: row.get(8)?,
            row_seals: row.get(9)?,
            chunk_seals: row.get(10)?,
            reject_seals: row.get(11)?,
        };
        if found.seal(key) == row.get::<_, i64>(12)? {
            Ok(found)
        } else {
            Err(StoreError::corrupt("a batch is not what was written"))
        }
    }

    pub(super) fn seal(&self, key: Key) -> i64 {
        key.seal("batches")
            .number(self.number)
            .text(&self.id)
            .text(&self.name)
            .text(&self.source)
            .text(&self.created)
            .text(&self.manifest)
            .maybe(self.resume.as_deref())
            .text(self.state.id())
            .number(self.rows.cast_signed())
            .number(self.row_seals)
            .number(self.chunk_seals)
            .number(self.reject_seals)
            .done()
    }

    /// Gives the batch its row, still without a seal: [`Self::write`] follows.
    pub(super) fn insert(&self, ledger: &Connection) -> Result<(), StoreError> {
        ledger.execute(
            "INSERT INTO batches (number, id, name, source, created, manifest, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                self.number,
                self.id,
                self.name,
                self.source,
                self.created,
                self.manifest,
                self.state.id(),
            ],
        )?;
        Ok(())
    }

    /// Writes what of a batch may change, and the seals over it.
    pub(super) fn write(&self, ledger: &Connection, key: Key) -> Result<(), StoreError> {
        ledger.execute(
            "UPDATE batches SET resume = ?2, state = ?3, rows = ?4, row_seals = ?5,
                                chunk_seals = ?6, reject_seals = ?7, seal = ?8
             WHERE number = ?1",
            params![
                self.number,
                self.resume,
                self.state.id(),
                self.rows,
                self.row_seals,
                self.chunk_seals,
                self.reject_seals,
                self.seal(key),
            ],
        )?;
        seal_catalogue(ledger, key)
    }
}

/// The batch with this identifier. All are read: an index that is damaged could hide one.
pub(super) fn find(ledger: &Connection, key: Key, id: &str) -> Result<Option<Found>, StoreError> {
    Ok(all(ledger, key)?.into_iter().find(|found| found.id == id))
}

/// Every batch, in the order in which they were begun.
pub(super) fn all(ledger: &Connection, key: Key) -> Result<Vec<Found>, StoreError> {
    let mut statement = ledger.prepare(
        "SELECT number, id, name, source, created, manifest, resume, state, rows, row_seals,
                chunk_seals, reject_seals, seal
         FROM batches NOT INDEXED ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Found::read(row, key)?);
    }
    Ok(found)
}

/// Checks that `found` are all the batches that were written.
pub(super) fn check(ledger: &Connection, key: Key, found: &[Found]) -> Result<(), StoreError> {
    let seals = found.iter().map(|found| found.seal(key));
    let sql = "SELECT value FROM meta WHERE key = 'catalogue'";
    let written: Option<String> = ledger.query_row(sql, [], |row| row.get(0)).optional()?;
    if written == Some(catalogue(ledger, key, seals)?) {
        Ok(())
    } else {
        Err(StoreError::corrupt("its list of batches is not what was written"))
    }
}

/// Seals the list of batches, after any change of one of them, and counts the change.
pub(super) fn seal_catalogue(ledger: &Connection, key: Key) -> Result<(), StoreError> {
    let commits = number(ledger, "commits")? + 1;
    ledger.execute("INSERT OR REPLACE INTO meta VALUES ('commits', ?1)", [commits.to_string()])?;
    let mut statement = ledger.prepare("SELECT seal FROM batches")?;
    let seals: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let value = catalogue(ledger, key, seals.into_iter())?;
    ledger.execute("INSERT OR REPLACE INTO meta VALUES ('catalogue', ?1)", [value])?;
    Ok(())
}

fn catalogue(
    ledger: &Connection,
    key: Key,
    seals: impl Iterator<Item = i64>,
) -> Result<String, StoreError> {
    let (count, sum) =
        seals.fold((0, 0_i64), |(count, sum), seal| (count + 1, sum.wrapping_add(seal)));
    let (last, commits) = (number(ledger, "batches")?, number(ledger, "commits")?);
    let seal = key.seal("catalogue").number(last).number(commits).number(count).number(sum);
    Ok(seal.done().to_string())
}

/// A number of the ledger, 0 where it has none: `batches`, the last one given, or `commits`, the changes.
pub(super) fn number(ledger: &Connection, name: &str) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1";
    Ok(ledger.query_row(sql, [name], |row| row.get(0)).optional()?.unwrap_or_default())
}

pub(super) fn unfit(batch: &str, problem: &'static str) -> StoreError {
    StoreError::Batch { batch: batch.to_owned(), problem }
}
