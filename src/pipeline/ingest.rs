//! Files added to the store, chunk by chunk, and from there to the index.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::read::{described, file_name, open, refuse_too_many_rejects, reject_line};
use super::{Engine, manifest};
use crate::classify::TextToAnnotate;
use crate::error::Error;
use crate::ingest::{self, Batch, IngestSettings, Remark, Seen};
use crate::observe::{Observer, Stage};
use crate::report::{InputFile, Inputs};
use crate::search::{Document, Index, Projection, SearchErrorKind};
use crate::store::{
    BatchHeader, BatchProgress, BatchState, BatchSummary, Chunk, Counts, RejectRow, Store,
    StoreError, StoredFeedback,
};
use crate::types::{Annotation, Feedback};

/// How many feedback one transaction holds: what is at most lost, and done again, when the machine fails.
const CHUNK: usize = 1000;

/// What became of a file.
#[derive(Clone, Debug)]
pub struct IngestOutcome {
    /// How it was read, with its counts as stored.
    pub file: InputFile,
    /// Whether the store already had it: nothing changed.
    pub already_there: bool,
    /// What was decided that the user should know.
    pub remarks: Vec<Remark>,
}

/// Adds a file to the store. The same file read the same way again changes nothing; one left half way
/// is resumed after its last chunk.
///
/// # Errors
///
/// When the file cannot be used, too many of its records cannot, the store or the model fails, or the
/// observer asks to stop: what is stored by then is kept for the resumption, and invisible.
pub fn ingest(
    store: &mut Store,
    engine: &Engine,
    path: &Path,
    settings: &IngestSettings,
    now: &str,
    observer: &dyn Observer,
) -> Result<IngestOutcome, Error> {
    let name = file_name(path);
    let bytes = open(path)?;
    let plan = ingest::plan(&name, &bytes, settings)?;
    let batch = plan.read(&mut files_of(store)?, observer)?;
    refuse_too_many_rejects(&name, &batch, settings)?;
    let mut file = described(&plan, &batch);
    let header = BatchHeader {
        id: manifest::batch_id(&file.sha256, &file.mapping),
        source: name.clone(),
        created: now.to_owned(),
        manifest: with_file(manifest::annotation(engine), &file)?,
        resume: Value::Null,
        name,
    };
    let remarks = plan.remarks.iter().chain(&batch.remarks).cloned().collect();
    let progress = store.begin_batch(&header)?;
    let already_there = progress == BatchProgress::Done;
    if !already_there {
        fill(store, engine, &header.id, &batch, &progress, observer)?;
    }
    let counts = store.batch(&header.id)?.map(|batch| batch.counts).unwrap_or_default();
    settle(&mut file, &counts);
    project_pending(store, observer)?;
    Ok(IngestOutcome { file, already_there, remarks })
}

/// The files that the store was filled from: records without identifier get one that no other file gave.
fn files_of(store: &Store) -> Result<Seen, Error> {
    let mut seen = Seen::new();
    for batch in store.batches()? {
        if let Some(file) = file_of(&batch) {
            seen.file(&file.name, &file.sha256);
        }
    }
    Ok(seen)
}

/// How the file of a batch was read.
fn file_of(batch: &BatchSummary) -> Option<InputFile> {
    serde_json::from_value(batch.header.manifest.get("file")?.clone()).ok()
}

fn with_file(mut manifest: Value, file: &InputFile) -> Result<Value, Error> {
    if let Value::Object(fields) = &mut manifest {
        fields.insert("file".to_owned(), serde_json::to_value(file).map_err(StoreError::from)?);
    }
    Ok(manifest)
}

fn settle(file: &mut InputFile, counts: &Counts) {
    file.read = counts.read;
    file.accepted = counts.accepted;
    file.rejected = counts.rejected;
    file.duplicate = counts.duplicate;
    file.refused = counts.refused;
}

/// Annotates and stores what is left of a batch.
fn fill(
    store: &mut Store,
    engine: &Engine,
    id: &str,
    batch: &Batch,
    progress: &BatchProgress,
    observer: &dyn Observer,
) -> Result<(), Error> {
    // The first chunk accounts for all that was not kept, so that every later one holds feedback only.
    let done = match progress {
        BatchProgress::Resume(counts) => {
            let others = batch.counts.rejected + batch.counts.duplicate;
            usize::try_from(counts.read.saturating_sub(others)).unwrap_or(usize::MAX)
        }
        _ => 0,
    };
    let resumed = matches!(progress, BatchProgress::Resume(counts) if counts.read > 0);
    let left = batch.feedback.get(done..).unwrap_or_default();
    observer.stage(Stage::Classify, Some(left.len() as u64));
    let mut chunks: Vec<&[Feedback]> = left.chunks(CHUNK).collect();
    if chunks.is_empty() && !resumed {
        chunks.push(&[]);
    }
    for (at, feedback) in chunks.into_iter().enumerate() {
        let texts: Vec<TextToAnnotate<'_>> = feedback
            .iter()
            .map(|one| TextToAnnotate { text: &one.text, language: one.language.as_deref() })
            .collect();
        let annotations = engine.annotate(&texts, observer)?;
        let rows: Vec<(Feedback, Annotation)> = feedback.iter().cloned().zip(annotations).collect();
        append(store, id, batch, &rows, at == 0 && !resumed)?;
    }
    store.finish_batch(id)?;
    Ok(())
}

fn append(
    store: &mut Store,
    id: &str,
    batch: &Batch,
    rows: &[(Feedback, Annotation)],
    first: bool,
) -> Result<(), Error> {
    let mut masked = BTreeMap::new();
    let mut rejects = Vec::new();
    let mut read = rows.len() as u64;
    if first {
        masked = batch.masked.iter().map(|(kind, count)| (kind.id().to_owned(), *count)).collect();
        rejects = batch.rejects.iter().map(reject_row).collect();
        read += batch.counts.rejected + batch.counts.duplicate;
    }
    let chunk = Chunk { read, rows, rejects: &rejects, refused: 0, masked: &masked };
    store.append_chunk(id, &chunk)?;
    Ok(())
}

fn reject_row(reject: &ingest::Reject) -> RejectRow {
    let line = reject_line(reject);
    RejectRow {
        record: reject.record,
        line: reject.line,
        byte: reject.byte,
        column: line.column,
        code: line.code,
        reason_fr: line.reason_fr,
        reason_en: line.reason_en,
    }
}

/// Brings to the index every batch that is stored and not yet there. An index that is missing, of another
/// version or damaged is made anew.
///
/// # Errors
///
/// When the store cannot be read or the index cannot be written.
pub fn project_pending(store: &mut Store, observer: &dyn Observer) -> Result<(), Error> {
    let folder = store.index_dir();
    match Index::open(&folder) {
        Ok(_) => {}
        Err(error) if error.kind() == SearchErrorKind::Corrupt => {
            Index::create(&folder)?;
            store.forget_projections()?;
        }
        Err(error) => return Err(error.into()),
    }
    let pending = store.pending_projection()?;
    if pending.is_empty() {
        return Ok(());
    }
    observer.stage(Stage::Index, None);
    for batch in pending {
        let mut projection = Projection::begin(&folder, &batch)?;
        let mut indexed = 0;
        for row in store.batch_rows(&batch) {
            let StoredFeedback { row, feedback, annotation } = row?;
            let document = Document { row, feedback: &feedback, annotation: &annotation };
            projection = projection.push(&document)?;
            indexed += 1;
        }
        projection.commit()?;
        observer.advance(indexed);
        store.mark_projected(&batch)?;
    }
    Ok(())
}

/// What the batches of a store were read from.
///
/// # Errors
///
/// When the store cannot be read.
pub fn stored_inputs(store: &Store) -> Result<Inputs, Error> {
    let mut inputs = Inputs::default();
    // A batch that was left half way is invisible: nothing of it is in the figures.
    for batch in store.batches()?.iter().filter(|batch| batch.state != BatchState::Open) {
        let Some(mut file) = file_of(batch) else { continue };
        settle(&mut file, &batch.counts);
        inputs.read += file.read;
        inputs.accepted += file.accepted;
        inputs.rejected += file.rejected;
        inputs.duplicate += file.duplicate;
        inputs.refused += file.refused;
        for (kind, count) in &batch.counts.masked {
            *inputs.masked.entry(kind.clone()).or_insert(0) += count;
        }
        inputs.files.push(file);
    }
    Ok(inputs)
}
