//! JSON Lines: one object a line.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::flat::{self, Columns};
use super::json;
use super::scanner::{LONGEST, end_of_line};
use super::{Opening, Refusal, Row, Table, Take};
use crate::ingest::columns::header::{self, Meaning};
use crate::ingest::source::{LOOKAHEAD, Text, Window};
use crate::ingest::{Fault, IngestError, IngestSettings, Source};

/// How many of the first lines tell whether objects stand on lines.
const TELLING: usize = 10;

/// Whether these are the first bytes of such a file: objects that each end on their line.
pub(super) fn recognises(head: &[u8]) -> bool {
    let marked = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if !marked.trim_ascii_start().starts_with(b"{") {
        return false;
    }
    let lines = marked.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let first: Vec<&[u8]> = lines.take(TELLING).collect();
    let whole = |line: &&&[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    match first[..] {
        [alone] => std::str::from_utf8(alone).is_ok_and(is_record),
        _ => first.iter().find(whole).is_some(),
    }
}

/// Whether the only line of a file is a record, rather than a document with a list of records in it.
fn is_record(line: &str) -> bool {
    let Ok(object) = flat::object(line) else { return false };
    let mut columns = Columns::default();
    columns.hear(&object);
    let has_words = columns
        .names
        .iter()
        .any(|name| header::known(name).is_some_and(|known| known.meaning == Meaning::Text));
    has_words || !json::has_list_of_objects(line)
}

/// A file of JSON Lines, opened.
struct JsonLines<'s> {
    text: Text<'s>,
    columns: Columns,
    opening: Opening,
    lossy: bool,
}

/// Opens a file of JSON Lines.
pub(super) fn open<'s>(
    source: &'s Source,
    settings: &IngestSettings,
) -> Result<Box<dyn Table + 's>, IngestError> {
    let mut text = Text::of(source, settings)?;
    let mut columns = Columns::default();
    let mut objects = 0_u64;
    each_line(&text, &mut |line| {
        if let Ok(object) = line.text.and_then(flat::object) {
            objects += 1;
            columns.hear(&object);
        }
        ControlFlow::Continue(())
    })?;
    if objects == 0 {
        return Err(IngestError::NoObjects { file: source.name().to_owned() });
    }
    columns.settle(settings);
    let remarks = std::mem::take(&mut text.remarks);
    let opening = Opening { encoding: text.encoding(), delimiter: None, remarks };
    Ok(Box::new(JsonLines { text, columns, opening, lossy: settings.lossy }))
}

/// A line of the file.
struct Line<'t> {
    number: u64,
    byte: u64,
    /// The line without its end, or why it is not read.
    text: Result<&'t str, Fault>,
    broken: bool,
}

/// Gives every line to `take`; the blank ones that end the file are left out.
fn each_line(
    text: &Text<'_>,
    take: &mut dyn FnMut(Line<'_>) -> ControlFlow<()>,
) -> Result<(), IngestError> {
    let mut window = text.window(2 * LOOKAHEAD)?;
    let (mut at, mut number, mut blank) = (0, 0, Vec::new());
    loop {
        let (end, next) = end_of_line(window.text(), at);
        if next == window.text().len() && !window.ended() && at > 0 {
            window.slide(std::mem::take(&mut at))?;
            continue;
        }
        if at >= window.text().len() && window.ended() {
            return Ok(());
        }
        number += 1;
        let byte = window.start() + at as u64;
        if window.text()[at..end].trim().is_empty() {
            blank.push((number, byte));
        } else {
            let blank_lines = blank.drain(..).map(|(number, byte)| Line {
                number,
                byte,
                text: Ok(""),
                broken: false,
            });
            let whole =
                if end - at > LONGEST { Err(Fault::TooLong) } else { Ok(&window.text()[at..end]) };
            let line = Line { number, byte, text: whole, broken: window.broken(at..end) };
            for line in blank_lines.chain([line]) {
                if take(line).is_break() {
                    return Ok(());
                }
            }
        }
        at = next;
        if next == window.text().len() && !window.ended() {
            at = leave_line(&mut window)?;
        }
    }
}

/// Slides to the end of a line that is longer than the window.
fn leave_line(window: &mut Window<'_>) -> Result<usize, IngestError> {
    loop {
        let whole = window.text().len();
        window.slide(whole)?;
        let (end, next) = end_of_line(window.text(), 0);
        if end < window.text().len() || window.ended() {
            return Ok(next);
        }
    }
}

impl JsonLines<'_> {
    fn cells(&self, line: &Line<'_>) -> Result<Vec<Cow<'static, str>>, Refusal> {
        if line.broken && !self.lossy {
            return Err((Fault::Utf8, None));
        }
        let object = line.text.and_then(flat::object).map_err(|fault| (fault, None))?;
        self.columns.cells(&object)
    }
}

impl Table for JsonLines<'_> {
    fn names(&self) -> Option<&[String]> {
        Some(&self.columns.names)
    }

    fn ask_for(&mut self, paths: &[String]) -> Vec<String> {
        self.columns.ask_for(paths)
    }

    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn each(&self, take: Take<'_>) -> Result<(), IngestError> {
        let mut record = 0;
        each_line(&self.text, &mut |line| {
            record += 1;
            let cells = self.cells(&line);
            let raw = line.text.ok().filter(|_| cells.is_err()).map(Into::into);
            take(Row { record, line: line.number, byte: line.byte, cells, raw })
        })
    }
}
