//! Batches: begun, filled chunk by chunk, finished; and what became of their records.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::types::{Annotation, Feedback};

use super::{Store, StoreError};

/// How many rows a batch may hold: the position of a row takes the low half of its number.
const ROWS: i64 = 1 << 32;

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
    /// The reason, for people.
    pub reason: String,
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
    const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stored => "stored",
            Self::Indexed => "indexed",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        let all = [Self::Open, Self::Stored, Self::Indexed];
        let found = all.into_iter().find(|state| state.id() == text);
        found.ok_or_else(|| StoreError::corrupt("a batch is in no known state"))
    }
}

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

impl Chunk<'_> {
    /// What became of the records, given how many of the rows were new.
    fn counts(&self, accepted: u64) -> Result<Counts, StoreError> {
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

/// A batch as the ledger has it.
struct Found {
    number: i64,
    name: String,
    source: String,
    created: String,
    manifest: String,
    state: BatchState,
}

fn find(ledger: &Connection, id: &str) -> Result<Option<Found>, StoreError> {
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

fn find_open(ledger: &Connection, id: &str) -> Result<Found, StoreError> {
    let found = find(ledger, id)?.filter(|found| found.state == BatchState::Open);
    found.ok_or_else(|| unfit(id, "is not open"))
}

fn unfit(batch: &str, problem: &'static str) -> StoreError {
    StoreError::Batch { batch: batch.to_owned(), problem }
}

fn set_state(ledger: &Connection, number: i64, state: BatchState) -> Result<(), StoreError> {
    ledger
        .execute("UPDATE batches SET state = ?2 WHERE number = ?1", params![number, state.id()])?;
    Ok(())
}

/// The sums over the chunks of a batch.
fn counts(ledger: &Connection, batch: i64) -> Result<Counts, StoreError> {
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

/// What the identifier of a feedback is unique in.
///
/// Where the source gives none, `<file>#<record>` stands for it: it tells records of one batch apart, not those of
/// two exports that bear the same name.
fn scope<'a>(feedback: &Feedback, source: &'a str, batch: &'a str) -> &'a str {
    let origin = &feedback.origin;
    let made_up = feedback
        .id
        .strip_prefix(origin.file.as_str())
        .and_then(|rest| rest.strip_prefix('#'))
        .is_some_and(|record| record == origin.record.to_string());
    if made_up { batch } else { source }
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
