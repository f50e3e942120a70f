//! From texts to answers: a model's probabilities where there is one, cues of the lexicons everywhere,
//! and the words that prove each answer.

mod annotator;
mod answered;
mod answers;
mod channels;
mod cues;
mod error;
mod evidence;
mod grams;
mod lexical;
mod model;
mod needs;
pub mod onnx;
mod prepared;
mod settings;

pub use annotator::{Annotator, TextToAnnotate};
pub use answered::{Answered, answered_in_words};
pub use cues::{CueOfLexicon, CueReader, FoundCue};
pub use error::ClassifyError;
pub use settings::{ModelSettings, RuntimeSetting};
