//! The truth at rest: masked feedback with their annotations, in one SQLite file that is only ever changed by
//! whole transactions.
//!
//! A store is a private folder:
//!
//! ```text
//! STORE       its format and identity, written last at creation: a folder without it is no store
//! LOCK        held by the one process that writes; the operating system frees it when that process dies
//! COMMITS     how many times the ledger was changed
//! ledger.db   batches, feedback, rejects (SQLite, write-ahead log, synced at each commit)
//! index/      what `search` derives from the ledger; may be deleted and rebuilt
//! ```
//!
//! A *batch* is one file read with one mapping. Its rows come in chunks, each one transaction, whose commit is the
//! acknowledgement; nothing of a batch is visible before [`Store::finish_batch`], and an interrupted one goes on
//! after its last chunk. A feedback is the same as another when both have the same `(source, identifier)`, or, where
//! the source gives no identifier, the same `(batch, record)`: never because they say the same thing. What two sources
//! identify alike is the same where they say the same of it.
//!
//! The disk is not trusted: every row is sealed, and read only where its seal holds.

mod account;
mod append;
mod backup;
mod batch;
mod catalogue;
mod error;
mod folder;
mod ledger;
mod migrate;
mod overlap;
mod row;
mod rows;
mod seal;
mod verify;
mod witness;

pub use batch::{BatchHeader, BatchProgress, BatchState, BatchSummary, Chunk, Counts, RejectRow};
pub use error::{StoreError, StoreErrorKind};
pub use ledger::Store;
pub use rows::{Rows, Selection, StoredFeedback};
pub use verify::Sample;

#[cfg(test)]
mod tests;
