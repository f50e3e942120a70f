//! A store opened: its folder, its ledger, and whether it may be written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use super::StoreError;
use super::folder::{self, Marker};

/// Says that a SQLite file is one of ours: "vigi" in ASCII.
const APPLICATION: u32 = 0x7669_6769;

/// How long to wait for the moments in which SQLite must be alone, such as the end of another reader.
const PATIENCE: Duration = Duration::from_secs(5);

/// A store, open for reading or for writing.
///
/// Any number of processes may read while one writes: readers see the last commit before their question.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    id: String,
    pub(super) ledger: Connection,
    /// The lock of the writer; none in a reader.
    lock: Option<File>,
}

impl Store {
    /// Makes an empty store in `dir`, which must be absent or empty, and opens it for writing.
    ///
    /// # Errors
    /// Fails where the folder holds anything, or cannot be written.
    pub fn create(dir: &Path) -> Result<Self, StoreError> {
        let dir = &std::path::absolute(dir).map_err(StoreError::io(dir))?;
        folder::check_free(dir)?;
        let draft = folder::make_draft(dir)?;
        let id = make_ledger(&draft)?;
        folder::write_marker(&draft, &Marker { format: folder::FORMAT, id })?;
        folder::publish(&draft, dir)?;
        Self::open_for_writing(dir)
    }

    /// Opens the store in `dir` for reading.
    ///
    /// # Errors
    /// Fails where there is no store, where it is of another version, damaged, or open to other users.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let marker = folder::read_marker(dir)?;
        let ledger = connect(dir, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        check(&ledger, &marker)?;
        Ok(Self { dir: dir.to_owned(), id: marker.id, ledger, lock: None })
    }

    /// Opens the store in `dir` for writing.
    ///
    /// # Errors
    /// As [`Self::open`], and at once with [`StoreError::Held`] where another process writes.
    pub fn open_for_writing(dir: &Path) -> Result<Self, StoreError> {
        let marker = folder::read_marker(dir)?;
        let lock = folder::lock(dir)?;
        let ledger = connect(dir, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        check(&ledger, &marker)?;
        make_durable(&ledger)?;
        Ok(Self { dir: dir.to_owned(), id: marker.id, ledger, lock: Some(lock) })
    }

    /// The folder of the store.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What tells this store from every other: 32 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where the search index of the store lives; it may not exist yet.
    pub fn index_dir(&self) -> PathBuf {
        folder::index_path(&self.dir)
    }

    /// Begins a transaction that takes the right to write at once, so that it never fails half way for want of it.
    pub(super) fn transaction(&mut self) -> Result<Transaction<'_>, StoreError> {
        if self.lock.is_none() {
            return Err(StoreError::ReadOnly);
        }
        Ok(self.ledger.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }
}

/// Makes the ledger of a new store and gives back the identity drawn for it.
fn make_ledger(dir: &Path) -> Result<String, StoreError> {
    // Made by us first: SQLite gives its log files the permissions of the database.
    drop(folder::private_file(&folder::ledger_path(dir))?);
    let mut ledger = connect(dir, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    make_durable(&ledger)?;
    let transaction = ledger.transaction()?;
    transaction.execute_batch(include_str!("schema.sql"))?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", folder::FORMAT)?;
    // SQLite draws from the randomness of the system.
    let id = transaction.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0))?;
    transaction.execute("INSERT INTO meta VALUES ('store', ?1)", [&id])?;
    transaction.commit()?;
    ledger.close().map_err(|(_, error)| error)?;
    Ok(id)
}

fn connect(dir: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let path = folder::ledger_path(dir);
    if !path.is_file() {
        return Err(StoreError::corrupt("`ledger.db` is missing"));
    }
    let ledger = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    ledger.busy_timeout(PATIENCE)?;
    ledger.pragma_update(None, "trusted_schema", false)?;
    ledger.pragma_update(None, "cell_size_check", true)?;
    Ok(ledger)
}

/// Settings of a writer: what is committed is on the disk, what is deleted is overwritten.
fn make_durable(ledger: &Connection) -> Result<(), StoreError> {
    let mode: String =
        ledger.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::corrupt("the disk does not let the ledger keep a write-ahead log"));
    }
    ledger.pragma_update(None, "synchronous", "FULL")?;
    ledger.pragma_update(None, "secure_delete", true)?;
    ledger.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

/// Checks that the ledger is the one that the marker is about.
fn check(ledger: &Connection, marker: &Marker) -> Result<(), StoreError> {
    let application: u32 = ledger.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let format: u32 = ledger.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if application != APPLICATION || format != marker.format {
        return Err(StoreError::corrupt("`ledger.db` is not the ledger that `STORE` describes"));
    }
    let id: Option<String> = ledger
        .query_row("SELECT value FROM meta WHERE key = 'store'", [], |row| row.get(0))
        .optional()?;
    if id.as_ref() == Some(&marker.id) {
        Ok(())
    } else {
        Err(StoreError::corrupt("`ledger.db` and `STORE` are of two different stores"))
    }
}
