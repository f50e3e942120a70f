mod copies;
mod damage;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;

use crate::types::{Annotation, Feedback, Flag, Language, Origin, Ratings, Scale};

use super::*;

/// A folder that goes away with the test, and the path of a store in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    (folder, path)
}

fn header(id: &str) -> BatchHeader {
    BatchHeader {
        id: id.to_owned(),
        name: "avis.csv".to_owned(),
        source: "enquête".to_owned(),
        created: "2026-03-02T08:00:00Z".to_owned(),
        manifest: json!({ "version": "0.1.0" }),
        resume: serde_json::Value::Null,
    }
}

/// A feedback that its source identifies as `id`, given on day `day` of January 2026.
fn row(id: &str, record: u64, day: i8) -> (Feedback, Annotation) {
    let feedback = Feedback {
        id: id.to_owned(),
        origin: Origin { file: "avis.csv".to_owned(), record, line: record + 1, byte: 40 * record },
        received: Some(date(2026, 1, day).at(9, 30, 0, 0)),
        ratings: Ratings::from([(Scale::Nps, 6.0), (Scale::Stars, 2.5)]),
        text: format!("RAS, rien à signaler [{record}]"),
        language: Some("fr".to_owned()),
        customer: None,
        attributes: BTreeMap::from([("Magasin".to_owned(), "Île-de-Ré".to_owned())]),
    };
    (feedback, Annotation::unjudged(Language::Fr, Flag::NoContent))
}

/// A record that its source does not identify.
fn nameless(record: u64) -> (Feedback, Annotation) {
    row(&format!("avis#{record}"), record, 1)
}

fn reject(record: u64, code: &str) -> RejectRow {
    RejectRow {
        record,
        line: record + 1,
        byte: 40 * record,
        column: Some("Date".to_owned()),
        code: code.to_owned(),
        reason_fr: "date illisible".to_owned(),
        reason_en: "date that cannot be read".to_owned(),
    }
}

/// Stores rows alone as one chunk.
fn append(store: &mut Store, batch: &str, rows: &[(Feedback, Annotation)]) -> Counts {
    let read = rows.len() as u64;
    let chunk = Chunk { read, rows, rejects: &[], refused: 0, masked: &BTreeMap::new() };
    store.append_chunk(batch, &chunk).unwrap()
}

fn ids(store: &Store) -> Vec<String> {
    let dataset = store.dataset(&Selection::default()).unwrap();
    dataset.iter().map(|one| one.feedback.id.clone()).collect()
}

#[test]
fn what_is_stored_comes_back_the_same() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    let rows = [row("b", 1, 5), row("a", 2, 6)];
    assert_eq!(store.begin_batch(&header("one")).unwrap(), BatchProgress::New);
    append(&mut store, "one", &rows);
    store.finish_batch("one").unwrap();
    drop(store);

    let store = Store::open(&path).unwrap();
    let dataset = store.dataset(&Selection::default()).unwrap();
    let read: Vec<_> =
        dataset.iter().map(|one| (one.feedback.clone(), one.annotation.clone())).collect();
    assert_eq!(read, rows);
    let found = store.feedback("a").unwrap().unwrap();
    assert_eq!((found.feedback, found.annotation), rows[1]);
    assert_eq!(store.row(found.row).unwrap().unwrap().feedback.id, "a");
    assert!(store.feedback("c").unwrap().is_none());
    let all: Vec<_> = store.rows().map(|row| row.unwrap().feedback.id).collect();
    assert_eq!(all, ["b", "a"]);
    assert_eq!(store.batches().unwrap()[0].header, header("one"));
}

#[test]
fn a_batch_shows_only_once_finished_and_resumes_after_its_last_chunk() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    append(&mut store, "one", &[row("a", 1, 1), row("b", 2, 2)]);
    // What the disk holds if the process is killed here: the write-ahead log is not folded into the ledger.
    let killed = path.with_file_name("killed");
    fs::create_dir(&killed).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&killed, fs::metadata(&path).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(&path).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), killed.join(entry.file_name())).unwrap();
    }
    assert!(killed.join("ledger.db-wal").metadata().unwrap().len() > 0);

    assert!(
        ids(&Store::open(&killed).unwrap()).is_empty(),
        "a reader needs nobody to recover first"
    );
    let mut store = Store::open_for_writing(&killed).unwrap();
    assert!(ids(&store).is_empty());
    assert!(store.feedback("a").unwrap().is_none());
    assert_eq!(store.rows().count(), 0);
    assert_eq!(store.batch_rows("one").count(), 0);
    assert!(store.pending_projection().unwrap().is_empty());
    assert!(store.mark_projected("one").is_err());

    let BatchProgress::Resume(counts) = store.begin_batch(&header("one")).unwrap() else {
        panic!("the batch is half stored")
    };
    assert_eq!((counts.read, counts.accepted), (2, 2));
    append(&mut store, "one", &[row("c", 3, 3)]);
    let counts = store.finish_batch("one").unwrap();
    assert_eq!((counts.read, counts.accepted), (3, 3));
    assert_eq!(ids(&store), ["a", "b", "c"]);
}

#[test]
fn a_batch_half_stored_under_other_settings_begins_anew() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    append(&mut store, "one", &[row("a", 1, 1)]);
    let changed = BatchHeader { manifest: json!({ "version": "0.2.0" }), ..header("one") };
    assert_eq!(store.begin_batch(&changed).unwrap(), BatchProgress::New);
    append(&mut store, "one", &[row("b", 1, 1)]);
    store.finish_batch("one").unwrap();
    assert_eq!(ids(&store), ["b"]);
}

#[test]
fn the_same_batch_twice_changes_nothing() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    for _ in 0..2 {
        if store.begin_batch(&header("one")).unwrap() == BatchProgress::New {
            append(&mut store, "one", &[row("a", 1, 1)]);
            store.finish_batch("one").unwrap();
        }
    }
    assert_eq!(store.begin_batch(&header("one")).unwrap(), BatchProgress::Done);
    assert_eq!(ids(&store), ["a"]);
    assert_eq!(store.batches().unwrap().len(), 1);
    let again = store.finish_batch("one").unwrap_err();
    assert_eq!(again.kind(), StoreErrorKind::Misuse);
}

#[test]
fn identity_is_the_identifier_in_its_source_or_the_place_in_the_batch() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    append(&mut store, "one", &[row("a", 1, 1), nameless(2)]);
    store.finish_batch("one").unwrap();

    store.begin_batch(&header("two")).unwrap();
    // Known, new with words already seen, new although another export named alike has a second record.
    let counts = append(&mut store, "two", &[row("a", 1, 9), row("b", 2, 1), nameless(2)]);
    assert_eq!((counts.accepted, counts.duplicate), (2, 1));
    // The same record of the same batch, as a caller that resumes too early would bring it.
    assert_eq!(append(&mut store, "two", &[nameless(2)]).duplicate, 1);
    store.finish_batch("two").unwrap();

    // Another source: the same identifier with the same content is the same answer, with another it is another's.
    let elsewhere = BatchHeader { source: "avis".to_owned(), ..header("three") };
    store.begin_batch(&elsewhere).unwrap();
    let counts = append(&mut store, "three", &[row("a", 1, 1), row("b", 2, 7)]);
    assert_eq!((counts.accepted, counts.duplicate), (1, 1));
    store.finish_batch("three").unwrap();
    assert_eq!(ids(&store), ["a", "avis#2", "b", "avis#2", "b"]);
}

#[test]
fn an_open_batch_reserves_no_identifier() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    append(&mut store, "one", &[row("a", 1, 1), row("b", 2, 1)]);
    store.begin_batch(&header("two")).unwrap();
    assert_eq!(append(&mut store, "two", &[row("b", 1, 1), row("c", 2, 1)]).accepted, 2);
    store.finish_batch("two").unwrap();

    let counts = store.finish_batch("one").unwrap();
    assert_eq!((counts.read, counts.accepted, counts.duplicate), (2, 1, 1));
    assert_eq!(store.batch("one").unwrap().unwrap().counts, counts);
    assert_eq!(ids(&store), ["a", "b", "c"]);
}

#[test]
fn every_record_is_accounted_for() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    let masked = BTreeMap::from([("email".to_owned(), 2)]);
    let rejects = [reject(3, "date"), reject(3, "score"), reject(5, "date")];
    let rows = [row("a", 1, 1), row("a", 2, 1)];
    let chunk = Chunk { read: 7, rows: &rows, rejects: &rejects, refused: 1, masked: &masked };
    store.append_chunk("one", &chunk).unwrap();
    append(&mut store, "one", &[row("b", 8, 1)]);
    let counts = store.finish_batch("one").unwrap();
    assert_eq!(
        counts,
        Counts { read: 8, accepted: 2, rejected: 2, duplicate: 3, refused: 1, masked }
    );
    assert_eq!(store.rejects("one").unwrap(), rejects);
}

#[test]
fn a_chunk_that_does_not_add_up_stores_nothing() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    let rows = [row("a", 1, 1)];
    let rejects = [reject(2, "date")];
    let chunk =
        Chunk { read: 1, rows: &rows, rejects: &rejects, refused: 0, masked: &BTreeMap::new() };
    let error = store.append_chunk("one", &chunk).unwrap_err();
    assert_eq!(error.to_string(), "a chunk of 1 records accounts for 2");
    assert_eq!(store.finish_batch("one").unwrap(), Counts::default());
    assert!(ids(&store).is_empty());
    assert!(store.rejects("one").unwrap().is_empty());
}

#[test]
fn a_discarded_batch_leaves_nothing_and_its_rows_are_never_renumbered() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    let mut last = 0;
    for batch in ["one", "two"] {
        store.begin_batch(&header(batch)).unwrap();
        append(&mut store, batch, &[row(batch, 1, 1)]);
        store.discard_batch(batch).unwrap();
        assert!(store.batches().unwrap().is_empty());
        assert!(store.discard_batch(batch).is_err());
        store.begin_batch(&header("kept")).unwrap();
        append(&mut store, "kept", &[row("kept", 1, 1)]);
        store.discard_batch("kept").unwrap();
        let number: u64 = {
            let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'batches'";
            store.ledger.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        assert!(number > last);
        last = number;
    }
}

#[test]
fn order_is_that_of_batches_then_of_files_whatever_was_interrupted() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    append(&mut store, "one", &[row("a", 1, 1)]);
    store.begin_batch(&header("two")).unwrap();
    append(&mut store, "two", &[row("c", 1, 1)]);
    store.finish_batch("two").unwrap();
    append(&mut store, "one", &[row("b", 2, 1)]);
    store.finish_batch("one").unwrap();
    assert_eq!(ids(&store), ["a", "b", "c"]);
    let rows: Vec<_> = store.rows().map(|row| row.unwrap().row).collect();
    assert!(rows.is_sorted(), "{rows:?}");
    let second: Vec<_> = store.batch_rows("two").map(|row| row.unwrap().feedback.id).collect();
    assert_eq!(second, ["c"]);
}

#[test]
fn a_selection_keeps_whole_days() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    let mut undated = row("undated", 4, 1);
    undated.0.received = None;
    append(&mut store, "one", &[row("a", 1, 1), row("b", 2, 2), row("c", 3, 3), undated]);
    store.finish_batch("one").unwrap();
    let kept = |since: Option<i8>, until: Option<i8>| {
        let day = |day: Option<i8>| day.map(|day| date(2026, 1, day));
        let selection = Selection { since: day(since), until: day(until) };
        let dataset = store.dataset(&selection).unwrap();
        dataset.iter().map(|one| one.feedback.id.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(kept(None, None), "a b c undated");
    assert_eq!(kept(Some(2), None), "b c");
    assert_eq!(kept(None, Some(2)), "a b");
    assert_eq!(kept(Some(2), Some(2)), "b");
}

#[test]
fn more_rows_than_a_page_come_back_in_order() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    let rows: Vec<_> = (1..=2500).map(nameless).collect();
    append(&mut store, "one", &rows);
    store.finish_batch("one").unwrap();
    let read: Vec<_> = store.rows().map(|row| row.unwrap().feedback.origin.record).collect();
    assert_eq!(read, (1..=2500).collect::<Vec<_>>());
}

#[test]
fn the_projection_is_pending_until_it_is_marked() {
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    for batch in ["one", "two"] {
        store.begin_batch(&header(batch)).unwrap();
        append(&mut store, batch, &[row(batch, 1, 1)]);
        store.finish_batch(batch).unwrap();
    }
    assert_eq!(store.pending_projection().unwrap(), ["one", "two"]);
    store.mark_projected("one").unwrap();
    assert_eq!(store.pending_projection().unwrap(), ["two"]);
    assert_eq!(store.begin_batch(&header("one")).unwrap(), BatchProgress::Done);
    store.forget_projections().unwrap();
    assert_eq!(store.pending_projection().unwrap(), ["one", "two"]);
}

#[test]
fn a_second_writer_is_told_at_once_and_readers_go_on() {
    let (_folder, path) = place();
    let mut writer = Store::create(&path).unwrap();
    writer.begin_batch(&header("one")).unwrap();
    append(&mut writer, "one", &[row("a", 1, 1)]);
    let error = Store::open_for_writing(&path).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Locked);
    let expected = format!(
        "store `{}` is held by another process (pid {})",
        path.display(),
        std::process::id()
    );
    assert_eq!(error.to_string(), expected);

    let mut reader = Store::open(&path).unwrap();
    assert!(ids(&reader).is_empty());
    writer.finish_batch("one").unwrap();
    assert_eq!(ids(&reader), ["a"]);
    assert!(matches!(reader.begin_batch(&header("two")), Err(StoreError::ReadOnly)));
    drop(writer);
    Store::open_for_writing(&path).unwrap();
}

#[test]
fn a_store_is_made_once_and_only_where_nothing_is() {
    let (folder, path) = place();
    let store = Store::create(&path).unwrap();
    assert_eq!(store.id().len(), 32);
    drop(store);
    assert_eq!(Store::create(&path).unwrap_err().kind(), StoreErrorKind::Exists);
    let other = Store::create(&folder.path().join("other")).unwrap();
    assert_ne!(other.id(), Store::open(&path).unwrap().id());

    let missing = folder.path().join("missing");
    assert_eq!(Store::open(&missing).unwrap_err().kind(), StoreErrorKind::NotAStore);
    assert!(!missing.exists(), "opening makes nothing");
    fs::remove_file(path.join("STORE")).unwrap();
    assert_eq!(Store::open_for_writing(&path).unwrap_err().kind(), StoreErrorKind::NotAStore);
}

#[test]
fn a_creation_that_was_interrupted_is_forgotten() {
    let (folder, path) = place();
    fs::create_dir(folder.path().join(".store.draft")).unwrap();
    fs::write(folder.path().join(".store.draft/ledger.db"), "half").unwrap();
    Store::create(&path).unwrap();
    assert!(!folder.path().join(".store.draft").exists());
}

#[test]
fn damage_is_told_apart_from_another_version() {
    let (folder, path) = place();
    drop(Store::create(&path).unwrap());
    let marker = fs::read_to_string(path.join("STORE")).unwrap();
    fs::write(path.join("STORE"), marker.replace("\"format\":2", "\"format\":3")).unwrap();
    assert_eq!(Store::open(&path).unwrap_err().kind(), StoreErrorKind::Version);
    fs::write(path.join("STORE"), "{").unwrap();
    assert_eq!(Store::open(&path).unwrap_err().kind(), StoreErrorKind::Corrupt);

    let other = folder.path().join("other");
    drop(Store::create(&other).unwrap());
    fs::copy(other.join("STORE"), path.join("STORE")).unwrap();
    assert_eq!(Store::open(&path).unwrap_err().kind(), StoreErrorKind::Corrupt);
    fs::write(other.join("ledger.db"), "this is no database, and long enough to be seen as none")
        .unwrap();
    assert_eq!(Store::open(&other).unwrap_err().kind(), StoreErrorKind::Corrupt);
    fs::remove_file(other.join("ledger.db")).unwrap();
    assert_eq!(Store::open_for_writing(&other).unwrap_err().kind(), StoreErrorKind::Corrupt);
    assert!(!other.join("ledger.db").exists(), "a lost ledger is not replaced by an empty one");
}

#[test]
fn what_a_writer_commits_is_synced_and_what_it_deletes_is_overwritten() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let pragma = |name: &str| -> i64 {
        store.ledger.pragma_query_value(None, name, |row| row.get(0)).unwrap()
    };
    assert_eq!(pragma("synchronous"), 2);
    assert_eq!(pragma("secure_delete"), 1);
    assert_eq!(pragma("foreign_keys"), 1);
    let mode: String =
        store.ledger.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_store() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.clone()), 0o700);
    let names: Vec<_> =
        fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.len() >= 4, "the log files are there while the store is open: {names:?}");
    for name in names {
        assert_eq!(mode(path.join(&name)), 0o600, "{}", name.display());
    }
    drop(store);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Permission);
    assert!(error.to_string().ends_with("(mode 750, 700 is needed)"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// However a file is cut into chunks, and wherever the work stops and resumes, the store is the same.
    #[test]
    fn chunks_and_interruptions_leave_no_trace(
        known in prop::collection::vec(0_u8..12, 0..30),
        cuts in prop::collection::vec((1_usize..8, any::<bool>()), 30),
    ) {
        let rows: Vec<_> =
            (1..).zip(&known).map(|(record, id)| row(&format!("c{id}"), record, 1)).collect();
        let (_folder, path) = place();
        let mut whole = Store::create(&path).unwrap();
        whole.begin_batch(&header("one")).unwrap();
        append(&mut whole, "one", &rows);
        let expected = whole.finish_batch("one").unwrap();

        let (_folder, path) = place();
        let mut store = Store::create(&path).unwrap();
        store.begin_batch(&header("one")).unwrap();
        let mut cuts = cuts.into_iter();
        let mut read = 0;
        while read < rows.len() {
            let (length, stops) = cuts.next().unwrap();
            append(&mut store, "one", &rows[read..rows.len().min(read + length)]);
            if stops {
                drop(store);
                store = Store::open_for_writing(&path).unwrap();
            }
            let progress = store.begin_batch(&header("one")).unwrap();
            let BatchProgress::Resume(counts) = progress else { panic!("the batch is open") };
            read = usize::try_from(counts.read).unwrap();
        }
        prop_assert_eq!(store.finish_batch("one").unwrap(), expected);
        let all = |store: &Store| store.rows().map(Result::unwrap).collect::<Vec<_>>();
        prop_assert_eq!(all(&store), all(&whole));
    }
}
