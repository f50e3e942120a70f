//! What a runtime does: load a graph, run a batch of tokens through it.

use super::graph::GraphUse;
use crate::classify::ClassifyError;

/// Texts as token identifiers, all filled up to one length.
#[derive(Clone, Debug, Default)]
pub struct TokenBatch {
    /// Token identifiers, `rows × length`.
    pub ids: Vec<i32>,
    /// 1 for a token, 0 for filling, `rows × length`.
    pub mask: Vec<i32>,
    /// The values of the cue channels, `rows × length × channels`; empty where the graph takes none.
    pub cues: Vec<f32>,
    /// How many texts there are.
    pub rows: usize,
    /// The length they are filled up to.
    pub length: usize,
}

impl TokenBatch {
    /// The shape of the identifiers and of the mask.
    pub(super) fn shape(&self) -> [usize; 2] {
        [self.rows, self.length]
    }

    /// The shape of the cues.
    pub(super) fn cue_shape(&self) -> [usize; 3] {
        let tokens = self.rows * self.length;
        [self.rows, self.length, self.cues.len() / tokens.max(1)]
    }
}

/// What a graph answers about a batch.
#[derive(Clone, Debug, Default)]
pub struct TokenScores {
    /// The logits of every label of every head, `rows × labels`.
    pub logits: Vec<f32>,
    /// The logits of the token heads for each token, `rows × length × token labels`; empty where the graph
    /// scores none.
    pub token_logits: Vec<f32>,
}

/// A library that runs ONNX graphs.
pub trait Runtime: Send + Sync {
    /// Its name: `rten` or `ort`.
    fn name(&self) -> &'static str;

    /// Its version, in words.
    fn version(&self) -> String;

    /// Loads a graph with the input `input_ids`, `attention_mask` and `token_type_ids` where it asks for
    /// them, and the output `logits` or one output alone; and with what `asked` says.
    ///
    /// # Errors
    ///
    /// When the bytes are not such a graph.
    fn load(&self, onnx: &[u8], asked: GraphUse) -> Result<Box<dyn LoadedModel>, ClassifyError>;
}

/// A graph that is ready to run, shared by the threads.
pub trait LoadedModel: Send + Sync {
    /// A session for one thread at a time.
    ///
    /// # Errors
    ///
    /// When the runtime cannot make one.
    fn session(&self) -> Result<Box<dyn RuntimeSession>, ClassifyError>;
}

/// A graph in the hands of one thread.
pub trait RuntimeSession: Send {
    /// Runs a batch.
    ///
    /// # Errors
    ///
    /// When the runtime fails or the graph answers in another form.
    fn run(&mut self, batch: TokenBatch) -> Result<TokenScores, ClassifyError>;
}
