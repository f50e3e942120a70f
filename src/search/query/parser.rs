//! A query read into a tree.

use crate::search::analyser::{Term, is_negation, is_stop_word, terms};
use crate::types::{ByteSpan, Language};

use super::filter::Filter;
use super::lexer::{Token, TokenKind, tokens};
use super::{QueryError, explain};

/// The longest query, in bytes.
const MAX_BYTES: usize = 1024;
/// The deepest nesting.
const MAX_DEPTH: usize = 20;
/// The most words and filters.
const MAX_CLAUSES: usize = 128;
/// What a beginning or a spelling counts for among the clauses: it stands for many words.
const EXPANDED: usize = 8;
/// The fewest letters of a word of which one letter may differ, and two.
const FUZZY: [usize; 2] = [4, 6];

/// A query that can be asked of an index.
///
/// ```text
/// livraison retard              both words, in any form of theirs; exact forms first
/// "service client"              these words, in this order
/// remboursement OR avoir        either
/// livraison -colis              the first without the second; also `NOT colis`
/// (colis OR paquet) abîmé       grouping
/// rembours*                     any word that begins so (2 letters at least)
/// remboursemnt~                 spelt so, or nearly: one letter off, two from 8 letters on; `~1` and `~2` say how many
/// colis near/5 perdu            at most 5 words apart, in any order and any form
/// touchpoint:delivery-          spoken of badly; `+` well; nothing: at all
/// sentiment:neg signal:churn_intent lang:fr customer:C-17 id:42
/// date:2026-01..2026-03         whole months, or years, or days; `date>=2026-01-05`
/// score<=6 nps>=9               a score on any scale, or on one of nps, stars, csat, ces
/// channel:"site web"            any column of the source; `magasin:ly*`, `magasin:*`
/// *                             everything
/// ```
///
/// Of several words, those that say nothing (`le`, `de`, "the") are left out, negations are not. A query is at most 1 KiB
/// long, 20 parentheses deep, 128 clauses wide, a beginning or a spelling being 8 clauses: whoever asks cannot exhaust
/// the machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    pub(in crate::search) root: Node,
}

/// A part of a query.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) enum Node {
    /// Every feedback.
    Everything,
    /// A word, in any of its forms.
    Word(Form),
    /// Folded words that follow each other.
    Phrase(Vec<String>),
    /// Words written with hyphens, or as one: « week-end ».
    Compound(Vec<String>, Form),
    /// A word spelt so or nearly, with the number of letters that may differ.
    Fuzzy(Form, u8),
    /// Two words, in any of their forms, at most so many words apart.
    Near(Form, Form, u32),
    /// A word that says nothing, left out.
    Idle(String),
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

/// A word that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Form(pub(in crate::search) Term);

impl Form {
    /// The word without case and accents.
    pub(in crate::search) fn folded(&self) -> &str {
        &self.0.folded
    }
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

    /// What finds every feedback.
    pub fn everything() -> Self {
        Self { root: Node::Everything }
    }

    /// What says a word, in any of its forms; nothing where it is no word.
    pub(in crate::search) fn word(text: &str) -> Self {
        let words = terms(text).into_iter().map(|term| Node::Word(Form(term))).collect();
        Self { root: one_or(words, Node::All).unwrap_or(Node::Any(Vec::new())) }
    }

    /// The query as it was understood, said in French or English.
    pub fn explain(&self, language: Language) -> String {
        explain::explain(&self.root, language)
    }

    /// The words asked for, folded, with where each is meant to be found: those that are excluded are not among them.
    pub fn words(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.root.visit_asked(&mut |node| match node {
            Node::Word(form) | Node::Fuzzy(form, _) | Node::Compound(_, form) => {
                found.push(form.folded().to_owned());
            }
            Node::Near(left, right, _) => {
                found.extend([left, right].map(|form| form.folded().to_owned()));
            }
            Node::Phrase(words) => found.extend(words.iter().cloned()),
            _ => {}
        });
        found
    }

    /// Its conditions alone, without the words that it asks for: those of the whole, where it is a list of both.
    pub(in crate::search) fn conditions(&self) -> Self {
        let parts = match &self.root {
            Node::All(parts) => parts.clone(),
            root => vec![root.clone()],
        };
        let conditions = parts.into_iter().filter(|part| !part.asks_for_words()).collect();
        Self { root: one_or(conditions, Node::All).unwrap_or(Node::Everything) }
    }

    /// What says any of its words, under its conditions.
    pub(in crate::search) fn any_word(&self) -> Self {
        let words = self.words();
        let forms = terms(&words.join(" ")).into_iter();
        let idle = |term: &Term| is_stop_word(&term.folded) || is_negation(&term.folded);
        let telling = forms.clone().any(|term| !idle(&term));
        let forms = forms.filter(|term| !telling || !idle(term));
        let any = one_or(forms.map(|term| Node::Word(Form(term))).collect(), Node::Any);
        let conditions = self.conditions();
        let parts = any.into_iter().chain([conditions.root]).collect();
        Self { root: one_or(parts, Node::All).unwrap_or(Node::Everything) }
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

    /// Whether a feedback may answer by its words.
    fn asks_for_words(&self) -> bool {
        let mut asks = false;
        self.visit_asked(&mut |node| {
            asks |= !matches!(
                node,
                Self::Filter(_) | Self::Not(_) | Self::All(_) | Self::Any(_) | Self::Everything
            );
        });
        asks
    }

    /// Shows every part that a feedback may answer by.
    fn visit_asked<'a>(&'a self, look: &mut impl FnMut(&'a Self)) {
        look(self);
        if let Self::All(parts) | Self::Any(parts) = self {
            for part in parts {
                part.visit_asked(look);
            }
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
        let mut parts = Vec::from_iter(self.apart()?);
        loop {
            let and = self.take(&TokenKind::And);
            let ended = matches!(
                self.peek().map(|token| &token.kind),
                None | Some(TokenKind::Or | TokenKind::Close)
            );
            if ended && !and {
                return Ok(one_or(without_idle(parts), Node::All));
            }
            parts.extend(self.apart()?);
        }
    }

    /// `a near/5 b`, perhaps followed by `near/3 c`, or `a`.
    fn apart(&mut self) -> Result<Option<Node>, QueryError> {
        let mut left = self.negated()?;
        let mut pairs = Vec::new();
        while let Some(&Token { at, kind: TokenKind::Near(distance) }) = self.peek() {
            self.next += 1;
            let right = self.negated()?;
            match (&left, &right) {
                (Some(Node::Word(a)), Some(Node::Word(b))) => {
                    pairs.push(Node::Near(a.clone(), b.clone(), distance));
                }
                _ => return Err(QueryError::NearWhat { at }),
            }
            left = right;
        }
        Ok(if pairs.is_empty() { left } else { one_or(pairs, Node::All) })
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
            TokenKind::Near(_) => Err(QueryError::NearWhat { at }),
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
            Some(Node::Phrase(words) | Node::Compound(words, _)) => words.len(),
            Some(Node::Prefix(_) | Node::Fuzzy(..)) => EXPANDED,
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

/// The parts as a group, each once: what is said twice is not asked twice.
fn one_or(all: Vec<Node>, group: impl FnOnce(Vec<Node>) -> Node) -> Option<Node> {
    let mut parts: Vec<Node> = Vec::with_capacity(all.len());
    for part in all {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(group(parts)),
    }
}

/// Without the words that say nothing, where others say something: they stay in sight as idle.
fn without_idle(mut parts: Vec<Node>) -> Vec<Node> {
    let idle = |part: &Node| matches!(part, Node::Word(form) if is_stop_word(form.folded()));
    let telling = |part: &Node| !idle(part) && !matches!(part, Node::Not(_) | Node::Filter(_));
    if parts.iter().any(telling) {
        for part in &mut parts {
            if let Node::Word(form) = &*part
                && is_stop_word(form.folded())
            {
                *part = Node::Idle(form.folded().to_owned());
            }
        }
    }
    parts
}

fn word(text: &str, at: usize) -> Result<Option<Node>, QueryError> {
    if text == "*" {
        return Ok(Some(Node::Everything));
    }
    if let Some((word, distance)) = tilde(text) {
        return fuzzy(word, distance, at).map(Some);
    }
    let Some(start) = text.strip_suffix('*') else { return Ok(phrase(text)) };
    match phrase(start) {
        Some(Node::Word(form)) if form.folded().chars().count() >= 2 => {
            Ok(Some(Node::Prefix(form.folded().to_owned())))
        }
        _ => Err(QueryError::Prefix { prefix: start.to_owned(), at }),
    }
}

/// The word before a tilde, with what stands after it.
fn tilde(text: &str) -> Option<(&str, &str)> {
    let (word, distance) = text.rsplit_once('~')?;
    distance.bytes().all(|byte| byte.is_ascii_digit()).then_some((word, distance))
}

fn fuzzy(word: &str, distance: &str, at: usize) -> Result<Node, QueryError> {
    let refused = |least| QueryError::Fuzzy { word: word.to_owned(), least, at };
    let Some(Node::Word(form)) = phrase(word) else { return Err(refused(FUZZY[0])) };
    let letters = form.folded().chars().count();
    let distance = match distance {
        "" if letters >= 8 => 2,
        "" | "1" => 1,
        "2" => 2,
        _ => return Err(refused(FUZZY[0])),
    };
    let least = FUZZY[usize::from(distance == 2)];
    if letters < least { Err(refused(least)) } else { Ok(Node::Fuzzy(form, distance)) }
}

/// The words of a text, in this order: « porte-monnaie » is a phrase too, or `portemonnaie`.
fn phrase(text: &str) -> Option<Node> {
    let mut terms = terms(text);
    if terms.len() < 2 {
        return terms.pop().map(|term| Node::Word(Form(term)));
    }
    let words: Vec<String> = terms.iter().map(|term| term.folded.clone()).collect();
    let compounds = std::mem::take(&mut terms[0].compounds);
    // The last one is the best known: « rendez-vous » is `rendezvous`, « mise-à-jour » is `maj`.
    let whole = compounds.into_iter().rfind(|compound| compound.words == words.len());
    if let Some(whole) = whole {
        let span = terms.iter().map(|term| term.span).reduce(ByteSpan::cover);
        let span = span.unwrap_or(ByteSpan { start: 0, end: 0 });
        let (folded, written) = (whole.form.clone(), whole.form);
        let term = Term { folded, written, compounds: Vec::new(), span };
        return Some(Node::Compound(words, Form(term)));
    }
    Some(Node::Phrase(words))
}
