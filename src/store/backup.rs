//! A copy of the store, taken while others may read and write it, and the way back.

use std::fs::File;
use std::path::Path;

use super::folder::{self, FORMAT, Marker};
use super::{Sample, Store, StoreError};

impl Store {
    /// Copies the store, as it is now, to a store of its own in `dir`, which must be absent or empty. The copy is
    /// read back whole before it takes its name; the index is not copied, for it is made again from the rest. Gives
    /// the number of feedback copied, those of batches still open included.
    ///
    /// # Errors
    /// Fails where the folder holds anything or cannot be written, and where this store is damaged.
    pub fn back_up(&self, dir: &Path) -> Result<u64, StoreError> {
        let dir = &std::path::absolute(dir).map_err(StoreError::io(dir))?;
        folder::check_free(dir)?;
        let draft = folder::make_draft(dir)?;
        let path = folder::ledger_path(&draft);
        // Made by us first: SQLite would let others read it.
        drop(folder::private_file(&path)?);
        self.ledger.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
        File::open(&path).and_then(|file| file.sync_all()).map_err(StoreError::io(&path))?;
        folder::write_marker(&draft, &Marker { format: FORMAT, id: self.id().to_owned() })?;
        let copied = Self::open(&draft)?.verify_rows(Sample::All)?;
        folder::publish(&draft, dir)?;
        Ok(copied)
    }

    /// Makes a store in `dir`, which must be absent or empty, from a copy that [`Self::back_up`] made, and opens it
    /// for writing. Its index is to be made.
    ///
    /// # Errors
    /// Fails where the copy is damaged, and where the folder holds anything or cannot be written.
    pub fn restore(copy: &Path, dir: &Path) -> Result<Self, StoreError> {
        Self::open(copy)?.back_up(dir)?;
        let mut store = Self::open_for_writing(dir)?;
        store.forget_projections()?;
        Ok(store)
    }
}
