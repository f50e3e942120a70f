//! Three batches of a few chunks each, what was acknowledged of them, and what must hold at any moment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use vigie::error::Error;
use vigie::observe::Silent;
use vigie::pipeline::{open_index, project_pending, verify};
use vigie::search::{Index, Query};
use vigie::store::{
    BatchHeader, BatchProgress, BatchState, Chunk, RejectRow, Sample, Store, StoreError,
};
use vigie::types::{Annotation, Feedback, Flag, Language, Origin};

/// The batches, and how many feedback each has.
const BATCHES: [(&str, u64); 3] = [("un", 7), ("deux", 4), ("trois", 6)];

/// How many feedback a chunk has.
const CHUNK: usize = 3;

/// What the store has acknowledged.
#[derive(Clone, Debug, Default)]
pub(super) struct Acknowledged {
    /// How many records, by batch.
    pub(super) records: BTreeMap<&'static str, u64>,
    /// The batches that are whole.
    pub(super) whole: Vec<&'static str>,
}

/// A folder in memory where the system has one: syncing it costs nothing.
pub(super) fn swift_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// An empty store with its index.
pub(super) fn empty_store(folder: &Path) -> PathBuf {
    let dir = folder.join("store");
    let store = Store::create(&dir).unwrap();
    Index::create(&store.index_dir()).unwrap();
    dir
}

/// Copies a folder with what it holds, permissions included.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn rows(batch: &str, count: u64) -> Vec<(Feedback, Annotation)> {
    let row = |record| {
        let feedback = Feedback {
            id: format!("{batch}-{record}"),
            origin: Origin {
                file: format!("{batch}.csv"),
                record,
                line: record + 1,
                byte: 30 * record,
            },
            received: None,
            ratings: BTreeMap::new(),
            text: format!("colis {record} perdu par {batch}"),
            language: Some("fr".to_owned()),
            customer: None,
            attributes: BTreeMap::new(),
        };
        (feedback, Annotation::unjudged(Language::Fr, Flag::NoContent))
    };
    (1..=count).map(row).collect()
}

fn header(batch: &str) -> BatchHeader {
    BatchHeader {
        id: batch.to_owned(),
        name: format!("{batch}.csv"),
        source: batch.to_owned(),
        created: "2026-08-31T00:00:00Z".to_owned(),
        manifest: serde_json::json!({"version": "0"}),
        resume: serde_json::json!({"path": format!("/nowhere/{batch}.csv")}),
    }
}

/// Stores what is not stored yet, as `ingest` does, and notes what was acknowledged.
pub(super) fn work(dir: &Path, done: &mut Acknowledged) -> Result<(), Error> {
    let mut store = Store::open_for_writing(dir)?;
    project_pending(&mut store, &Silent)?;
    for (batch, count) in BATCHES {
        let from = match store.begin_batch(&header(batch))? {
            BatchProgress::New => 0,
            BatchProgress::Resume(counts) => counts.read,
            BatchProgress::Done => continue,
        };
        let rows = rows(batch, count);
        let from = usize::try_from(from).unwrap().min(rows.len());
        fill(&mut store, batch, &rows[from..], done)?;
        store.finish_batch(batch)?;
        done.whole.push(batch);
        project_pending(&mut store, &Silent)?;
    }
    Ok(())
}

fn fill(
    store: &mut Store,
    batch: &'static str,
    rows: &[(Feedback, Annotation)],
    done: &mut Acknowledged,
) -> Result<(), StoreError> {
    for rows in rows.chunks(CHUNK) {
        let masked = BTreeMap::from([("email".to_owned(), 1)]);
        let reject = RejectRow {
            record: 1000 + rows[0].0.origin.record,
            line: 1,
            byte: 1,
            column: None,
            code: "E_DATE".to_owned(),
            reason_fr: "date illisible".to_owned(),
            reason_en: "date that cannot be read".to_owned(),
        };
        // In the last chunk alone: what was read before it tells where to go on.
        let rejects = if rows.len() == CHUNK { &[][..] } else { &[reject] };
        let read = (rows.len() + rejects.len()) as u64;
        store.append_chunk(batch, &Chunk { read, rows, rejects, refused: 0, masked: &masked })?;
        *done.records.entry(batch).or_default() += read;
    }
    Ok(())
}

/// Checks the promises of a store that was left in the middle of its work: no acknowledged record is lost, no batch
/// shows in part, and the search finds what the store has.
pub(super) fn check(dir: &Path, done: &Acknowledged, at: &str) {
    let store = Store::open(dir).unwrap_or_else(|error| panic!("{at}: cannot be read: {error}"));
    let batches = store.batches().unwrap();
    for (batch, records) in &done.records {
        let kept = batches.iter().find(|one| one.header.id == *batch);
        let kept = kept.unwrap_or_else(|| panic!("{at}: batch {batch} is lost"));
        assert!(kept.counts.read >= *records, "{at}: records of {batch} are lost");
    }
    for batch in &done.whole {
        let kept = batches.iter().find(|one| one.header.id == *batch).unwrap();
        assert!(kept.state != BatchState::Open, "{at}: {batch} was whole");
    }
    let (index, behind) = open_index(&store, &Silent).unwrap_or_else(|error| {
        panic!("{at}: cannot be searched: {error}");
    });
    assert_eq!(behind, 0, "{at}");
    let mut seen = 0;
    for (batch, count) in BATCHES {
        let stored = store.batch_rows(batch).map(|row| row.unwrap().feedback.id);
        let stored: Vec<String> = stored.collect();
        let expected: Vec<String> = (1..=count).map(|row| format!("{batch}-{row}")).collect();
        assert!(stored.is_empty() || stored == expected, "{at}: {batch} shows in part: {stored:?}");
        assert_eq!(index.batch_len(batch).unwrap(), stored.len() as u64, "{at}: {batch}");
        seen += stored.len() as u64;
    }
    assert_eq!(index.len(), seen, "{at}");
}

/// Finishes the work, and checks that the store holds every row once and keeps all its promises.
pub(super) fn finish(dir: &Path, at: &str) {
    work(dir, &mut Acknowledged::default()).unwrap_or_else(|error| {
        panic!("{at}: cannot go on: {error}");
    });
    let all: Vec<String> = BATCHES
        .iter()
        .flat_map(|(batch, count)| (1..=*count).map(move |row| format!("{batch}-{row}")))
        .collect();
    let store = Store::open(dir).unwrap();
    let ids: Vec<String> = store.rows().map(|row| row.unwrap().feedback.id).collect();
    assert_eq!(ids, all, "{at}");
    let hits = Index::open(&store.index_dir()).unwrap();
    let hits = hits.search(&Query::parse("colis").unwrap(), 99).unwrap();
    assert_eq!(hits.total, all.len() as u64, "{at}");
    drop(store);
    // A draft of the marker or of a copy is no fault of this work.
    let found = verify(dir, Sample::All).unwrap();
    assert!(found.holds(), "{at}: {:?}", found.invariants);
}
