//! The runs of digits of a text, and what stands around them.

use std::ops::Range;

/// The runs of ASCII digits of a text, in order.
pub(super) struct Digits<'t> {
    /// The text.
    pub text: &'t str,
    /// The byte ranges of the runs.
    pub groups: Vec<Range<usize>>,
}

impl<'t> Digits<'t> {
    /// Finds the runs of digits of `text`.
    pub(super) fn of(text: &'t str) -> Self {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for (at, _) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
            match groups.last_mut() {
                Some(last) if last.end == at => last.end = at + 1,
                _ => groups.push(at..at + 1),
            }
        }
        Self { text, groups }
    }

    /// How many digits the text holds.
    pub(super) fn count(&self) -> usize {
        self.groups.iter().map(ExactSizeIterator::len).sum()
    }

    /// The digits of run `group`.
    pub(super) fn digits(&self, group: usize) -> &'t str {
        &self.text[self.groups[group].clone()]
    }

    /// What stands between run `group` and the next one; none after the last.
    pub(super) fn gap(&self, group: usize) -> Option<&'t str> {
        let next = self.groups.get(group + 1)?;
        Some(&self.text[self.groups[group].end..next.start])
    }

    /// The character before byte `at`.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// The character at byte `at`.
    pub(super) fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Whether the text around `span` leaves it whole: neither side goes on as a code would.
    pub(super) fn stands_alone(&self, span: &Range<usize>) -> bool {
        !self.before(span.start).is_some_and(is_code) && !self.after(span.end).is_some_and(is_code)
    }
}

/// Whether the character goes on a code: « CMD0612… ». A small letter does not: people forget spaces after words.
pub(super) fn is_code(c: char) -> bool {
    c.is_numeric() || c.is_uppercase() || c == '_'
}

/// Whether `c` is a character with which people cut long numbers.
pub(super) fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2009}'
            | '.'
            | '-'
            | '‐'
            | '‑'
            | '–'
            | '/'
            | '_'
            | '·'
    )
}

/// The single separator that `gap` is, every kind of space counting as one; none where it is anything else.
pub(super) fn single_separator(gap: &str) -> Option<char> {
    let mut characters = gap.chars();
    let first = characters.next().filter(|&c| is_separator(c))?;
    let alone = characters.next().is_none();
    alone.then(|| if first.is_whitespace() { ' ' } else { first })
}
