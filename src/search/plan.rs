//! A query turned into questions to the engine.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, InvertedIndexRangeQuery,
    Occur, PhraseQuery, Query as Question, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{Score, Searcher};

use crate::types::Scale;

use super::Query;
use super::analyser::{STEMMED, Stems};
use super::document::{Fields, attribute_term, touchpoint_term};
use super::query::{Filter, Form, Match, Node};

/// What another form of a word counts for, an exact form counting for 1 more.
const STEM_WEIGHT: Score = 0.25;

/// What a word spelt nearly so counts for.
const SPELLING_WEIGHT: Score = 0.5;

/// Turns queries into questions.
pub(super) struct Planner {
    fields: Fields,
    stems: [Stems; STEMMED.len()],
}

impl Planner {
    pub(super) fn new(fields: Fields) -> Self {
        Self { fields, stems: STEMMED.map(Stems::new) }
    }

    /// How many documents of a batch there are, deleted ones left out.
    pub(super) fn count_batch(&self, searcher: &Searcher, batch: &str) -> tantivy::Result<u64> {
        let question = exactly(self.fields.batch, batch);
        Ok(searcher.search(&*question, &tantivy::collector::Count)? as u64)
    }

    pub(super) fn plan(&mut self, query: &Query) -> Box<dyn Question> {
        self.node(&query.root)
    }

    fn node(&mut self, node: &Node) -> Box<dyn Question> {
        match node {
            Node::Everything => unscored(Box::new(AllQuery)),
            Node::Word(form) => self.word(form),
            Node::Phrase(words) => self.phrase(words),
            Node::Compound(words, form) => {
                Box::new(BooleanQuery::union(vec![self.phrase(words), self.word(form)]))
            }
            Node::Fuzzy(form, distance) => {
                let term = Term::from_field_text(self.fields.words, form.folded());
                let spelt = FuzzyTermQuery::new(term, *distance, true);
                let spelt = BoostQuery::new(Box::new(spelt), SPELLING_WEIGHT);
                Box::new(BooleanQuery::union(vec![self.word(form), Box::new(spelt)]))
            }
            Node::Near(left, right, distance) => self.near(left, right, *distance),
            Node::Idle(_) => unscored(Box::new(AllQuery)),
            Node::Prefix(prefix) => begins(self.fields.words, prefix),
            Node::Filter(filter) => unscored(self.filter(filter)),
            Node::All(parts) => self.all(parts),
            Node::Any(parts) => {
                Box::new(BooleanQuery::union(parts.iter().map(|part| self.node(part)).collect()))
            }
            Node::Not(_) => self.all(std::slice::from_ref(node)),
        }
    }

    /// All the parts; those negated exclude.
    fn all(&mut self, parts: &[Node]) -> Box<dyn Question> {
        let mut clauses: Vec<(Occur, Box<dyn Question>)> = Vec::new();
        for part in parts {
            clauses.push(match part {
                Node::Not(inside) => (Occur::MustNot, self.node(inside)),
                Node::Idle(_) => continue,
                part => (Occur::Must, self.node(part)),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            // To exclude, the engine needs something to exclude from.
            clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// The word as it is, or, for less, its stems in each language: whoever asks does not say in which.
    fn word(&mut self, form: &Form) -> Box<dyn Question> {
        let mut forms = vec![with_frequency(self.fields.words, form.folded())];
        for (field, stem) in self.stems(form) {
            let stem = with_frequency(field, &stem);
            forms.push(Box::new(BoostQuery::new(stem, STEM_WEIGHT)));
        }
        Box::new(BooleanQuery::union(forms))
    }

    /// The stems of a word, with the field of each.
    fn stems(&mut self, form: &Form) -> Vec<(Field, String)> {
        let fields = self.fields.stems;
        let stems = self.stems.iter_mut().zip(fields);
        stems
            .flat_map(|(stems, field)| stems.of(&form.0).into_iter().map(move |stem| (field, stem)))
            .collect()
    }

    fn phrase(&self, words: &[String]) -> Box<dyn Question> {
        let term = |word: &String| Term::from_field_text(self.fields.words, word);
        Box::new(PhraseQuery::new(words.iter().map(term).collect()))
    }

    /// Two words at most `distance` words apart, in any order: as they are, or two stems of one language.
    fn near(&mut self, left: &Form, right: &Form, distance: u32) -> Box<dyn Question> {
        let words = |form: &Form| (self.fields.words, form.folded().to_owned());
        let mut lefts = vec![words(left)];
        let mut rights = vec![words(right)];
        lefts.extend(self.stems(left));
        rights.extend(self.stems(right));
        let mut pairs: Vec<Box<dyn Question>> = Vec::new();
        for (field, left) in &lefts {
            for (_, right) in rights.iter().filter(|(other, _)| other == field) {
                pairs.extend(apart(*field, left, right, distance));
            }
        }
        Box::new(BooleanQuery::union(pairs))
    }

    fn filter(&self, filter: &Filter) -> Box<dyn Question> {
        let fields = self.fields;
        match filter {
            Filter::Touchpoint(touchpoint, None) => exactly(fields.touchpoint, touchpoint.id()),
            Filter::Touchpoint(touchpoint, Some(side)) => {
                exactly(fields.touchpoint, &touchpoint_term(*touchpoint, *side))
            }
            Filter::Sentiment(sentiment) => exactly(fields.sentiment, sentiment.id()),
            Filter::Signal(kind) => exactly(fields.signal, kind.id()),
            Filter::Language(language) => exactly(fields.lang, language.id()),
            Filter::Days(from, before) => {
                let day = |day: i64| Term::from_field_i64(fields.day, day);
                let low = Bound::Included(day(from.unwrap_or(i64::MIN)));
                let high = before
                    .map_or(Bound::Included(day(i64::MAX)), |before| Bound::Excluded(day(before)));
                Box::new(RangeQuery::new(low, high))
            }
            Filter::Score(scale, low, high) => self.score(*scale, *low, *high),
            Filter::Customer(customer) => exactly(fields.customer, customer),
            Filter::Id(id) => exactly(fields.id, id),
            Filter::Batch(batch) => exactly(fields.batch, batch),
            Filter::Attribute(name, Match::Any, _) => exactly(fields.attribute_name, name),
            Filter::Attribute(name, Match::Is(value), _) => {
                exactly(fields.attribute, &attribute_term(name, value))
            }
            Filter::Attribute(name, Match::Begins(start), _) => {
                begins(fields.attribute, &attribute_term(name, start))
            }
        }
    }

    fn score(&self, scale: Option<Scale>, low: Bound<f64>, high: Bound<f64>) -> Box<dyn Question> {
        let range = |field: Field| -> Box<dyn Question> {
            let term = |value: f64| Term::from_field_f64(field, value);
            let end = |bound: Bound<f64>, furthest: f64| match bound {
                Bound::Unbounded => Bound::Included(term(furthest)),
                bound => bound.map(term),
            };
            let low = end(low, f64::NEG_INFINITY);
            Box::new(RangeQuery::new(low, end(high, f64::INFINITY)))
        };
        let scales = Scale::ALL.iter().zip(self.fields.scores);
        let asked = scales.filter(|(one, _)| scale.is_none_or(|scale| scale == **one));
        Box::new(BooleanQuery::union(asked.map(|(_, field)| range(field)).collect()))
    }
}

/// Two terms in one field, at most `distance` places apart, in both orders.
fn apart(field: Field, left: &str, right: &str, distance: u32) -> Vec<Box<dyn Question>> {
    let term = |text: &str| Term::from_field_text(field, text);
    let slop = distance.saturating_sub(1);
    let ordered = |first: &str, second: &str| -> Box<dyn Question> {
        let terms = vec![(0, term(first)), (1, term(second))];
        Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop))
    };
    vec![ordered(left, right), ordered(right, left)]
}

/// A term that counts for more the more often it is said and the rarer it is.
fn with_frequency(field: Field, text: &str) -> Box<dyn Question> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn exactly(field: Field, value: &str) -> Box<dyn Question> {
    Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
}

/// The documents with a term that begins with `start`, which all count alike.
fn begins(field: Field, start: &str) -> Box<dyn Question> {
    // No character is above this one, so that nothing that begins with `start` is above their sum.
    let last = format!("{start}{}", char::MAX);
    Box::new(InvertedIndexRangeQuery::new(
        Bound::Included(Term::from_field_text(field, start)),
        Bound::Included(Term::from_field_text(field, &last)),
    ))
}

/// What filters says nothing of how well a feedback answers.
fn unscored(question: Box<dyn Question>) -> Box<dyn Question> {
    Box::new(ConstScoreQuery::new(question, 0.0))
}
