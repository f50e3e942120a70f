//! Models in ONNX form: two runtimes behind one trait, and the tokenizer before them.

mod encoder;
mod export_tokenizer;
mod graph;
mod ort_runtime;
mod rten_runtime;
mod runtime;
mod tokenizer;

pub use encoder::{Encoded, Encoder, Scores};
pub use export_tokenizer::ExportTokenizer;
pub use graph::GraphUse;
pub use ort_runtime::OrtRuntime;
pub use rten_runtime::RtenRuntime;
pub use runtime::{LoadedModel, Runtime, RuntimeSession, TokenBatch, TokenScores};
pub use tokenizer::{Token, Tokenizer};
