//! What one feedback proves: how dissatisfied it is, and which of its words to quote.

#[cfg(test)]
pub(crate) mod fixtures;
mod gravity;
mod passage;
mod quotes;
mod severity;

pub use gravity::{Gravity, weigh};
pub use passage::{MAX_PASSAGE, MIN_PASSAGE, passage};
pub use quotes::{Candidate, complaint_span, pick, telling};
pub use severity::{
    SURE_HARM, SeveritySettings, is_dissatisfied, place_on_scale, severities, severity,
};
