//! From texts to answers: a model's probabilities where there is one, cues of the lexicons everywhere,
//! and the words that prove each answer.

mod annotator;
mod answers;
mod channels;
mod cues;
mod error;
mod evidence;
mod lexical;
mod needs;
pub mod onnx;
mod settings;

pub use annotator::{Annotator, TextToAnnotate};
pub use cues::{CueOfLexicon, CueReader, FoundCue};
pub use error::ClassifyError;
pub use settings::{ModelSettings, RuntimeSetting};
