//! Exit codes: what scripts rely on.

/// Done.
pub(crate) const DONE: u8 = 0;
/// A fault of ours.
pub(crate) const BUG: u8 = 1;
/// Wrong usage, or an input that cannot be used.
pub(crate) const USAGE: u8 = 2;
/// Done, with records that could not be used.
pub(crate) const DONE_WITH_REJECTS: u8 = 3;
/// Too many records could not be used: nothing was published.
pub(crate) const TOO_MANY_REJECTS: u8 = 4;
/// A gate that was asked for was tripped: `--fail-on`.
pub(crate) const GATE: u8 = 5;
/// The store is held by another process.
pub(crate) const STORE_LOCKED: u8 = 10;
/// The store, or its index, is damaged: a rebuild is possible.
pub(crate) const STORE_CORRUPT: u8 = 11;
/// No space left, or another failure of the disk.
pub(crate) const DISK: u8 = 12;
/// Not permitted, or read-only.
pub(crate) const PERMISSION: u8 = 13;
/// A model or a lexicon was refused.
pub(crate) const ASSET: u8 = 14;
/// Stopped by the user; the work can be resumed.
pub(crate) const INTERRUPTED: u8 = 130;
