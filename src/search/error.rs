//! Why the index cannot do what it is asked.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};

use super::QueryError;

/// What went wrong with the index. None of it touches the store: the index can always be rebuilt from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// There is no index in this folder.
    #[error("there is no search index in `{}`", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The index was made by another version, whose words may not be cut the same way.
    #[error("search index `{}` was made by another version: rebuild the index", path.display())]
    Version {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the index is not what was written.
    #[error("`{}` of the search index is damaged: rebuild the index", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Another process writes to the index.
    #[error("search index `{}` is held by another process", path.display())]
    Held {
        /// The folder.
        path: PathBuf,
    },
    /// What a fresh reader finds after a commit is not what was written.
    #[error("batch `{batch}` has {found} feedback in the search index instead of {expected}")]
    Miscounted {
        /// The batch.
        batch: String,
        /// How many feedback were written.
        expected: u64,
        /// How many are found.
        found: u64,
    },
    /// The query cannot be understood.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A file or folder around the index cannot be read or written.
    #[error("cannot use `{}`", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The disk refuses what the index asks of it: it is full, or fails.
    #[error("cannot read or write the search index")]
    Disk(#[source] Arc<io::Error>),
    /// The index is damaged, or refuses.
    #[error("cannot use the search index: rebuild the index")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What a failure means to whoever ran the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchErrorKind {
    /// The query is to be written otherwise.
    Query,
    /// Try again once the other process is done.
    Locked,
    /// Rebuilding the index mends it.
    Corrupt,
    /// The disk is full or fails.
    Io,
    /// The user may not read or write the index.
    Permission,
}

impl SearchError {
    /// What the failure means to whoever ran the command.
    pub fn kind(&self) -> SearchErrorKind {
        match self {
            Self::Query(_) => SearchErrorKind::Query,
            Self::Held { .. } => SearchErrorKind::Locked,
            Self::Missing { .. }
            | Self::Version { .. }
            | Self::Damaged { .. }
            | Self::Miscounted { .. }
            | Self::Engine(_) => SearchErrorKind::Corrupt,
            Self::Io { source, .. } => kind_of_io(source),
            Self::Disk(source) => kind_of_io(source),
        }
    }

    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

fn kind_of_io(error: &io::Error) -> SearchErrorKind {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            SearchErrorKind::Permission
        }
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => SearchErrorKind::Corrupt,
        _ => SearchErrorKind::Io,
    }
}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::IoError(error)
            | TantivyError::LockFailure(LockError::IoError(error), _)
            | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }) => {
                Self::Disk(error)
            }
            error => told_by_the_system(&error.to_string())
                .map_or_else(|| Self::Engine(Box::new(error)), |told| Self::Disk(Arc::new(told))),
        }
    }
}

/// What the system said, where the engine kept its words only, as it does of failures of its threads: a full disk is
/// no damaged index.
fn told_by_the_system(words: &str) -> Option<io::Error> {
    let (_, code) = words.rsplit_once("(os error ")?;
    let code = code.split_once(')')?.0.parse().ok()?;
    Some(io::Error::from_raw_os_error(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_that_the_engine_only_speaks_of_is_no_damage() {
        let engine = |words: &str| SearchError::from(TantivyError::InternalError(words.to_owned()));
        let full = engine("Failed to write: 'No space left on device (os error 28)'");
        assert!(matches!(&full, SearchError::Disk(_)) && full.kind() == SearchErrorKind::Io);
        assert_eq!(engine("a term is too long").kind(), SearchErrorKind::Corrupt);
    }
}
