//! A model on disk: the layout of Hugging Face exports, and the card that ours have beside it.

mod card;
mod config;
mod export;
mod files;
mod labels;

pub use card::{Baseline, Card, TrainingSet};
pub use config::{Head, HeadKind, ModelConfig, TextForm};
pub use files::{DEFAULT_MODEL, ModelFiles, ModelReading};
