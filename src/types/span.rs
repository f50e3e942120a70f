//! Where in a text something stands.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes of a UTF-8 text, on character boundaries.
///
/// Serialised as `[start, end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct ByteSpan {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl ByteSpan {
    /// The span of the bytes `start..end`, which are positions in one text of at most 4 GiB.
    pub fn new(start: usize, end: usize) -> Self {
        let fit = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: fit(start), end: fit(end) }
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The same range as `usize`, to slice with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words of `text` that the span covers; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether the two spans share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<(u32, u32)> for ByteSpan {
    fn from((start, end): (u32, u32)) -> Self {
        Self { start, end }
    }
}

impl From<ByteSpan> for (u32, u32) {
    fn from(span: ByteSpan) -> Self {
        (span.start, span.end)
    }
}

/// The passage of a feedback that proves a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// The identifier of the feedback.
    pub id: String,
    /// The bytes of its masked text that are quoted.
    pub span: ByteSpan,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_overlap_only_where_they_share_a_byte() {
        let span = ByteSpan::new(2, 5);
        assert!(span.overlaps(ByteSpan::new(4, 9)));
        assert!(!span.overlaps(ByteSpan::new(5, 9)));
    }

    #[test]
    fn a_span_outside_the_text_quotes_nothing() {
        assert_eq!(ByteSpan::new(0, 1).of("é"), "");
        assert_eq!(ByteSpan::new(0, 2).of("é"), "é");
    }

    #[test]
    fn spans_are_serialised_as_pairs() {
        assert_eq!(serde_json::to_string(&ByteSpan::new(0, 15)).unwrap(), "[0,15]");
    }
}
