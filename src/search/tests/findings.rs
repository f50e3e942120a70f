//! What the engine does by itself when the disk fails, and that nothing of it comes through.
//!
//! Each test shows the fault with the engine's own writer or reader first, so that it will tell when the engine has
//! mended it, then with ours.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Term;
use tantivy::{IndexSettings, IndexWriter};

use super::super::document::{Fields, Writer};
use super::super::generation;
use super::super::index::open_engine;
use super::faults::Faults;
use super::*;

/// The engine's own writer on an index of ours, which merges when it is told only.
fn engine_writer(dir: &Path) -> IndexWriter {
    let engine = open_engine(&generation::live(dir).unwrap()).unwrap();
    let writer = engine.writer_with_num_threads(1, 64 << 20).unwrap();
    writer.set_merge_policy(Box::new(NoMergePolicy));
    writer
}

fn add(writer: &IndexWriter, batch: &str, text: &str) {
    let Sample { feedback, annotation } = french(text, text);
    let document = Document { row: 1, feedback: &feedback, annotation: &annotation };
    let mut documents = Writer::new(Fields::declare().1);
    writer.add_document(documents.write(batch, &document)).unwrap();
}

fn len(dir: &Path) -> u64 {
    Index::open(dir).unwrap().len()
}

/// Writes one feedback as a batch, and says whether that was acknowledged.
fn try_project(dir: &Path, batch: &str) -> Result<u64, SearchError> {
    let Sample { feedback, annotation } = french(batch, batch);
    let document = Document { row: 1, feedback: &feedback, annotation: &annotation };
    Projection::begin(dir, batch)?.push(&[document])?.commit()
}

/// The batches of which a reader finds anything.
fn found(dir: &Path, batches: &[&str]) -> Vec<u64> {
    let index = Index::open(dir).unwrap();
    batches.iter().map(|batch| index.batch_len(batch).unwrap()).collect()
}

#[test]
fn f1_a_writer_that_failed_acknowledges_what_it_loses() {
    let (_folder, dir) = place();
    let mut writer = engine_writer(&dir);
    let faults = Faults::first(&dir, "create", ".store");
    add(&writer, "one", "perdu");
    writer.commit().unwrap_err();
    drop(faults);
    add(&writer, "two", "perdu aussi");
    writer.commit().expect("the engine acknowledges");
    drop(writer);
    assert_eq!(len(&dir), 0, "the engine has mended it: a writer may be kept after an error");

    let faults = Faults::first(&dir, "create", ".store");
    let error = try_project(&dir, "one").unwrap_err();
    assert_eq!(error.kind(), SearchErrorKind::Io, "{error}");
    drop(faults);
    try_project(&dir, "two").unwrap();
    try_project(&dir, "one").unwrap();
    assert_eq!(found(&dir, &["one", "two"]), [1, 1]);
}

#[test]
fn f2_a_commit_that_failed_shows_with_the_next_one() {
    let (_folder, dir) = place();
    let mut writer = engine_writer(&dir);
    let faults = Faults::first(&dir, "rename", "meta.json");
    add(&writer, "one", "fantôme");
    writer.commit().unwrap_err();
    drop(faults);
    add(&writer, "two", "suivant");
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(found(&dir, &["one", "two"]), [1, 1], "the batch that was refused shows");

    let (_folder, dir) = place();
    let faults = Faults::first(&dir, "rename", "meta.json");
    assert!(try_project(&dir, "one").is_err());
    drop(faults);
    try_project(&dir, "two").unwrap();
    assert_eq!(found(&dir, &["one", "two"]), [0, 1]);
    try_project(&dir, "one").unwrap();
    assert_eq!(found(&dir, &["one", "two"]), [1, 1]);
}

#[test]
fn f3_a_commit_that_failed_shows_with_the_end_of_a_merge() {
    let (_folder, dir) = place();
    let mut writer = engine_writer(&dir);
    for batch in ["one", "two"] {
        add(&writer, batch, batch);
        writer.commit().unwrap();
    }
    let segments = writer.index().searchable_segment_ids().unwrap();
    let faults = Faults::first(&dir, "rename", "meta.json");
    add(&writer, "three", "fantôme");
    writer.commit().unwrap_err();
    drop(faults);
    writer.merge(&segments).wait().unwrap();
    writer.wait_merging_threads().unwrap();
    assert_eq!(found(&dir, &["three"]), [1], "no commit was acknowledged, yet it shows");

    let (_folder, dir) = place();
    for batch in ["one", "two"] {
        try_project(&dir, batch).unwrap();
    }
    let faults = Faults::first(&dir, "rename", "meta.json");
    assert!(try_project(&dir, "three").is_err());
    drop(faults);
    // Replaced batches are merged away.
    try_project(&dir, "one").unwrap();
    assert_eq!(found(&dir, &["one", "two", "three"]), [1, 1, 0]);
}

/// The engine's own folder, which notes what makes a commit durable.
#[derive(Clone, Debug)]
struct Noted(MmapDirectory, std::sync::Arc<std::sync::Mutex<Vec<String>>>);

impl Directory for Noted {
    fn get_file_handle(
        &self,
        path: &Path,
    ) -> Result<
        std::sync::Arc<dyn tantivy::directory::FileHandle>,
        tantivy::directory::error::OpenReadError,
    > {
        self.0.get_file_handle(path)
    }
    fn delete(&self, path: &Path) -> Result<(), tantivy::directory::error::DeleteError> {
        self.0.delete(path)
    }
    fn exists(&self, path: &Path) -> Result<bool, tantivy::directory::error::OpenReadError> {
        self.0.exists(path)
    }
    fn open_write(
        &self,
        path: &Path,
    ) -> Result<tantivy::directory::WritePtr, tantivy::directory::error::OpenWriteError> {
        self.0.open_write(path)
    }
    fn atomic_read(
        &self,
        path: &Path,
    ) -> Result<Vec<u8>, tantivy::directory::error::OpenReadError> {
        self.0.atomic_read(path)
    }
    fn atomic_write(&self, path: &Path, data: &[u8]) -> std::io::Result<()> {
        self.1.lock().unwrap().push(format!("rename {}", path.display()));
        self.0.atomic_write(path, data)
    }
    fn sync_directory(&self) -> std::io::Result<()> {
        self.1.lock().unwrap().push("sync folder".to_owned());
        self.0.sync_directory()
    }
    fn watch(
        &self,
        callback: tantivy::directory::WatchCallback,
    ) -> tantivy::Result<tantivy::directory::WatchHandle> {
        self.0.watch(callback)
    }
}

#[test]
fn f4_the_last_commit_does_not_outlive_a_loss_of_power() {
    let folder = tempfile::tempdir().unwrap();
    let noted = Noted(MmapDirectory::open(folder.path()).unwrap(), std::sync::Arc::default());
    let schema = Fields::declare().0;
    let mut engine =
        tantivy::Index::create(noted.clone(), schema, IndexSettings::default()).unwrap();
    engine.set_tokenizers(slots::tokenizers());
    let mut writer: IndexWriter = engine.writer_with_num_threads(1, 64 << 20).unwrap();
    add(&writer, "one", "éphémère");
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    let done = noted.1.lock().unwrap().clone();
    let renamed = done.iter().rposition(|one| one == "rename meta.json").unwrap();
    assert!(!done[renamed..].contains(&"sync folder".to_owned()), "mended by the engine: {done:?}");

    let (_folder, dir) = place();
    let faults = Faults::under(&dir, |_, _, _| false);
    try_project(&dir, "one").unwrap();
    let done = faults.done();
    let renamed = done
        .iter()
        .rposition(|(name, file)| (name.as_str(), file.as_str()) == ("rename", "meta.json"));
    let after = &done[renamed.unwrap() + 1..];
    assert!(after.iter().any(|(name, _)| name == "sync folder"), "{after:?}");
}

#[test]
fn f6_flipped_bits_answer_without_a_word() {
    let (_folder, dir) = place();
    let corpus = corpus();
    project(&dir, "one", 1, &corpus);
    let expected = answers(&dir);
    let generation = generation::live(&dir).unwrap();
    let ask = || {
        catch_unwind(AssertUnwindSafe(|| {
            let index = Index::read(&generation).ok()?;
            QUESTIONS
                .iter()
                .map(|query| index.search(&Query::parse(query).unwrap(), usize::MAX).ok())
                .map(|hits| hits.map(|hits| hits.hits))
                .collect::<Option<Vec<_>>>()
        }))
    };
    let mut wrong = 0;
    for entry in fs::read_dir(&generation).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_none_or(|extension| extension != "idx") {
            continue;
        }
        let bytes = fs::read(entry.path()).unwrap();
        for at in (0..bytes.len() - 64).step_by(5) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(entry.path(), &flipped).unwrap();
            wrong += u32::from(matches!(ask(), Ok(Some(answers)) if answers != expected));
            let error = Index::open(&dir).err().expect("the damage is told");
            assert_eq!(error.kind(), SearchErrorKind::Corrupt, "byte {at}: {error}");
        }
        fs::write(entry.path(), &bytes).unwrap();
    }
    assert!(wrong > 0, "the engine checks its files by itself now");
    assert_eq!(answers(&dir), expected);
}

#[test]
fn f9_a_lost_list_of_segments_is_an_empty_index() {
    let (_folder, dir) = place();
    try_project(&dir, "one").unwrap();
    let generation = generation::live(&dir).unwrap();
    let trial = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(&generation).unwrap().map(Result::unwrap) {
        if !["meta.json", ".managed.json"].contains(&&*entry.file_name().to_string_lossy()) {
            fs::copy(entry.path(), trial.path().join(entry.file_name())).unwrap();
        }
    }
    let folder = MmapDirectory::open(trial.path()).unwrap();
    let engine = tantivy::Index::open_or_create(folder, Fields::declare().0).unwrap();
    assert_eq!(engine.reader().unwrap().searcher().num_docs(), 0, "over the files of the old one");

    fs::remove_file(generation.join("meta.json")).unwrap();
    for attempt in [Index::open(&dir).err(), try_project(&dir, "two").err()] {
        assert_eq!(attempt.unwrap().kind(), SearchErrorKind::Corrupt);
    }
    assert!(!generation.join("meta.json").exists(), "nothing is made in its place");
}

/// Whether any file of the index holds these bytes.
fn on_disk(dir: &Path, word: &str) -> bool {
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if fs::read(entry.path())
                .unwrap()
                .windows(word.len())
                .any(|window| window == word.as_bytes())
            {
                return true;
            }
        }
    }
    false
}

#[test]
fn f11_what_is_deleted_is_still_on_the_disk() {
    let (_folder, dir) = place();
    let fill = |writer: &IndexWriter| {
        add(writer, "one", "zebulonix");
        add(writer, "one", "ordinaire");
    };
    let mut writer = engine_writer(&dir);
    fill(&writer);
    writer.commit().unwrap();
    let id = Fields::declare().1.id;
    writer.delete_term(Term::from_field_text(id, "zebulonix"));
    writer.commit().unwrap();
    writer.garbage_collect_files().wait().unwrap();
    writer.wait_merging_threads().unwrap();
    assert!(on_disk(&dir, "zebulonix"), "the engine erases what it deletes now");

    let (_folder, dir) = place();
    project(&dir, "one", 1, &[french("zebulonix", "zebulonix"), french("b", "ordinaire")]);
    assert!(on_disk(&dir, "zebulonix"));
    project(&dir, "one", 1, &[french("b", "ordinaire")]);
    Index::sweep(&dir).unwrap();
    assert!(!on_disk(&dir, "zebulonix"));
    assert!(Index::strays(&dir).unwrap().is_empty());
}

/// Found by a disk that was full: the thread that writes dies, and whoever feeds it was told of a damaged index.
#[test]
fn a_disk_that_fails_under_the_thread_that_writes_is_told_as_such() {
    let (_folder, dir) = place();
    let _faults = Faults::under(&dir, |_, name, file| name == "create" && file.contains(".store"));
    let Sample { feedback, annotation } = french("a", "un");
    let document = Document { row: 1, feedback: &feedback, annotation: &annotation };
    let mut projection = Projection::begin(&dir, "one").unwrap();
    let error = loop {
        match projection.push(&[document]) {
            Ok(next) => projection = next,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), SearchErrorKind::Io, "{error}");
}

/// What a reader finds of batches `one`, `two` and `three`: each whole or not at all.
fn check_whole(dir: &Path, sizes: [u64; 3], at: &str) {
    let there = found(dir, &["one", "two", "three"]);
    for (found, size) in there.iter().zip(sizes) {
        assert!(*found == 0 || *found == size, "{at}: {there:?}");
    }
    assert_eq!(there[..2], sizes[..2], "{at}: what was acknowledged before is there");
}

#[test]
fn whatever_operation_fails_a_batch_is_there_whole_or_not_at_all() {
    let corpus = corpus();
    for forever in [false, true] {
        let mut clean = false;
        for n in 0.. {
            let at = format!("operation {n}, forever: {forever}");
            let (_folder, dir) = place();
            project(&dir, "one", 1, &corpus[..5]);
            project(&dir, "two", 6, &corpus[5..8]);
            let faults = Faults::under(&dir, move |at, _, _| at == n || forever && at > n);
            let write = || {
                let mut projection = Projection::begin(&dir, "three")?;
                for (row, Sample { feedback, annotation }) in (9..).zip(&corpus[8..12]) {
                    projection = projection.push(&[Document { row, feedback, annotation }])?;
                }
                projection.commit()
            };
            let written = write();
            clean = faults.done().len() <= n;
            drop(faults);
            check_whole(&dir, [5, 3, 4], &at);
            if written.is_ok() {
                assert_eq!(found(&dir, &["three"]), [4], "{at}");
            }
            project(&dir, "three", 9, &corpus[8..12]);
            Index::sweep(&dir).unwrap();
            assert_eq!(found(&dir, &["one", "two", "three"]), [5, 3, 4], "{at}");
            assert_eq!((len(&dir), Index::strays(&dir).unwrap().len()), (12, 0), "{at}");
            if clean {
                break;
            }
        }
        assert!(clean);
    }
}

#[test]
fn whatever_operation_fails_a_rebuild_leaves_an_index_to_read() {
    let corpus = corpus();
    for n in 0.. {
        let (_folder, dir) = place();
        project(&dir, "one", 1, &corpus);
        let before = answers(&dir);
        let faults = Faults::under(&dir, move |at, _, _| at >= n);
        let rebuild = || {
            let mut rebuild = Rebuild::begin(&dir)?;
            for (row, Sample { feedback, annotation }) in (1..).zip(&corpus) {
                rebuild = rebuild.push("one", &[Document { row, feedback, annotation }])?;
            }
            rebuild.finish()
        };
        let _ = rebuild();
        let clean = faults.done().len() <= n;
        drop(faults);
        assert_eq!(answers(&dir), before, "operation {n}");
        Index::sweep(&dir).unwrap();
        assert!(Index::strays(&dir).unwrap().is_empty());
        if clean {
            break;
        }
    }
}
