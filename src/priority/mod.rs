//! What to look at first, each factor of the rank kept.

mod factors;
mod rank;
mod settings;
mod subject;

#[cfg(test)]
mod tests;

pub use rank::priorities;
pub use settings::{FactorWeights, Preset, PrioritySettings};
