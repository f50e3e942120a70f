//! How good the answers are: annotations compared with a labelled file, every figure with its interval.

mod evaluation;
mod gold;
mod tally;

pub use evaluation::{Evaluation, LabelQuality, Quality, evaluate};
pub use gold::{Gold, GoldError, read_gold};
