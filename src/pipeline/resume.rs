//! Batches left half way, taken up again from the files that they were read from.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ingest::{Addition, IngestOutcome, file_of, ingest};
use super::overlap::Overlap;
use super::read::open;
use super::{Engine, project_pending};
use crate::error::Error;
use crate::ingest::{IngestSettings, Source};
use crate::observe::Observer;
use crate::store::{BatchState, BatchSummary, Store, StoreError};

/// What is needed to read a file again as it was read.
#[derive(Serialize, Deserialize)]
struct Resumption {
    path: PathBuf,
    settings: IngestSettings,
}

/// What the store keeps of a batch until it is whole.
///
/// What was read from standard input cannot be read again: it must be given once more.
pub(super) fn resumption(source: &Source, settings: &IngestSettings) -> Result<Value, Error> {
    let Some(path) = source.path() else { return Ok(Value::Null) };
    let path = std::path::absolute(path)
        .map_err(|source| Error::Open { path: path.to_owned(), source })?;
    let settings = settings.clone();
    Ok(serde_json::to_value(Resumption { path, settings }).map_err(StoreError::from)?)
}

/// Goes on with every batch that was left half way, in the order in which they were begun, then completes the index.
///
/// # Errors
///
/// When a file is not there any more, or is not what it was; else as [`ingest`].
pub fn resume(
    store: &mut Store,
    engine: &Engine,
    now: &str,
    rejects: Option<&Path>,
    observer: &dyn Observer,
) -> Result<Vec<IngestOutcome>, Error> {
    let mut outcomes = Vec::new();
    for batch in store.batches()?.iter().filter(|batch| batch.state == BatchState::Open) {
        // A store of an earlier version did not keep where its files lie: those are given by name.
        let Some(Resumption { path, settings }) = read(batch) else { continue };
        let source = open(&path)?;
        let same = source.sha256()? == file_of(batch).map_or_else(String::new, |file| file.sha256);
        if !same {
            return Err(Error::SourceChanged { path });
        }
        let how = Addition { settings: &settings, now, overlap: Overlap::Allow, rejects };
        outcomes.push(ingest(store, engine, &source, &how, observer)?);
    }
    project_pending(store, observer)?;
    Ok(outcomes)
}

fn read(batch: &BatchSummary) -> Option<Resumption> {
    serde_json::from_value(batch.header.resume.clone()).ok()
}
