//! A delimited text cut into records, whatever its quotes.
//!
//! The usual readers lose every record after a quote that is not closed. This one gives the record up, goes on
//! from the line after the quote, and says so.

use std::borrow::Cow;

use super::Delimiter;
use crate::ingest::Fault;

/// The longest record, in bytes.
pub(super) const LONGEST: usize = 4 << 20;

/// The most fields that are kept of a record: the others are counted.
const MOST_FIELDS: usize = 1_025;

/// How many times its length a text may be read again after quotes that are not closed. Beyond it, a quote must be
/// closed on its line: time stays linear in the text, made up as it may be.
const READ_AGAIN: usize = 8;

/// A record as it stands in the text.
pub(super) struct Raw<'t> {
    /// Its first byte.
    pub start: usize,
    /// One past its last byte, the end of its line left out.
    pub end: usize,
    /// The line on which it begins.
    pub line: u64,
    /// Its fields, unquoted, or why there are none.
    pub fields: Result<Fields<'t>, Fault>,
}

/// The fields of a record.
pub(super) struct Fields<'t> {
    kept: Vec<Cow<'t, str>>,
    count: usize,
}

impl<'t> Fields<'t> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The fields, the first ones where they are too many.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Cow<'t, str>> {
        self.kept.iter()
    }

    /// The fields, the first ones where they are too many.
    pub(super) fn into_vec(self) -> Vec<Cow<'t, str>> {
        self.kept
    }

    fn push(&mut self, field: Cow<'t, str>) {
        self.count += 1;
        if self.count <= MOST_FIELDS {
            self.kept.push(field);
        }
    }
}

/// The marks of a delimited text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// What separates fields.
    pub delimiter: Delimiter,
    /// What takes its meaning from the quote after it, beside the quote itself.
    pub escape: Option<u8>,
    /// What begins a line that is no record.
    pub comment: Option<u8>,
}

impl From<Delimiter> for Dialect {
    fn from(delimiter: Delimiter) -> Self {
        Self { delimiter, escape: None, comment: None }
    }
}

/// Gives the records of a text one after the other; blank lines are passed over.
#[derive(Clone)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    dialect: Dialect,
    /// No record that begins here or after is read: too little may be known of the text that follows.
    stop: usize,
    at: usize,
    line: u64,
    budget: usize,
    longest: usize,
}

/// A field that could not be read to its end.
struct Broken {
    /// Why.
    fault: Fault,
    /// Where the next record may begin.
    resume: usize,
    /// How far was read in vain.
    read: usize,
}

impl<'t> Scanner<'t> {
    /// A scanner of `text`, whose first line is line `line` of its file.
    pub(super) fn new(text: &'t str, dialect: impl Into<Dialect>, line: u64) -> Self {
        let budget = text.len().saturating_mul(READ_AGAIN);
        let dialect = dialect.into();
        Self { text, dialect, stop: usize::MAX, at: 0, line, budget, longest: LONGEST }
    }

    /// The same scanner, that stops before the records that begin at `stop` or after.
    pub(super) fn until(self, stop: usize) -> Self {
        Self { stop, ..self }
    }

    /// The same scanner, of records that hold `longest` bytes at most.
    pub(super) fn with_longest(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// The text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Where the next record is looked for.
    pub(super) fn place(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    /// Goes back to the line after the first one of `raw`, which took in records that were not its own.
    /// False where the record is one line, or too much was read again already.
    pub(super) fn retry_after_first_line(&mut self, raw: &Raw<'t>) -> bool {
        let next = end_of_line(self.text, raw.start).1;
        let read = self.at.saturating_sub(next);
        if next >= raw.end || read > self.budget {
            return false;
        }
        self.budget -= read;
        (self.at, self.line) = (next, raw.line + 1);
        true
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Moves to `to`, counting lines on the way.
    fn advance(&mut self, to: usize) {
        self.line += count_lines(&self.text.as_bytes()[self.at..to], self.byte(to));
        self.at = to;
    }

    /// Passes over lines on which nothing stands, comments, and the mark that ends a DOS file; whether a record
    /// begins after them.
    fn skip_blank_lines(&mut self) -> bool {
        while self.at < self.text.len().min(self.stop) {
            let (end, next) = end_of_line(self.text, self.at);
            let line = &self.text[self.at..end];
            let blank = |c: char| matches!(c, ' ' | '\u{1a}' | '\u{a0}');
            let comment =
                self.dialect.comment.is_some_and(|mark| line.as_bytes().first() == Some(&mark));
            if !comment && !line.chars().all(blank) {
                return true;
            }
            // The end of the line may lie beyond what is known of the text.
            if self.stop < self.text.len() && next == self.text.len() {
                return false;
            }
            self.advance(next);
        }
        false
    }

    /// Reads fields up to the end of the record; gives the end of its last field.
    fn fields(&self, start: usize) -> Result<(Fields<'t>, usize), Broken> {
        let mut fields = Fields { kept: Vec::new(), count: 0 };
        let mut at = start;
        loop {
            let (field, end) = match self.byte(at) {
                Some(b'"') => self.quoted(start, at)?,
                _ => self.plain(start, at)?,
            };
            fields.push(field);
            if self.byte(end) != Some(self.dialect.delimiter.byte()) {
                return Ok((fields, end));
            }
            at = end + 1;
        }
    }

    /// A field without quotes around it.
    fn plain(&self, start: usize, at: usize) -> Result<(Cow<'t, str>, usize), Broken> {
        let rest = &self.text.as_bytes()[at..];
        let ends =
            |&byte: &u8| byte == self.dialect.delimiter.byte() || matches!(byte, b'\n' | b'\r');
        let end = at + rest.iter().position(ends).unwrap_or(rest.len());
        if end - start > self.longest {
            return Err(self.too_long(end));
        }
        Ok((Cow::Borrowed(&self.text[at..end]), end))
    }

    /// A field that begins with a quote, at `open`: one between quotes, unless the quote is the customer's.
    fn quoted(&self, start: usize, open: usize) -> Result<(Cow<'t, str>, usize), Broken> {
        let bytes = self.text.as_bytes();
        let mut field = Cow::Borrowed("");
        let mut from = open + 1;
        let mut lines = false;
        loop {
            let Some(quote) = self.next_quote(&mut field, from, &mut lines) else {
                return Err(self.unclosed(open, bytes.len()));
            };
            if quote - start > self.longest || lines && self.budget == 0 {
                return Err(if lines { self.unclosed(open, quote) } else { self.too_long(quote) });
            }
            match self.closed_by(quote) {
                Some(end) => return Ok((field, end)),
                None if self.byte(quote + 1) == Some(b'"') => {
                    append(&mut field, "\"");
                    from = quote + 2;
                }
                // Where a new field seems to open, the one before was never closed.
                None if lines && self.begins_field(quote) => return Err(self.unclosed(open, quote)),
                // « "Super" accueil » begins with a word that the customer put between quotes.
                None if !lines && !self.closes_on_its_line(quote) => {
                    return self.plain(start, open);
                }
                None => {
                    append(&mut field, "\"");
                    from = quote + 1;
                }
            }
        }
    }

    /// The next quote from `from` on that is not escaped; what stands before it joins the field.
    fn next_quote(&self, field: &mut Cow<'t, str>, from: usize, lines: &mut bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let escape = self.dialect.escape;
        let mut from = from;
        loop {
            let special = |&byte: &u8| byte == b'"' || Some(byte) == escape;
            let at = from + bytes[from..].iter().position(special)?;
            *lines |= bytes[from..at].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
            append(field, &self.text[from..at]);
            if bytes[at] == b'"' && escape != Some(b'"') {
                return Some(at);
            }
            // An escape takes its meaning from a quote or another escape only.
            let escaped = self.byte(at + 1).filter(|&next| next == b'"' || Some(next) == escape);
            let kept = if escaped.is_some() { at + 1..at + 2 } else { at..at + 1 };
            from = kept.end;
            append(field, &self.text[kept]);
        }
    }

    /// Whether a quote after the one at `quote` closes the field before the line ends.
    fn closes_on_its_line(&self, quote: usize) -> bool {
        let (end, _) = end_of_line(self.text, quote);
        let mut rest = quote + 1..end;
        rest.any(|at| self.byte(at) == Some(b'"') && self.closed_by(at).is_some())
    }

    /// Where the field ends if the quote at `quote` closes it: nothing but spaces before a delimiter or the end.
    fn closed_by(&self, quote: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[quote + 1..];
        let spaces = rest
            .iter()
            .take(8)
            .take_while(|&&byte| byte == b' ' && byte != self.dialect.delimiter.byte())
            .count();
        let end = quote + 1 + spaces;
        let ends = self.byte(end).is_none_or(|byte| {
            byte == self.dialect.delimiter.byte() || matches!(byte, b'\n' | b'\r')
        });
        ends.then_some(end)
    }

    fn begins_field(&self, quote: usize) -> bool {
        let before = quote.checked_sub(1).and_then(|at| self.byte(at));
        before.is_none_or(|byte| {
            byte == self.dialect.delimiter.byte() || matches!(byte, b'\n' | b'\r')
        })
    }

    fn unclosed(&self, open: usize, read_to: usize) -> Broken {
        let resume = end_of_line(self.text, open).1;
        Broken { fault: Fault::Quote, resume, read: read_to.saturating_sub(resume) }
    }

    fn too_long(&self, end: usize) -> Broken {
        Broken { fault: Fault::TooLong, resume: end_of_line(self.text, end).1, read: 0 }
    }
}

impl<'t> Iterator for Scanner<'t> {
    type Item = Raw<'t>;

    fn next(&mut self) -> Option<Raw<'t>> {
        if !self.skip_blank_lines() {
            return None;
        }
        let (start, line) = self.place();
        Some(match self.fields(start) {
            Ok((fields, end)) => {
                self.advance(end_of_line(self.text, end).1);
                Raw { start, end, line, fields: Ok(fields) }
            }
            Err(Broken { fault, resume, read }) => {
                self.budget = self.budget.saturating_sub(read);
                self.advance(resume);
                Raw { start, end: resume, line, fields: Err(fault) }
            }
        })
    }
}

/// The end of the line that holds `at`, and the beginning of the next.
pub(super) fn end_of_line(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let end = bytes[at..]
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(bytes.len(), |length| at + length);
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => (end, end + 2),
        (Some(_), _) => (end, end + 1),
        (None, _) => (end, end),
    }
}

/// How many lines end in `bytes`, which `next` follows: `\n`, `\r\n` and `\r` alone each end one.
fn count_lines(bytes: &[u8], next: Option<u8>) -> u64 {
    let followed = bytes.iter().skip(1).copied().map(Some).chain([next]);
    let ends = bytes
        .iter()
        .zip(followed)
        .filter(|&(&byte, next)| byte == b'\n' || byte == b'\r' && next != Some(b'\n'));
    ends.count() as u64
}

fn append<'t>(field: &mut Cow<'t, str>, more: &'t str) {
    if field.is_empty() {
        *field = Cow::Borrowed(more);
    } else {
        field.to_mut().push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Line and fields of every record; the code of the fault where there are none.
    fn scan(text: &str) -> Vec<(u64, Vec<String>)> {
        Scanner::new(text, Delimiter::SEMICOLON, 1)
            .map(|raw| match raw.fields {
                Ok(fields) => (raw.line, fields.iter().map(ToString::to_string).collect()),
                Err(fault) => (raw.line, vec![fault.code().to_owned()]),
            })
            .collect()
    }

    #[test]
    fn other_escapes_and_comments_are_read_where_they_are_said() {
        let dialect =
            Dialect { escape: Some(b'\\'), comment: Some(b'#'), ..Delimiter::SEMICOLON.into() };
        let read = Scanner::new("# export\n1;\"il a dit \\\"non\\\";\";2\n#fin\n", dialect, 1).map(
            |raw| {
                raw.fields.map(|fields| fields.iter().map(ToString::to_string).collect::<Vec<_>>())
            },
        );
        let read: Vec<_> = read.collect();
        assert_eq!(
            read,
            [Ok(vec!["1".to_owned(), "il a dit \"non\";".to_owned(), "2".to_owned()])]
        );
    }

    fn rows(rows: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
        rows.iter()
            .map(|(line, fields)| (*line, fields.iter().map(ToString::to_string).collect()))
            .collect()
    }

    #[test]
    fn quotes_lines_and_escapes_are_those_of_the_usual_form() {
        assert_eq!(
            scan("a;\"b;\nc\";\"d \"\"e\"\"\"\r\n;\n\n\"\";x\rlast;\"1\" "),
            rows(&[
                (1, &["a", "b;\nc", "d \"e\""]),
                (3, &["", ""]),
                (5, &["", "x"]),
                (6, &["last", "1"])
            ])
        );
    }

    #[test]
    fn quotes_inside_a_field_are_words() {
        assert_eq!(scan("1;il a dit \"non\";2\n"), rows(&[(1, &["1", "il a dit \"non\"", "2"])]));
        assert_eq!(
            scan("1;\"Super\" accueil\n2;Écran de 24\"\n"),
            rows(&[(1, &["1", "\"Super\" accueil"]), (2, &["2", "Écran de 24\""])])
        );
        assert_eq!(
            scan("1;\"il a dit \"non\" merci\";2\n"),
            rows(&[(1, &["1", "il a dit \"non\" merci", "2"])])
        );
        assert_eq!(
            scan("1;\"bien\nil a dit \"non\" merci\";2\n"),
            rows(&[(1, &["1", "bien\nil a dit \"non\" merci", "2"])])
        );
    }

    #[test]
    fn a_quote_never_closed_costs_its_record_only() {
        assert_eq!(
            scan("1;\"jamais\n2;bien\n3;cher\n"),
            rows(&[(1, &["E_QUOTE"]), (2, &["2", "bien"]), (3, &["3", "cher"])])
        );
        assert_eq!(
            scan("1;\"jamais\n2;\"bien\"\n3;cher\n"),
            rows(&[(1, &["E_QUOTE"]), (2, &["2", "bien"]), (3, &["3", "cher"])])
        );
        assert_eq!(
            scan("\"1\";\"jamais\n\"2\";\"bien\"\n"),
            rows(&[(1, &["E_QUOTE"]), (2, &["2", "bien"])])
        );
    }

    #[test]
    fn a_record_longer_than_any_answer_is_given_up() {
        let text = format!("1;{}\n2;bien\n", "a".repeat(LONGEST + 1));
        assert_eq!(scan(&text), rows(&[(1, &["E_TOO_LONG"]), (2, &["2", "bien"])]));
        let commas = format!("{}\n", ";".repeat(10_000));
        let raw = Scanner::new(&commas, Delimiter::SEMICOLON, 1).next().unwrap();
        let fields = raw.fields.unwrap_or_else(|fault| panic!("{}", fault.code()));
        assert_eq!((fields.len(), fields.into_vec().len()), (10_001, MOST_FIELDS));
    }

    #[test]
    fn made_up_quotes_do_not_make_it_slow() {
        for line in ["\"\"\"\"x\n", "\"x\"\"\n", "\"\n", "a;\"\"\"\n", "\"\"x\n", "\"a\"b\"\"x\n"] {
            let text = line.repeat(200_000);
            assert!(Scanner::new(&text, Delimiter::SEMICOLON, 1).count() > 0);
        }
    }

    proptest! {
        #[test]
        fn records_are_in_order_and_hold_to_their_lines(text in "[a\";\r\n]{0,60}") {
            let mut last_end = 0;
            for raw in Scanner::new(&text, Delimiter::SEMICOLON, 1) {
                prop_assert!(raw.start >= last_end && raw.end > raw.start || raw.start == last_end);
                let before = count_lines(&text.as_bytes()[..raw.start], None);
                prop_assert_eq!(raw.line, before + 1);
                last_end = raw.end;
            }
        }
    }
}
