//! Stores of earlier formats, brought to the one of today.
//!
//! One transaction: a migration that is interrupted leaves the store as it was. No copy of the old ledger is kept: it
//! would hold the words of customers where no erasure looks for them.

use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};

use super::account::{add_chunk, add_rejects};
use super::catalogue::Found;
use super::ledger::{SCHEMA, draw};
use super::row::{NewRow, Place};
use super::seal::Key;
use super::{BatchState, RejectRow, StoreError};

/// Puts the tables of format 1 aside, children first: what they refer to follows.
const ASIDE: &str = "
    DROP INDEX feedback_by_id;
    DROP INDEX feedback_by_batch;
    DROP INDEX rejects_by_batch;
    ALTER TABLE chunks RENAME TO old_chunks;
    ALTER TABLE feedback RENAME TO old_feedback;
    ALTER TABLE rejects RENAME TO old_rejects;
    ALTER TABLE batches RENAME TO old_batches;
    ALTER TABLE meta RENAME TO old_meta;";

const DROPPED: &str = "
    DROP TABLE old_chunks;
    DROP TABLE old_feedback;
    DROP TABLE old_rejects;
    DROP TABLE old_batches;
    DROP TABLE old_meta;
    PRAGMA user_version = 2;";

/// Brings a ledger of format 1, whose rows had no seals, to format 2.
pub(super) fn from_1_to_2(ledger: &mut Connection) -> Result<(), StoreError> {
    let transaction = ledger.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(ASIDE)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute_batch("INSERT INTO meta SELECT * FROM old_meta")?;
    let key = draw(&transaction, "key")?;
    let key = Key::parse(&key)?;
    for mut batch in old_batches(&transaction)? {
        batch.insert(&transaction)?;
        move_rows(&transaction, key, &mut batch)?;
        move_account(&transaction, key, &mut batch)?;
        batch.write(&transaction, key)?;
    }
    super::catalogue::seal_catalogue(&transaction, key)?;
    transaction.execute_batch(DROPPED)?;
    Ok(transaction.commit()?)
}

fn old_batches(transaction: &Transaction<'_>) -> Result<Vec<Found>, StoreError> {
    let mut statement = transaction.prepare(
        "SELECT number, id, name, source, created, manifest, state FROM old_batches ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    let mut batches = Vec::new();
    while let Some(row) = rows.next()? {
        batches.push(Found {
            number: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            source: row.get(3)?,
            created: row.get(4)?,
            manifest: row.get(5)?,
            resume: None,
            state: BatchState::parse(row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?)?,
            rows: 0,
            row_seals: 0,
            chunk_seals: 0,
            reject_seals: 0,
        });
    }
    Ok(batches)
}

fn move_rows(transaction: &Transaction<'_>, key: Key, batch: &mut Found) -> Result<(), StoreError> {
    let mut insert = transaction.prepare(
        "INSERT INTO feedback
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 WHERE ?15",
    )?;
    let mut select = transaction.prepare(
        "SELECT line, scope, id, received, language, customer, text, ratings, attributes, origin, annotation
         FROM old_feedback WHERE batch = ?1 ORDER BY line",
    )?;
    let mut rows = select.query([batch.number])?;
    while let Some(row) = rows.next()? {
        let text = |column: usize| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
        let maybe =
            |column: usize| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
        let new = NewRow {
            id: text(2)?,
            received: row.get(3)?,
            language: maybe(4)?,
            customer: maybe(5)?,
            text: text(6)?,
            ratings: row.get(7)?,
            attributes: row.get(8)?,
            origin: row.get(9)?,
            annotation: row.get(10)?,
        };
        let place = Place { line: row.get(0)?, batch: batch.number, scope: text(1)? };
        if let Some(seal) = new.insert(&mut insert, key, place, true)? {
            batch.rows += 1;
            batch.row_seals = batch.row_seals.wrapping_add(seal);
        }
    }
    Ok(())
}

fn move_account(
    transaction: &Transaction<'_>,
    key: Key,
    batch: &mut Found,
) -> Result<(), StoreError> {
    let mut chunks = transaction.prepare(
        "SELECT read, accepted, rejected, duplicate, refused, masked
         FROM old_chunks WHERE batch = ?1 ORDER BY number",
    )?;
    let mut rows = chunks.query([batch.number])?;
    while let Some(row) = rows.next()? {
        let counts = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        add_chunk(transaction, key, batch, counts, row.get(5)?)?;
    }
    let mut rejects = transaction.prepare(
        "SELECT record, line, byte, column, code, reason FROM old_rejects
         WHERE batch = ?1 ORDER BY number",
    )?;
    // Format 1 kept the reason in English alone.
    let old = |row: &Row<'_>| {
        let reason: String = row.get(5)?;
        Ok(RejectRow {
            record: row.get(0)?,
            line: row.get(1)?,
            byte: row.get(2)?,
            column: row.get(3)?,
            code: row.get(4)?,
            reason_fr: reason.clone(),
            reason_en: reason,
        })
    };
    let rejects: Vec<RejectRow> =
        rejects.query_map(params![batch.number], old)?.collect::<Result<_, _>>()?;
    add_rejects(transaction, key, batch, &rejects)
}
