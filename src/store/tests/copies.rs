//! Stores copied, restored, and brought over from earlier versions.

use super::*;

/// A store as version 0.1 left it before its rows were sealed: two whole batches and a rejected record.
fn store_of_format_1(path: &std::path::Path) {
    drop(Store::create(path).unwrap());
    fs::remove_file(path.join("ledger.db")).unwrap();
    fs::write(path.join("STORE"), include_str!("../../../tests/data/store-v1/STORE")).unwrap();
    let ledger = rusqlite::Connection::open(path.join("ledger.db")).unwrap();
    ledger.execute_batch(include_str!("../../../tests/data/store-v1/ledger.sql")).unwrap();
    ledger.pragma_update(None, "application_id", 0x7669_6769).unwrap();
    ledger.pragma_update(None, "user_version", 1).unwrap();
}

#[test]
fn a_store_of_the_first_format_opens_with_all_it_held() {
    let (_folder, path) = place();
    store_of_format_1(&path);
    let store = Store::open(&path).unwrap();
    assert_eq!(ids(&store), ["A01", "A02", "A04", "libre#1", "libre#2"]);
    assert_eq!(store.verify_rows(Sample::All).unwrap(), 5);
    assert!(store.unbalanced().unwrap().is_empty());
    let batches = store.batches().unwrap();
    assert_eq!(batches[0].counts.figures(), [5, 3, 1, 1, 0]);
    assert!(batches.iter().all(|batch| batch.state == BatchState::Indexed));
    let rejects = store.rejects(&batches[0].header.id).unwrap();
    assert_eq!((rejects.len(), rejects[0].code.as_str()), (1, "E_DATE"));
    assert!(!path.join("STORE.draft").exists());
    // What it knew it still knows.
    let known = store.rows().map(|row| row.unwrap().feedback).collect::<Vec<_>>();
    assert_eq!(store.known_contents(&known).unwrap(), 5);
    drop(store);
    Store::open_for_writing(&path).unwrap();
}

#[test]
fn a_migration_that_is_interrupted_is_done_again() {
    let (_folder, path) = place();
    store_of_format_1(&path);
    let marker = fs::read(path.join("STORE")).unwrap();
    drop(Store::open(&path).unwrap());
    // Killed after the ledger was brought over, before the marker said so.
    fs::write(path.join("STORE"), marker).unwrap();
    assert_eq!(ids(&Store::open(&path).unwrap()).len(), 5);
    assert!(fs::read_to_string(path.join("STORE")).unwrap().contains("\"format\":2"));
}

#[test]
fn a_backup_is_a_store_and_comes_back_as_one() {
    let (folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    store.begin_batch(&header("one")).unwrap();
    append(&mut store, "one", &[row("a", 1, 1), row("b", 2, 2)]);
    store.finish_batch("one").unwrap();
    store.mark_projected("one").unwrap();
    store.begin_batch(&header("two")).unwrap();
    append(&mut store, "two", &[row("c", 1, 3)]);

    // Taken while the writer is at work.
    let copy = folder.path().join("copy");
    assert_eq!(Store::open(&path).unwrap().back_up(&copy).unwrap(), 3);
    assert_eq!(store.back_up(&copy).unwrap_err().kind(), StoreErrorKind::Exists);
    append(&mut store, "two", &[row("d", 2, 4)]);

    let back = folder.path().join("back");
    let mut restored = Store::restore(&copy, &back).unwrap();
    assert_eq!(restored.id(), store.id());
    assert_eq!(ids(&restored), ["a", "b"]);
    assert_eq!(restored.pending_projection().unwrap(), ["one"]);
    let BatchProgress::Resume(counts) = restored.begin_batch(&header("two")).unwrap() else {
        panic!("the batch was left half way");
    };
    assert_eq!(counts.read, 1);
    assert_eq!(Store::restore(&copy, &back).unwrap_err().kind(), StoreErrorKind::Exists);
    #[cfg(unix)]
    for file in ["STORE", "ledger.db"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(copy.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}
