//! The words of what a query finds, beside those of all feedback.

use std::collections::BTreeMap;

use serde::Serialize;
use tantivy::{DocId, SegmentReader};

use crate::stats::specificity;

use super::analyser::{STEMMED, Stems, is_stop_word, terms};
use super::facets::two_decimals;
use super::{Index, Query, SearchError};

/// A word said more, or less, in what is found than elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpecificWord {
    /// The word, without case and accents.
    pub word: String,
    /// How often what is found says it; of the words that come together, in how many of the feedback found.
    pub inside: u64,
    /// How often all feedback say it; of the words that come together, in how many feedback.
    pub total: u64,
    /// Lafon's index: the decimal logarithm of one chance in how many, negative where it is said less.
    pub specificity: f64,
}

/// The words of what a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lexis {
    /// How many feedback are found, and how many there are.
    pub feedback: (u64, u64),
    /// How many words they hold, and how many all hold.
    pub length: (u64, u64),
    words: BTreeMap<String, Counts>,
}

/// How often a word is said, and in how many feedback: inside, and in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    said: (u64, u64),
    feedback: (u64, u64),
}

impl Index {
    /// The words of what a query finds, beside those of all feedback.
    ///
    /// # Errors
    /// Fails where the query is of a column that no feedback has, or where the index cannot be read.
    pub fn lexis(&self, query: &Query) -> Result<Lexis, SearchError> {
        let found = self.matching(query)?;
        let searcher = self.searcher();
        let mut lexis = Lexis::default();
        for matches in &found {
            lexis.add(searcher.segment_reader(matches.segment), &matches.docs)?;
        }
        Ok(lexis)
    }
}

impl Lexis {
    fn add(&mut self, reader: &SegmentReader, found: &[DocId]) -> Result<(), SearchError> {
        self.feedback.0 += found.len() as u64;
        self.feedback.1 += u64::from(reader.num_docs());
        let Some(column) = reader.fast_fields().str("words")? else { return Ok(()) };
        let mut counts = vec![Counts::default(); column.num_terms()];
        let mut seen = vec![DocId::MAX; column.num_terms()];
        let mut inside = found.iter().copied().peekable();
        for doc in reader.doc_ids_alive() {
            let is_found = inside.next_if_eq(&doc).is_some();
            for ord in column.term_ords(doc) {
                let Ok(ord) = usize::try_from(ord) else { continue };
                let once = u64::from(std::mem::replace(&mut seen[ord], doc) != doc);
                let counts = &mut counts[ord];
                counts.said.1 += 1;
                counts.feedback.1 += once;
                self.length.1 += 1;
                if is_found {
                    counts.said.0 += 1;
                    counts.feedback.0 += once;
                    self.length.0 += 1;
                }
            }
        }
        let mut terms = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
        let mut counts = counts.into_iter();
        while terms.advance() {
            let Some(own) = counts.next() else { break };
            if own.said.1 > 0 {
                let sum = self
                    .words
                    .entry(String::from_utf8_lossy(terms.key()).into_owned())
                    .or_default();
                sum.said = (sum.said.0 + own.said.0, sum.said.1 + own.said.1);
                sum.feedback = (sum.feedback.0 + own.feedback.0, sum.feedback.1 + own.feedback.1);
            }
        }
        Ok(())
    }

    /// The words said more than their frequency makes one expect, the most specific first, then those said less, the
    /// most missing first: at most `limit` of each. Words that only hold sentences together are left out; negations
    /// are not. Those of an index between −2 and 2 are common to all, and left out too.
    pub fn specific(&self, limit: usize) -> (Vec<SpecificWord>, Vec<SpecificWord>) {
        let (inside, corpus) = self.length;
        let words = self.words.iter().filter(|(word, _)| !is_stop_word(word));
        let mut words: Vec<SpecificWord> = words
            .map(|(word, counts)| SpecificWord {
                word: word.clone(),
                inside: counts.said.0,
                total: counts.said.1,
                specificity: specificity(corpus, inside, counts.said.1, counts.said.0),
            })
            .filter(|word| word.specificity.abs() >= BANAL)
            .collect();
        // Sorted words, so that of two alike the first in order comes first.
        words.sort_by(|a, b| b.specificity.total_cmp(&a.specificity));
        let over = words.iter().filter(|word| word.specificity > 0.0).take(limit).cloned();
        let over = over.map(SpecificWord::rounded).collect();
        let under = words.iter().filter(|word| word.specificity < 0.0).cloned();
        let mut under: Vec<SpecificWord> = under.collect();
        under.sort_by(|a, b| a.specificity.total_cmp(&b.specificity));
        under.truncate(limit);
        (over, under.into_iter().map(SpecificWord::rounded).collect())
    }

    /// The words that come with those of `asked` in the feedback found more than chance has it, by the number of
    /// feedback that hold them, the most specific first; at most `limit`. Other forms of the words asked for are left
    /// out.
    pub fn together(&self, asked: &[String], limit: usize) -> Vec<SpecificWord> {
        let (inside, corpus) = self.feedback;
        let words = self.words.iter();
        let words = words.filter(|(word, counts)| counts.feedback.0 > 1 && !is_stop_word(word));
        let mut words: Vec<SpecificWord> = words
            .map(|(word, counts)| SpecificWord {
                word: word.clone(),
                inside: counts.feedback.0,
                total: counts.feedback.1,
                specificity: specificity(corpus, inside, counts.feedback.1, counts.feedback.0),
            })
            .filter(|word| word.specificity >= BANAL)
            .collect();
        words.sort_by(|a, b| b.specificity.total_cmp(&a.specificity));
        let mut forms = Forms::of(asked);
        let others = words.into_iter().filter(|word| !forms.hold(&word.word));
        others.take(limit).map(SpecificWord::rounded).collect()
    }
}

/// The forms of a few words, in each language.
struct Forms {
    stems: [(Stems, Vec<String>); STEMMED.len()],
}

impl Forms {
    fn of(words: &[String]) -> Self {
        let stems = STEMMED.map(|language| {
            let mut stems = Stems::new(language);
            let known = words.iter().flat_map(|word| terms(word)).collect::<Vec<_>>();
            let known = known.iter().flat_map(|term| stems.of(term)).collect();
            (stems, known)
        });
        Self { stems }
    }

    fn hold(&mut self, word: &str) -> bool {
        let terms = terms(word);
        self.stems.iter_mut().any(|(stems, known)| {
            terms.iter().any(|term| stems.of(term).iter().any(|stem| known.contains(stem)))
        })
    }
}

/// Below this index, either way, a word is common to all.
const BANAL: f64 = 2.0;

impl SpecificWord {
    fn rounded(self) -> Self {
        Self { specificity: two_decimals(self.specificity), ..self }
    }
}
