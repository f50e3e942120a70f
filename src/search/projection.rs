//! Writing to the index: one batch, one commit, and never again with a writer that failed.
//!
//! The engine may lose, or show later, what a writer was given after one of its operations failed. So each step takes
//! the writer and gives it back only on success; a batch is always written whole, in place of whatever the index holds
//! of it; and it counts as written when a fresh reader finds all of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::error::LockError;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Term;
use tantivy::{IndexWriter, TantivyError};

use super::document::{Fields, Writer};
use super::index::{open_engine, sync_folder};
use super::{Document, Index, SearchError};

/// Bytes of memory for what is not yet on the disk.
const MEMORY: usize = 64 << 20;

/// A batch being written to the index. Dropped before [`Self::commit`], it leaves the index as it was.
#[must_use = "nothing is written before `commit`"]
pub struct Projection {
    dir: PathBuf,
    batch: String,
    writer: IndexWriter,
    documents: Writer,
    added: u64,
}

impl Projection {
    /// Begins to write a batch, which will replace what the index holds of it.
    ///
    /// # Errors
    /// Fails where there is no index, where another process writes to it, or where it cannot be written.
    pub fn begin(dir: &Path, batch: &str) -> Result<Self, SearchError> {
        let engine = open_engine(dir)?;
        let writer = open_writer(&engine, dir)?;
        let fields = Fields::declare().1;
        writer.delete_term(Term::from_field_text(fields.batch, batch));
        Ok(Self {
            dir: dir.to_owned(),
            batch: batch.to_owned(),
            writer,
            documents: Writer::new(fields),
            added: 0,
        })
    }

    /// Adds a feedback of the batch.
    ///
    /// # Errors
    /// Fails where the index cannot be written; the batch is then to be written again from its beginning.
    pub fn push(mut self, document: &Document<'_>) -> Result<Self, SearchError> {
        self.writer.add_document(self.documents.write(&self.batch, document))?;
        self.added += 1;
        Ok(self)
    }

    /// Makes the batch visible to those who open the index from now on, and gives its number of feedback.
    ///
    /// # Errors
    /// Fails where the index cannot be written, or where a fresh reader does not find the whole batch.
    pub fn commit(self) -> Result<u64, SearchError> {
        let Self { dir, batch, mut writer, added, .. } = self;
        writer.commit()?;
        writer.wait_merging_threads()?;
        purge(&dir)?;
        sync_folder(&dir)?;
        let found = Index::open(&dir)?.batch_len(&batch)?;
        if found == added {
            Ok(added)
        } else {
            Err(SearchError::Miscounted { batch, expected: added, found })
        }
    }
}

/// An index made anew beside the one in use, which it replaces at the end.
///
/// Its batches are written by [`Projection`]s begun on [`Self::dir`].
#[derive(Debug)]
#[must_use = "the index is replaced by `finish` only"]
pub struct Rebuild {
    target: PathBuf,
    draft: PathBuf,
}

impl Rebuild {
    /// Begins an empty index beside `dir`; what an interrupted rebuild left there is thrown away.
    ///
    /// # Errors
    /// Fails where the folder around `dir` cannot be written.
    pub fn begin(dir: &Path) -> Result<Self, SearchError> {
        let mut name = dir.file_name().unwrap_or_default().to_owned();
        name.push(".draft");
        let draft = dir.with_file_name(name);
        remove(&draft)?;
        Index::create(&draft)?;
        Ok(Self { target: dir.to_owned(), draft })
    }

    /// The folder to write the batches to.
    pub fn dir(&self) -> &Path {
        &self.draft
    }

    /// Puts the new index in the place of the old one.
    ///
    /// # Errors
    /// Fails where the folder around the index cannot be written; there may be no index then, never half of one.
    pub fn finish(self) -> Result<(), SearchError> {
        remove(&self.target)?;
        fs::rename(&self.draft, &self.target).map_err(SearchError::io(&self.target))?;
        match self.target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
            _ => Ok(()),
        }
    }
}

fn remove(dir: &Path) -> Result<(), SearchError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SearchError::io(dir)(error)),
        _ => Ok(()),
    }
}

/// One thread: documents then stand in the order in which they are given.
fn open_writer(engine: &tantivy::Index, dir: &Path) -> Result<IndexWriter, SearchError> {
    engine.writer_with_num_threads(1, MEMORY).map_err(|error| match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => {
            SearchError::Held { path: dir.to_owned() }
        }
        error => error.into(),
    })
}

/// Rewrites the segments that hold deleted documents: until then their words are still on the disk, and in the
/// frequencies that scores are made of.
fn purge(dir: &Path) -> Result<(), SearchError> {
    let engine = open_engine(dir)?;
    let segments = engine.searchable_segment_metas()?.into_iter();
    let stale: Vec<_> = segments
        .filter(|segment| segment.num_deleted_docs() > 0)
        .map(|segment| segment.id())
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    let mut writer = open_writer(&engine, dir)?;
    // A merge of its own accord could take the same segments.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    writer.merge(&stale).wait()?;
    Ok(writer.wait_merging_threads()?)
}
