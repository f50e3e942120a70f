//! Whether the store is what it was made to be, beyond what every opening checks.

use std::fs;
use std::path::{Path, PathBuf};

use super::account::{counts, read_rejects};
use super::catalogue::Found;
use super::rows::Reading;
use super::{Store, StoreError, folder};

/// Which feedback are read back whole. The seals of all of them are summed in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// Every one.
    All,
    /// One in a hundred: those whose number ends with these two figures, 0 to 99.
    Hundredth(u8),
}

impl Store {
    /// The names of the batches whose records do not add up: `read = accepted + rejected + duplicate + refused`, with
    /// as many feedback as accepted and as many records rejected as were told.
    ///
    /// # Errors
    /// Fails where the ledger cannot be read, or where anything in it is not what was written.
    pub fn unbalanced(&self) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        for batch in self.found()? {
            if !self.balances(&batch)? {
                names.push(batch.name);
            }
        }
        Ok(names)
    }

    fn balances(&self, batch: &Found) -> Result<bool, StoreError> {
        let counts = counts(&self.ledger, self.key, batch)?;
        let rejects = read_rejects(&self.ledger, self.key, batch)?;
        let mut records: Vec<u64> = rejects.iter().map(|reject| reject.record).collect();
        records.dedup();
        let sum = counts.accepted + counts.rejected + counts.duplicate + counts.refused;
        Ok(counts.read == sum
            && counts.accepted == batch.rows
            && counts.rejected == records.len() as u64)
    }

    /// Reads back feedback of every batch, open ones included, and gives how many were read whole.
    ///
    /// # Errors
    /// Fails at the first that is missing or is not what was written.
    pub fn verify_rows(&self, sample: Sample) -> Result<u64, StoreError> {
        let mut read = 0;
        for batch in self.found()? {
            let mut reading = Reading::default();
            match sample {
                Sample::All => {
                    self.read_rows(&batch, None, &mut reading, &mut |columns| {
                        read += 1;
                        columns.parse().map(|_| ())
                    })?;
                }
                Sample::Hundredth(figures) => {
                    self.sum_seals(&batch, &mut reading)?;
                    read += self.read_hundredth(&batch, figures)?;
                }
            }
            reading.check(&batch)?;
        }
        Ok(read)
    }

    fn sum_seals(&self, batch: &Found, reading: &mut Reading) -> Result<(), StoreError> {
        let sql = "SELECT seal FROM feedback WHERE line BETWEEN ?1 AND ?2";
        let mut statement = self.ledger.prepare(sql)?;
        let mut rows = statement.query([batch.first_line(), batch.last_line()])?;
        while let Some(row) = rows.next()? {
            reading.add(row.get(0)?);
        }
        Ok(())
    }

    fn read_hundredth(&self, batch: &Found, figures: u8) -> Result<u64, StoreError> {
        let sql = "SELECT line FROM feedback WHERE line BETWEEN ?1 AND ?2 AND line % 100 = ?3";
        let mut statement = self.ledger.prepare(sql)?;
        let bounds = [batch.first_line(), batch.last_line(), i64::from(figures)];
        let lines = statement.query_map(bounds, |row| row.get::<_, i64>(0))?;
        let mut read = 0;
        for line in lines {
            self.check_line(line?)?;
            read += 1;
        }
        Ok(read)
    }

    /// What lies in the folder of the store and is none of its files: left by work that was interrupted, or put there
    /// by another program. What lies in the index is told by the index.
    ///
    /// # Errors
    /// Fails where the folder cannot be read.
    pub fn strays(&self) -> Result<Vec<PathBuf>, StoreError> {
        let known = |name: &str| {
            ["STORE", "LOCK", "COMMITS", "index"].contains(&name) || name.starts_with("ledger.db")
        };
        let mut strays = Vec::new();
        for entry in fs::read_dir(self.dir()).map_err(StoreError::io(self.dir()))? {
            let entry = entry.map_err(StoreError::io(self.dir()))?;
            if !known(&entry.file_name().to_string_lossy()) {
                strays.push(entry.path());
            }
        }
        let draft = folder::draft_path(self.dir());
        strays.extend(draft.exists().then_some(draft));
        strays.sort();
        Ok(strays)
    }
}

impl Store {
    /// What of the store in `dir` other users of the machine may use: none, where the system does not tell.
    ///
    /// # Errors
    /// Fails where there is no store, or where its folder cannot be read.
    pub fn exposed(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
        if !dir.join("STORE").is_file() {
            return Err(StoreError::NotAStore { path: dir.to_owned() });
        }
        let mut exposed = Vec::new();
        folder::each_path(dir, &mut |path, mode| {
            if mode & 0o077 != 0 {
                exposed.push(path.to_owned());
            }
        })?;
        exposed.sort();
        Ok(exposed)
    }
}

#[cfg(test)]
impl Store {
    /// Stores a whole batch, well sealed, whose records do not add up.
    pub(crate) fn forge_unbalanced_batch(&mut self, name: &str) -> Result<(), StoreError> {
        let header = super::BatchHeader {
            id: name.to_owned(),
            name: name.to_owned(),
            source: name.to_owned(),
            created: String::new(),
            manifest: serde_json::Value::Null,
            resume: serde_json::Value::Null,
        };
        self.begin_batch(&header)?;
        let mut batch = super::catalogue::find(&self.ledger, self.key, name)?
            .ok_or_else(|| StoreError::corrupt("forged in vain"))?;
        let counts = [5, 0, 1, 4, 0];
        super::account::add_chunk(&self.ledger, self.key, &mut batch, counts, "{}".to_owned())?;
        batch.state = super::BatchState::Indexed;
        batch.write(&self.ledger, self.key)
    }
}
