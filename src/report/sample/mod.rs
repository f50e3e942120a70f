//! A realistic report to test the renderers with: every text is invented.

mod analyses;
mod batch;
mod findings;
mod said;
mod signals;
mod variants;

pub(super) use batch::report;
pub(super) use variants::{empty, hostile, words_only};
