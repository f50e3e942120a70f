//! Bytes become text: mark, strict UTF-8, then Windows-1252, and what was chosen is said.

use std::io::{BufRead, BufReader, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::ingest::{Delimiter, IngestError, IngestSettings, Remark};

use super::Source;
use super::window::{Coding, Window};

/// How many of the first bytes tell whether a file is a text.
const SAMPLE: usize = 64 * 1024;

/// Share of the lines with accents that must be UTF-8 for the file to be held for UTF-8. Text in Windows-1252 is
/// valid UTF-8 by accident only, so nearly no line of it is.
const FEWEST_UTF8_LINES: f64 = 0.05;

/// A line is looked at by pieces of this many bytes.
const PIECE: u64 = 1 << 20;

/// A source that is a text, and how its bytes are read.
pub(in crate::ingest) struct Text<'s> {
    source: &'s Source,
    coding: Coding,
    /// How many bytes the mark of the encoding takes.
    mark: u64,
    /// What was noticed.
    pub remarks: Vec<Remark>,
}

impl<'s> Text<'s> {
    /// Decides how the bytes of a source are read.
    ///
    /// # Errors
    ///
    /// Where there are none, they are no text, or the encoding asked for is not known.
    pub(in crate::ingest) fn of(
        source: &'s Source,
        settings: &IngestSettings,
    ) -> Result<Self, IngestError> {
        let sample = source.head(SAMPLE)?;
        if sample.is_empty() {
            return Err(IngestError::Empty { file: source.name().to_owned() });
        }
        let read = |coding, mark| Self { source, coding, mark, remarks: Vec::new() };
        if let Some((encoding, mark)) = Encoding::for_bom(&sample) {
            return Ok(read(Coding::In(encoding), mark as u64));
        }
        if let Some(label) = &settings.encoding {
            return Ok(read(asked_for(label)?, 0));
        }
        if let Some(encoding) = unmarked_utf16(&sample) {
            return Ok(read(Coding::In(encoding), 0));
        }
        if let Some(what) = not_text(&sample, settings.delimiter.map(Delimiter::byte)) {
            return Err(IngestError::NotText { file: source.name().to_owned(), what });
        }
        let (coding, remarks) = guessed(source, &sample)?;
        Ok(Self { remarks, ..read(coding, 0) })
    }

    /// The name of the encoding.
    pub(in crate::ingest) fn encoding(&self) -> &'static str {
        match self.coding {
            Coding::In(encoding) => encoding.name(),
            Coding::LineByLine => "mixed",
            Coding::Dos850 => "IBM850",
        }
    }

    /// A window of `size` bytes on the text, at its beginning.
    pub(in crate::ingest) fn window(&self, size: usize) -> Result<Window<'s>, IngestError> {
        let mut bytes = self.source.reader()?;
        let skipped = std::io::copy(&mut (&mut bytes).take(self.mark), &mut std::io::sink());
        skipped.map_err(|error| self.source.unreadable(&error))?;
        let mut window = Window::new(self.source, bytes, self.coding, size);
        window.slide(0)?;
        Ok(window)
    }
}

/// The whole text of a source, in UTF-8: bytes that cannot be decoded become U+FFFD.
///
/// # Errors
///
/// Where the bytes cannot be read or are no text, or the encoding asked for is not known.
pub fn decoded(source: &Source, settings: &IngestSettings) -> Result<String, IngestError> {
    Ok(Text::of(source, settings)?.window(usize::MAX)?.text().to_owned())
}

fn asked_for(label: &str) -> Result<Coding, IngestError> {
    if label.eq_ignore_ascii_case("mixed") {
        return Ok(Coding::LineByLine);
    }
    // What DOS wrote, which no page of the web is in.
    let dos =
        ["850", "cp850", "ibm850", "dos"].iter().any(|known| label.eq_ignore_ascii_case(known));
    if dos {
        return Ok(Coding::Dos850);
    }
    let encoding = Encoding::for_label(label.as_bytes());
    encoding.map(Coding::In).ok_or_else(|| IngestError::UnknownEncoding { label: label.to_owned() })
}

/// Lines with bytes beyond ASCII, by whether they are UTF-8.
#[derive(Default)]
struct Accented {
    good: u64,
    bad: u64,
    /// Whether the first line, which names the columns, is none: a file in UTF-8 does not begin so.
    header_is_bad: bool,
    /// Bytes 0xA4: « ¤ » in Windows-1252, « € » in ISO-8859-15.
    currency: u64,
}

impl Accented {
    fn count(source: &Source) -> Result<Self, IngestError> {
        let mut bytes = BufReader::with_capacity(SAMPLE, source.reader()?);
        let mut line = Vec::new();
        let mut lines = Self::default();
        let mut first = true;
        loop {
            line.clear();
            let read = (&mut bytes).take(PIECE).read_until(b'\n', &mut line);
            if read.map_err(|error| source.unreadable(&error))? == 0 {
                return Ok(lines);
            }
            lines.hear(&line);
            lines.header_is_bad |= first && lines.bad > 0;
            first = false;
        }
    }

    fn hear(&mut self, line: &[u8]) {
        if line.is_ascii() {
            return;
        }
        match std::str::from_utf8(line) {
            Ok(_) => self.good += 1,
            // A piece may end inside a character.
            Err(cut) if cut.error_len().is_none() && line.last() != Some(&b'\n') => self.good += 1,
            Err(_) => self.bad += 1,
        }
        self.currency += count(line, |byte| byte == 0xa4) as u64;
    }
}

/// Strict UTF-8 where the lines with accents say so, Windows-1252 otherwise.
fn guessed(source: &Source, sample: &[u8]) -> Result<(Coding, Vec<Remark>), IngestError> {
    let Accented { good, bad, header_is_bad, currency } = Accented::count(source)?;
    #[expect(clippy::cast_precision_loss, reason = "lines are counted far below 2^52")]
    let enough = good as f64 >= FEWEST_UTF8_LINES * (good + bad) as f64 && good > 0;
    if bad == 0 || enough && !header_is_bad {
        return Ok((Coding::In(UTF_8), Vec::new()));
    }
    let mut remarks = vec![Remark::new(
        "encoding",
        "fichier lu en Windows-1252 ; dites --encoding si les accents sont faux".into(),
        "file read as Windows-1252; say --encoding if accents look wrong".into(),
    )];
    remarks.extend(doubt(sample));
    remarks.extend((currency > 0).then(|| bytes_a4(currency)));
    Ok((Coding::In(WINDOWS_1252), remarks))
}

/// What the statistics of the letters suggest against Windows-1252.
fn doubt(sample: &[u8]) -> Option<Remark> {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() < SAMPLE);
    let likely = detector.guess(Some(b"fr"), chardetng::Utf8Detection::Deny).name();
    (likely != WINDOWS_1252.name()).then(|| {
        Remark::new(
            "encoding_doubt",
            format!("le texte ressemble aussi à {likely} : --encoding {likely} pour l'essayer"),
            format!("the text also looks like {likely}: --encoding {likely} to try it"),
        )
    })
}

fn bytes_a4(count: u64) -> Remark {
    Remark::new(
        "bytes_a4",
        format!("{count} octets A4 lus « ¤ » : si ce sont des euros, --encoding iso-8859-15"),
        format!("{count} bytes A4 read as \"¤\": if they are euros, --encoding iso-8859-15"),
    )
}

/// UTF-16 without its mark, told by the place of its NUL bytes.
fn unmarked_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let nul_at = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nul_at(0), nul_at(1));
    let many = sample.len() / 5;
    match () {
        () if odd > many && even * 20 < odd => Some(UTF_16LE),
        () if even > many && odd * 20 < even => Some(UTF_16BE),
        () => None,
    }
}

/// What the bytes look like, where that is not a text; `delimiter` may be a control character.
fn not_text(sample: &[u8], delimiter: Option<u8>) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a zip archive that is no spreadsheet"),
        (b"%PDF", "a PDF"),
        (b"{\\rtf", "a word processor's file"),
        (b"SQLite format 3\0", "a database"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| sample.starts_with(magic)) {
        return Some(what);
    }
    // A stray one in a short file proves nothing.
    let share_above = |part: usize, count: usize| count >= 8 && count * 100 > sample.len() * part;
    let control =
        |byte| matches!(byte, 1..=8 | 0x0e..=0x19 | 0x1c..=0x1f) && Some(byte) != delimiter;
    match () {
        () if share_above(10, count(sample, |byte| byte == 0))
            || share_above(5, count(sample, control)) =>
        {
            Some("binary data")
        }
        () if is_ebcdic(sample) => Some("EBCDIC, the text of mainframes"),
        () if is_html(sample) => Some("an HTML page, whatever its name"),
        () if is_utf7(sample) => Some("UTF-7, an old encoding of mail"),
        () => None,
    }
}

fn count(bytes: &[u8], kind: impl Fn(u8) -> bool) -> usize {
    bytes.iter().filter(|&&byte| kind(byte)).count()
}

/// Letters have the high bit, spaces are 0x40, and there is neither a space nor an end of line that we know.
fn is_ebcdic(sample: &[u8]) -> bool {
    let high = count(sample, |byte| byte >= 0x80);
    let spaces = count(sample, |byte| byte == 0x40);
    let known = sample.iter().any(|byte| matches!(byte, b' ' | b'\n' | b'\r'));
    !known && high * 2 > sample.len() && spaces * 50 > sample.len()
}

fn is_html(sample: &[u8]) -> bool {
    let start = &sample[..sample.len().min(512)].trim_ascii_start().to_ascii_lowercase();
    [&b"<html"[..], b"<!doctype html", b"<table"].iter().any(|mark| start.starts_with(mark))
}

/// Accented letters written « +`AOk`- », and nothing beyond ASCII.
fn is_utf7(sample: &[u8]) -> bool {
    let shifted = |window: &&[u8]| {
        window.starts_with(b"+A")
            && window[4] == b'-'
            && window[2..4].iter().all(u8::is_ascii_alphanumeric)
    };
    sample.is_ascii() && sample.windows(5).filter(shifted).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_in(
        bytes: &[u8],
        encoding: Option<&str>,
    ) -> Result<(String, &'static str), IngestError> {
        let source = Source::of_bytes("avis.csv", bytes);
        let settings =
            IngestSettings { encoding: encoding.map(str::to_owned), ..IngestSettings::default() };
        let text = Text::of(&source, &settings)?;
        Ok((text.window(1 << 20)?.text().to_owned(), text.encoding()))
    }

    fn read(bytes: &[u8]) -> (String, &'static str) {
        read_in(bytes, None).unwrap_or_else(|error| panic!("{error}"))
    }

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn marks_are_believed_and_dropped() {
        assert_eq!(read("\u{feff}réçu".as_bytes()), ("réçu".to_owned(), "UTF-8"));
        assert_eq!(read(&utf16("\u{feff}déçue\t€", u16::to_le_bytes)).0, "déçue\t€");
        assert_eq!(read(&utf16("\u{feff}déçue\t€", u16::to_be_bytes)).0, "déçue\t€");
    }

    #[test]
    fn utf16_is_told_without_its_mark() {
        let bytes = utf16("Date\tAvis\n1\tdéçue\n", u16::to_le_bytes);
        assert_eq!(read(&bytes), ("Date\tAvis\n1\tdéçue\n".to_owned(), "UTF-16LE"));
    }

    #[test]
    fn windows_1252_is_read_and_said() {
        let bytes = b"Avis\nre\xe7u \xe0 12 \x80, cher \x9cuvre\nd\xe9\xe7ue par l'accueil \xa4\n";
        let source = Source::of_bytes("avis.csv", *bytes);
        let text = Text::of(&source, &IngestSettings::default()).unwrap();
        assert_eq!(text.encoding(), "windows-1252");
        assert!(text.window(100).unwrap().text().contains("reçu à 12 €, cher œuvre"));
        let codes: Vec<&str> = text.remarks.iter().map(|remark| remark.code.as_str()).collect();
        assert!(codes.contains(&"encoding") && codes.contains(&"bytes_a4"), "{codes:?}");
    }

    #[test]
    fn a_bad_line_does_not_change_the_encoding_of_the_others() {
        let (text, encoding) = read(b"Avis\nd\xc3\xa9\xc3\xa7ue\nd\xe9\xe7ue\nfin");
        assert_eq!(encoding, "UTF-8");
        assert!(text.contains("d\u{fffd}"));
    }

    #[test]
    fn a_header_that_is_not_utf8_decides() {
        assert_eq!(
            read(b"Date de r\xe9ponse;Avis\n1;\xe0\xab\x9c !\n").0,
            "Date de réponse;Avis\n1;à«œ !\n"
        );
    }

    #[test]
    fn an_encoding_can_be_imposed() {
        let mac = read_in(b"d\x8e\x8due", Some("macintosh")).unwrap();
        assert_eq!(mac.0, "déçue");
        let mixed = read_in(b"d\xc3\xa9\xc3\xa7ue\nd\xe9\xe7ue", Some("mixed")).unwrap();
        assert_eq!(mixed.0, "déçue\ndéçue");
        let unknown = read_in(b"x", Some("klingon")).err();
        assert_eq!(unknown, Some(IngestError::UnknownEncoding { label: "klingon".into() }));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let kind = |bytes: &[u8]| read_in(bytes, None).err();
        assert!(matches!(kind(b""), Some(IngestError::Empty { .. })));
        assert!(matches!(kind(&[0; 4096]), Some(IngestError::NotText { .. })));
        assert!(matches!(kind(b"PK\x03\x04..."), Some(IngestError::NotText { .. })));
        let noise: Vec<u8> =
            (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(matches!(kind(&noise), Some(IngestError::NotText { .. })));
        assert!(kind(b"id;avis\n1;bon\0jour\n").is_none());
    }
}
