//! JSON documents: a list of objects, alone or inside an object.

use std::ops::ControlFlow;

use super::flat::{self, Columns};
use super::{Opening, Row, Table, Take};
use crate::ingest::source::{LOOKAHEAD, Text, Window};
use crate::ingest::{Fault, IngestError, IngestSettings, Source};

/// How deep the list of records may lie.
const DEEPEST_LIST: usize = 4;

/// Whether these are the first bytes of such a file.
pub(super) fn recognises(head: &[u8]) -> bool {
    let marked = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match marked {
        // A table may have a column « [date] »: what follows tells.
        [b'[' | b'{', rest @ ..] => {
            matches!(rest.trim_ascii_start().first(), None | Some(b'{' | b'[' | b'"' | b']' | b'}'))
        }
        _ => false,
    }
}

/// A JSON document, opened.
struct Document<'s> {
    text: Text<'s>,
    /// The byte after the bracket that opens the list, and its line.
    list: (u64, u64),
    columns: Columns,
    opening: Opening,
    lossy: bool,
}

/// Opens a JSON document.
pub(super) fn open<'s>(
    source: &'s Source,
    settings: &IngestSettings,
) -> Result<Box<dyn Table + 's>, IngestError> {
    let mut text = Text::of(source, settings)?;
    let nothing = || IngestError::NoObjects { file: source.name().to_owned() };
    let window = text.window(2 * LOOKAHEAD)?;
    let at = list_of_objects(window.text()).ok_or_else(nothing)?;
    let list = (at as u64, 1 + lines(&window.text()[..at]));
    drop(window);
    let remarks = std::mem::take(&mut text.remarks);
    let opening = Opening { encoding: text.encoding(), delimiter: None, remarks };
    let mut document =
        Document { text, list, columns: Columns::default(), opening, lossy: settings.lossy };
    let mut columns = Columns::default();
    document.each_element(&mut |element| {
        if let Ok(object) = element.text.and_then(flat::object) {
            columns.hear(&object);
        }
        ControlFlow::Continue(())
    })?;
    if columns.names.is_empty() {
        return Err(nothing());
    }
    columns.settle(settings);
    document.columns = columns;
    Ok(Box::new(document))
}

/// Whether a text has a list of objects in it.
pub(super) fn has_list_of_objects(text: &str) -> bool {
    list_of_objects(text).is_some()
}

/// The byte after the bracket that opens the first list of objects.
fn list_of_objects(text: &str) -> Option<usize> {
    let mut cut = Cut::default();
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let opens = byte == b'[' && !cut.inside_text && cut.depth < DEEPEST_LIST;
        if opens && text[at + 1..].trim_start().starts_with('{') {
            return Some(at + 1);
        }
        cut.eat(byte);
    }
    None
}

fn lines(text: &str) -> u64 {
    text.bytes().filter(|&byte| byte == b'\n').count() as u64
}

/// Where a value ends: brackets and quotes told apart from those inside texts.
#[derive(Default)]
struct Cut {
    depth: usize,
    inside_text: bool,
    escaped: bool,
}

impl Cut {
    /// Takes one more byte; whether the value that it belongs to ends with it.
    fn eat(&mut self, byte: u8) -> bool {
        if self.inside_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.inside_text = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.inside_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }

    /// How many bytes the value at the beginning of `bytes` takes; none where its end is not among them.
    fn length(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, &byte) in bytes.iter().enumerate() {
            // A value that is no object ends before what follows it.
            if self.depth == 0 && !self.inside_text && matches!(byte, b',' | b']' | b'}') {
                return Some(at);
            }
            if self.eat(byte) {
                return Some(at + 1);
            }
        }
        None
    }
}

/// An element of the list.
struct Element<'t> {
    line: u64,
    byte: u64,
    /// Its text, or why it is not read.
    text: Result<&'t str, Fault>,
    broken: bool,
}

/// Where the reading of the list stands.
struct Place<'s> {
    window: Window<'s>,
    at: usize,
    line: u64,
}

impl Place<'_> {
    /// Goes to the next element; false at the end of the list.
    fn find_element(&mut self) -> Result<bool, IngestError> {
        loop {
            let rest = &self.window.text()[self.at..];
            let between = |c: char| c.is_whitespace() || matches!(c, ',' | '\u{feff}');
            let length = rest.len() - rest.trim_start_matches(between).len();
            self.pass(length);
            match self.window.text().as_bytes().get(self.at) {
                Some(b']' | b'}') => return Ok(false),
                Some(_) => return Ok(true),
                None if self.window.ended() => return Ok(false),
                None => self.window.slide(std::mem::take(&mut self.at))?,
            }
        }
    }

    fn pass(&mut self, length: usize) {
        self.line += lines(&self.window.text()[self.at..self.at + length]);
        self.at += length;
    }

    /// The length of the element here, brought into the window as far as it goes; none where it is longer.
    fn length(&mut self, cut: &mut Cut) -> Result<Option<usize>, IngestError> {
        loop {
            *cut = Cut::default();
            let rest = &self.window.text().as_bytes()[self.at..];
            match cut.length(rest) {
                Some(length) => return Ok(Some(length)),
                None if self.window.ended() || self.at == 0 => return Ok(None),
                None => self.window.slide(std::mem::take(&mut self.at))?,
            }
        }
    }

    /// Passes over the rest of an element that is longer than the window.
    fn leave_element(&mut self, cut: &mut Cut) -> Result<(), IngestError> {
        loop {
            self.pass(self.window.text().len() - self.at);
            if self.window.ended() {
                return Ok(());
            }
            self.window.slide(std::mem::take(&mut self.at))?;
            if let Some(length) = cut.length(self.window.text().as_bytes()) {
                self.pass(length);
                return Ok(());
            }
        }
    }
}

impl Document<'_> {
    fn each_element(
        &self,
        take: &mut dyn FnMut(Element<'_>) -> ControlFlow<()>,
    ) -> Result<(), IngestError> {
        let (start, line) = self.list;
        let window = self.text.window(2 * LOOKAHEAD)?;
        let at = usize::try_from(start).unwrap_or(usize::MAX).min(window.text().len());
        let mut place = Place { window, at, line };
        while place.find_element()? {
            let mut cut = Cut::default();
            let length = place.length(&mut cut)?;
            let (window, at) = (&place.window, place.at);
            let byte = window.start() + at as u64;
            let end = at + length.unwrap_or(0);
            let text = match length {
                Some(_) => Ok(&window.text()[at..end]),
                None if window.ended() => Err(Fault::Json),
                None => Err(Fault::TooLong),
            };
            let element = Element { line: place.line, byte, text, broken: window.broken(at..end) };
            if take(element).is_break() {
                return Ok(());
            }
            match length {
                Some(length) => place.pass(length),
                None => place.leave_element(&mut cut)?,
            }
        }
        Ok(())
    }
}

impl Table for Document<'_> {
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
        self.each_element(&mut |element| {
            record += 1;
            let cells = match element.text {
                _ if element.broken && !self.lossy => Err((Fault::Utf8, None)),
                Err(fault) => Err((fault, None)),
                Ok(text) => flat::object(text)
                    .map_err(|fault| (fault, None))
                    .and_then(|object| self.columns.cells(&object)),
            };
            let raw = element.text.ok().filter(|_| cells.is_err()).map(Into::into);
            take(Row { record, line: element.line, byte: element.byte, cells, raw })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and cells, or code, of each record.
    fn read(text: &str) -> Vec<(u64, String)> {
        let source = Source::of_bytes("avis.json", text);
        let table =
            open(&source, &IngestSettings::default()).unwrap_or_else(|error| panic!("{error}"));
        let mut rows = Vec::new();
        let mut take = |row: Row<'_>| {
            let cells = row
                .cells
                .map_or_else(|(fault, _)| fault.code().to_owned(), |cells| cells.join("|"));
            rows.push((row.line, cells));
            ControlFlow::Continue(())
        };
        table.each(&mut take).unwrap();
        rows
    }

    #[test]
    fn lists_are_found_where_they_are() {
        let rows = [(2, "1|bon ]}\"".to_owned()), (3, "2|".to_owned())];
        let list = "[\n{\"id\":1,\"avis\":\"bon ]}\\\"\"},\n{\"id\":2},]";
        assert_eq!(read(list), rows);
        assert_eq!(
            read(&format!(
                "{{\"type\":\"list\",\"pages\":{{\"n\":[1,2]}},\"data\":{list},\"x\":1}}"
            )),
            rows
        );
    }

    #[test]
    fn a_bad_element_costs_itself_only() {
        let codes = read("[{\"id\":1},{\"id\":NaN},\n7,\"a,]\",{\"id\":2},{\"id\":");
        let said: Vec<&str> = codes.iter().map(|(_, said)| said.as_str()).collect();
        assert_eq!(said, ["1", "E_JSON", "E_JSON", "E_JSON", "2", "E_JSON"]);
        assert_eq!(codes[2].0, 2);
    }

    #[test]
    fn an_element_longer_than_the_window_is_one_reject() {
        let long = "é".repeat(9 << 20);
        let codes = read(&format!("[{{\"id\":1}},{{\"id\":\"{long}\\\"]\"}},\n{{\"id\":2}}]"));
        assert_eq!(codes, [(1, "1".to_owned()), (1, "E_TOO_LONG".to_owned()), (2, "2".to_owned())]);
    }

    #[test]
    fn a_document_without_a_list_of_objects_is_refused() {
        for text in ["{\n\"id\": 1,\n\"avis\": \"bon\"\n}", "[]", "[1,2]", "{\"a\":{\"b\":[]}}"] {
            let source = Source::of_bytes("avis.json", text);
            let error = open(&source, &IngestSettings::default()).err();
            assert!(matches!(error, Some(IngestError::NoObjects { .. })), "{text}: {error:?}");
        }
    }
}
