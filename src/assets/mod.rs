//! Models, lexicons and journeys: carried inside the program, or found in a folder; described and checked by hash.

mod embedded;
mod error;
mod hash;
mod journeys;
mod lexicons;
mod model;
mod vectors;
mod weights;

pub use embedded::embedded_presets;
pub use error::AssetError;
pub use hash::{sha256_hex, sha256_hex_of};
pub use journeys::{DEFAULT_JOURNEY, JourneyPlan, Phase};
pub use lexicons::Lexicons;
pub use model::{
    Baseline, Card, DEFAULT_MODEL, Head, HeadKind, ModelConfig, ModelFiles, ModelReading, TextForm,
    TrainingSet,
};
pub use vectors::WordVectors;
pub use weights::{FNV, Weights, fnv};
