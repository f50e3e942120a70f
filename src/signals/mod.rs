//! Weak signals: what rises, falls or hurts in the corpus while it is still small.
//!
//! Rises and falls are found by an exact conditional scan with a stated budget of false alerts
//! ([`weak_signals`]); what is rare and severe is a ranked list outside that budget, and says so.

mod describe;
mod features;
mod find;
mod group;
mod moving;
mod rare;
mod scan;
mod settings;
mod weeks;

#[cfg(test)]
pub(crate) mod tests;

pub use find::{WeakSignals, weak_signals};
pub use settings::{ClassShares, SignalSettings};
