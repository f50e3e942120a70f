//! What of a text answers a query.

use std::collections::BTreeSet;

use strsim::osa_distance;

use crate::types::{ByteSpan, Language};

use super::Query;
use super::analyser::{STEMMED, Stems, Term, terms};
use super::query::{Form, Node};

impl Query {
    /// The passages of the masked text of a hit, in `language`, that answer the query: in order, without overlap.
    ///
    /// Words that the query excludes are not shown; a query that only filters shows nothing.
    pub fn highlights(&self, text: &str, language: Language) -> Vec<ByteSpan> {
        let terms = terms(text);
        let mut stems = STEMMED.contains(&language).then(|| Stems::new(language));
        let of = |term| stems.as_mut().map(|stems| stems.of(term)).unwrap_or_default();
        let known = terms.iter().map(of).collect();
        let mut marker = Marker { terms, known, stems, spans: BTreeSet::new() };
        marker.mark(&self.root);
        merge(marker.spans)
    }
}

struct Marker {
    terms: Vec<Term>,
    /// The stems of each term; none in a language that has none.
    known: Vec<Vec<String>>,
    stems: Option<Stems>,
    spans: BTreeSet<ByteSpan>,
}

impl Marker {
    fn mark(&mut self, node: &Node) {
        match node {
            Node::Word(form) => self.mark_word(form),
            Node::Phrase(words) => self.mark_phrase(words),
            Node::Compound(words, form) => {
                self.mark_phrase(words);
                self.mark_word(form);
            }
            Node::Prefix(prefix) => {
                let begins = |term: &&Term| term.folded.starts_with(prefix.as_str());
                self.spans.extend(self.terms.iter().filter(begins).map(|term| term.span));
            }
            Node::Fuzzy(form, distance) => {
                self.mark_word(form);
                let near = |term: &&Term| {
                    osa_distance(&term.folded, form.folded()) <= usize::from(*distance)
                };
                self.spans.extend(self.terms.iter().filter(near).map(|term| term.span));
            }
            Node::Near(left, right, distance) => self.mark_near(left, right, *distance),
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| self.mark(part)),
            Node::Everything | Node::Filter(_) | Node::Not(_) | Node::Idle(_) => {}
        }
    }

    fn stems_of(&mut self, term: &Term) -> Vec<String> {
        self.stems.as_mut().map(|stems| stems.of(term)).unwrap_or_default()
    }

    /// The places of the forms of a word.
    fn places(&mut self, form: &Form) -> Vec<usize> {
        let asked = self.stems_of(&form.0);
        let is_form = |&at: &usize| {
            self.terms[at].folded == form.folded()
                || self.known[at].iter().any(|stem| asked.contains(stem))
        };
        (0..self.terms.len()).filter(is_form).collect()
    }

    fn mark_word(&mut self, form: &Form) {
        for at in self.places(form) {
            let compound = self.is_compound(at, form);
            self.spans.insert(compound.unwrap_or(self.terms[at].span));
        }
    }

    /// The whole of a compound that begins at a place, where it is what is asked for.
    fn is_compound(&mut self, at: usize, form: &Form) -> Option<ByteSpan> {
        let length = self.terms[at].compounds.iter().map(|compound| compound.words).max()?;
        let parts = self.terms.get(at..at + length)?.iter().map(|term| term.span);
        let whole = parts.reduce(ByteSpan::cover)?;
        let bare = Term { compounds: Vec::new(), ..self.terms[at].clone() };
        let asked = self.stems_of(&form.0);
        let by_itself = bare.folded == form.folded()
            || self.stems_of(&bare).iter().any(|stem| asked.contains(stem));
        (!by_itself).then_some(whole)
    }

    fn mark_phrase(&mut self, words: &[String]) {
        for run in self.terms.windows(words.len()) {
            if run.iter().map(|term| &term.folded).eq(words) {
                let cover = run.iter().map(|term| term.span).reduce(ByteSpan::cover);
                self.spans.extend(cover);
            }
        }
    }

    fn mark_near(&mut self, left: &Form, right: &Form, distance: u32) {
        let (lefts, rights) = (self.places(left), self.places(right));
        for &a in &lefts {
            for &b in rights.iter().filter(|&&b| b != a && b.abs_diff(a) <= distance as usize) {
                self.spans.extend([self.terms[a].span, self.terms[b].span]);
            }
        }
    }
}

/// Spans that overlap become one.
fn merge(spans: BTreeSet<ByteSpan>) -> Vec<ByteSpan> {
    let mut merged: Vec<ByteSpan> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.cover(span),
            _ => merged.push(span),
        }
    }
    merged
}
