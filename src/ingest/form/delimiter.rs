//! The character that separates the fields of a record.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::scanner::{Dialect, Scanner};
use crate::ingest::IngestError;
use crate::ingest::columns::header;

/// How many records tell the delimiter.
const SAMPLE: usize = 200;

/// A character that separates fields: one ASCII character that is no letter, digit, quote or end of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Delimiter(u8);

impl Delimiter {
    /// `,`
    pub const COMMA: Self = Self(b',');
    /// `;`
    pub const SEMICOLON: Self = Self(b';');
    /// A tabulation.
    pub const TAB: Self = Self(b'\t');
    /// `|`
    pub const PIPE: Self = Self(b'|');
    /// What separates nothing: the delimiter of a file of one column.
    pub(in crate::ingest) const NONE: Self = Self(0x1f);

    /// Those that are recognised.
    const KNOWN: &[Self] = &[Self::SEMICOLON, Self::COMMA, Self::TAB, Self::PIPE];

    /// The character as a byte.
    pub const fn byte(self) -> u8 {
        self.0
    }
}

impl FromStr for Delimiter {
    type Err = IngestError;

    fn from_str(value: &str) -> Result<Self, IngestError> {
        match value.as_bytes() {
            b"tab" | b"\\t" => Ok(Self::TAB),
            &[byte]
                if byte.is_ascii_punctuation() && byte != b'"'
                    || matches!(byte, b'\t' | b' ' | 1..=8) =>
            {
                Ok(Self(byte))
            }
            _ => Err(IngestError::BadDelimiter { value: value.to_owned() }),
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::TAB { f.write_str("tab") } else { write!(f, "{}", char::from(self.0)) }
    }
}

impl TryFrom<String> for Delimiter {
    type Error = IngestError;

    fn try_from(value: String) -> Result<Self, IngestError> {
        value.parse()
    }
}

impl From<Delimiter> for String {
    fn from(delimiter: Delimiter) -> Self {
        delimiter.to_string()
    }
}

/// The delimiter that a first line `sep=;` declares, and where the text goes on after it.
pub(super) fn declared(text: &str) -> Option<(Delimiter, usize)> {
    let line = text.lines().next()?;
    let value = line.trim_matches('"').strip_prefix("sep=")?;
    let end = text[line.len()..].find('\n').map_or(text.len(), |at| line.len() + at + 1);
    // A tabulation at the end of a line is easily lost.
    let delimiter = if value.is_empty() { Delimiter::TAB } else { value.parse().ok()? };
    Some((delimiter, end))
}

/// The delimiter with which the first records have as many fields as the header; [`Delimiter::NONE`] where the
/// header has one field whatever the delimiter.
pub(super) fn sniff(text: &str, marks: impl Fn(Delimiter) -> Dialect) -> Delimiter {
    let best = Delimiter::KNOWN
        .iter()
        .filter_map(|&delimiter| Some((evidence(text, marks(delimiter))?, delimiter)))
        // The first wins a tie: keep it by looking from the last.
        .rev()
        .max_by_key(|&(evidence, _)| evidence);
    best.map_or(Delimiter::NONE, |(_, delimiter)| delimiter)
}

/// What speaks for a delimiter: the share of records that agree with the header, in hundredths, the names of the
/// header that are known, the number of columns. None where the header is one field.
fn evidence(text: &str, dialect: Dialect) -> Option<(usize, usize, usize)> {
    let mut records = Scanner::new(text, dialect, 1);
    let names = records.next()?.fields.ok()?;
    if names.len() < 2 {
        return None;
    }
    let counts: Vec<usize> =
        records.take(SAMPLE).map(|raw| raw.fields.map_or(0, |fields| fields.len())).collect();
    let agreeing = counts.iter().filter(|&&count| count == names.len()).count();
    let share = if counts.is_empty() { 100 } else { agreeing * 100 / counts.len() };
    let known = names.iter().filter(|name| header::is_known(name)).count();
    Some((share, known, names.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(text: &str) -> Delimiter {
        super::sniff(text, Dialect::from)
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table() {
        assert_eq!(
            sniff("Date;Avis;Note\n1;bien, mais cher, trop;4,5\n2;non, rien, à, dire;3,5\n"),
            Delimiter::SEMICOLON
        );
        assert_eq!(
            sniff("date,review,stars\n1,\"good; but; slow\",4\n2,fine;,5\n"),
            Delimiter::COMMA
        );
        assert_eq!(sniff("Date\tAvis\n1\tbien, cher; ok\n"), Delimiter::TAB);
        assert_eq!(sniff("Date|Avis|Note\n1|bien; rien|2\n"), Delimiter::PIPE);
        assert_eq!(sniff("Verbatim\nbien, mais cher\nnon; rien\n"), Delimiter::NONE);
        assert_eq!(sniff("id;avis\n"), Delimiter::SEMICOLON);
    }

    #[test]
    fn quoted_delimiters_do_not_count() {
        let text = "id,avis\n1,\"a;b;c\nd;e\"\n2,\"f;g\"\n3,\"h;i\"\n";
        assert_eq!(sniff(text), Delimiter::COMMA);
    }

    #[test]
    fn spreadsheets_may_declare_it() {
        assert_eq!(declared("sep=;\r\nid;avis"), Some((Delimiter::SEMICOLON, 7)));
        assert_eq!(declared("\"sep=|\"\nid"), Some((Delimiter::PIPE, 8)));
        assert_eq!(declared("sep=ab\nid"), None);
        assert_eq!(declared("separation;avis\n"), None);
    }

    #[test]
    fn delimiters_are_read_as_they_are_written() {
        for written in [";", ",", "|", "tab", "^"] {
            assert_eq!(written.parse::<Delimiter>().unwrap().to_string(), written);
        }
        for wrong in ["", "\"", "\n", "ab", "a", "é"] {
            assert!(wrong.parse::<Delimiter>().is_err(), "{wrong:?}");
        }
    }
}
