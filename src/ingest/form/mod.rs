//! The forms of file that are read, each brought to rows of text cells.

mod columnar;
mod csv;
mod delimiter;
mod flat;
mod format;
mod json;
mod json_value;
mod jsonl;
mod rejects;
mod scanner;
mod spreadsheet;
mod table;
mod zip_guard;

pub use delimiter::Delimiter;
pub use rejects::{RejectsHead, rejects_head};

pub(in crate::ingest) use format::of;
pub(in crate::ingest) use table::{Opening, Refusal, Row, Table, Take};
