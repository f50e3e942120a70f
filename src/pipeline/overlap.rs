//! Files that the store knows under another name or another mapping: told before anything is added.

use super::ingest::file_of;
use crate::error::Error;
use crate::report::InputFile;
use crate::store::Store;
use crate::types::Feedback;

/// Below this many feedback without identifier, some alike prove nothing: customers say « RAS » in every export.
const TELLING: u64 = 10;

/// What to do with a file that the store knows under another name or mapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    /// Add nothing.
    #[default]
    Refuse,
    /// Add it all the same.
    Allow,
}

/// How many feedback without identifier a file has, and how many of them the store has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    nameless: u64,
    known: u64,
}

impl Known {
    /// Looks some more feedback of the file up in the store.
    pub(super) fn look_for(&mut self, store: &Store, feedback: &[Feedback]) -> Result<(), Error> {
        let nameless: Vec<&Feedback> = feedback.iter().filter(|one| one.is_nameless()).collect();
        self.nameless += nameless.len() as u64;
        self.known += if nameless.is_empty() { 0 } else { store.known_contents(nameless)? };
        Ok(())
    }
}

/// Refuses a file whose bytes were read with another mapping, or whose feedback without identifier are, nine out of
/// ten, in the store. Where there are identifiers they tell what is known, record by record.
pub(super) fn refuse_overlap(store: &Store, file: &InputFile, found: Known) -> Result<(), Error> {
    let same = |other: InputFile| other.sha256 == file.sha256;
    if store.batches()?.iter().filter_map(file_of).any(same) {
        return Err(Error::ReadOtherwise { file: file.name.clone() });
    }
    let Known { nameless: of, known } = found;
    if of >= TELLING && known * 10 >= of * 9 {
        return Err(Error::Overlap { file: file.name.clone(), known, of });
    }
    Ok(())
}
