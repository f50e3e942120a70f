//! Writing to the index: one batch, one commit, and never again with a writer that failed.
//!
//! The engine may lose, or show later, what a writer was given after one of its operations failed. So each step takes
//! the writer and gives it back only on success; a batch is always written whole, in place of whatever the index holds
//! of it; and it counts as written when a fresh reader finds all of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::directory::error::LockError;
use tantivy::indexer::{LogMergePolicy, NoMergePolicy};
use tantivy::schema::Term;
use tantivy::{IndexWriter, TantivyDocument, TantivyError};

use super::document::{Fields, Writer};
use super::index::{create_engine, make_private, open_engine};
use super::shelf::sync_folder;
use super::{Document, Index, SearchError, generation};

/// Bytes of memory for what is not yet on the disk.
const MEMORY: usize = 48 << 20;

/// A segment of so many documents is left as it is: to merge it brings little to a search, and would bring all of it
/// into memory.
const LARGE: usize = 50_000;

/// A batch being written to the index. Dropped before [`Self::commit`], it leaves the index as it was.
#[must_use = "nothing is written before `commit`"]
pub struct Projection {
    batch: String,
    pen: Pen,
}

impl Projection {
    /// Begins to write a batch, which will replace what the index holds of it.
    ///
    /// # Errors
    /// Fails where there is no index, where another process writes to it, or where it cannot be written.
    pub fn begin(dir: &Path, batch: &str) -> Result<Self, SearchError> {
        let mut pen = Pen::take(generation::live(dir)?)?;
        pen.replace(batch);
        Ok(Self { batch: batch.to_owned(), pen })
    }

    /// Adds feedback of the batch, in the order of their rows.
    ///
    /// # Errors
    /// Fails where the index cannot be written; the batch is then to be written again from its beginning.
    pub fn push(self, documents: &[Document<'_>]) -> Result<Self, SearchError> {
        let Self { batch, pen } = self;
        let pen = pen.push(&batch, documents)?;
        Ok(Self { batch, pen })
    }

    /// Makes the batch visible to those who open the index from now on, and gives its number of feedback.
    ///
    /// # Errors
    /// Fails where the index cannot be written, or where a fresh reader does not find the whole batch.
    pub fn commit(self) -> Result<u64, SearchError> {
        let added = self.pen.added.values().sum();
        self.pen.commit()?;
        Ok(added)
    }
}

/// An index made anew beside the one in use, which it replaces at the end. Until then readers find the old one.
#[must_use = "the index is replaced by `finish` only"]
pub struct Rebuild {
    dir: PathBuf,
    generation: PathBuf,
    pen: Pen,
}

impl Rebuild {
    /// Begins an empty index, of which there may be none yet in `dir`.
    ///
    /// # Errors
    /// Fails where the folder cannot be written.
    pub fn begin(dir: &Path) -> Result<Self, SearchError> {
        make_private(dir)?;
        let generation = generation::next(dir)?;
        create_engine(&generation)?;
        let pen = Pen::take(generation.clone())?;
        Ok(Self { dir: dir.to_owned(), generation, pen })
    }

    /// Adds feedback of a batch, in the order of their rows.
    ///
    /// # Errors
    /// Fails where the index cannot be written; the index in use stays.
    pub fn push(mut self, batch: &str, documents: &[Document<'_>]) -> Result<Self, SearchError> {
        self.pen = self.pen.push(batch, documents)?;
        Ok(self)
    }

    /// Puts the new index in the place of the old one, which is deleted, and gives its number of feedback.
    ///
    /// # Errors
    /// Fails where the folder cannot be written, or where a fresh reader does not find every batch whole; the index
    /// in use stays.
    pub fn finish(self) -> Result<u64, SearchError> {
        let added = self.pen.added.values().sum();
        self.pen.commit()?;
        generation::publish(&self.dir, &self.generation)?;
        generation::sweep(&self.dir)?;
        Ok(added)
    }
}

/// A writer of the engine, with what it was given. Any error drops it.
struct Pen {
    generation: PathBuf,
    writer: IndexWriter,
    /// One for each thread: what each has met makes it faster.
    analysts: Vec<Writer>,
    fields: Fields,
    added: BTreeMap<String, u64>,
}

impl Pen {
    fn take(generation: PathBuf) -> Result<Self, SearchError> {
        let engine = open_engine(&generation)?;
        let writer = open_writer(&engine, &generation)?;
        let fields = Fields::declare().1;
        let analysts = (0..rayon::current_num_threads()).map(|_| Writer::new(fields)).collect();
        Ok(Self { generation, writer, analysts, fields, added: BTreeMap::new() })
    }

    /// What is in the index of this batch goes with the commit that brings its new documents.
    fn replace(&mut self, batch: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.batch, batch));
        self.added.insert(batch.to_owned(), 0);
    }

    fn push(mut self, batch: &str, documents: &[Document<'_>]) -> Result<Self, SearchError> {
        for written in analyse(&mut self.analysts, batch, documents) {
            if let Err(error) = self.writer.add_document(written) {
                // It only says that the thread that writes is gone: ending its work says why. Nothing is committed.
                return Err(self.writer.prepare_commit().err().unwrap_or(error).into());
            }
        }
        *self.added.entry(batch.to_owned()).or_default() += documents.len() as u64;
        Ok(self)
    }

    fn commit(self) -> Result<(), SearchError> {
        let Self { generation, mut writer, added, .. } = self;
        writer.commit()?;
        writer.wait_merging_threads()?;
        purge(&generation)?;
        sync_folder(&generation).map_err(SearchError::io(&generation))?;
        let index = Index::read(&generation)?;
        for (batch, expected) in added {
            let found = index.batch_len(&batch)?;
            if found != expected {
                return Err(SearchError::Miscounted { batch, expected, found });
            }
        }
        Ok(())
    }
}

/// The documents of some feedback, in their order.
fn analyse(
    analysts: &mut [Writer],
    batch: &str,
    feedback: &[Document<'_>],
) -> Vec<TantivyDocument> {
    let share = feedback.len().div_ceil(analysts.len()).max(1);
    let parts = feedback.par_chunks(share).zip(analysts);
    let write = |(part, analyst): (&[Document<'_>], &mut Writer)| {
        part.iter().map(|one| analyst.write(batch, one)).collect::<Vec<_>>()
    };
    parts.flat_map_iter(write).collect()
}

/// One thread: documents then stand in the order in which they are given.
fn open_writer(engine: &tantivy::Index, dir: &Path) -> Result<IndexWriter, SearchError> {
    let writer = engine.writer_with_num_threads(1, MEMORY).map_err(|error| match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => {
            SearchError::Held { path: dir.to_owned() }
        }
        error => error.into(),
    })?;
    let mut policy = LogMergePolicy::default();
    policy.set_max_docs_before_merge(LARGE);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

/// Rewrites the segments that hold deleted documents: until then their words are still on the disk, and in the
/// frequencies that scores are made of.
fn purge(generation: &Path) -> Result<(), SearchError> {
    let engine = open_engine(generation)?;
    let segments = engine.searchable_segment_metas()?.into_iter();
    let stale: Vec<_> = segments
        .filter(|segment| segment.num_deleted_docs() > 0)
        .map(|segment| segment.id())
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    let mut writer = open_writer(&engine, generation)?;
    // A merge of its own accord could take the same segments.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    writer.merge(&stale).wait()?;
    Ok(writer.wait_merging_threads()?)
}
