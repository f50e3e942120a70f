//! Weak signals: what rises, falls or hurts in the corpus while it is still small.
//!
//! Rises and falls are found by an exact conditional scan with a stated budget of false alerts
//! ([`weak_signals`]); what is rare and severe is a ranked list outside that budget, and says so.

mod copies;
mod describe;
mod diffusion;
mod expressions;
mod facts;
mod feature;
mod found;
mod group;
mod known;
mod law;
mod meaning;
mod moving;
mod past;
mod precursor;
mod quoted;
mod rare;
mod rises;
mod said;
mod sample;
mod scan;
mod settings;
mod watch;
mod weeks;

#[cfg(test)]
pub(crate) mod tests;

pub use facts::{Band, Fact, Facts};
pub use feature::{Class, Feature, Side};
pub use meaning::{Meaning, in_meaning};
pub use past::Past;
pub use quoted::Texts;
pub use rises::{Alert, rises};
pub use said::Said;
pub use settings::{AlertRule, ClassShares, SignalSettings};
pub use watch::{Watch, WeakSignals, weak_signals};
pub use weeks::{Row, Timeline, Week};
