//! Models and lexicons: carried inside the program, or found in a folder; described and checked by hash.

mod embedded;
mod error;
mod hash;
mod lexicons;
mod model;
mod vectors;

pub use error::AssetError;
pub use hash::sha256_hex;
pub use lexicons::Lexicons;
pub use model::{
    Baseline, Card, DEFAULT_MODEL, Head, HeadKind, ModelConfig, ModelFiles, ModelReading, TextForm,
    TrainingSet,
};
pub use vectors::WordVectors;
