//! The feedback of an index compared with a text, or with what is asked.

use std::cmp::Reverse;

use rayon::prelude::*;
use tantivy::{DocAddress, DocId, Searcher};

use crate::assets::WordVectors;
use crate::search::analyser::{is_negation, is_stop_word, terms};
use crate::search::{Hits, Index, Query, SearchError};
use crate::types::ByteSpan;

use super::common::{Common, dot, unit};
use super::fuse::fuse;
use super::space::{Space, sum_of};
use super::spelling::{Pieces, Spelling};
use super::usage::usage;
use super::vocabulary::Vocabulary;

/// About so many feedback tell what all have in common.
const DRAWN: u64 = 4_000;

/// Up to so many feedback are compared exactly; of more, those that come first by a sum over their words.
const EXACT: usize = 20_000;

/// The fewest of those that come first.
const FEWEST: usize = 2_000;

/// How many words a passage has, and how many lie between the beginnings of two.
const PASSAGE: (usize, usize) = (16, 8);

/// How many feedback each ranking brings to a fused one.
const FUSED: usize = 1_000;

/// The words of an index made ready to be compared.
pub struct Comparison<'a> {
    pub(super) index: &'a Index,
    vectors: &'a WordVectors,
    pub(super) searcher: Searcher,
    pub(super) vocabulary: Vocabulary,
    pub(super) spelling: Spelling,
    pub(super) meanings: Space,
    pub(super) common: Common,
    /// What the words mean in this index; nothing in an index of a few texts.
    pub(super) usage: Space,
}

/// A feedback on its way to be ranked.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) address: DocAddress,
    pub(super) likeness: f32,
    pub(super) row: u64,
}

/// What a text is compared by.
pub(super) struct Asked {
    pub(super) pieces: Pieces,
    /// Of length 1.
    pub(super) meaning: Vec<f32>,
    /// Its meaning in this index, of length 1, or 0.
    pub(super) usage: Vec<f32>,
    /// What each word of the vocabulary adds to the likeness of spelling and use, and to that of meaning.
    words: Vec<(f32, f32)>,
}

impl<'a> Comparison<'a> {
    /// Reads the words of an index.
    ///
    /// # Errors
    /// Fails where the index cannot be read.
    pub fn new(index: &'a Index, vectors: &'a WordVectors) -> Result<Self, SearchError> {
        let searcher = index.searcher();
        let vocabulary = Vocabulary::read(&searcher)?;
        let spelling = Spelling::of(&vocabulary);
        let dimensions = vectors.dimensions();
        let words = vocabulary.words.par_iter().flat_map_iter(|word| vectors.of(word)).collect();
        let meanings = Space::new(dimensions, words);
        let meant = drawn(&searcher, &vocabulary)?.into_iter().filter_map(|words| {
            let meaning = meanings.of(words.iter().copied());
            meaning.iter().any(|&value| value != 0.0).then_some((words, meaning))
        });
        let (texts, meant): (Vec<_>, Vec<_>) = meant.unzip();
        let common = Common::of(&meant, dimensions);
        let usage =
            if common.is_known() { usage(&texts, &meant, &spelling) } else { Space::default() };
        Ok(Self { index, vectors, searcher, vocabulary, spelling, meanings, common, usage })
    }

    /// The feedback that say what is asked, or mean it in a passage of theirs: two rankings, by words and by meaning,
    /// fused by reciprocal rank. The conditions of the query hold for all of them.
    ///
    /// # Errors
    /// Fails where the query is of a column that no feedback has, or where the index cannot be read.
    pub fn meaning_of(&self, query: &Query, limit: usize) -> Result<Hits, SearchError> {
        let words = telling(query.words());
        let asked = self.asked(self.pieces(&words), self.vector(&words), Vec::new());
        let most = limit.max(FUSED);
        let (candidates, compared) =
            self.candidates(&query.conditions(), &asked, most, |sums, length| {
                sums.1 / length.sqrt()
            })?;
        let mut meant =
            self.exactly(candidates, |words, _| self.best_passage(&asked.meaning, words).0);
        meant.retain(|candidate| candidate.likeness > 0.0);
        meant.truncate(most);
        let said = self.index.search(&query.any_word(), most)?;
        let said = said.hits.iter().map(|hit| hit.row).collect();
        let by_meaning = meant.iter().map(|candidate| candidate.row).collect();
        let fused = fuse(&[said, by_meaning]);
        self.index.hits_of_rows(&self.searcher, compared, fused.into_iter().take(limit))
    }

    /// The passage of a text that means most what is asked.
    pub fn passage(&self, query: &Query, text: &str) -> Option<ByteSpan> {
        let asked = self.vector(&telling(query.words()));
        let terms = terms(text);
        let vectors: Vec<Vec<f32>> =
            terms.iter().map(|term| self.vectors.of(&term.folded)).collect();
        let (likeness, start) = best_window(terms.len(), |range| {
            let sum = sum_of(vectors[range].iter().map(Vec::as_slice), self.vectors.dimensions());
            dot(&asked, &unit(sum))
        });
        let passage = terms.get(start..(start + PASSAGE.0).min(terms.len()))?;
        let span = passage.iter().map(|term| term.span).reduce(ByteSpan::cover);
        span.filter(|_| likeness > 0.0)
    }

    pub(super) fn pieces(&self, words: &[String]) -> Pieces {
        self.spelling.pieces_of(words.iter().map(|word| (word, self.vocabulary.place(word))))
    }

    /// What is asked by its pieces and its meaning, ready to be compared.
    pub(super) fn asked(&self, pieces: Pieces, meaning: Vec<f32>, usage: Vec<f32>) -> Asked {
        let spelling = self.spelling.of_words(&pieces);
        let word = |(word, spelling)| {
            (spelling + self.usage.along(&usage, word), self.meanings.along(&meaning, word))
        };
        let words = spelling.into_par_iter().enumerate().map(word).collect();
        Asked { pieces, meaning, usage, words }
    }

    /// The vector of words, of length 1, or 0 where they mean nothing.
    pub(super) fn vector(&self, words: &[String]) -> Vec<f32> {
        let vectors: Vec<Vec<f32>> = words.iter().map(|word| self.vectors.of(word)).collect();
        unit(sum_of(vectors.iter().map(Vec::as_slice), self.vectors.dimensions()))
    }

    /// The feedback to compare: all that answer `among`, or those that come first by `likeness` of the sums over
    /// their words and of their number; and how many answer.
    pub(super) fn candidates(
        &self,
        among: &Query,
        asked: &Asked,
        limit: usize,
        likeness: impl Fn((f32, f32), f32) -> f32 + Sync,
    ) -> Result<(Vec<Candidate>, u64), SearchError> {
        let mut candidates = Vec::new();
        for matches in self.index.matching(among)? {
            let rows = self.searcher.segment_reader(matches.segment).fast_fields().u64("row")?;
            let segment = &self.vocabulary.segments[matches.segment as usize];
            let of = |&doc: &DocId| {
                let (mut sums, mut length) = ((0.0, 0.0), 0.0_f32);
                for word in segment.words(doc) {
                    let (spelling, meaning) = asked.words[word];
                    sums = (sums.0 + spelling, sums.1 + meaning);
                    length += 1.0;
                }
                let address = DocAddress::new(matches.segment, doc);
                let row = rows.first(doc).unwrap_or(u64::MAX);
                Candidate { address, likeness: likeness(sums, length.max(1.0)), row }
            };
            candidates.par_extend(matches.docs.par_iter().map(of));
        }
        let compared = candidates.len() as u64;
        if candidates.len() > EXACT {
            let most = limit.saturating_mul(2).max(FEWEST);
            if most < candidates.len() {
                candidates.select_nth_unstable_by_key(most, Candidate::place);
                candidates.truncate(most);
            }
        }
        Ok((candidates, compared))
    }

    /// The candidates with their likeness computed from their words, the most alike first.
    pub(super) fn exactly(
        &self,
        mut candidates: Vec<Candidate>,
        likeness: impl Fn(&[usize], &mut [f32]) -> f32 + Sync,
    ) -> Vec<Candidate> {
        candidates.par_iter_mut().for_each_init(
            || vec![0.0; self.spelling.len()],
            |sums, candidate| {
                let segment = &self.vocabulary.segments[candidate.address.segment_ord as usize];
                let words: Vec<usize> = segment.words(candidate.address.doc_id).collect();
                candidate.likeness = likeness(&words, sums);
            },
        );
        candidates.sort_unstable_by_key(Candidate::place);
        candidates
    }

    /// The likeness of the passage that means most what is asked, and where it begins.
    fn best_passage(&self, asked: &[f32], words: &[usize]) -> (f32, usize) {
        best_window(words.len(), |range| {
            dot(asked, &self.meanings.of(words[range].iter().copied()))
        })
    }
}

impl Candidate {
    /// The most alike first; of two alike, the first stored. Four decimals: the last bits are noise.
    fn place(&self) -> (Reverse<i64>, u64) {
        #[expect(clippy::cast_possible_truncation, reason = "likenesses are below 2")]
        let likeness = (f64::from(self.likeness) * 1e4).round() as i64;
        (Reverse(likeness), self.row)
    }
}

/// The words of some of the feedback, the same however the index lies on the disk.
fn drawn(searcher: &Searcher, vocabulary: &Vocabulary) -> Result<Vec<Vec<usize>>, SearchError> {
    let every = vocabulary.all.div_ceil(DRAWN).max(1);
    let mut drawn = Vec::new();
    for (reader, segment) in searcher.segment_readers().iter().zip(&vocabulary.segments) {
        let rows = reader.fast_fields().u64("row")?;
        let own = reader.doc_ids_alive().filter_map(|doc| Some((rows.first(doc)?, doc)));
        let own = own.filter(|(row, _)| row.is_multiple_of(every));
        drawn.extend(own.map(|(row, doc)| (row, segment.words(doc).collect())));
    }
    drawn.sort_unstable_by_key(|(row, _): &(u64, Vec<usize>)| *row);
    Ok(drawn.into_iter().map(|(_, words)| words).collect())
}

/// The words that mean something by themselves, or all where none does.
fn telling(words: Vec<String>) -> Vec<String> {
    let means = |word: &&String| !is_stop_word(word) && !is_negation(word);
    let telling: Vec<String> = words.iter().filter(means).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

/// The passage of the highest likeness, the first of two alike, and where it begins.
fn best_window(length: usize, likeness: impl Fn(std::ops::Range<usize>) -> f32) -> (f32, usize) {
    let last = length.saturating_sub(PASSAGE.0).div_ceil(PASSAGE.1) * PASSAGE.1;
    let mut best = (f32::MIN, 0);
    for start in (0..=last).step_by(PASSAGE.1) {
        let found = likeness(start..(start + PASSAGE.0).min(length));
        if found > best.0 {
            best = (found, start);
        }
    }
    best
}
