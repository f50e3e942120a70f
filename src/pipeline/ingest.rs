//! Files added to the store, chunk by chunk, and from there to the index.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::overlap::{Known, Overlap, refuse_overlap};
use super::read::{LISTED, described, refuse_too_many_rejects, reject_line};
use super::resume::resumption;
use super::{Engine, manifest, project_pending, rejects};
use crate::classify::TextToAnnotate;
use crate::error::Error;
use crate::ingest::{self, Batch, IngestSettings, Plan, Remark, Seen, Source};
use crate::observe::{Observer, Silent, Stage};
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
    /// The folder in which rejected records are kept as they were read.
    pub rejects: Option<&'a Path>,
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
    /// The file that keeps the rejected records, where there are some.
    pub rejects: Option<PathBuf>,
}

/// Adds a file to the store. The same file read the same way again changes nothing; one left half way
/// is resumed after its last chunk.
///
/// The file is read twice: a first time to know that it can be used, before anything of it is in the store, then chunk
/// by chunk, so that memory does not grow with it.
///
/// # Errors
///
/// When the file cannot be used, too many of its records cannot, the store knows it otherwise, the store or the
/// model fails, or the observer asks to stop: what is stored by then is kept for the resumption, and invisible.
pub fn ingest(
    store: &mut Store,
    engine: &Engine,
    source: &Source,
    how: &Addition<'_>,
    observer: &dyn Observer,
) -> Result<IngestOutcome, Error> {
    let plan = ingest::plan(source, how.settings)?;
    let (batch, known) = rehearse(store, &plan, how, observer)?;
    refuse_too_many_rejects(source.name(), &batch, how.settings)?;
    let mut file = described(&plan, &batch);
    let header = BatchHeader {
        id: manifest::batch_id(&file.sha256, &file.mapping),
        source: plan.file.clone(),
        created: how.now.to_owned(),
        manifest: with_file(manifest::annotation(engine), &file)?,
        resume: resumption(source, how.settings)?,
        name: source.name().to_owned(),
    };
    let remarks = plan.remarks.iter().chain(&batch.remarks).cloned().collect();
    if how.overlap == Overlap::Refuse && store.batch(&header.id)?.is_none() {
        refuse_overlap(store, &file, known)?;
    }
    let progress = store.begin_batch(&header)?;
    let already_there = progress == BatchProgress::Done;
    let mut kept = None;
    if !already_there {
        // Before the first chunk: what the store says it rejected can be mended.
        kept = how
            .rejects
            .map(|folder| rejects::write(folder, &header.id, &plan, &batch))
            .transpose()?
            .flatten();
        let filling =
            Filling { store: &mut *store, engine, id: &header.id, batch: &batch, observer };
        filling.fill(&plan, &progress).map_err(|error| interrupted(error, store, &header))?;
    }
    let counts = store.batch(&header.id)?.map(|batch| batch.counts).unwrap_or_default();
    settle(&mut file, &counts);
    project_pending(store, observer)?;
    Ok(IngestOutcome { file, already_there, remarks, rejects: kept })
}

/// Reads a file without keeping it: what becomes of its records, and how many of them the store knows.
fn rehearse(
    store: &Store,
    plan: &Plan<'_>,
    how: &Addition<'_>,
    observer: &dyn Observer,
) -> Result<(Batch, Known), Error> {
    let mut known = Known::default();
    let mut looked = Ok(());
    let mut keep = |feedback: Vec<Feedback>| {
        if how.overlap == Overlap::Refuse {
            looked = known.look_for(store, &feedback);
        }
        if looked.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let batch = plan.read_in_chunks(CHUNK, &mut keep, &mut files_of(store)?, observer)?;
    looked?;
    Ok((batch, known))
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

/// A batch being filled.
struct Filling<'a> {
    store: &'a mut Store,
    engine: &'a Engine,
    id: &'a str,
    /// What the rehearsal told.
    batch: &'a Batch,
    observer: &'a dyn Observer,
}

impl Filling<'_> {
    /// Annotates and stores what is left of a batch.
    fn fill(mut self, plan: &Plan<'_>, progress: &BatchProgress) -> Result<(), Error> {
        // The first chunk accounts for all that was not kept, so that every later one holds feedback only.
        let counts = &self.batch.counts;
        let others = counts.rejected + counts.duplicate + counts.refused;
        let mut done = match progress {
            BatchProgress::Resume(counts) => counts.read.saturating_sub(others),
            _ => 0,
        };
        let mut first = !matches!(progress, BatchProgress::Resume(counts) if counts.read > 0);
        self.observer.stage(Stage::Classify, Some(counts.accepted - done.min(counts.accepted)));
        let mut stored = Ok(());
        let mut seen = files_of(self.store)?;
        let mut keep = |mut feedback: Vec<Feedback>| {
            let skipped = feedback.len().min(usize::try_from(done).unwrap_or(usize::MAX));
            done -= skipped as u64;
            feedback.drain(..skipped);
            if !feedback.is_empty() {
                stored = self.append(feedback, std::mem::take(&mut first));
            }
            if stored.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        plan.read_in_chunks(CHUNK, &mut keep, &mut seen, &Silent)?;
        stored?;
        if first {
            self.append(Vec::new(), true)?;
        }
        self.store.finish_batch(self.id)?;
        Ok(())
    }

    fn append(&mut self, feedback: Vec<Feedback>, first: bool) -> Result<(), Error> {
        let texts: Vec<TextToAnnotate<'_>> = feedback
            .iter()
            .map(|one| TextToAnnotate { text: &one.text, language: one.language.as_deref() })
            .collect();
        let annotations = self.engine.annotate(&texts, self.observer)?;
        drop(texts);
        let rows: Vec<(Feedback, Annotation)> = feedback.into_iter().zip(annotations).collect();
        let mut masked = BTreeMap::new();
        let mut rejects = Vec::new();
        let mut read = rows.len() as u64;
        let mut refused = 0;
        if first {
            let batch = self.batch;
            masked =
                batch.masked.iter().map(|(kind, count)| (kind.id().to_owned(), *count)).collect();
            rejects = batch.rejects.iter().map(reject_row).collect();
            refused = batch.counts.refused;
            read += batch.counts.rejected + batch.counts.duplicate + refused;
        }
        let chunk = Chunk { read, rows: &rows, rejects: &rejects, refused, masked: &masked };
        self.store.append_chunk(self.id, &chunk)?;
        Ok(())
    }
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
