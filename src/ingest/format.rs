//! The forms of file that are read.

use super::decode::{Decoded, decode};
use super::table::Table;
use super::{IngestError, IngestSettings, csv, jsonl};

/// A file to open.
#[derive(Clone, Copy)]
pub(super) struct Input<'n, 'a> {
    /// Its name, as the user gave it.
    pub name: &'n str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl<'a> Input<'_, 'a> {
    /// The text of the file.
    pub(super) fn decode(&self, settings: &IngestSettings) -> Result<Decoded<'a>, IngestError> {
        decode(self.name, self.bytes, settings.encoding.as_deref())
    }
}

/// A file opened as a table that borrows its bytes.
type Opened<'a> = Result<Box<dyn Table + 'a>, IngestError>;

/// A form of file.
pub(super) struct Format {
    /// Its stable identifier.
    pub id: &'static str,
    /// Whether these are the first bytes of such a file.
    recognises: fn(&[u8]) -> bool,
    /// Opens it as a table.
    pub open: for<'a> fn(Input<'_, 'a>, &IngestSettings) -> Opened<'a>,
}

/// Every form of file; the first that recognises the bytes reads them.
const FORMATS: &[Format] = &[
    Format { id: "jsonl", recognises: jsonl::recognises, open: jsonl::open },
    Format { id: "csv", recognises: |_| true, open: csv::open },
];

/// The form of a file with these bytes.
pub(super) fn of(bytes: &[u8]) -> &'static Format {
    FORMATS.iter().find(|format| (format.recognises)(bytes)).unwrap_or(&FORMATS[FORMATS.len() - 1])
}
