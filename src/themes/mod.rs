//! What feedback speak of, in whatever words.
//!
//! Two answers to one question, both by the vectors of words and neither by chance. [`groups`] are many, overlap and
//! have no name: they are for the scan of weak signals, which an issue told without a common word escapes otherwise.
//! Themes ([`find`]) are few, and for people: each sentence is of one or of none, and they keep their names from one
//! run to the next, in a [`Book`].

mod anchor;
mod births;
mod book;
mod corpus;
mod directions;
mod find;
mod groups;
mod moves;
mod nearest;
mod settings;
mod state;
mod synonyms;
mod telling;
mod texts;

#[cfg(test)]
mod tests;

pub use anchor::Anchor;
pub use book::{Book, Change, Event, Theme};
pub use find::{Found, FoundTheme, Said, find};
pub use groups::{Group, groups};
pub use settings::ThemeSettings;
