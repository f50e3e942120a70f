//! What is changed behind the back of the store is told before it is believed.

use super::*;

/// A store with two batches and a reject, and a connection that changes it behind its back.
fn sealed() -> (TempDir, PathBuf, rusqlite::Connection) {
    let (folder, path) = place();
    let mut store = Store::create(&path).unwrap();
    for (batch, ids) in [("one", ["a", "b"]), ("two", ["c", "d"])] {
        store.begin_batch(&header(batch)).unwrap();
        let rows = [row(ids[0], 1, 1), row(ids[1], 2, 2)];
        let rejects = [reject(3, "E_DATE")];
        let chunk =
            Chunk { read: 3, rows: &rows, rejects: &rejects, refused: 0, masked: &BTreeMap::new() };
        store.append_chunk(batch, &chunk).unwrap();
        store.finish_batch(batch).unwrap();
    }
    drop(store);
    let ledger = rusqlite::Connection::open(path.join("ledger.db")).unwrap();
    (folder, path, ledger)
}

/// Everything that a reader asks of a store.
fn ask(path: &std::path::Path) -> Result<(), StoreError> {
    let store = Store::open(path)?;
    store.dataset(&Selection { since: Some(date(2026, 1, 1)), until: None })?;
    for id in ["a", "b", "c", "d", "e"] {
        store.feedback(id)?;
    }
    for batch in store.batches()? {
        store.rejects(&batch.header.id)?;
    }
    store.rows().collect::<Result<Vec<_>, _>>()?;
    Ok(())
}

#[test]
fn nothing_that_was_changed_is_believed() {
    for change in [
        "UPDATE feedback SET text = 'Parfait' WHERE id = 'a'",
        "UPDATE feedback SET received = NULL WHERE id = 'b'",
        "UPDATE feedback SET annotation = replace(annotation, '1', '2') WHERE id = 'c'",
        "UPDATE feedback SET batch = 2 WHERE id = 'a'",
        "UPDATE feedback SET id = 'z' WHERE id = 'd'",
        "DELETE FROM feedback WHERE id = 'b'",
        "INSERT INTO feedback SELECT line + 7, batch, seal, content, scope, 'y', received, language,
             customer, text, ratings, attributes, origin, annotation FROM feedback WHERE id = 'b'",
        "UPDATE chunks SET read = read + 1, duplicate = duplicate + 1 WHERE batch = 1",
        "DELETE FROM chunks WHERE batch = 2",
        "UPDATE rejects SET line = 9 WHERE batch = 1",
        "DELETE FROM rejects WHERE batch = 2",
        "UPDATE batches SET name = 'autre.csv' WHERE number = 1",
        "UPDATE batches SET state = 'open' WHERE number = 2",
        "DELETE FROM batches WHERE number = 1",
        "UPDATE meta SET value = '7' WHERE key = 'batches'",
        "DELETE FROM meta WHERE key = 'catalogue'",
        // A key is drawn at random: no digit of it can be counted on.
        "UPDATE meta SET value = CASE substr(value, 1, 1) WHEN '0' THEN '1' ELSE '0' END
             || substr(value, 2) WHERE key = 'key'",
    ] {
        let (_folder, path, ledger) = sealed();
        ask(&path).unwrap();
        ledger.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(ledger.execute(change, []).unwrap() > 0, "{change}");
        let error = ask(&path).expect_err(change);
        assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{change}: {error}");
    }
}

/// Where the first page of a table or a list begins in the ledger, and how long it is.
fn root_page(ledger: &rusqlite::Connection, name: &str) -> (usize, usize) {
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let root: usize = ledger.query_row(sql, [name], |row| row.get(0)).unwrap();
    let size: usize = ledger.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
    ((root - 1) * size, size)
}

#[test]
fn a_row_that_its_index_hides_is_missed() {
    let (_folder, path, ledger) = sealed();
    let (page, _) = root_page(&ledger, "feedback_by_id");
    drop(ledger);
    // The page of the index is made to hold no cell.
    let mut bytes = fs::read(path.join("ledger.db")).unwrap();
    bytes[page + 3..page + 5].fill(0);
    fs::write(path.join("ledger.db"), bytes).unwrap();
    let reader = Store::open(&path).unwrap();
    assert_eq!(reader.feedback("a").unwrap_err().kind(), StoreErrorKind::Corrupt);
    assert_eq!(ids(&reader), ["a", "b", "c", "d"]);
    // A writer would store again what it is told not to know.
    assert_eq!(Store::open_for_writing(&path).unwrap_err().kind(), StoreErrorKind::Corrupt);
}

#[test]
fn a_row_that_its_index_takes_for_another_is_not_given() {
    let (_folder, path, ledger) = sealed();
    let (page, size) = root_page(&ledger, "feedback_by_id");
    drop(ledger);
    // The first cell stands last in its page, and ends with the number of its row: it is made that of the next row.
    let mut bytes = fs::read(path.join("ledger.db")).unwrap();
    let last = page + size - 1;
    assert_eq!(bytes[last], 1);
    bytes[last] = 2;
    fs::write(path.join("ledger.db"), bytes).unwrap();
    let reader = Store::open(&path).unwrap();
    let error = reader.feedback("a").unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{error}");
}

#[test]
fn a_row_that_its_pages_lead_past_is_missed() {
    let (_folder, path, ledger) = sealed();
    drop(ledger);
    let mut store = Store::open_for_writing(&path).unwrap();
    store.begin_batch(&header("three")).unwrap();
    let rows: Vec<_> = (1..=40).map(|n| row(&format!("r{n}"), n, 1)).collect();
    let masked = BTreeMap::new();
    let chunk = Chunk { read: 40, rows: &rows, rejects: &[], refused: 0, masked: &masked };
    store.append_chunk("three", &chunk).unwrap();
    store.finish_batch("three").unwrap();
    let numbers: Vec<u64> = store.rows().map(|row| row.unwrap().row).collect();
    drop(store);
    let ledger = rusqlite::Connection::open(path.join("ledger.db")).unwrap();
    let (page, size) = root_page(&ledger, "feedback");
    drop(ledger);
    // The root has children: its last cell ends with the highest number of the first one, which is made lower.
    let mut bytes = fs::read(path.join("ledger.db")).unwrap();
    assert_eq!(bytes[page], 5, "the table has one page only");
    bytes[page + size - 1] -= 1;
    fs::write(path.join("ledger.db"), bytes).unwrap();
    let reader = Store::open(&path).unwrap();
    let missed = numbers.iter().filter(|&&number| {
        reader.row(number).is_err_and(|error| error.kind() == StoreErrorKind::Corrupt)
    });
    assert_eq!(missed.count(), 1);
}

#[test]
fn verification_counts_what_it_reads_and_names_what_does_not_add_up() {
    let (_folder, path, ledger) = sealed();
    drop(ledger);
    let mut store = Store::open_for_writing(&path).unwrap();
    assert_eq!(store.verify_rows(Sample::All).unwrap(), 4);
    let sampled: u64 =
        (0..100).map(|figures| store.verify_rows(Sample::Hundredth(figures)).unwrap()).sum();
    assert_eq!(sampled, 4);
    assert!(store.unbalanced().unwrap().is_empty());
    assert!(store.strays().unwrap().is_empty());
    store.forge_unbalanced_batch("forged.csv").unwrap();
    assert_eq!(store.unbalanced().unwrap(), ["forged.csv"]);
    fs::write(path.join("STORE.draft"), "").unwrap();
    assert_eq!(store.strays().unwrap(), [path.join("STORE.draft")]);
}
