//! What of a text answers a query.

use std::collections::BTreeSet;

use crate::types::{ByteSpan, Language};

use super::Query;
use super::analyser::{STEMMED, Stems, Term, terms};
use super::query::Node;

impl Query {
    /// The passages of the masked text of a hit, in `language`, that answer the query: in order, without overlap.
    ///
    /// Words that the query excludes are not shown; a query that only filters shows nothing.
    pub fn highlights(&self, text: &str, language: Language) -> Vec<ByteSpan> {
        let stems = STEMMED.contains(&language).then(|| Stems::new(language));
        let mut marker = Marker { terms: terms(text), stems, spans: BTreeSet::new() };
        marker.mark(&self.root);
        merge(marker.spans)
    }
}

struct Marker {
    terms: Vec<Term>,
    stems: Option<Stems>,
    spans: BTreeSet<ByteSpan>,
}

impl Marker {
    fn mark(&mut self, node: &Node) {
        match node {
            Node::Word(word) => self.mark_word(word),
            Node::Phrase(words) => self.mark_phrase(words),
            Node::Prefix(prefix) => {
                let begins = |term: &&Term| term.folded.starts_with(prefix.as_str());
                self.spans.extend(self.terms.iter().filter(begins).map(|term| term.span));
            }
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| self.mark(part)),
            Node::Everything | Node::Filter(_) | Node::Not(_) => {}
        }
    }

    fn mark_word(&mut self, word: &str) {
        let stem = self.stems.as_mut().map(|stems| stems.stem(word).to_owned());
        for term in &self.terms {
            let mut form_of_it = || match (&mut self.stems, &stem) {
                (Some(stems), Some(stem)) => stems.stem(&term.folded) == stem,
                _ => false,
            };
            if term.folded == word || form_of_it() {
                self.spans.insert(term.span);
            }
        }
    }

    fn mark_phrase(&mut self, words: &[String]) {
        for run in self.terms.windows(words.len()) {
            if run.iter().map(|term| &term.folded).eq(words) {
                let cover = run.iter().map(|term| term.span).reduce(ByteSpan::cover);
                self.spans.extend(cover);
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
