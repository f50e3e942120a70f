//! The forms of file, told by their first bytes.

use super::{Table, columnar, csv, json, jsonl, rejects, spreadsheet};
use crate::ingest::{IngestError, IngestSettings, Source};

/// How many of the first bytes tell the form of a file.
const TELLING: usize = 1 << 16;

/// A file opened as a table that reads its source.
type Opened<'s> = Result<Box<dyn Table + 's>, IngestError>;

/// A form of file.
pub(in crate::ingest) struct Format {
    /// Its stable identifier.
    pub id: &'static str,
    /// Whether a file with these first bytes is one.
    recognises: fn(&Source, &[u8]) -> bool,
    /// Opens it as a table.
    pub open: for<'s> fn(&'s Source, &IngestSettings) -> Opened<'s>,
}

/// Every form of file; the first that recognises the bytes reads them.
const FORMATS: &[Format] = &[
    Format { id: "xlsx", recognises: spreadsheet::is_xlsx, open: spreadsheet::open_xlsx },
    Format { id: "xlsb", recognises: spreadsheet::is_xlsb, open: spreadsheet::open_xlsb },
    Format { id: "ods", recognises: spreadsheet::is_ods, open: spreadsheet::open_ods },
    Format { id: "xls", recognises: spreadsheet::is_xls, open: spreadsheet::open_xls },
    Format { id: "parquet", recognises: columnar::is_parquet, open: columnar::open_parquet },
    Format { id: "arrow", recognises: columnar::is_arrow, open: columnar::open_arrow },
    Format { id: "rejects", recognises: |_, head| rejects::recognises(head), open: rejects::open },
    Format { id: "jsonl", recognises: |_, head| jsonl::recognises(head), open: jsonl::open },
    Format { id: "json", recognises: |_, head| json::recognises(head), open: json::open },
    Format { id: "csv", recognises: |_, _| true, open: csv::open },
];

/// The form of a file.
pub(in crate::ingest) fn of(source: &Source) -> Result<&'static Format, IngestError> {
    let head = source.head(TELLING)?;
    Ok(FORMATS
        .iter()
        .find(|format| (format.recognises)(source, &head))
        .unwrap_or(&FORMATS[FORMATS.len() - 1]))
}
