//! From the store to its index: a projection, completed batch by batch or made again.

use std::panic::resume_unwind;
use std::thread;

use crate::error::{Error, Kind};
use crate::observe::{Observer, Stage};
use crate::search::{Document, Index, Projection, Rebuild, SearchError, SearchErrorKind};
use crate::store::{BatchState, Rows, Store, StoreError, StoredFeedback};

/// How many rows are analysed together.
const ROWS_AT_ONCE: usize = 1000;

/// How often a batch is written again where the disk failed once.
const ATTEMPTS: usize = 3;

/// Brings to the index every batch that is stored and not yet there, and deletes what interrupted work left. An index
/// that is missing, of another version or damaged is made anew.
///
/// # Errors
///
/// When the store cannot be read or the index cannot be written: the batches stay stored, and are brought there later.
pub fn project_pending(store: &mut Store, observer: &dyn Observer) -> Result<(), Error> {
    let folder = store.index_dir();
    match Index::open(&folder) {
        Ok(_) => {}
        Err(error) if error.kind() == SearchErrorKind::Corrupt => {
            rebuild_index(store, observer)?;
        }
        Err(error) => return Err(error.into()),
    }
    Index::sweep(&folder)?;
    let pending = store.pending_projection()?;
    if pending.is_empty() {
        return Ok(());
    }
    observer.stage(Stage::Index, None);
    for batch in pending {
        let mut attempts = 1;
        let indexed = loop {
            match project(store, &batch) {
                Err(error) if attempts < ATTEMPTS && error.kind() == Kind::Disk => attempts += 1,
                done => break done?,
            }
        };
        observer.advance(indexed);
        store.mark_projected(&batch)?;
    }
    Ok(())
}

fn project(store: &Store, batch: &str) -> Result<u64, Error> {
    let projection = Projection::begin(&store.index_dir(), batch)?;
    let projection =
        write_rows(store, batch, projection, |projection, page| projection.push(&documents(page)))?;
    Ok(projection.commit()?)
}

/// Gives the rows of a batch to a writer, a page at a time: each is written while the next one is read.
fn write_rows<W: Send>(
    store: &Store,
    batch: &str,
    mut writer: W,
    write: impl Fn(W, &[StoredFeedback]) -> Result<W, SearchError> + Sync,
) -> Result<W, Error> {
    let mut rows = store.batch_rows(batch);
    let mut page = next_page(&mut rows)?;
    while !page.is_empty() {
        let (written, next) = thread::scope(|scope| {
            let writing = scope.spawn(|| write(writer, &page));
            let next = next_page(&mut rows);
            (writing.join().unwrap_or_else(|panic| resume_unwind(panic)), next)
        });
        (writer, page) = (written?, next?);
    }
    Ok(writer)
}

/// The next rows; none where all were read.
fn next_page(rows: &mut Rows<'_>) -> Result<Vec<StoredFeedback>, StoreError> {
    rows.take(ROWS_AT_ONCE).collect()
}

fn documents(page: &[StoredFeedback]) -> Vec<Document<'_>> {
    page.iter()
        .map(|StoredFeedback { row, feedback, annotation }| Document {
            row: *row,
            feedback,
            annotation,
        })
        .collect()
}

/// Makes the index again from the store, beside the one in use, and gives how many feedback it holds.
///
/// # Errors
///
/// When the store cannot be read or the index cannot be written: the one in use stays.
pub fn rebuild_index(store: &mut Store, observer: &dyn Observer) -> Result<u64, Error> {
    let whole: Vec<String> = store
        .batches()?
        .into_iter()
        .filter(|batch| batch.state != BatchState::Open)
        .map(|batch| batch.header.id)
        .collect();
    observer.stage(Stage::Index, None);
    let mut rebuild = Rebuild::begin(&store.index_dir())?;
    for batch in &whole {
        rebuild = write_rows(store, batch, rebuild, |rebuild, page| {
            observer.advance(page.len() as u64);
            rebuild.push(batch, &documents(page))
        })?;
    }
    let indexed = rebuild.finish()?;
    for batch in &whole {
        store.mark_projected(batch)?;
    }
    Ok(indexed)
}

/// The index of a store, for who reads. It is completed or mended first, unless another process is writing or the
/// disk is full: then it is given as it is, with how many batches it lacks.
///
/// # Errors
///
/// When there is no index that can be read, and none can be made.
pub fn open_index(store: &Store, observer: &dyn Observer) -> Result<(Index, usize), Error> {
    let folder = store.index_dir();
    let behind = store.pending_projection()?.len();
    let opened = Index::open(&folder);
    if behind == 0 && !matches!(&opened, Err(error) if error.kind() == SearchErrorKind::Corrupt) {
        return Ok((opened?, 0));
    }
    let completed = Store::open_for_writing(store.dir())
        .map_err(Error::from)
        .and_then(|mut writer| project_pending(&mut writer, observer));
    match (completed, opened) {
        (Ok(()), _) => Ok((Index::open(&folder)?, 0)),
        (Err(error), Ok(index)) if is_no_reason_not_to_read(error.kind()) => Ok((index, behind)),
        (Err(error), _) => Err(error),
    }
}

/// Whether what keeps us from writing is somebody else, the system, or a full disk.
fn is_no_reason_not_to_read(kind: Kind) -> bool {
    matches!(kind, Kind::Locked | Kind::Permission | Kind::Disk)
}
