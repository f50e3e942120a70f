//! What feedback speak of, in whatever words: groups of like meaning for the scan of weak signals.

mod directions;
mod groups;
mod nearest;
mod settings;
mod texts;

pub use groups::{Group, groups};
pub use settings::ThemeSettings;
