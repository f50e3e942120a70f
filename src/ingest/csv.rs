//! Delimited files: CSV, and its French and tabulated kin.

use std::borrow::Cow;

use super::decode::Decoded;
use super::format::Input;
use super::scanner::{Raw, Scanner};
use super::table::{Opening, Refusal, Row, Table};
use super::{Delimiter, Fault, IngestError, IngestSettings, delimiter, remark::Remark};

/// The most columns that are read.
const MOST_COLUMNS: usize = 1_024;

/// A delimited file, opened.
struct Csv<'a> {
    decoded: Decoded<'a>,
    delimiter: Delimiter,
    columns: Vec<String>,
    opening: Opening,
    /// The byte and the line after the header.
    body: (usize, u64),
}

/// Opens a delimited file.
pub(super) fn open<'a>(
    input: Input<'_, 'a>,
    settings: &IngestSettings,
) -> Result<Box<dyn Table + 'a>, IngestError> {
    let mut decoded = input.decode(settings)?;
    refuse_json(input.name, &decoded.text)?;
    let declared = delimiter::declared(&decoded.text);
    let (head, head_line) = declared.map_or((0, 1), |(_, end)| (end, 2));
    let text = &decoded.text[head..];
    let chosen = settings.delimiter.or(declared.map(|(delimiter, _)| delimiter));
    let delimiter = chosen.unwrap_or_else(|| delimiter::sniff(text));

    let mut records = Scanner::new(text, delimiter, head_line);
    let columns = header(input.name, records.next())?;
    let (after, line) = records.place();
    let body = (head + after, line);

    let mut remarks = std::mem::take(&mut decoded.remarks);
    remarks.extend(twice_encoded(&decoded.text));
    let told = (delimiter != Delimiter::NONE).then_some(delimiter);
    let opening = Opening { encoding: decoded.encoding, delimiter: told, remarks };
    Ok(Box::new(Csv { decoded, delimiter, columns, opening, body }))
}

/// The names of the columns.
fn header(file: &str, record: Option<Raw<'_>>) -> Result<Vec<String>, IngestError> {
    let empty = || IngestError::Empty { file: file.to_owned() };
    let record = record.ok_or_else(empty)?;
    let line = record.line;
    let fields = record.fields.map_err(|fault| IngestError::BadHeader {
        file: file.to_owned(),
        reason: fault.reason_en(),
    })?;
    if fields.len() > MOST_COLUMNS {
        let found = fields.len();
        return Err(IngestError::TooManyColumns {
            file: file.to_owned(),
            found,
            most: MOST_COLUMNS,
        });
    }
    let names: Vec<String> = fields.iter().map(|name| name.trim().to_owned()).collect();
    for (second, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(first) = names[..second].iter().position(|known| known == name) {
            return Err(IngestError::DuplicateHeader {
                file: file.to_owned(),
                header: name.clone(),
                line,
                first: first + 1,
                second: second + 1,
            });
        }
    }
    Ok(names)
}

/// A JSON array would be read as a table of one strange column.
fn refuse_json(file: &str, text: &str) -> Result<(), IngestError> {
    let document =
        text.trim_start().strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    if document { Err(IngestError::JsonDocument { file: file.to_owned() }) } else { Ok(()) }
}

/// What is said of a text that was encoded twice: « Ã© » for « é ».
fn twice_encoded(text: &str) -> Option<Remark> {
    let seen: usize =
        ["Ã©", "Ã¨", "Ãª", "â€™"].iter().map(|trace| text.matches(trace).count()).sum();
    (seen >= 3).then(|| {
        Remark::new(
            "encoded_twice",
            format!(
                "{seen} suites comme « Ã© » : le fichier a été encodé deux fois ; refaites l'export"
            ),
            format!("{seen} sequences such as \"Ã©\": the file was encoded twice; export it again"),
        )
    })
}

impl Csv<'_> {
    /// The cells of a record, if it has one for each column.
    fn cells<'t>(&'t self, raw: Raw<'t>, start: usize) -> Result<Vec<Cow<'t, str>>, Refusal> {
        let fields = raw.fields.map_err(|fault| (fault, None))?;
        if self.decoded.broken(start + raw.start..start + raw.end) {
            let column = fields.iter().position(|cell| cell.contains(char::REPLACEMENT_CHARACTER));
            return Err((Fault::Utf8, column.filter(|_| fields.len() == self.columns.len())));
        }
        let (found, expected) = (fields.len(), self.columns.len());
        if found != expected {
            return Err((Fault::Fields { found, expected }, None));
        }
        let cells = fields.into_vec();
        let repeats = cells.iter().zip(&self.columns).all(|(cell, name)| cell.trim() == name);
        if repeats { Err((Fault::HeaderRepeat, None)) } else { Ok(cells) }
    }
}

/// Whether the next record of `records` has a field for each column.
fn fits(mut records: Scanner<'_>, columns: usize) -> bool {
    records.next().is_some_and(|raw| raw.fields.is_ok_and(|fields| fields.len() == columns))
}

impl Table for Csv<'_> {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Row<'_>> + '_> {
        let (start, line) = self.body;
        let mut records = Scanner::new(&self.decoded.text[start..], self.delimiter, line);
        let mut record = 0;
        Box::new(std::iter::from_fn(move || {
            loop {
                let raw = records.next()?;
                let (line, byte) = (raw.line, (start + raw.start) as u64);
                // A quote closed by that of another record makes one record of several: if the next line is
                // whole by itself, the quote was never closed.
                let miscounted =
                    raw.fields.as_ref().is_ok_and(|fields| fields.len() != self.columns.len());
                let mut again = records.clone();
                let cells = if miscounted
                    && again.retry_after_first_line(&raw)
                    && fits(again.clone(), self.columns.len())
                {
                    records = again;
                    Err((Fault::Quote, None))
                } else {
                    self.cells(raw, start)
                };
                // Spreadsheets leave rows of delimiters under their tables: they are blank lines.
                if cells.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.trim().is_empty()))
                {
                    continue;
                }
                record += 1;
                return Some(Row { record, line, byte, cells });
            }
        }))
    }
}
