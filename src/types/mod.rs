//! Plain data that every layer speaks: spans, labels, feedback, annotations, measures.
//!
//! Nothing here computes, reads or writes; a type says what a value means and how it is serialised.

mod annotation;
mod dataset;
mod diffusion;
mod feedback;
mod findings;
mod labels;
mod lists;
mod measure;
mod numbering;
mod span;

pub use annotation::{
    Annotation, EmotionAnswer, Flag, Language, SCHEMA_VERSION, SentimentAnswer, SignalAnswer,
    SingleAnswer, TouchpointAnswer,
};
pub use dataset::{Annotated, Dataset};
pub use diffusion::{MapPoint, MapSubject, SignalsMap, Standing};
pub use feedback::{Feedback, Origin, Ratings, Scale, file_stem};
pub use findings::{
    CrackedPromoters, Factor, Indicator, Priority, SignalStatus, Subject, TouchpointFinding,
    Trajectory, WeakSignal, WeakSignalKind, Zone,
};
pub use labels::{
    Effort, Emotion, Expectation, Label, Polarity, Sentiment, SignalKind, Touchpoint, UnknownLabel,
};
pub use lists::Lists;
pub(crate) use measure::six_decimals;
pub use measure::{Estimate, Measure, Undefined};
pub use numbering::Numbering;
pub use span::{ByteSpan, Evidence};
