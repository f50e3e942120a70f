//! Rejects that were mended: the rows of `rejects/<batch>.jsonl`, as they stand there now, under their first identity.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use serde::{Deserialize, Serialize};

use super::scanner::LONGEST;
use super::{Opening, Refusal, Row, Table, Take};
use crate::ingest::{Fault, IngestError, IngestSettings, Source};

/// How such a file begins.
const MARK: &[u8] = b"{\"vigie_rejects\":";

/// The first line of a file of rejects: where its rows come from and how they were read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RejectsHead {
    /// The version of the form of the file.
    pub vigie_rejects: u32,
    /// The file that the rows come from.
    pub file: String,
    /// The SHA-256 of that file.
    pub sha256: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// How it was read, nothing left to be recognised.
    pub settings: IngestSettings,
}

/// A row of a file of rejects.
#[derive(Deserialize)]
struct Mended {
    record: u64,
    #[serde(rename = "line")]
    at_line: u64,
    byte: u64,
    row: Option<BTreeMap<String, String>>,
    /// There until the row is mended: it could not be cut into cells.
    raw: Option<String>,
}

pub(super) fn recognises(head: &[u8]) -> bool {
    head.starts_with(MARK)
}

/// The first line of a file of rejects.
///
/// # Errors
///
/// When the file cannot be read, or is none of ours.
pub fn rejects_head(source: &Source) -> Result<RejectsHead, IngestError> {
    let mut line = Vec::new();
    BufReader::new(source.reader()?.take(LONGEST as u64))
        .read_until(b'\n', &mut line)
        .map_err(|error| source.unreadable(&error))?;
    serde_json::from_slice(&line).map_err(|error| bad(source, &error))
}

fn bad(source: &Source, error: &serde_json::Error) -> IngestError {
    let (file, form) = (source.name().to_owned(), "a file of rejects");
    IngestError::BadForm { file, form, reason: error.to_string() }
}

/// A file of rejects, opened.
struct Rejects<'s> {
    source: &'s Source,
    head: RejectsHead,
    opening: Opening,
}

/// Opens a file of rejects.
pub(super) fn open<'s>(
    source: &'s Source,
    _: &IngestSettings,
) -> Result<Box<dyn Table + 's>, IngestError> {
    let head = rejects_head(source)?;
    let opening = Opening { encoding: "UTF-8", delimiter: None, remarks: Vec::new() };
    Ok(Box::new(Rejects { source, head, opening }))
}

impl Rejects<'_> {
    fn cells(&self, line: &Mended) -> Result<Vec<Cow<'static, str>>, Refusal> {
        match &line.row {
            Some(row) if line.raw.is_none() => {
                let cell = |name: &String| row.get(name).cloned().unwrap_or_default().into();
                Ok(self.head.columns.iter().map(cell).collect())
            }
            _ => Err((Fault::Unmended, None)),
        }
    }
}

impl Table for Rejects<'_> {
    fn names(&self) -> Option<&[String]> {
        Some(&self.head.columns)
    }

    fn origin(&self) -> Option<(&str, &str)> {
        Some((&self.head.file, &self.head.sha256))
    }

    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn each(&self, take: Take<'_>) -> Result<(), IngestError> {
        let unreadable = |error| self.source.unreadable(&error);
        let mut lines = BufReader::new(self.source.reader()?);
        let mut text = Vec::new();
        lines.by_ref().take(LONGEST as u64).read_until(b'\n', &mut text).map_err(unreadable)?;
        let (mut number, mut byte) = (1, text.len() as u64);
        loop {
            text.clear();
            let read = lines.by_ref().take(LONGEST as u64).read_until(b'\n', &mut text);
            if read.map_err(unreadable)? == 0 {
                return Ok(());
            }
            number += 1;
            let here = byte;
            byte += text.len() as u64;
            if text.trim_ascii().is_empty() {
                continue;
            }
            let row = if let Ok(line) = serde_json::from_slice::<Mended>(&text) {
                let cells = self.cells(&line);
                let raw = line.raw.map(Cow::Owned);
                Row { record: line.record, line: line.at_line, byte: line.byte, cells, raw }
            } else {
                let raw = Some(String::from_utf8_lossy(&text));
                Row {
                    record: number,
                    line: number,
                    byte: here,
                    cells: Err((Fault::Json, None)),
                    raw,
                }
            };
            if take(row).is_break() {
                return Ok(());
            }
        }
    }
}
