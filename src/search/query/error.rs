//! Why a query cannot be understood, where, and what was perhaps meant.

/// What is wrong with a query. Positions are bytes of the query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The query is longer than 1 KiB.
    #[error("query is {bytes} bytes long, at most {limit} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The longest allowed.
        limit: usize,
    },
    /// Parentheses and negations are nested too deep.
    #[error("query is nested deeper than {limit} levels at byte {at}")]
    TooDeep {
        /// Where.
        at: usize,
        /// The deepest allowed.
        limit: usize,
    },
    /// There are too many words and filters.
    #[error("query has more than {limit} clauses at byte {at}")]
    TooWide {
        /// Where.
        at: usize,
        /// The most allowed.
        limit: usize,
    },
    /// There is no word to look for.
    #[error("query holds no word to look for: `*` finds everything")]
    Empty,
    /// Something is missing: a closing sign, an operand, a value.
    #[error("{what} is missing at byte {at}")]
    Missing {
        /// What.
        what: &'static str,
        /// Where.
        at: usize,
    },
    /// A closing parenthesis closes nothing.
    #[error("`)` closes nothing at byte {at}")]
    Unopened {
        /// Where.
        at: usize,
    },
    /// A prefix of one letter, or of several words, would find too much.
    #[error("`{prefix}*` needs one word of at least 2 letters before the star, at byte {at}")]
    Prefix {
        /// What is before the star.
        prefix: String,
        /// Where.
        at: usize,
    },
    /// A spelling can only be sought of one word, long enough to be told from others.
    #[error(
        "`{word}~` needs one word of at least {least} letters before the tilde, and 1 or 2 after it, at byte {at}"
    )]
    Fuzzy {
        /// What is before the tilde.
        word: String,
        /// The fewest letters.
        least: usize,
        /// Where.
        at: usize,
    },
    /// The distance of `near/5` is not one.
    #[error("`near/` at byte {at} takes a number of words from 1 to 50, as `near/5`")]
    Near {
        /// Where.
        at: usize,
    },
    /// `near/5` stands between two words, and only there.
    #[error("`near/` at byte {at} needs one word on each side")]
    NearWhat {
        /// Where.
        at: usize,
    },
    /// There is no such filter.
    #[error("`{name}` at byte {at} is not a field{}; fields are {}", suggested(.suggestion.as_deref()), .known.join(", "))]
    UnknownField {
        /// What was asked for.
        name: String,
        /// Where.
        at: usize,
        /// The field of the nearest name.
        suggestion: Option<String>,
        /// Every field.
        known: Vec<String>,
    },
    /// Hits cannot be counted by this.
    #[error("`{name}` is not a facet{}; facets are {}", suggested(.suggestion.as_deref()), .known.join(", "))]
    UnknownFacet {
        /// What was asked for.
        name: String,
        /// The facet of the nearest name.
        suggestion: Option<String>,
        /// Every facet.
        known: Vec<String>,
    },
    /// A filter does not take this value.
    #[error("`{field}` at byte {at} does not take `{value}`{}; it takes {expected}", suggested(.suggestion.as_deref()))]
    Value {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// Where.
        at: usize,
        /// The value of the nearest name.
        suggestion: Option<String>,
        /// What it takes.
        expected: String,
    },
}

impl QueryError {
    /// Where the query stops making sense, in bytes; none where it is wrong as a whole.
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::TooLong { .. } | Self::Empty | Self::UnknownFacet { .. } => None,
            Self::TooDeep { at, .. }
            | Self::TooWide { at, .. }
            | Self::Missing { at, .. }
            | Self::Unopened { at }
            | Self::Prefix { at, .. }
            | Self::Fuzzy { at, .. }
            | Self::Near { at }
            | Self::NearWhat { at }
            | Self::UnknownField { at, .. }
            | Self::Value { at, .. } => Some(*at),
        }
    }

    /// The query with a caret under the place where it stops making sense, on two lines; a long query is cut around
    /// that place. None where it is wrong as a whole.
    pub fn caret(&self, query: &str) -> Option<String> {
        let at = self.at().filter(|&at| query.is_char_boundary(at))?;
        let plain = |text: &str| -> String {
            text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
        };
        let before: Vec<char> = plain(&query[..at]).chars().collect();
        let after: String = plain(&query[at..]).chars().take(AROUND).collect();
        let skipped = before.len().saturating_sub(AROUND);
        let cut = if skipped > 0 { "…" } else { "" };
        let shown: String = before[skipped..].iter().collect();
        let column = shown.chars().count() + cut.chars().count();
        Some(format!("{cut}{shown}{after}\n{}^", " ".repeat(column)))
    }

    /// A column that no feedback has, given those that they have.
    pub(in crate::search) fn unknown_field(name: &str, at: usize, attributes: &[String]) -> Self {
        let mut known: Vec<String> = super::filter::FIELDS.map(str::to_owned).to_vec();
        known.extend_from_slice(attributes);
        let suggestion = nearest(name, known.iter().map(String::as_str));
        Self::UnknownField { name: name.to_owned(), at, suggestion, known }
    }

    /// What is no facet, given all that are.
    pub(in crate::search) fn unknown_facet(name: &str, known: Vec<String>) -> Self {
        let suggestion = nearest(name, known.iter().map(String::as_str));
        Self::UnknownFacet { name: name.to_owned(), suggestion, known }
    }

    /// A value that is not one of `allowed`.
    pub(super) fn not_among(field: &str, value: &str, at: usize, allowed: &[&str]) -> Self {
        Self::Value {
            field: field.to_owned(),
            value: value.to_owned(),
            at,
            suggestion: nearest(value, allowed.iter().copied()),
            expected: allowed.join(", "),
        }
    }

    /// A value that is not of the form that a field takes.
    pub(super) fn malformed(field: &str, value: &str, at: usize, expected: &str) -> Self {
        Self::Value {
            field: field.to_owned(),
            value: value.to_owned(),
            at,
            suggestion: None,
            expected: expected.to_owned(),
        }
    }
}

/// How many characters of a query are shown on each side of what is wrong in it.
const AROUND: usize = 60;

fn suggested(name: Option<&str>) -> String {
    name.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

/// The name nearest to what was typed, if one is near enough to have been meant.
fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let allowed = (typed.chars().count() / 3).max(1);
    let scored = names.map(|name| (distance(typed, name), name));
    let begun = |name: &str| typed.chars().count() >= 3 && name.starts_with(typed);
    let best =
        scored.filter(|(far, name)| *far <= allowed || begun(name)).min_by_key(|&(far, _)| far);
    best.map(|(_, name)| name.to_owned())
}

/// The number of letters to insert, delete or replace to make one word of the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for column in 0..right.len() {
            let replaced = diagonal + usize::from(letter != right[column]);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_levenshtein() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("été", "ete"), 2);
    }

    #[test]
    fn a_caret_stands_under_what_is_wrong() {
        let error = QueryError::Near { at: 6 };
        assert_eq!(error.caret("été près/0\tb").unwrap(), "été près/0 b\n    ^");
        assert_eq!(QueryError::Empty.caret("!"), None);
        assert_eq!(QueryError::Near { at: 1 }.caret("é"), None);
        let long = "mot ".repeat(100);
        let caret = QueryError::Near { at: 200 }.caret(&long).unwrap();
        let lines: Vec<&str> = caret.lines().collect();
        assert!(lines[0].starts_with('…') && lines[0].chars().count() <= 2 * AROUND + 1);
        assert_eq!(lines[1].len(), AROUND + 2);
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let names = ["sentiment", "signal", "score"];
        assert_eq!(nearest("sentimnt", names.into_iter()).unwrap(), "sentiment");
        assert_eq!(nearest("sent", names.into_iter()).unwrap(), "sentiment");
        assert_eq!(nearest("magasin", names.into_iter()), None);
    }
}
