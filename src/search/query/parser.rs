//! A query read into a tree.

use crate::search::analyser::terms;

use super::filter::Filter;
use super::lexer::{Token, TokenKind, tokens};
use super::{QueryError, explain};

/// The longest query, in bytes.
const MAX_BYTES: usize = 1024;
/// The deepest nesting.
const MAX_DEPTH: usize = 20;
/// The most words and filters.
const MAX_CLAUSES: usize = 128;

/// A query that can be asked of an index.
///
/// ```text
/// livraison retard              both words, in any form of theirs; exact forms first
/// "service client"              these words, in this order
/// remboursement OR avoir        either
/// livraison -colis              the first without the second; also `NOT colis`
/// (colis OR paquet) abîmé       grouping
/// rembours*                     any word that begins so (2 letters at least)
/// touchpoint:delivery-          spoken of badly; `+` well; nothing: at all
/// sentiment:neg signal:churn_intent lang:fr customer:C-17 id:42
/// date:2026-01..2026-03         whole months, or years, or days; `date>=2026-01-05`
/// score<=6 nps>=9               a score on any scale, or on one of nps, stars, csat, ces
/// channel:"site web"            any column of the source; `magasin:ly*`, `magasin:*`
/// *                             everything
/// ```
///
/// A query is at most 1 KiB long, 20 parentheses deep, 128 clauses wide: whoever asks cannot exhaust the machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    pub(in crate::search) root: Node,
}

/// A part of a query.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) enum Node {
    /// Every feedback.
    Everything,
    /// A folded word, in any of its forms.
    Word(String),
    /// Folded words that follow each other.
    Phrase(Vec<String>),
    /// The beginning of a folded word.
    Prefix(String),
    /// A condition.
    Filter(Filter),
    /// All of these.
    All(Vec<Node>),
    /// One of these at least.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Fails where the query is too long, too deep or too wide, where a sign or a value is missing, or where a filter
    /// does not take its value. Columns of the sources are checked when the query is asked.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > MAX_BYTES {
            return Err(QueryError::TooLong { bytes: text.len(), limit: MAX_BYTES });
        }
        let mut parser =
            Parser { tokens: tokens(text)?, next: 0, end: text.len(), depth: 0, clauses: 0 };
        let root = parser.either()?;
        match parser.peek() {
            Some(token) => Err(QueryError::Unopened { at: token.at }),
            None => root.map(|root| Self { root }).ok_or(QueryError::Empty),
        }
    }

    /// The query as it was understood.
    pub fn explain(&self) -> String {
        explain::explain(&self.root)
    }

    /// The columns filtered on, with the place of each in the query.
    pub(in crate::search) fn attributes(&self) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        self.root.visit(&mut |node| {
            if let Node::Filter(Filter::Attribute(name, _, at)) = node {
                found.push((name.clone(), *at));
            }
        });
        found
    }
}

impl Node {
    /// Shows every part to `look`, negated parts included.
    fn visit(&self, look: &mut impl FnMut(&Self)) {
        look(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(look)),
            Self::Not(part) => part.visit(look),
            _ => {}
        }
    }
}

/// Each method gives the tree of what it reads, or none where that holds no word to look for.
struct Parser {
    tokens: Vec<Token>,
    next: usize,
    end: usize,
    depth: usize,
    clauses: usize,
}

impl Parser {
    /// `a OR b OR c`.
    fn either(&mut self) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::from_iter(self.every()?);
        while self.take(&TokenKind::Or) {
            parts.extend(self.every()?);
        }
        Ok(one_or(parts, Node::Any))
    }

    /// `a b c`, where `AND` may stand between.
    fn every(&mut self) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::from_iter(self.negated()?);
        loop {
            let and = self.take(&TokenKind::And);
            let ended = matches!(
                self.peek().map(|token| &token.kind),
                None | Some(TokenKind::Or | TokenKind::Close)
            );
            if ended && !and {
                return Ok(one_or(parts, Node::All));
            }
            parts.extend(self.negated()?);
        }
    }

    /// `-a`, or `a`.
    fn negated(&mut self) -> Result<Option<Node>, QueryError> {
        if !self.take(&TokenKind::Not) {
            return self.single();
        }
        let inside = self.nested(Self::negated)?;
        Ok(inside.map(|inside| Node::Not(Box::new(inside))))
    }

    /// A word, a phrase, a filter, or a group.
    fn single(&mut self) -> Result<Option<Node>, QueryError> {
        let missing = QueryError::Missing {
            what: "a word",
            at: self.peek().map_or(self.end, |token| token.at),
        };
        let Some(Token { at, kind }) = self.peek().cloned() else {
            return if self.tokens.is_empty() { Err(QueryError::Empty) } else { Err(missing) };
        };
        self.next += 1;
        match kind {
            TokenKind::Open => {
                let inside = self.nested(Self::either)?;
                if self.take(&TokenKind::Close) {
                    Ok(inside)
                } else {
                    Err(QueryError::Missing { what: "`)`", at: self.end })
                }
            }
            TokenKind::Word(text) => self.clause(at, word(&text, at)?),
            TokenKind::Phrase(text) => self.clause(at, phrase(&text)),
            TokenKind::Filter { name, operator, value } => {
                self.clause(at, Some(Node::Filter(Filter::parse(&name, operator, &value, at)?)))
            }
            TokenKind::Close if self.depth == 0 => Err(QueryError::Unopened { at }),
            TokenKind::Close | TokenKind::Or | TokenKind::And | TokenKind::Not => Err(missing),
        }
    }

    /// Reads a part one level deeper.
    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Option<Node>, QueryError>,
    ) -> Result<Option<Node>, QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let at = self.peek().map_or(self.end, |token| token.at);
            return Err(QueryError::TooDeep { at, limit: MAX_DEPTH });
        }
        let inside = read(self)?;
        self.depth -= 1;
        Ok(inside)
    }

    /// Counts a clause: a phrase is as many as its words.
    fn clause(&mut self, at: usize, node: Option<Node>) -> Result<Option<Node>, QueryError> {
        self.clauses += match &node {
            None => 0,
            Some(Node::Phrase(words)) => words.len(),
            Some(_) => 1,
        };
        if self.clauses > MAX_CLAUSES {
            return Err(QueryError::TooWide { at, limit: MAX_CLAUSES });
        }
        Ok(node)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.next += usize::from(found);
        found
    }
}

fn one_or(mut parts: Vec<Node>, group: impl FnOnce(Vec<Node>) -> Node) -> Option<Node> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(group(parts)),
    }
}

fn word(text: &str, at: usize) -> Result<Option<Node>, QueryError> {
    if text == "*" {
        return Ok(Some(Node::Everything));
    }
    let Some(start) = text.strip_suffix('*') else { return Ok(phrase(text)) };
    match phrase(start) {
        Some(Node::Word(prefix)) if prefix.chars().count() >= 2 => Ok(Some(Node::Prefix(prefix))),
        _ => Err(QueryError::Prefix { prefix: start.to_owned(), at }),
    }
}

/// The words of a text, in this order: « porte-monnaie » is a phrase too.
fn phrase(text: &str) -> Option<Node> {
    let mut words: Vec<String> = terms(text).into_iter().map(|term| term.folded).collect();
    match words.len() {
        0 => None,
        1 => words.pop().map(Node::Word),
        _ => Some(Node::Phrase(words)),
    }
}
