//! What the reader should know of how a file was read.

use serde::{Deserialize, Serialize};

/// Something decided or noticed while reading, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// A stable code, `bare_score`, `date_order` …
    pub code: String,
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

impl Remark {
    /// A remark.
    pub(in crate::ingest) fn new(code: &str, fr: String, en: String) -> Self {
        Self { code: code.to_owned(), fr, en }
    }
}
