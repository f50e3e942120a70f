//! Delimited files: CSV, and its French and tabulated kin.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::delimiter::{self, Delimiter};
use super::scanner::{Dialect, Fields, LONGEST, Raw, Scanner, end_of_line};
use super::{Opening, Refusal, Row, Table, Take};
use crate::ingest::source::{LOOKAHEAD, Text, Window};
use crate::ingest::{Fault, IngestError, IngestSettings, Source};

/// The most columns that are read.
const MOST_COLUMNS: usize = 1_024;

/// How much of the text tells its delimiter and its first row.
const HEAD: usize = 16 << 20;

/// How much of a text is in memory, how much after a record tells its end, and how long a record may be.
#[derive(Clone, Copy)]
struct Reach {
    window: usize,
    ahead: usize,
    longest: usize,
}

const REACH: Reach = Reach { window: 2 * LOOKAHEAD, ahead: LOOKAHEAD, longest: LONGEST };

/// A delimited file, opened.
struct Csv<'s> {
    text: Text<'s>,
    dialect: Dialect,
    /// How many fields the first row has.
    width: usize,
    /// The byte and the line of the first row.
    body: (usize, u64),
    opening: Opening,
    reach: Reach,
    /// Bytes that could not be read are kept as U+FFFD.
    lossy: bool,
    /// Fields beyond the last column belong to it.
    tail_join: bool,
}

/// Opens a delimited file.
pub(super) fn open<'s>(
    source: &'s Source,
    settings: &IngestSettings,
) -> Result<Box<dyn Table + 's>, IngestError> {
    Ok(Box::new(Csv::open(source, settings, REACH)?))
}

impl<'s> Csv<'s> {
    fn open(
        source: &'s Source,
        settings: &IngestSettings,
        reach: Reach,
    ) -> Result<Self, IngestError> {
        let mut text = Text::of(source, settings)?;
        let window = text.window(HEAD)?;
        let declared = delimiter::declared(window.text());
        let body = declared.map_or((0, 1), |(_, end)| (end, 2));
        let head = &window.text()[body.0..];
        let chosen = settings.delimiter.or(declared.map(|(delimiter, _)| delimiter));
        let marks = |delimiter| Dialect {
            delimiter,
            escape: settings.escape.map(Delimiter::byte),
            comment: settings.comment.map(Delimiter::byte),
        };
        let dialect = marks(chosen.unwrap_or_else(|| delimiter::sniff(head, marks)));
        let first = Scanner::new(head, dialect, body.1).with_longest(reach.longest).next();
        let width = width(source.name(), first)?;
        let told = (dialect.delimiter != Delimiter::NONE).then_some(dialect.delimiter);
        let remarks = std::mem::take(&mut text.remarks);
        let opening = Opening { encoding: text.encoding(), delimiter: told, remarks };
        let (lossy, tail_join) = (settings.lossy, settings.tail_join);
        Ok(Self { text, dialect, width, body, opening, reach, lossy, tail_join })
    }

    /// The cells of a record, if it has one for each column.
    fn cells<'t>(&self, raw: Raw<'t>, window: &Window<'_>) -> Result<Vec<Cow<'t, str>>, Refusal> {
        let fields = raw.fields.map_err(|fault| (fault, None))?;
        if !self.lossy && window.broken(raw.start..raw.end) {
            let column = fields.iter().position(|cell| cell.contains(char::REPLACEMENT_CHARACTER));
            return Err((Fault::Utf8, column.filter(|_| fields.len() == self.width)));
        }
        let (found, expected) = (fields.len(), self.width);
        if found > expected && self.tail_join && found <= MOST_COLUMNS {
            return Ok(self.joined(fields));
        }
        if found == expected {
            Ok(fields.into_vec())
        } else {
            Err((Fault::Fields { found, expected }, None))
        }
    }

    /// The fields beyond the last column joined to it, as if they had been quoted.
    fn joined<'t>(&self, fields: Fields<'t>) -> Vec<Cow<'t, str>> {
        let mut cells = fields.into_vec();
        let tail = cells.split_off(self.width.saturating_sub(1));
        cells.push(tail.join(&char::from(self.dialect.delimiter.byte()).to_string()).into());
        cells
    }

    /// The next row of a window; the scanner stands after it.
    fn row<'t>(&self, records: &mut Scanner<'t>, window: &Window<'_>) -> Option<Row<'t>> {
        let raw = records.next()?;
        let (line, byte) = (raw.line, window.start() + raw.start as u64);
        let span = raw.start..raw.end;
        // A quote closed by that of another record makes one record of several: if the next line is
        // whole by itself, the quote was never closed.
        let miscounted = raw.fields.as_ref().is_ok_and(|fields| fields.len() != self.width);
        let mut again = records.clone();
        let split =
            miscounted && again.retry_after_first_line(&raw) && fits(again.clone(), self.width);
        let cells = if split { Err((Fault::Quote, None)) } else { self.cells(raw, window) };
        let end =
            if split { span.start + again.place().0.saturating_sub(span.start) } else { span.end };
        let raw = cells.is_err().then(|| records.text()[span.start..end].trim_end().into());
        if split {
            *records = again;
        }
        Some(Row { record: 0, line, byte, cells, raw })
    }

    /// Gives the rows of one window to `take`; where to go on, and whether the last line was left in its middle.
    fn rows_of(&self, window: &Window<'_>, from: &mut Place, take: Take<'_>) -> ControlFlow<()> {
        let text = &window.text()[from.at..];
        let mut records =
            Scanner::new(text, self.dialect, from.line).with_longest(self.reach.longest);
        if !window.ended() {
            records = records.until(text.len().saturating_sub(self.reach.ahead).max(1));
        }
        let base = window.start() + from.at as u64;
        let mut flow = ControlFlow::Continue(());
        while flow.is_continue() {
            let Some(mut row) = self.row(&mut records, window) else { break };
            from.record += 1;
            (row.record, row.byte) = (from.record, base + (row.byte - window.start()));
            flow = take(row);
        }
        let (at, line) = records.place();
        // A record given up before its line ended: the rest of the line is no record either.
        from.inside = !window.ended() && at == text.len();
        (from.at, from.line) = (from.at + at, line);
        flow
    }
}

/// Where the reading of a file stands.
struct Place {
    /// The byte of the window.
    at: usize,
    line: u64,
    record: u64,
    /// Inside a line that was given up.
    inside: bool,
}

impl Place {
    /// Goes to the end of the line that was given up.
    fn leave_line(&mut self, window: &Window<'_>) {
        let (end, next) = end_of_line(window.text(), self.at);
        self.inside = end == window.text().len() && !window.ended();
        self.line += u64::from(next > end);
        self.at = next;
    }
}

/// How many fields the first row has.
fn width(file: &str, first: Option<Raw<'_>>) -> Result<usize, IngestError> {
    let file = || file.to_owned();
    let first = first.ok_or_else(|| IngestError::Empty { file: file() })?;
    let fields = first
        .fields
        .map_err(|fault| IngestError::BadHeader { file: file(), reason: fault.reason_en() })?;
    match fields.len() {
        found if found > MOST_COLUMNS => {
            Err(IngestError::TooManyColumns { file: file(), found, most: MOST_COLUMNS })
        }
        found => Ok(found),
    }
}

/// Whether the next record of `records` has a field for each column.
fn fits(records: Scanner<'_>, columns: usize) -> bool {
    records
        .until(usize::MAX)
        .next()
        .is_some_and(|raw| raw.fields.is_ok_and(|fields| fields.len() == columns))
}

impl Table for Csv<'_> {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn each(&self, take: Take<'_>) -> Result<(), IngestError> {
        let mut window = self.text.window(self.reach.window)?;
        let mut place = Place { at: self.body.0, line: self.body.1, record: 0, inside: false };
        loop {
            if place.inside {
                place.leave_line(&window);
            }
            let before = place.at;
            if !place.inside && self.rows_of(&window, &mut place, take).is_break() {
                return Ok(());
            }
            if window.ended() && (place.at >= window.text().len() || place.at == before) {
                return Ok(());
            }
            // Nothing but the beginning of one line: no record is so long.
            if place.at == 0 {
                (place.at, place.inside) = (window.text().len(), true);
            }
            window.slide(std::mem::take(&mut place.at))?;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rows of a text read in windows of this reach: line, byte, cells or code.
    fn rows(text: &str, reach: Reach) -> Vec<(u64, u64, u64, String)> {
        let source = Source::of_bytes("avis.csv", format!("a;b\n{text}"));
        let settings =
            IngestSettings { delimiter: Some(Delimiter::SEMICOLON), ..IngestSettings::default() };
        let table = Csv::open(&source, &settings, reach).unwrap_or_else(|error| panic!("{error}"));
        let mut rows = Vec::new();
        let mut take = |row: Row<'_>| {
            let cells = row
                .cells
                .map_or_else(|(fault, _)| fault.code().to_owned(), |cells| cells.join("|"));
            rows.push((row.record, row.line, row.byte, cells));
            ControlFlow::Continue(())
        };
        table.each(&mut take).unwrap();
        rows
    }

    const SMALL: Reach = Reach { window: 96, ahead: 48, longest: 20 };
    const WHOLE: Reach = Reach { window: 1 << 20, ahead: 1 << 19, longest: 20 };

    #[test]
    fn a_line_longer_than_the_window_is_one_reject() {
        let text = format!("1;{}\n2;bien\n3;{}\n4;cher\n", "x".repeat(1000), "y;".repeat(500));
        let codes: Vec<(u64, String)> =
            rows(&text, SMALL).into_iter().map(|(_, line, _, cells)| (line, cells)).collect();
        let said = |line, cells: &str| (line, cells.to_owned());
        assert_eq!(
            codes,
            [
                said(1, "a|b"),
                said(2, "E_TOO_LONG"),
                said(3, "2|bien"),
                said(4, "E_TOO_LONG"),
                said(5, "4|cher")
            ]
        );
    }

    proptest! {
        #[test]
        fn windows_change_nothing(records in prop::collection::vec("[a;\" ]{0,6}(\"[\n\r;a]{0,4}\"){0,1}(\n|\r\n|\r)", 0..60)) {
            let text = records.concat();
            prop_assert_eq!(rows(&text, SMALL), rows(&text, WHOLE));
        }
    }
}
