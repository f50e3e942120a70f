//! A query cut into signs, words and filters.

use super::QueryError;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it begins, in bytes of the query.
    pub(super) at: usize,
    pub(super) kind: TokenKind,
}

/// What a piece of a query is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    Or,
    And,
    Not,
    /// Both sides stand at most so many words apart.
    Near(u32),
    /// A run of letters and signs, with a star at its end for a prefix, a tilde for a spelling.
    Word(String),
    /// What stands between quotation marks.
    Phrase(String),
    /// A field, an operator among `:`, `<`, `<=`, `>`, `>=`, and a value.
    Filter {
        name: String,
        operator: Operator,
        value: String,
    },
}

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Is,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// The operators as they are written: of two that begin alike, the longer first.
const OPERATORS: [(&str, Operator); 5] = [
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Below),
    (">", Operator::Above),
    (":", Operator::Is),
];

/// The furthest that two words may be asked to stand from each other.
const FURTHEST: u32 = 50;

/// The quotation marks that open a phrase, with those that close it.
const QUOTES: [(char, char); 3] = [('"', '"'), ('“', '”'), ('«', '»')];

/// Cuts a query.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer { query, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    query: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Option<Token>, QueryError> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        let at = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let kind = match first {
            '(' => self.sign(TokenKind::Open),
            ')' => self.sign(TokenKind::Close),
            // A dash between spaces is punctuation, and falls with what holds no word.
            '-' if self.rest()[1..].starts_with(|next: char| !next.is_whitespace()) => {
                self.sign(TokenKind::Not)
            }
            _ => match self.quoted()? {
                Some(text) => match self.operator() {
                    Some(operator) => self.filter(text, operator)?,
                    None => TokenKind::Phrase(text.to_owned()),
                },
                None => self.word()?,
            },
        };
        Ok(Some(Token { at, kind }))
    }

    fn rest(&self) -> &'a str {
        &self.query[self.at..]
    }

    fn sign(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    /// What stands between quotation marks, if they open here.
    fn quoted(&mut self) -> Result<Option<&'a str>, QueryError> {
        let rest = self.rest();
        let Some((open, close)) = QUOTES.into_iter().find(|(open, _)| rest.starts_with(*open))
        else {
            return Ok(None);
        };
        let inside = &rest[open.len_utf8()..];
        let missing =
            QueryError::Missing { what: "a closing quotation mark", at: self.query.len() };
        let end = inside.find(close).ok_or(missing)?;
        self.at += open.len_utf8() + end + close.len_utf8();
        Ok(Some(&inside[..end]))
    }

    /// A word, a keyword, or a filter whose field is a word.
    fn word(&mut self) -> Result<TokenKind, QueryError> {
        let rest = self.rest();
        let at = self.at;
        let stops = |c: char| ends_word(c) || matches!(c, ':' | '<' | '>');
        let word = &rest[..rest.find(stops).unwrap_or(rest.len())];
        self.at += word.len();
        if let Some(operator) = self.operator() {
            return self.filter(word, operator);
        }
        Ok(match word {
            "OR" => TokenKind::Or,
            "AND" => TokenKind::And,
            "NOT" => TokenKind::Not,
            word => match near(word) {
                Some(distance) => TokenKind::Near(distance_of(distance, at)?),
                None => TokenKind::Word(word.to_owned()),
            },
        })
    }

    fn operator(&mut self) -> Option<Operator> {
        let rest = self.rest();
        let (text, operator) = OPERATORS.into_iter().find(|(text, _)| rest.starts_with(text))?;
        self.at += text.len();
        Some(operator)
    }

    /// The rest of a filter, after its operator.
    fn filter(&mut self, name: &str, operator: Operator) -> Result<TokenKind, QueryError> {
        if name.trim().is_empty() {
            return Err(QueryError::Missing { what: "the name of a field", at: self.at });
        }
        let value = if let Some(value) = self.quoted()? {
            value
        } else {
            let rest = self.rest();
            let value = &rest[..rest.find(ends_word).unwrap_or(rest.len())];
            self.at += value.len();
            value
        };
        if value.trim().is_empty() {
            return Err(QueryError::Missing { what: "the value of a field", at: self.at });
        }
        Ok(TokenKind::Filter { name: name.to_owned(), operator, value: value.to_owned() })
    }
}

/// What is behind the bar of `near/5`, where this is one.
fn near(word: &str) -> Option<&str> {
    let (name, distance) = word.split_once('/')?;
    let known = ["near", "près", "pres"].contains(&name.to_lowercase().as_str());
    known.then_some(distance)
}

fn distance_of(text: &str, at: usize) -> Result<u32, QueryError> {
    let distance = text.parse().ok().filter(|distance| (1..=FURTHEST).contains(distance));
    distance.ok_or(QueryError::Near { at })
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')') || QUOTES.iter().any(|(open, _)| *open == c)
}
