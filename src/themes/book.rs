//! The themes of a project as they are kept from one run to the next.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::anchor::Anchor;

/// The themes that a project knows, with all that became of them. It holds words and directions, no text.
///
/// A theme keeps its number, its name and its anchors for ever, but for the changes that are written here with their
/// dates: so the same sentence gets the same theme in every run, or the one that it became part of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// The form of the book.
    pub schema_version: u32,
    /// The vectors of words in which the anchors are directions: those of others mean nothing here.
    pub vectors: String,
    /// Every theme that ever was, by number from 1.
    pub themes: Vec<Theme>,
    /// What became of them, in the order in which it was found.
    pub events: Vec<Event>,
}

/// A theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Its number, which no other theme ever bears.
    pub id: u32,
    /// Its name, made of its words when it was born.
    pub name: String,
    /// Its most telling words, as customers write them, at the last run.
    pub words: Vec<String>,
    /// The day of the feedback that made them enough; none where too few are dated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// The theme that it became part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<u32>,
    /// Where it lies: a sentence near to one of them is of this theme. None where it was merged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<Anchor>,
}

/// Something that became of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The day: of the feedback that made them enough, for a birth or a split; the last one of the data, for a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// What happened.
    pub change: Change,
    /// The theme that it happened to.
    pub theme: u32,
    /// The theme that a part of it, or all of it, is from now on; none for a birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<u32>,
}

/// What can become of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was born.
    Birth,
    /// A part of it is a theme of its own.
    Split,
    /// It became part of an older one.
    Merge,
}

impl Book {
    /// The present form.
    pub const SCHEMA_VERSION: u32 = 1;

    /// A book without themes, for these vectors of words, known by their hash.
    pub fn new(vectors: String) -> Self {
        Self { schema_version: Self::SCHEMA_VERSION, vectors, ..Self::default() }
    }

    /// The theme of this number.
    pub fn theme(&self, id: u32) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }
}
