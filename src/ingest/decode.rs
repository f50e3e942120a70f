//! Bytes become text: mark, strict UTF-8, then Windows-1252, and what was chosen is said.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{IngestError, IngestSettings, Remark};

/// How many of the first bytes tell whether a file is a text.
const SAMPLE: usize = 64 * 1024;

/// Share of the lines with accents that must be UTF-8 for the file to be held for UTF-8. Text in Windows-1252 is
/// valid UTF-8 by accident only, so nearly no line of it is.
const FEWEST_UTF8_LINES: f64 = 0.05;

/// A text, and how it was read.
pub(super) struct Decoded<'a> {
    /// The text, without the mark of its encoding.
    pub text: Cow<'a, str>,
    /// The name of the encoding.
    pub encoding: &'static str,
    /// Where the text holds U+FFFD in the place of bytes that could not be decoded, in order.
    faults: Vec<usize>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
}

impl Decoded<'_> {
    /// Whether some bytes of this range of the text could not be decoded.
    pub(super) fn broken(&self, range: Range<usize>) -> bool {
        let next = self.faults.partition_point(|&at| at < range.start);
        self.faults.get(next).is_some_and(|&at| at < range.end)
    }
}

/// The text of a file, in UTF-8: bytes that cannot be decoded become U+FFFD.
///
/// # Errors
///
/// Where the bytes are no text, or the encoding asked for is not known.
pub fn decoded(file: &str, bytes: &[u8], settings: &IngestSettings) -> Result<String, IngestError> {
    Ok(decode(file, bytes, settings.encoding.as_deref())?.text.into_owned())
}

/// Decodes a file, by the encoding `label` where one is asked for.
pub(super) fn decode<'a>(
    file: &str,
    bytes: &'a [u8],
    label: Option<&str>,
) -> Result<Decoded<'a>, IngestError> {
    if bytes.is_empty() {
        return Err(IngestError::Empty { file: file.to_owned() });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(in_encoding(&bytes[mark..], encoding));
    }
    if let Some(label) = label {
        return asked_for(bytes, label);
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return Ok(in_encoding(bytes, encoding));
    }
    if let Some(what) = not_text(bytes) {
        return Err(IngestError::NotText { file: file.to_owned(), what });
    }
    Ok(guessed(bytes))
}

fn asked_for<'a>(bytes: &'a [u8], label: &str) -> Result<Decoded<'a>, IngestError> {
    if label.eq_ignore_ascii_case("mixed") {
        return Ok(line_by_line(bytes));
    }
    let encoding = Encoding::for_label(label.as_bytes())
        .ok_or_else(|| IngestError::UnknownEncoding { label: label.to_owned() })?;
    Ok(in_encoding(bytes, encoding))
}

fn in_encoding<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    if encoding == UTF_8 {
        return utf8(bytes);
    }
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let faults = if had_errors {
        text.match_indices(char::REPLACEMENT_CHARACTER).map(|(at, _)| at).collect()
    } else {
        Vec::new()
    };
    Decoded { text, encoding: encoding.name(), faults, remarks: Vec::new() }
}

/// UTF-8, the bytes that are not replaced and remembered.
fn utf8(bytes: &[u8]) -> Decoded<'_> {
    let encoding = UTF_8.name();
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.into(), encoding, faults: Vec::new(), remarks: Vec::new() };
    }
    let mut text = String::with_capacity(bytes.len());
    let mut faults = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            faults.push(text.len());
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Decoded { text: text.into(), encoding, faults, remarks: Vec::new() }
}

/// Each line in UTF-8 where it is, else in Windows-1252.
fn line_by_line(bytes: &[u8]) -> Decoded<'_> {
    let mut text = String::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0),
        }
    }
    Decoded { text: text.into(), encoding: "mixed", faults: Vec::new(), remarks: Vec::new() }
}

/// Strict UTF-8 where the lines with accents say so, Windows-1252 otherwise.
fn guessed(bytes: &[u8]) -> Decoded<'_> {
    let accented = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_ascii());
    let (mut good, mut bad) = (0_u32, 0_u32);
    for line in accented {
        if std::str::from_utf8(line).is_ok() { good += 1 } else { bad += 1 }
    }
    if bad == 0 || f64::from(good) >= FEWEST_UTF8_LINES * f64::from(good + bad) && good > 0 {
        return utf8(bytes);
    }
    let mut decoded = in_encoding(bytes, WINDOWS_1252);
    decoded.remarks.push(Remark::new(
        "encoding",
        "fichier lu en Windows-1252 ; dites --encoding si les accents sont faux".into(),
        "file read as Windows-1252; say --encoding if accents look wrong".into(),
    ));
    decoded.remarks.extend(doubt(bytes));
    decoded
}

/// What the statistics of the letters suggest against Windows-1252.
fn doubt(bytes: &[u8]) -> Option<Remark> {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], bytes.len() <= SAMPLE);
    let likely = detector.guess(Some(b"fr"), chardetng::Utf8Detection::Deny).name();
    (likely != WINDOWS_1252.name()).then(|| {
        Remark::new(
            "encoding_doubt",
            format!("le texte ressemble aussi à {likely} : --encoding {likely} pour l'essayer"),
            format!("the text also looks like {likely}: --encoding {likely} to try it"),
        )
    })
}

/// UTF-16 without its mark, told by the place of its NUL bytes.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let nul_at = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nul_at(0), nul_at(1));
    let many = sample.len() / 5;
    match () {
        () if odd > many && even * 20 < odd => Some(UTF_16LE),
        () if even > many && odd * 20 < even => Some(UTF_16BE),
        () => None,
    }
}

/// What the bytes look like, where that is not a text.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a spreadsheet or a zip archive"),
        (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"PAR1", "a Parquet file"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    // A stray one in a short file proves nothing.
    let share_above = |part: usize, count: usize| count >= 8 && count * 100 > sample.len() * part;
    let count = |kind: fn(u8) -> bool| sample.iter().filter(|&&byte| kind(byte)).count();
    let nul = count(|byte| byte == 0);
    let controls = count(|byte| matches!(byte, 1..=8 | 0x0e..=0x19 | 0x1c..=0x1f));
    (share_above(10, nul) || share_above(5, controls)).then_some("binary data")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Decoded<'_> {
        decode("avis.csv", bytes, None).unwrap_or_else(|error| panic!("{error}"))
    }

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn marks_are_believed_and_dropped() {
        let marked = read("\u{feff}réçu".as_bytes());
        assert_eq!((marked.text.as_ref(), marked.encoding), ("réçu", "UTF-8"));
        let little = read(&utf16("\u{feff}déçue\t€", u16::to_le_bytes)).text.into_owned();
        let big = read(&utf16("\u{feff}déçue\t€", u16::to_be_bytes)).text.into_owned();
        assert_eq!((little.as_str(), big.as_str()), ("déçue\t€", "déçue\t€"));
    }

    #[test]
    fn utf16_is_told_without_its_mark() {
        let bytes = utf16("Date\tAvis\n1\tdéçue\n", u16::to_le_bytes);
        assert_eq!(read(&bytes).encoding, "UTF-16LE");
        assert_eq!(read(&bytes).text, "Date\tAvis\n1\tdéçue\n");
    }

    #[test]
    fn windows_1252_is_read_and_said() {
        let decoded =
            read(b"Avis\nre\xe7u \xe0 12 \x80, cher \x9cuvre\nd\xe9\xe7ue par l'accueil\n");
        assert_eq!(decoded.encoding, "windows-1252");
        assert!(decoded.text.contains("reçu à 12 €, cher œuvre"));
        assert_eq!(decoded.remarks[0].code, "encoding");
    }

    #[test]
    fn a_bad_line_does_not_change_the_encoding_of_the_others() {
        let decoded = read(b"Avis\nd\xc3\xa9\xc3\xa7ue\nd\xe9\xe7ue\nfin");
        assert_eq!(decoded.encoding, "UTF-8");
        let bad = decoded.text.find("d\u{fffd}").unwrap();
        assert!(decoded.broken(bad..bad + 4));
        assert!(!decoded.broken(0..bad));
    }

    #[test]
    fn a_replacement_character_of_the_customer_is_no_fault() {
        let decoded = read("avis\nd\u{fffd}çue".as_bytes());
        assert!(!decoded.broken(0..decoded.text.len()));
    }

    #[test]
    fn an_encoding_can_be_imposed() {
        let mac = decode("a.csv", b"d\x8e\x8due", Some("macintosh")).unwrap();
        assert_eq!(mac.text, "déçue");
        let mixed = decode("a.csv", b"d\xc3\xa9\xc3\xa7ue\nd\xe9\xe7ue", Some("mixed")).unwrap();
        assert_eq!(mixed.text, "déçue\ndéçue");
        let unknown = decode("a.csv", b"x", Some("klingon")).err();
        assert_eq!(unknown, Some(IngestError::UnknownEncoding { label: "klingon".into() }));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let kind = |bytes: &[u8]| decode("a", bytes, None).err();
        assert!(matches!(kind(b""), Some(IngestError::Empty { .. })));
        assert!(matches!(kind(&[0; 4096]), Some(IngestError::NotText { .. })));
        assert!(matches!(kind(b"PK\x03\x04..."), Some(IngestError::NotText { .. })));
        let noise: Vec<u8> =
            (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(matches!(kind(&noise), Some(IngestError::NotText { .. })));
        assert!(kind(b"id;avis\n1;bon\0jour\n").is_none());
    }
}
