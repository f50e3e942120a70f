//! The journey, phase by phase, and its moments of truth.

mod map;
mod moments;
mod settings;

pub use map::{JourneyMap, PhaseFinding, journey_map};
pub use moments::{MomentOfTruth, moments_of_truth};
pub use settings::JourneySettings;
