//! How many times the ledger was changed, told beside it.
//!
//! After a crash SQLite reads its log up to the first page that is damaged, and forgets what follows without a word:
//! transactions that were acknowledged would be gone. So the ledger counts its transactions, and the last count is
//! noted in a file of its own after each. A ledger that counts less has lost some.

use std::fs::{self, File};
use std::hash::Hasher as _;
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use siphasher::sip::SipHasher24;

use super::{StoreError, folder};

fn path(dir: &Path) -> PathBuf {
    dir.join("COMMITS")
}

/// The file, held open by the writer.
#[derive(Debug)]
pub(super) struct Witness(File);

impl Witness {
    pub(super) fn open(dir: &Path) -> Result<Self, StoreError> {
        folder::private_file(&path(dir)).map(Self)
    }

    /// Notes the count of a ledger, after its transaction. What cannot be noted is not: the ledger is the truth.
    pub(super) fn note(&self, commits: i64) {
        let mut file = &self.0;
        let _ = file.rewind().and_then(|()| file.write_all(line(commits).as_bytes()));
    }
}

/// The count that the ledger must have reached; 0 where nothing that can be trusted says so. To be read before the
/// ledger: a writer may change both meanwhile.
pub(super) fn read(dir: &Path) -> Result<i64, StoreError> {
    let path = path(dir);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(0),
        text => text.map_err(StoreError::io(&path))?,
    };
    let commits = text.get(..20).and_then(|figures| figures.parse().ok());
    Ok(commits.filter(|commits| line(*commits) == text).unwrap_or(0))
}

/// The count and its check, always of the same length.
fn line(commits: i64) -> String {
    let mut hash = SipHasher24::new();
    hash.write(&commits.to_le_bytes());
    format!("{commits:020} {:016x}\n", hash.finish())
}
