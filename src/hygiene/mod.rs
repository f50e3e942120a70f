//! Faults of measurement, looked for before anything is ranked: scores that were begged for, scales that were
//! turned round, answers that were copied, runs that chance does not give, questions that changed.

mod copies;
mod find;
mod inverted;
mod places;
mod runs;
mod settings;
mod solicited;
mod wording;

#[cfg(test)]
mod tests;

pub use copies::Repeat;
pub use find::{Fault, FaultKind, Hygiene, hygiene};
pub use settings::HygieneSettings;
