//! What became of the records of a batch, as its chunks and rejects tell it.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};

use super::catalogue::Found;
use super::seal::Key;
use super::{Counts, RejectRow, StoreError};

/// The sums over the chunks of a batch.
pub(super) fn counts(ledger: &Connection, key: Key, batch: &Found) -> Result<Counts, StoreError> {
    let mut statement = ledger.prepare(
        "SELECT number, read, accepted, rejected, duplicate, refused, masked, seal
         FROM chunks WHERE batch = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query([batch.number])?;
    let (mut total, mut seals) = ([0_i64; 5], 0_i64);
    let mut masked: BTreeMap<String, u64> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let chunk = ChunkRow::read(row)?;
        let seal = chunk.seal(key, batch.number);
        seals = seals.wrapping_add(seal);
        if seal != row.get::<_, i64>(7)? {
            return Err(StoreError::corrupt("the counts of a chunk are not what was written"));
        }
        for (sum, count) in total.iter_mut().zip(chunk.counts) {
            *sum += count;
        }
        let kinds: BTreeMap<String, u64> = serde_json::from_str(&chunk.masked)
            .map_err(|_| StoreError::corrupt("the counts of a chunk cannot be read"))?;
        for (kind, count) in kinds {
            *masked.entry(kind).or_default() += count;
        }
    }
    if seals != batch.chunk_seals {
        return Err(StoreError::corrupt("a chunk of a batch is missing"));
    }
    let [read, accepted, rejected, duplicate, refused] =
        total.map(|count| u64::try_from(count).unwrap_or_default());
    Ok(Counts { read, accepted, rejected, duplicate, refused, masked })
}

/// Adds a chunk to a batch, whose sums are brought up to date but not written. `counts` are signed: the last chunk
/// of a batch may move rows to the duplicates.
pub(super) fn add_chunk(
    ledger: &Connection,
    key: Key,
    batch: &mut Found,
    counts: [i64; 5],
    masked: String,
) -> Result<(), StoreError> {
    let sql = "SELECT 1 + coalesce(max(number), 0) FROM chunks WHERE batch = ?1";
    let number: i64 = ledger.query_row(sql, [batch.number], |row| row.get(0))?;
    let chunk = ChunkRow { number, counts, masked };
    let seal = chunk.seal(key, batch.number);
    let [read, accepted, rejected, duplicate, refused] = counts;
    ledger.execute(
        "INSERT INTO chunks (batch, number, read, accepted, rejected, duplicate, refused, masked, seal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            batch.number, number, read, accepted, rejected, duplicate, refused, chunk.masked, seal
        ],
    )?;
    batch.chunk_seals = batch.chunk_seals.wrapping_add(seal);
    Ok(())
}

/// A chunk as the ledger has it: read, accepted, rejected, duplicate and refused records.
struct ChunkRow {
    number: i64,
    counts: [i64; 5],
    masked: String,
}

impl ChunkRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let counts = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        Ok(Self { number: row.get(0)?, counts, masked: row.get(6)? })
    }

    fn seal(&self, key: Key, batch: i64) -> i64 {
        let place = key.seal("chunks").number(batch).number(self.number);
        self.counts.iter().fold(place, |seal, count| seal.number(*count)).text(&self.masked).done()
    }
}

/// The records of a batch that could not be used, in input order.
pub(super) fn read_rejects(
    ledger: &Connection,
    key: Key,
    batch: &Found,
) -> Result<Vec<RejectRow>, StoreError> {
    let mut statement = ledger.prepare(
        "SELECT number, record, line, byte, column, code, reason_fr, reason_en, seal
         FROM rejects WHERE batch = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query([batch.number])?;
    let (mut rejects, mut seals) = (Vec::new(), 0_i64);
    while let Some(row) = rows.next()? {
        let reject = RejectRow {
            record: row.get(1)?,
            line: row.get(2)?,
            byte: row.get(3)?,
            column: row.get(4)?,
            code: row.get(5)?,
            reason_fr: row.get(6)?,
            reason_en: row.get(7)?,
        };
        let seal = reject.seal(key, batch.number, row.get(0)?);
        seals = seals.wrapping_add(seal);
        if seal != row.get::<_, i64>(8)? {
            return Err(StoreError::corrupt("a rejected record is not what was written"));
        }
        rejects.push(reject);
    }
    if seals == batch.reject_seals {
        Ok(rejects)
    } else {
        Err(StoreError::corrupt("a rejected record of a batch is missing"))
    }
}

/// Adds rejects to a batch, whose sums are brought up to date but not written.
pub(super) fn add_rejects(
    ledger: &Connection,
    key: Key,
    batch: &mut Found,
    rejects: &[RejectRow],
) -> Result<(), StoreError> {
    let sql = "SELECT coalesce(max(number), 0) FROM rejects";
    let last: i64 = ledger.query_row(sql, [], |row| row.get(0))?;
    let mut insert = ledger.prepare(
        "INSERT INTO rejects (number, batch, record, line, byte, column, code, reason_fr, reason_en, seal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (number, reject) in (last + 1..).zip(rejects) {
        let seal = reject.seal(key, batch.number, number);
        insert.execute(params![
            number,
            batch.number,
            reject.record,
            reject.line,
            reject.byte,
            reject.column,
            reject.code,
            reject.reason_fr,
            reject.reason_en,
            seal,
        ])?;
        batch.reject_seals = batch.reject_seals.wrapping_add(seal);
    }
    Ok(())
}

impl RejectRow {
    fn seal(&self, key: Key, batch: i64, number: i64) -> i64 {
        key.seal("rejects")
            .number(number)
            .number(batch)
            .number(self.record.cast_signed())
            .number(self.line.cast_signed())
            .number(self.byte.cast_signed())
            .maybe(self.column.as_deref())
            .text(&self.code)
            .text(&self.reason_fr)
            .text(&self.reason_en)
            .done()
    }
}
