//! JSON Lines: one object a line.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::decode::Decoded;
use super::format::Input;
use super::header::{self, Meaning};
use super::scanner::end_of_line;
use super::table::{Opening, Refusal, Row, Table};
use super::{Fault, IngestError, IngestSettings, Role};

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
    /// The columns that hold words: nothing but a string will do there.
    words: Vec<usize>,
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
    let words = words(&columns, settings);
    Ok(Box::new(JsonLines { decoded, columns, words, opening }))
}

/// The columns mapped to the text, else the one whose name tells the most.
fn words(columns: &[String], settings: &IngestSettings) -> Vec<usize> {
    let mapped = |name: &String| {
        settings.map.iter().any(|said| said.role == Role::Text && said.column == *name)
    };
    let said: Vec<usize> = (0..columns.len()).filter(|&column| mapped(&columns[column])).collect();
    if !said.is_empty() {
        return said;
    }
    let named = (0..columns.len()).filter_map(|column| {
        let known = header::known(&columns[column])?;
        (known.meaning == Meaning::Text).then_some((known.rank, column))
    });
    named.min().map(|(_, column)| column).into_iter().collect()
}

/// A line, the blank ones that end a file left out.
struct Line<'t> {
    number: u64,
    start: usize,
    text: &'t str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let text = text.trim_end();
    let mut at = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        let start = at;
        let (end, next) = end_of_line(text, start);
        at = next;
        number += 1;
        (start < text.len()).then(|| Line { number, start, text: &text[start..end] })
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
    fn cells(&self, line: &Line<'_>) -> Result<Vec<Cow<'static, str>>, Refusal> {
        if self.decoded.broken(line.start..line.start + line.text.len()) {
            return Err((Fault::Utf8, None));
        }
        let mut object = object(line.text).map_err(|fault| (fault, None))?;
        let wordless = |&&column: &&usize| {
            let value = object.get(&self.columns[column]);
            value.is_some_and(|value| !matches!(value, Value::String(_) | Value::Null))
        };
        if let Some(&column) = self.words.iter().find(wordless) {
            return Err((Fault::NotWords, Some(column)));
        }
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
