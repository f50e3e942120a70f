//! Why texts cannot be classified.

/// A model or a runtime that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ClassifyError {
    /// No ONNX Runtime library was found.
    #[error("no ONNX Runtime library was found")]
    NoLibrary {
        /// The places looked at, with what was wrong there.
        tried: Vec<String>,
    },
    /// The runtime cannot load the model.
    #[error("the runtime `{runtime}` cannot load the model: {reason}")]
    Load {
        /// The runtime.
        runtime: &'static str,
        /// What it said.
        reason: String,
    },
    /// The runtime failed on a batch.
    #[error("the runtime `{runtime}` cannot run the model: {reason}")]
    Run {
        /// The runtime.
        runtime: &'static str,
        /// What it said.
        reason: String,
    },
    /// The model does not have the form expected.
    #[error("the model {fault}")]
    Form {
        /// What is wrong with it.
        fault: String,
    },
    /// The graph of the model lacks an input or an output, or asks for one that cannot be given.
    #[error("the graph of the model {fault}")]
    Graph {
        /// What is wrong with it.
        fault: String,
    },
    /// The tokenizer cannot be read, or fails.
    #[error("the tokenizer of the model {fault}")]
    Tokenizer {
        /// What is wrong with it.
        fault: String,
    },
}
