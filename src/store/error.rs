//! Why the store cannot do what it is asked.

use std::io;
use std::path::PathBuf;

/// What went wrong with a store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process writes to the store.
    #[error("store `{}` is held by another process{}", path.display(), holder(*.pid))]
    Held {
        /// The store.
        path: PathBuf,
        /// The process, where it can be told.
        pid: Option<u32>,
    },
    /// There is no store in this folder.
    #[error("`{}` is not a vigie store", path.display())]
    NotAStore {
        /// The folder.
        path: PathBuf,
    },
    /// A store, or other files, are already in the folder where one is to be made.
    #[error("`{}` is not empty", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The store was made by a version of vigie that writes another format.
    #[error("store `{}` has format {found}, this version reads format {expected}", path.display())]
    Version {
        /// The store.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The format that this version reads.
        expected: u32,
    },
    /// Other users of the machine can read the store.
    #[error("store `{}` is open to other users (mode {mode:03o}, 700 is needed)", path.display())]
    Exposed {
        /// The store.
        path: PathBuf,
        /// The permissions of its folder.
        mode: u32,
    },
    /// What is read from the store cannot have been written by it.
    #[error("store is damaged: {what}")]
    Corrupt {
        /// What does not hold.
        what: String,
    },
    /// A batch was asked for that the store does not have, or that is not in the needed state.
    #[error("batch `{batch}` {problem}")]
    Batch {
        /// The batch.
        batch: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The records of a chunk do not add up: `read = accepted + rejected + duplicate + refused`.
    #[error("a chunk of {read} records accounts for {accounted}")]
    Unbalanced {
        /// The records read.
        read: u64,
        /// Those accepted, rejected or refused.
        accounted: u64,
    },
    /// The store was opened for reading.
    #[error("store is opened for reading")]
    ReadOnly,
    /// A file of the store cannot be read or written.
    #[error("cannot use `{}`", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The database refuses.
    #[error("{}", refusal(.0))]
    Ledger(#[from] rusqlite::Error),
    /// A value cannot be written as JSON.
    #[error("cannot write a value as JSON")]
    Json(#[from] serde_json::Error),
}

/// What a failure means to whoever ran the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// Try again once the other process is done.
    Locked,
    /// The store is damaged.
    Corrupt,
    /// The disk is full or fails.
    Io,
    /// The user may not read or write it, or others may.
    Permission,
    /// The folder is taken.
    Exists,
    /// The folder holds no store.
    NotAStore,
    /// Another version of vigie is needed.
    Version,
    /// The store was misused: a bug of ours.
    Misuse,
}

impl StoreError {
    /// What the failure means to whoever ran the command.
    pub fn kind(&self) -> StoreErrorKind {
        match self {
            Self::Held { .. } => StoreErrorKind::Locked,
            Self::NotAStore { .. } => StoreErrorKind::NotAStore,
            Self::Exists { .. } => StoreErrorKind::Exists,
            Self::Version { .. } => StoreErrorKind::Version,
            Self::Exposed { .. } => StoreErrorKind::Permission,
            Self::Corrupt { .. } => StoreErrorKind::Corrupt,
            Self::Io { source, .. } => kind_of_io(source),
            Self::Ledger(error) => kind_of_ledger(error),
            Self::Batch { .. } | Self::Unbalanced { .. } | Self::ReadOnly | Self::Json(_) => {
                StoreErrorKind::Misuse
            }
        }
    }

    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    pub(super) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }
}

fn refusal(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "no space is left for the ledger of the store",
        Some(ErrorCode::SystemIoFailure) => "the disk fails under the ledger of the store",
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "store is damaged",
        _ => "cannot use the ledger of the store",
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default()
}

fn kind_of_io(error: &io::Error) -> StoreErrorKind {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreErrorKind::Permission
        }
        _ => StoreErrorKind::Io,
    }
}

fn kind_of_ledger(error: &rusqlite::Error) -> StoreErrorKind {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreErrorKind::Locked,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreErrorKind::Corrupt,
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => StoreErrorKind::Io,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            StoreErrorKind::Permission
        }
        // A column of another type, a missing table: the file was not written by us.
        None => StoreErrorKind::Corrupt,
        Some(_) => StoreErrorKind::Misuse,
    }
}
