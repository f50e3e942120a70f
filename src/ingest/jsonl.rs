//! JSON Lines: one object a line.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::decode::Decoded;
use super::format::Input;
use super::scanner::end_of_line;
use super::table::{Opening, Row, Table};
use super::{Fault, IngestError, IngestSettings};

/// The longest line, in bytes.
const LONGEST: usize = 4 << 20;

/// The most keys that are read.
const MOST_KEYS: usize = 1_024;

/// Whether these are the first bytes of such a file: a brace, after a mark and spaces.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    marked.trim_ascii_start().starts_with(b"{")
}

/// A file of JSON Lines, opened.
struct JsonLines<'a> {
    decoded: Decoded<'a>,
    columns: Vec<String>,
    opening: Opening,
}

/// Opens a file of JSON Lines.
pub(super) fn open<'a>(
    input: Input<'_, 'a>,
    settings: &IngestSettings,
) -> Result<Box<dyn Table + 'a>, IngestError> {
    let mut decoded = input.decode(settings)?;
    let mut columns: Vec<String> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    let mut objects = 0_u64;
    for object in lines(&decoded.text).filter_map(|line| object(line.text).ok()) {
        objects += 1;
        for (key, value) in object {
            let flat = !matches!(value, Value::Array(_) | Value::Object(_));
            if flat && known.len() < MOST_KEYS && known.insert(key.clone()) {
                columns.push(key);
            }
        }
    }
    if objects == 0 {
        return Err(IngestError::JsonDocument { file: input.name.to_owned() });
    }
    let remarks = std::mem::take(&mut decoded.remarks);
    let opening = Opening { encoding: decoded.encoding, delimiter: None, remarks };
    Ok(Box::new(JsonLines { decoded, columns, opening }))
}

/// A line that is not blank.
struct Line<'t> {
    number: u64,
    start: usize,
    text: &'t str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            let (end, next) = end_of_line(text, start);
            at = next;
            number += 1;
            if !text[start..end].trim().is_empty() {
                return Some(Line { number, start, text: &text[start..end] });
            }
        }
        None
    })
}

fn object(line: &str) -> Result<Map<String, Value>, Fault> {
    if line.len() > LONGEST {
        return Err(Fault::TooLong);
    }
    serde_json::from_str(line).map_err(|_| Fault::Json)
}

/// A value as a cell; nested values are not read.
fn cell(value: Option<Value>) -> Cow<'static, str> {
    match value {
        Some(Value::String(text)) => text.into(),
        Some(Value::Number(number)) => number.to_string().into(),
        Some(Value::Bool(truth)) => truth.to_string().into(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => "".into(),
    }
}

impl JsonLines<'_> {
    fn cells(&self, line: &Line<'_>) -> Result<Vec<Cow<'static, str>>, Fault> {
        if self.decoded.broken(line.start..line.start + line.text.len()) {
            return Err(Fault::Utf8);
        }
        let mut object = object(line.text)?;
        Ok(self.columns.iter().map(|column| cell(object.remove(column))).collect())
    }
}

impl Table for JsonLines<'_> {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Row<'_>> + '_> {
        Box::new(lines(&self.decoded.text).zip(1..).map(|(line, record)| Row {
            record,
            line: line.number,
            byte: line.start as u64,
            cells: self.cells(&line),
        }))
    }
}
