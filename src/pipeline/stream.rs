//! Records annotated as they pass: nothing kept, order and every field preserved.

use std::io::{BufRead, Write};

use csv::StringRecord;
use serde_json::Value;

use super::Engine;
use crate::classify::TextToAnnotate;
use crate::error::Error;
use crate::ingest::{self, Assignment, Delimiter, IngestSettings, Role, Source};
use crate::observe::Observer;
use crate::types::Annotation;

/// Records are annotated this many at a time.
const CHUNK: usize = 2048;

/// The field that an annotation is written to.
const FIELD: &str = "vigie";

/// The field that the cues of the lexicons are written to, where they are asked for.
const CUES: &str = "vigie_cues";

/// What became of the records of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamCounts {
    /// Records read.
    pub read: u64,
    /// Records annotated and written.
    pub annotated: u64,
    /// Records passed over, with the line and the reason of each.
    pub rejected: Vec<(u64, String)>,
}

/// Annotates JSON Lines: each object comes out with all its fields and one more, `vigie`.
///
/// `text` names the field that holds the words; with `cues`, the cues of the lexicons in them are written
/// too, as `vigie_cues`. A line that is not an object with such a field is passed
/// over and told; an empty line is nothing.
///
/// # Errors
///
/// When reading or writing fails, the model fails, or the observer asks to stop.
pub fn annotate_jsonl(
    engine: &Engine,
    text: &str,
    cues: bool,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    observer: &dyn Observer,
) -> Result<StreamCounts, Error> {
    let mut counts = StreamCounts::default();
    let mut waiting: Vec<Record> = Vec::with_capacity(CHUNK);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let ended = input.read_until(b'\n', &mut line).map_err(Error::Read)? == 0;
        number += 1;
        let said = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if !said.is_empty() {
            counts.read += 1;
            match record(said, text) {
                Ok(record) => waiting.push(record),
                Err(reason) => counts.rejected.push((number, reason)),
            }
        }
        if waiting.len() >= CHUNK || ended {
            counts.annotated += waiting.len() as u64;
            write_jsonl(engine, cues, &waiting, output, observer)?;
            waiting.clear();
        }
        if ended {
            output.flush().map_err(Error::Write)?;
            return Ok(counts);
        }
    }
}

/// A record of a stream, as it came: numbers are not read and written again, which would round them.
struct Record {
    /// The object, from its brace to its brace, without an annotation.
    line: String,
    /// Its words.
    text: String,
}

fn record(line: &[u8], field: &str) -> Result<Record, String> {
    let value: Value = serde_json::from_slice(line)
        .map_err(|error| format!("is not JSON (column {})", error.column()))?;
    let Value::Object(mut record) = value else {
        return Err("is not a JSON object".to_owned());
    };
    let text = match record.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) => String::new(),
        Some(_) => return Err(format!("has a field `{field}` that is not text")),
        None => return Err(format!("has no field `{field}`")),
    };
    // Annotated before: the new annotation takes the place of the old one.
    let annotated = [FIELD, CUES].map(|field| record.shift_remove(field).is_some());
    let line = if annotated.contains(&true) {
        Value::Object(record).to_string()
    } else {
        String::from_utf8_lossy(line).into_owned()
    };
    Ok(Record { line, text })
}

fn write_jsonl(
    engine: &Engine,
    cues: bool,
    records: &[Record],
    output: &mut dyn Write,
    observer: &dyn Observer,
) -> Result<(), Error> {
    let texts: Vec<TextToAnnotate<'_>> = records
        .iter()
        .map(|record| TextToAnnotate { text: &record.text, language: None })
        .collect();
    let annotations = engine.annotate(&texts, observer)?;
    for ((record, annotation), text) in records.iter().zip(annotations).zip(&texts) {
        let fields = record.line.strip_suffix('}').unwrap_or(&record.line);
        let comma = if fields.trim_end() == "{" { "" } else { "," };
        let annotation =
            serde_json::to_string(&annotation).map_err(|error| Error::Write(error.into()))?;
        write!(output, "{fields}{comma}\"{FIELD}\":{annotation}").map_err(Error::Write)?;
        if cues {
            let cues = serde_json::to_string(&engine.annotator().cues(*text))
                .map_err(|error| Error::Write(error.into()))?;
            write!(output, ",\"{CUES}\":{cues}").map_err(Error::Write)?;
        }
        writeln!(output, "}}").map_err(Error::Write)?;
    }
    Ok(())
}

/// The columns that an annotation adds to a table.
pub const ANNOTATION_COLUMNS: &[&str] = &[
    "vigie_lang",
    "vigie_sentiment",
    "vigie_sentiment_p",
    "vigie_touchpoints",
    "vigie_signals",
    "vigie_emotions",
    "vigie_expectation",
    "vigie_effort",
    "vigie_flags",
];

/// A delimited table with a header, opened for annotation.
#[derive(Clone, Debug)]
pub struct CsvTable {
    text: String,
    delimiter: u8,
    column: String,
}

impl CsvTable {
    /// Opens a table: encoding, delimiter and column of text are recognised unless said.
    ///
    /// # Errors
    ///
    /// When the bytes are no such table, or no column of text can be told.
    pub fn open(
        bytes: &[u8],
        column: Option<&str>,
        settings: &IngestSettings,
    ) -> Result<Self, Error> {
        let mut settings = settings.clone();
        if let Some(column) = column {
            let column = column.to_owned();
            settings.map = vec![Assignment { role: Role::Text, column, scale: None }];
        }
        let source = Source::of_bytes("standard input", bytes);
        let text = without_declaration(ingest::decoded(&source, &settings)?);
        let plan = ingest::plan(&source, &settings)?;
        let columns = plan.mapping.by_role().remove(&Role::Text).unwrap_or_default();
        let column = columns.into_iter().next().unwrap_or_default();
        let delimiter = plan.delimiter.map_or(b',', Delimiter::byte);
        Ok(Self { text, delimiter, column })
    }
}

/// A table without the line `sep=;` that spreadsheets put above the header.
fn without_declaration(text: String) -> String {
    match text.split_once('\n') {
        Some((first, rest)) if first.trim().trim_matches('"').starts_with("sep=") => {
            rest.to_owned()
        }
        _ => text,
    }
}

/// Annotates a table: each row comes out with all its cells and [`ANNOTATION_COLUMNS`] after them; lists
/// are separated by spaces, a polarity follows its touchpoint.
///
/// A row whose number of cells differs from the header's is passed over and told.
///
/// # Errors
///
/// When writing fails, the model fails, or the observer asks to stop.
pub fn annotate_csv(
    engine: &Engine,
    table: &CsvTable,
    output: &mut dyn Write,
    observer: &dyn Observer,
) -> Result<StreamCounts, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(table.delimiter)
        .flexible(true)
        .from_reader(table.text.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(table.delimiter).from_writer(output);
    let header = reader.headers().map_err(unreadable)?.clone();
    let Some(column) = header.iter().position(|name| name.trim() == table.column) else {
        let found = header.iter().map(str::to_owned).collect();
        return Err(Error::NoTextColumn { wanted: table.column.clone(), found });
    };
    writer
        .write_record(header.iter().chain(ANNOTATION_COLUMNS.iter().copied()))
        .map_err(unwritable)?;
    let mut counts = StreamCounts::default();
    let mut waiting = Vec::with_capacity(CHUNK);
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        counts.read += 1;
        if row.len() == header.len() {
            waiting.push(row);
        } else {
            let line = row.position().map_or(0, csv::Position::line);
            let reason = format!("has {} fields instead of {}", row.len(), header.len());
            counts.rejected.push((line, reason));
        }
        if waiting.len() == CHUNK {
            counts.annotated += write_rows(engine, column, &mut waiting, &mut writer, observer)?;
        }
    }
    counts.annotated += write_rows(engine, column, &mut waiting, &mut writer, observer)?;
    writer.flush().map_err(Error::Write)?;
    Ok(counts)
}

fn unreadable(error: csv::Error) -> Error {
    Error::Read(error.into())
}

fn unwritable(error: csv::Error) -> Error {
    Error::Write(error.into())
}

fn write_rows(
    engine: &Engine,
    column: usize,
    rows: &mut Vec<StringRecord>,
    writer: &mut csv::Writer<&mut dyn Write>,
    observer: &dyn Observer,
) -> Result<u64, Error> {
    let texts: Vec<TextToAnnotate<'_>> =
        rows.iter().map(|row| TextToAnnotate { text: &row[column], language: None }).collect();
    let annotations = engine.annotate(&texts, observer)?;
    drop(texts);
    for (row, annotation) in rows.iter().zip(&annotations) {
        let cells = cells(annotation);
        let all = row.iter().chain(cells.iter().map(String::as_str));
        writer.write_record(all).map_err(unwritable)?;
    }
    let written = rows.len() as u64;
    rows.clear();
    Ok(written)
}

fn cells(annotation: &Annotation) -> [String; 9] {
    let list = |items: Vec<String>| items.join(" ");
    let sentiment = annotation.sentiment;
    [
        annotation.lang.id().to_owned(),
        sentiment.map_or_else(String::new, |answer| answer.label.to_string()),
        sentiment
            .map_or_else(String::new, |answer| format!("{:.4}", answer.p[answer.label.index()])),
        list(
            annotation
                .touchpoints
                .iter()
                .map(|answer| format!("{}:{}", answer.id, answer.polarity))
                .collect(),
        ),
        list(annotation.signals.iter().map(|answer| answer.kind.to_string()).collect()),
        list(annotation.emotions.iter().map(|answer| answer.id.to_string()).collect()),
        annotation.expectation.map_or_else(String::new, |answer| answer.label.to_string()),
        annotation.effort.map_or_else(String::new, |answer| answer.label.to_string()),
        list(annotation.flags.iter().map(|flag| flag.id().to_owned()).collect()),
    ]
}
