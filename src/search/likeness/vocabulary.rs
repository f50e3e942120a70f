//! The words of the index, as the texts that hold them are compared.

use std::collections::HashMap;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, Searcher, TantivyError};

use crate::search::SearchError;
use crate::stats::float;

/// Every word of the index once, whatever the number of its segments.
pub(super) struct Vocabulary {
    pub(super) words: Vec<String>,
    known: HashMap<String, u32>,
    /// In how many feedback each is said.
    pub(super) feedback: Vec<u64>,
    pub(super) segments: Vec<Segment>,
    /// How many feedback there are.
    pub(super) all: u64,
}

/// The words of one segment.
pub(super) struct Segment {
    column: Option<StrColumn>,
    /// Of each of its words, the place in the vocabulary.
    places: Vec<u32>,
}

impl Vocabulary {
    pub(super) fn read(searcher: &Searcher) -> Result<Self, SearchError> {
        let mut vocabulary = Self {
            words: Vec::new(),
            known: HashMap::new(),
            feedback: Vec::new(),
            segments: Vec::new(),
            all: searcher.num_docs(),
        };
        for reader in searcher.segment_readers() {
            let column = reader.fast_fields().str("words")?;
            let mut places = Vec::new();
            if let Some(column) = &column {
                let mut terms = column.dictionary().stream().map_err(TantivyError::from)?;
                while terms.advance() {
                    let word = String::from_utf8_lossy(terms.key());
                    let place = vocabulary.known.get(&*word).copied().unwrap_or_else(|| {
                        let place = u32::try_from(vocabulary.words.len()).unwrap_or(u32::MAX);
                        vocabulary.known.insert(word.to_string(), place);
                        vocabulary.words.push(word.into_owned());
                        vocabulary.feedback.push(0);
                        place
                    });
                    places.push(place);
                }
            }
            vocabulary.segments.push(Segment { column, places });
            vocabulary.count(reader);
        }
        Ok(vocabulary)
    }

    /// The place of a word.
    pub(super) fn place(&self, word: &str) -> Option<usize> {
        self.known.get(word).map(|&place| place as usize)
    }

    /// How rare a word is among the feedback: from 0 where all say it to 1 where one does.
    pub(super) fn rarity(&self, place: usize) -> f64 {
        let all = float(self.all.max(1));
        let said = float(self.feedback[place]);
        (((all + 1.0) / (said + 0.5)).ln() / (2.0 * all).ln()).clamp(0.0, 1.0)
    }

    /// Counts in how many feedback of the last segment each word is said.
    fn count(&mut self, reader: &tantivy::SegmentReader) {
        let Some(segment) = self.segments.last() else { return };
        let mut last = vec![DocId::MAX; segment.places.len()];
        let mut counts = vec![0_u64; segment.places.len()];
        for doc in reader.doc_ids_alive() {
            for ord in segment.ords(doc) {
                if std::mem::replace(&mut last[ord], doc) != doc {
                    counts[ord] += 1;
                }
            }
        }
        for (&place, count) in segment.places.iter().zip(counts) {
            self.feedback[place as usize] += count;
        }
    }
}

impl Segment {
    /// The places in the vocabulary of the words of a document, in the order in which they are said.
    pub(super) fn words(&self, doc: DocId) -> impl Iterator<Item = usize> + '_ {
        self.ords(doc).map(|ord| self.places[ord] as usize)
    }

    #[expect(clippy::cast_possible_truncation, reason = "words of a segment are counted in memory")]
    fn ords(&self, doc: DocId) -> impl Iterator<Item = usize> + '_ {
        let ords = self.column.as_ref().map(|column| column.term_ords(doc));
        ords.into_iter().flatten().map(|ord| ord as usize)
    }
}
