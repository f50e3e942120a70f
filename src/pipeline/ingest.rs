//! Files added to the store, chunk by chunk, and from there to the index.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::overlap::{Overlap, refuse_overlap};
use super::read::{LISTED, described, file_name, open, refuse_too_many_rejects, reject_line};
use super::resume::resumption;
use super::{Engine, manifest, project_pending};
use crate::classify::TextToAnnotate;
use crate::error::Error;
use crate::ingest::{self, Batch, IngestSettings, Remark, Seen};
use crate::observe::{Observer, Stage};
use crate::report::{InputFile, Inputs, RejectLine};
use crate::store::{
    BatchHeader, BatchProgress, BatchState, BatchSummary, Chunk, Counts, RejectRow, Store,
    StoreError,
};
use crate::types::{Annotation, Feedback};

/// How many feedback one transaction holds: what is at most lost, and done again, when the machine fails.
const CHUNK: usize = 1000;

/// How files are added.
#[derive(Clone, Copy, Debug)]
pub struct Addition<'a> {
    /// How they are read.
    pub settings: &'a IngestSettings,
    /// The clock of the run, RFC 3339.
    pub now: &'a str,
    /// What to do with a file that the store knows under another name or mapping.
    pub overlap: Overlap,
}

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
/// When the file cannot be used, too many of its records cannot, the store knows it otherwise, the store or the
/// model fails, or the observer asks to stop: what is stored by then is kept for the resumption, and invisible.
pub fn ingest(
    store: &mut Store,
    engine: &Engine,
    path: &Path,
    how: &Addition<'_>,
    observer: &dyn Observer,
) -> Result<IngestOutcome, Error> {
    let name = file_name(path);
    let bytes = open(path)?;
    let plan = ingest::plan(&name, &bytes, how.settings)?;
    let batch = plan.read(&mut files_of(store)?, observer)?;
    refuse_too_many_rejects(&name, &batch, how.settings)?;
    let mut file = described(&plan, &batch);
    let header = BatchHeader {
        id: manifest::batch_id(&file.sha256, &file.mapping),
        source: name.clone(),
        created: how.now.to_owned(),
        manifest: with_file(manifest::annotation(engine), &file)?,
        resume: resumption(path, how.settings)?,
        name,
    };
    let remarks = plan.remarks.iter().chain(&batch.remarks).cloned().collect();
    if how.overlap == Overlap::Refuse && store.batch(&header.id)?.is_none() {
        refuse_overlap(store, &file, &batch.feedback)?;
    }
    let progress = store.begin_batch(&header)?;
    let already_there = progress == BatchProgress::Done;
    if !already_there {
        fill(store, engine, &header.id, &batch, &progress, observer)
            .map_err(|error| interrupted(error, store, &header))?;
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

/// Says how far the batch had come when the user stopped it.
fn interrupted(error: Error, store: &Store, header: &BatchHeader) -> Error {
    match (error, store.batch(&header.id)) {
        (Error::Stopped, Ok(Some(batch))) => {
            Error::Interrupted { file: header.name.clone(), stored: batch.counts.read }
        }
        (error, _) => error,
    }
}

/// How the file of a batch was read.
pub(super) fn file_of(batch: &BatchSummary) -> Option<InputFile> {
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

fn stored_reject(file: &str, reject: RejectRow) -> RejectLine {
    RejectLine {
        file: file.to_owned(),
        record: reject.record,
        line: reject.line,
        column: reject.column,
        code: reject.code,
        reason_fr: reject.reason_fr,
        reason_en: reject.reason_en,
    }
}

/// What the batches of a store were read from.
///
/// # Errors
///
/// When the store cannot be read.
pub fn stored_inputs(store: &Store) -> Result<Inputs, Error> {
    let mut inputs = Inputs::default();
    let room = |inputs: &Inputs| LISTED.saturating_sub(inputs.rejects.len());
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
        let rejects = store.rejects(&batch.header.id)?.into_iter().take(room(&inputs));
        inputs.rejects.extend(rejects.map(|reject| stored_reject(&file.name, reject)));
        inputs.files.push(file);
    }
    Ok(inputs)
}
