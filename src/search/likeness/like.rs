//! Feedback like another, by spelling, meaning and usage.

use crate::search::analyser::terms;
use crate::search::{Hits, Query, SearchError};

use super::common::{dot, unit};
use super::scan::{Asked, Candidate, Comparison};

/// The length, in words, of a text of which the likeness of meaning counts as much as that of spelling. Longer, it
/// counts for less: of many words the sum means a bit of everything, and enough of them are shared to go by. Chosen on
/// the two sets of `docs/search.md`.
const EVEN: f32 = 12.0;

/// The least and the most that meaning counts.
const MEANING: (f32, f32) = (0.2, 1.5);

/// How many of the feedback most like a text are asked with it in a second round (Rocchio 1971): they say it in more
/// words. Together they count as much as the text. In an index of a few texts there is no second round.
const FEEDBACK: usize = 3;

/// How much each of them counts beside the text.
const SHARE_OF_EACH: f32 = 1.0 / 3.0;

impl Comparison<'_> {
    /// The feedback most like a text, by spelling, meaning and usage, among those that answer `among`, but the one of row
    /// `but`. In an index of more than a few texts the nearest are asked with the text, in a second round. Scores are
    /// between 0 and 3.5.
    ///
    /// # Errors
    /// Fails where `among` is of a column that no feedback has, or where the index cannot be read.
    pub fn like(
        &self,
        text: &str,
        among: &Query,
        but: Option<u64>,
        limit: usize,
    ) -> Result<Hits, SearchError> {
        let words: Vec<String> = terms(text).into_iter().map(|term| term.folded).collect();
        let share = share_of_meaning(words.len());
        let pieces = self.pieces(&words);
        let meaning = self.common.leave_out(self.vector(&words));
        let known = words.iter().filter_map(|word| self.vocabulary.place(word));
        let asked = self.asked(pieces, meaning, self.usage.of(known));
        let (mut ranked, total) = self.alike(&asked, share, among, but, limit)?;
        if self.common.is_known() {
            let asked = self.with_the_first(asked, &ranked);
            ranked = self.alike(&asked, share, among, but, limit)?.0;
        }
        let hit = |one: Candidate| (one.address, one.row, f64::from(one.likeness.max(0.0)));
        self.index.hits(&self.searcher, total, ranked.into_iter().take(limit).map(hit))
    }

    /// The feedback most like what is asked, but the one of row `but`, and how many are compared.
    fn alike(
        &self,
        asked: &Asked,
        share: f32,
        among: &Query,
        but: Option<u64>,
        limit: usize,
    ) -> Result<(Vec<Candidate>, u64), SearchError> {
        let (mut candidates, compared) = self.candidates(among, asked, limit, |sums, length| {
            (sums.0 + share * sums.1) / length.sqrt()
        })?;
        let itself = candidates.iter().position(|candidate| Some(candidate.row) == but);
        let total = compared - u64::from(itself.is_some());
        itself.map(|at| candidates.swap_remove(at));
        let ranked = self.exactly(candidates, |words, sums| {
            let spelling = self.spelling.cosine(&asked.pieces, words, sums);
            let own = self.common.leave_out(self.meanings.of(words.iter().copied()));
            let usage = dot(&asked.usage, &self.usage.of(words.iter().copied()));
            spelling + share * dot(&asked.meaning, &own) + usage
        });
        Ok((ranked, total))
    }

    /// What is asked with the feedback that are most like it.
    fn with_the_first(&self, asked: Asked, ranked: &[Candidate]) -> Asked {
        let Asked { mut pieces, mut meaning, mut usage, .. } = asked;
        let first = ranked.iter().take(FEEDBACK).filter(|candidate| candidate.likeness > 0.0);
        for candidate in first {
            let segment = &self.vocabulary.segments[candidate.address.segment_ord as usize];
            let words: Vec<usize> = segment.words(candidate.address.doc_id).collect();
            add(&mut meaning, &self.common.leave_out(self.meanings.of(words.iter().copied())));
            add(&mut usage, &self.usage.of(words.iter().copied()));
            let words = words.iter().map(|&place| (&self.vocabulary.words[place], Some(place)));
            pieces.add(&self.spelling.pieces_of(words), SHARE_OF_EACH);
        }
        pieces.scale();
        self.asked(pieces, unit(meaning), unit(usage))
    }
}

/// Adds one of the first to what is asked.
fn add(asked: &mut [f32], own: &[f32]) {
    asked.iter_mut().zip(own).for_each(|(value, own)| *value += own * SHARE_OF_EACH);
}

/// How much meaning counts beside spelling, which counts 1, for a text of so many words.
fn share_of_meaning(words: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    let words = words.max(1) as f32;
    (EVEN / words).clamp(MEANING.0, MEANING.1)
}
