//! Expressions: two content words that follow each other in a clause, and the feedback that say them.

use rayon::prelude::*;

use crate::text::Spoken;

/// Expressions said by fewer feedback than this are forgotten: they are most of all expressions, and name nothing.
const LEAST_SAID: usize = 2;

/// Every expression of a corpus.
///
/// A million feedback say twenty million of them, most of them once: they are put in order by their first word, then
/// sorted, word by word, rather than looked up one by one.
pub(super) struct Expressions {
    /// For each first word, by its number, its second words in the high half and who says them in the low half.
    by_first: Vec<u64>,
    /// Where those of each first word end.
    ends: Vec<usize>,
}

impl Expressions {
    pub(super) fn of(spoken: &Spoken) -> Self {
        let mut ends = vec![0_usize; spoken.stems().len()];
        for (first, _) in (0..spoken.len()).flat_map(|text| spoken.pairs(text)) {
            ends[first as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // For now where the list begins: it moves to its end as it is filled.
            let length = std::mem::replace(end, sum);
            sum += length;
        }
        let mut by_first = vec![0; sum];
        for text in 0..spoken.len() {
            for (first, second) in spoken.pairs(text) {
                let next = &mut ends[first as usize];
                by_first[*next] = (u64::from(second) << 32) | text as u64;
                *next += 1;
            }
        }
        let mut all = Self { by_first, ends };
        all.lists_mut().into_par_iter().for_each(<[u64]>::sort_unstable);
        all
    }

    fn lists_mut(&mut self) -> Vec<&mut [u64]> {
        let (mut rest, mut begin) = (self.by_first.as_mut_slice(), 0);
        let mut lists = Vec::with_capacity(self.ends.len());
        for &end in &self.ends {
            let (list, after) = rest.split_at_mut(end - begin);
            lists.push(list);
            (rest, begin) = (after, end);
        }
        lists
    }

    /// Gives every expression that is said again by its two words, in their order, with the feedback that say it,
    /// sorted.
    #[expect(clippy::cast_possible_truncation, reason = "the two halves were made of 32 bits each")]
    pub(super) fn each(&self, mut give: impl FnMut((u32, u32), &[u32])) {
        let (mut begin, mut said_by) = (0, Vec::new());
        for (first, &end) in (0..).zip(&self.ends) {
            for one in self.by_first[begin..end].chunk_by(|one, other| one >> 32 == other >> 32) {
                said_by.clear();
                said_by.extend(one.iter().map(|&packed| packed as u32));
                said_by.dedup();
                if said_by.len() >= LEAST_SAID {
                    give((first, (one[0] >> 32) as u32), &said_by);
                }
            }
            begin = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_said_again_are_found_in_order() {
        let texts = ["b a c", "a c . b a", "c b . c b", "a c a c", "b"];
        let mut found = Vec::new();
        Expressions::of(&texts.into_iter().collect())
            .each(|(first, second), by| found.push((first, second, by.to_vec())));
        // « c b » is said by one feedback only, and « c a » too.
        assert_eq!(found, [(0, 2, vec![0, 1, 3]), (1, 0, vec![0, 1])]);
    }
}
