//! A store opened: its folder, its ledger, and whether it may be written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use super::folder::{self, FORMAT, Marker};
use super::seal::Key;
use super::witness::{self, Witness};
use super::{StoreError, catalogue, migrate};

/// Says that a SQLite file is one of ours: "vigi" in ASCII.
const APPLICATION: u32 = 0x7669_6769;

/// The tables of the ledger.
pub(super) const SCHEMA: &str = include_str!("schema.sql");

/// How long to wait for the moments in which SQLite must be alone, such as the end of another reader.
const PATIENCE: Duration = Duration::from_secs(5);

/// A store, open for reading or for writing.
///
/// Any number of processes may read while one writes: readers see the last commit before their question.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    id: String,
    pub(super) key: Key,
    pub(super) ledger: Connection,
    /// What a writer holds; a reader, nothing.
    writer: Option<Writer>,
}

/// The lock of the store, and what tells how often its ledger was changed.
#[derive(Debug)]
struct Writer {
    _lock: File,
    witness: Witness,
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
        folder::write_marker(&draft, &Marker { format: FORMAT, id })?;
        folder::publish(&draft, dir)?;
        Self::open_for_writing(dir)
    }

    /// Opens the store in `dir` for reading. One of an earlier format is brought to that of today first.
    ///
    /// # Errors
    /// Fails where there is no store, where it is of a later format, damaged, or open to other users.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let witnessed = witness::read(dir)?;
        let mut marker = folder::read_marker(dir)?;
        if marker.format < FORMAT {
            drop(Self::open_for_writing(dir)?);
            marker = folder::read_marker(dir)?;
        }
        let ledger = connect(dir, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Self::checked(dir, marker, ledger, witnessed, None)
    }

    /// Opens the store in `dir` for writing.
    ///
    /// # Errors
    /// As [`Self::open`], and at once with [`StoreError::Held`] where another process writes.
    pub fn open_for_writing(dir: &Path) -> Result<Self, StoreError> {
        folder::read_marker(dir)?;
        let lock = folder::lock(dir)?;
        let witnessed = witness::read(dir)?;
        // Read again: whoever held the store may have brought it to another format.
        let mut marker = folder::read_marker(dir)?;
        let mut ledger = connect(dir, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        make_durable(&ledger)?;
        if format(&ledger)? == 1 {
            check_identity(&ledger, &marker)?;
            migrate::from_1_to_2(&mut ledger)?;
        }
        if marker.format < FORMAT && format(&ledger)? == FORMAT {
            marker.format = FORMAT;
            folder::write_marker(dir, &marker)?;
        }
        check_structure(&ledger)?;
        let writer = Writer { _lock: lock, witness: Witness::open(dir)? };
        Self::checked(dir, marker, ledger, witnessed, Some(writer))
    }

    /// The store, once its ledger was found to be what was written.
    fn checked(
        dir: &Path,
        marker: Marker,
        ledger: Connection,
        witnessed: i64,
        writer: Option<Writer>,
    ) -> Result<Self, StoreError> {
        if format(&ledger)? != marker.format {
            return Err(other_ledger());
        }
        check_identity(&ledger, &marker)?;
        let key = meta(&ledger, "key")?;
        let key = Key::parse(&key.ok_or_else(|| StoreError::corrupt("its key is missing"))?)?;
        if catalogue::number(&ledger, "commits")? < witnessed {
            let what = "transactions that were acknowledged are missing (to go on without them, delete `COMMITS`)";
            return Err(StoreError::corrupt(what));
        }
        let store = Self { dir: dir.to_owned(), id: marker.id, key, ledger, writer };
        store.found()?;
        Ok(store)
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
        if self.writer.is_none() {
            return Err(StoreError::ReadOnly);
        }
        Ok(self.ledger.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// To be called after each transaction.
    pub(super) fn committed(&self) -> Result<(), StoreError> {
        if let Some(writer) = &self.writer {
            writer.witness.note(catalogue::number(&self.ledger, "commits")?);
        }
        Ok(())
    }
}

/// Makes the ledger of a new store and gives back the identity drawn for it.
fn make_ledger(dir: &Path) -> Result<String, StoreError> {
    // Made by us first: SQLite gives its log files the permissions of the database.
    drop(folder::private_file(&folder::ledger_path(dir))?);
    let mut ledger = connect(dir, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    make_durable(&ledger)?;
    let transaction = ledger.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    let id = draw(&transaction, "store")?;
    let key = Key::parse(&draw(&transaction, "key")?)?;
    catalogue::seal_catalogue(&transaction, key)?;
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

/// Draws 32 hexadecimal digits and keeps them under a name.
pub(super) fn draw(ledger: &Connection, name: &str) -> Result<String, StoreError> {
    // SQLite draws from the randomness of the system.
    let drawn: String =
        ledger.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0))?;
    ledger.execute("INSERT INTO meta VALUES (?1, ?2)", [name, &drawn])?;
    Ok(drawn)
}

fn meta(ledger: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM meta WHERE key = ?1";
    Ok(ledger.query_row(sql, [name], |row| row.get(0)).optional()?)
}

/// The format of the ledger, once it is known to be one of ours.
fn format(ledger: &Connection) -> Result<u32, StoreError> {
    let application: u32 = ledger.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION {
        return Err(other_ledger());
    }
    Ok(ledger.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn other_ledger() -> StoreError {
    StoreError::corrupt("`ledger.db` is not the ledger that `STORE` describes")
}

/// Checks that the ledger is of the store that the marker is about.
fn check_identity(ledger: &Connection, marker: &Marker) -> Result<(), StoreError> {
    if meta(ledger, "store")?.as_ref() == Some(&marker.id) {
        Ok(())
    } else {
        Err(StoreError::corrupt("`ledger.db` and `STORE` are of two different stores"))
    }
}

/// Checks the pages of the ledger and that its indexes agree with its tables: a writer asks them what is known.
pub(super) fn check_structure(ledger: &Connection) -> Result<(), StoreError> {
    let verdict: String = ledger.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::corrupt("the pages of `ledger.db` do not hold together"))
    }
}
