//! What the cells of a column hold, as far as their look tells.

use crate::ingest::values::Evidence;

/// The fewest words of a cell that is a sentence.
const SENTENCE: usize = 4;

/// One cell in so many must be a sentence for the column to be an open question.
const ONE_IN: u64 = 5;

/// What the cells of a column hold.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Profile {
    /// How many bytes.
    pub bytes: u64,
    /// How many cells have something in them.
    pub filled: u64,
    /// How many cells are sentences.
    pub sentences: u64,
    /// What the dates say of their order, for columns that may be dates.
    pub dates: Option<Evidence>,
}

impl Profile {
    /// Takes one more cell into account.
    pub(in crate::ingest) fn hear(&mut self, cell: &str) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.bytes += cell.len() as u64;
        self.filled += 1;
        let words = cell.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
        self.sentences += u64::from(words.take(SENTENCE).count() == SENTENCE);
        if let Some(dates) = &mut self.dates {
            dates.hear(cell);
        }
    }

    /// Whether the cells are answers to an open question.
    pub(in crate::ingest) fn is_open(&self) -> bool {
        self.sentences > 0 && self.sentences * ONE_IN >= self.filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_make_an_open_question() {
        let open = |cells: &[&str]| {
            let mut profile = Profile::default();
            for cell in cells {
                profile.hear(cell);
            }
            profile.is_open()
        };
        assert!(open(&["Rien", "", "Le colis est arrivé cassé", "ok", "non"]));
        assert!(!open(&["Lyon", "Paris", "1 2 3 4 5", "2026-03-04 10:00"]));
        assert!(!open(&["", ""]));
    }
}
