//! Bits that flip in the files of a store: what was damaged is mended or told, and never answers.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use vigie::error::Error;
use vigie::observe::Silent;
use vigie::pipeline::{open_index, project_pending};
use vigie::search::{Query, SearchError};
use vigie::store::{Selection, Store};

use super::workload::{copy, swift_folder};
use crate::program::{command, files};

const QUERIES: [&str; 6] =
    ["*", "colis", "\"colis perdu\"", "perd*", "date:2026-02", "magasin:lyon -charmant"];

/// Everything that a store is asked for by those who read.
fn read(dir: &Path) -> Result<Vec<String>, Error> {
    let store = Store::open(dir)?;
    let mut said = Vec::new();
    let since = Selection { since: Some("2026-02-01".parse().unwrap()), until: None };
    for selection in [Selection::default(), since] {
        let dataset = store.dataset(&selection)?;
        said.extend(dataset.iter().map(|one| format!("{:?} {:?}", one.feedback, one.annotation)));
    }
    for batch in store.batches()? {
        said.push(format!("{:?} {:?}", batch.header, batch.counts));
        said.push(format!("{:?}", store.rejects(&batch.header.id)?));
    }
    let (index, _) = open_index(&store, &Silent)?;
    for query in QUERIES {
        let hits = index.search(&Query::parse(query).map_err(SearchError::from)?, 50)?;
        said.push(format!("{query}: {}", hits.total));
        for hit in hits.hits {
            let row = store.row(hit.row)?;
            said.push(format!("{} {} {row:?}", hit.id, hit.score));
        }
    }
    for id in ["A1", "A60", "libre#3", "absent"] {
        said.push(format!("{:?}", store.feedback(id)?));
    }
    Ok(said)
}

/// What a writer finds known, then what the store holds.
fn write(dir: &Path, again: &[vigie::types::Feedback]) -> Result<Vec<String>, Error> {
    let mut store = Store::open_for_writing(dir)?;
    project_pending(&mut store, &Silent)?;
    let mut said = vec![format!("{}", store.known_contents(again)?)];
    let header =
        vigie::store::BatchHeader { id: "again".to_owned(), ..store.batches()?.remove(0).header };
    let annotation = vigie::types::Annotation::unjudged(
        vigie::types::Language::Fr,
        vigie::types::Flag::NoContent,
    );
    store.begin_batch(&header)?;
    let rows: Vec<_> = again.iter().map(|one| (one.clone(), annotation.clone())).collect();
    let masked = std::collections::BTreeMap::new();
    let read = rows.len() as u64;
    let chunk =
        vigie::store::Chunk { read, rows: &rows, rejects: &[], refused: 0, masked: &masked };
    said.push(format!("{:?}", store.append_chunk("again", &chunk)?));
    store.finish_batch("again")?;
    project_pending(&mut store, &Silent)?;
    drop(store);
    said.extend(self::read(dir)?);
    Ok(said)
}

/// What became of a question put to a damaged store.
#[derive(Default, Debug)]
struct Outcomes {
    right: u32,
    told: u32,
    wrong: Vec<String>,
    panicked: Vec<String>,
}

impl Outcomes {
    fn note(
        &mut self,
        expected: &[String],
        at: &str,
        ask: impl FnOnce() -> Result<Vec<String>, Error>,
    ) {
        match catch_unwind(AssertUnwindSafe(ask)) {
            Ok(Ok(said)) if said == expected => self.right += 1,
            Ok(Ok(_)) => self.wrong.push(at.to_owned()),
            Ok(Err(_)) => self.told += 1,
            Err(_) => self.panicked.push(at.to_owned()),
        }
    }
}

/// A project of two files, one of them without identifiers, that are still to be added.
fn project(folder: &Path) {
    let rows: String = (1..=60)
        .map(|n| {
            let shop = if n % 3 == 0 { "Lyon" } else { "Paris" };
            let day = 1 + n % 28;
            format!("A{n};{day:02}/02/2026;{shop};colis perdu numéro {n}, accueil charmant\n")
        })
        .collect();
    let named = format!("id;date;magasin;avis\n{rows}X;hier;Lyon;non\n");
    let free = "date;avis\n2026-01-01;RAS\n2026-02-02;Bien\n2026-03-03;Colis\n";
    fs::write(folder.join("avis.csv"), named).unwrap();
    fs::write(folder.join("libre.csv"), free).unwrap();
    assert!(command(folder, &["init"]).status().unwrap().success());
}

fn add(folder: &Path) {
    for file in ["avis.csv", "libre.csv"] {
        let status = command(folder, &["ingest", "--no-models", file]).status().unwrap();
        assert!([Some(0), Some(3)].contains(&status.code()));
    }
}

/// A store that was closed.
fn sound_store(folder: &Path) -> PathBuf {
    project(folder);
    add(folder);
    folder.join("store")
}

/// What the disk holds where the machine stopped before the log was folded into the ledger: all batches are in the log.
fn killed_store(folder: &Path) -> PathBuf {
    let place = folder.join("killed");
    fs::create_dir(&place).unwrap();
    project(&place);
    // A reader keeps the log from being folded in when the writer ends.
    let reader = Store::open(&place.join("store")).unwrap();
    add(&place);
    let left = folder.join("left");
    copy(&place.join("store"), &left);
    drop(reader);
    assert!(fs::metadata(left.join("ledger.db-wal")).unwrap().len() > 50_000);
    left
}

fn flip(flips: u64, seed: u64, make: fn(&Path) -> PathBuf) {
    let folder = swift_folder();
    let sound = make(folder.path());
    let trial = folder.path().join("trial");
    let fresh = || {
        if trial.exists() {
            fs::remove_dir_all(&trial).unwrap();
        }
        copy(&sound, &trial);
    };
    let again: Vec<_> = {
        fresh();
        let store = Store::open(&trial).unwrap();
        store.rows().map(|row| row.unwrap().feedback).collect()
    };
    // Of copies, always: whoever opens a store that was left by a crash mends it.
    fresh();
    let expected_read = read(&trial).unwrap();
    fresh();
    let expected_write = write(&trial, &again).unwrap();
    let paths: Vec<PathBuf> = files(&sound)
        .into_iter()
        .filter(|(_, bytes)| !bytes.is_empty())
        .map(|(name, _)| name)
        .collect();
    let log = Path::new("ledger.db-wal");
    let logged = paths.iter().any(|path| path == log);
    let ledger = if logged { log } else { Path::new("ledger.db") };
    let (mut readers, mut writers) = (Outcomes::default(), Outcomes::default());
    let mut state = seed;
    let mut draw = |end: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % end
    };
    for n in 0..flips {
        // Half of them in the ledger or its log, which are most of the bytes; the others in any file.
        let name = if n % 2 == 0 { ledger } else { &paths[draw(paths.len())] };
        let mut bytes = fs::read(sound.join(name)).unwrap();
        let (at, bit) = (draw(bytes.len()), draw(8));
        bytes[at] ^= 1 << bit;
        let place = format!("{}, byte {at}, bit {bit}", name.display());
        fresh();
        fs::write(trial.join(name), &bytes).unwrap();
        readers.note(&expected_read, &place, || read(&trial));
        fresh();
        fs::write(trial.join(name), &bytes).unwrap();
        writers.note(&expected_write, &place, || write(&trial, &again));
    }
    for (who, outcomes) in [("readers", &readers), ("writers", &writers)] {
        println!(
            "{flips} flips, {who}: {} right (untouched or mended), {} told, {} wrong, {} panics",
            outcomes.right,
            outcomes.told,
            outcomes.wrong.len(),
            outcomes.panicked.len()
        );
        assert!(outcomes.wrong.is_empty(), "{who}, silently wrong: {:#?}", outcomes.wrong);
        assert!(outcomes.panicked.is_empty(), "{who}, panics: {:#?}", outcomes.panicked);
    }
}

#[test]
fn flipped_bits_are_told_or_mended() {
    flip(30, 7, sound_store);
    flip(30, 8, killed_store);
}

/// `cargo test --test it -- --ignored --nocapture a_thousand_flipped_bits`
#[test]
#[ignore = "minutes"]
fn a_thousand_flipped_bits_are_told_or_mended() {
    flip(1000, 11, sound_store);
    flip(1000, 12, killed_store);
}
