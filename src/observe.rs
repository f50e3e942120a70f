//! How long work tells where it stands, and is told to stop.

/// What the caller wants to know of a long work. The library itself never prints.
///
/// Every method has an empty default, so `impl Observer for Mine {}` is enough for silence.
pub trait Observer: Sync {
    /// A stage begins. `total` is the number of units it will go through, where known.
    fn stage(&self, _stage: Stage, _total: Option<u64>) {}

    /// `done` more units of the current stage are finished. Called from several threads.
    fn advance(&self, _done: u64) {}

    /// Something that does not stop the work but that the user should know.
    fn warn(&self, _message: &str) {}

    /// Whether the work should stop at the next safe point.
    fn stopped(&self) -> bool {
        false
    }
}

/// The stages of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Records are read, mapped, masked.
    Read,
    /// Texts are classified.
    Classify,
    /// Feedback are written to the store.
    Store,
    /// Feedback are indexed.
    Index,
    /// Measures, signals and priorities are computed.
    Analyse,
    /// Files are written.
    Write,
}

/// An observer that wants to know nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
