//! A window that slides over a text: the whole of it is never in memory.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1252};
use oem_cp::code_table::DECODING_TABLE_CP850;
use oem_cp::decode_string_complete_table;

use crate::ingest::IngestError;

use super::Source;

/// How many bytes of text after a record may be needed to tell where it ends.
pub(in crate::ingest) const LOOKAHEAD: usize = 8 << 20;

/// How many bytes are decoded at once.
const CHUNK: usize = 1 << 16;

/// How bytes become text.
#[derive(Clone, Copy)]
pub(in crate::ingest) enum Coding {
    /// All in one encoding.
    In(&'static Encoding),
    /// Each line in UTF-8 where it is, else in Windows-1252.
    LineByLine,
    /// All in code page 850, that of DOS in western Europe.
    Dos850,
}

/// A part of a text, of a given size or up to its end; slides forward only.
pub(in crate::ingest) struct Window<'s> {
    source: &'s Source,
    bytes: BufReader<Box<dyn Read + 's>>,
    coding: Coding,
    decoder: Option<Decoder>,
    text: String,
    /// The byte of the whole text at which the window begins.
    start: u64,
    /// Where the whole text holds U+FFFD in the place of bytes that could not be decoded, in order.
    faults: Vec<u64>,
    ended: bool,
    size: usize,
}

impl<'s> Window<'s> {
    pub(super) fn new(
        source: &'s Source,
        bytes: Box<dyn Read + 's>,
        coding: Coding,
        size: usize,
    ) -> Self {
        let decoder = match coding {
            Coding::In(encoding) => Some(encoding.new_decoder_without_bom_handling()),
            Coding::LineByLine | Coding::Dos850 => None,
        };
        let bytes = BufReader::with_capacity(CHUNK, bytes);
        Self {
            source,
            bytes,
            coding,
            decoder,
            text: String::new(),
            start: 0,
            faults: Vec::new(),
            ended: false,
            size,
        }
    }

    /// The text inside the window. It never ends between the two characters of a DOS end of line.
    pub(in crate::ingest) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the whole text at which the window begins.
    pub(in crate::ingest) fn start(&self) -> u64 {
        self.start
    }

    /// Whether the window reaches the end of the text.
    pub(in crate::ingest) fn ended(&self) -> bool {
        self.ended
    }

    /// Whether some bytes of this range of the window could not be decoded.
    pub(in crate::ingest) fn broken(&self, range: Range<usize>) -> bool {
        let [from, to] = [range.start, range.end].map(|at| self.start + at as u64);
        let next = self.faults.partition_point(|&at| at < from);
        self.faults.get(next).is_some_and(|&at| at < to)
    }

    /// Leaves the first bytes of the window behind, and reads on until it is full.
    pub(in crate::ingest) fn slide(&mut self, left_behind: usize) -> Result<(), IngestError> {
        self.text.drain(..left_behind);
        self.start += left_behind as u64;
        let gone = self.faults.partition_point(|&at| at < self.start);
        self.faults.drain(..gone);
        while !self.ended && (self.text.len() < self.size || self.text.ends_with('\r')) {
            self.read_on().map_err(|error| self.source.unreadable(&error))?;
        }
        Ok(())
    }

    fn read_on(&mut self) -> io::Result<()> {
        match self.coding {
            Coding::In(_) => self.decode(),
            Coding::LineByLine => self.next_line(),
            Coding::Dos850 => self.next_chunk(),
        }
    }

    fn decode(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.as_mut() else { return Ok(()) };
        let chunk = self.bytes.fill_buf()?;
        let last = chunk.is_empty();
        let room = decoder.max_utf8_buffer_length_without_replacement(chunk.len());
        self.text.reserve(room.unwrap_or(4 * CHUNK));
        let (result, read) =
            decoder.decode_to_string_without_replacement(chunk, &mut self.text, last);
        self.bytes.consume(read);
        match result {
            DecoderResult::InputEmpty => self.ended = last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                self.faults.push(self.start + self.text.len() as u64);
                self.text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        Ok(())
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let chunk = self.bytes.fill_buf()?;
        let read = chunk.len();
        self.ended = read == 0;
        self.text.push_str(&decode_string_complete_table(chunk, &DECODING_TABLE_CP850));
        self.bytes.consume(read);
        Ok(())
    }

    fn next_line(&mut self) -> io::Result<()> {
        let mut line = Vec::new();
        let read = (&mut self.bytes).take(LOOKAHEAD as u64).read_until(b'\n', &mut line)?;
        self.ended = read == 0;
        let coding = if std::str::from_utf8(&line).is_ok() { UTF_8 } else { WINDOWS_1252 };
        self.text.push_str(&coding.decode_without_bom_handling(&line).0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::IngestSettings;
    use crate::ingest::source::Text;

    #[test]
    fn a_window_shows_the_whole_text_piece_by_piece() {
        let lines: Vec<String> = (0..20_000).map(|n| format!("ligne {n} déçue\r\n")).collect();
        let whole = lines.concat();
        let source = Source::of_bytes("a", whole.as_bytes());
        let text = Text::of(&source, &IngestSettings::default()).unwrap();
        let mut window = text.window(100).unwrap();
        let mut seen = String::new();
        loop {
            assert!(!window.text().ends_with('\r'));
            assert_eq!(window.start(), seen.len() as u64);
            let mut half = window.text().len() / 2;
            half += usize::from(!window.text().is_char_boundary(half));
            let piece = if window.ended() { window.text() } else { &window.text()[..half] };
            seen.push_str(piece);
            if window.ended() {
                break;
            }
            window.slide(half).unwrap();
        }
        assert!(seen == whole);
    }

    #[test]
    fn bytes_that_cannot_be_read_are_remembered_by_place() {
        let mut bytes = "é".repeat(CHUNK).into_bytes();
        bytes.extend(b"\nfin d\xe9\xe7ue");
        let source = Source::of_bytes("a", bytes);
        let text = Text::of(
            &source,
            &IngestSettings { encoding: Some("utf-8".into()), ..Default::default() },
        );
        let mut window = text.unwrap().window(2 * CHUNK).unwrap();
        window.slide(2 * CHUNK).unwrap();
        let bad = window.text().find('\u{fffd}').unwrap();
        assert!(window.broken(bad..bad + 1) && !window.broken(0..bad));
        assert!(window.ended());
    }

    #[test]
    fn a_replacement_character_of_the_customer_is_no_fault() {
        let source = Source::of_bytes("a", "avis\nd\u{fffd}çue");
        let text = Text::of(&source, &IngestSettings::default()).unwrap();
        let window = text.window(1000).unwrap();
        assert!(!window.broken(0..window.text().len()));
    }
}
