//! The program killed at any moment, again and again, and at each of its requests to the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use vigie::observe::Silent;
use vigie::pipeline::{open_index, verify};
use vigie::store::{BatchState, Sample, Store};

use super::shim::Shim;
use super::workload::{copy, swift_folder};
use crate::program::command;

/// The files that are added, and how many records each has: the first is stored in two chunks.
const FILES: [(&str, usize); 3] = [("un.csv", 1100), ("deux.csv", 40), ("trois.csv", 300)];

/// The same, small: for the sweep of requests.
const SMALL: [(&str, usize); 3] = [("un.csv", 5), ("deux.csv", 3), ("trois.csv", 4)];

/// A project whose files are to be added, and what its store holds once they are.
struct Trial {
    folder: TempDir,
    files: &'static [(&'static str, usize)],
    /// Every row that the store is to hold, in order.
    expected: Vec<String>,
    /// How long adding them takes.
    duration: Duration,
}

impl Trial {
    #[expect(clippy::disallowed_methods, reason = "the time that the work takes bounds the kills")]
    fn prepare(files: &'static [(&'static str, usize)]) -> Self {
        let folder = swift_folder();
        let template = folder.path().join("template");
        fs::create_dir(&template).unwrap();
        for (name, count) in files {
            let rows: String = (1..=*count)
                .map(|row| format!("{name}-{row};05/01/2026;colis {row} perdu, écrire à a@b.fr\n"))
                .collect();
            fs::write(template.join(name), format!("id;date;avis\n{rows}")).unwrap();
        }
        assert!(command(&template, &["init"]).status().unwrap().success());
        let trial = Self { folder, files, expected: Vec::new(), duration: Duration::ZERO };
        let whole = trial.fresh("whole");
        let start = Instant::now();
        assert!(trial.ingest(&whole).status().unwrap().success());
        let duration = start.elapsed();
        let expected = contents(&Store::open(&whole.join("store")).unwrap());
        assert_eq!(expected.len(), files.iter().map(|(_, count)| count).sum::<usize>());
        Self { expected, duration, ..trial }
    }

    /// A project in which nothing was added yet.
    fn fresh(&self, name: &str) -> std::path::PathBuf {
        let place = self.folder.path().join(name);
        if place.exists() {
            fs::remove_dir_all(&place).unwrap();
        }
        copy(&self.folder.path().join("template"), &place);
        place
    }

    fn ingest(&self, place: &Path) -> Command {
        let names = self.files.iter().map(|(name, _)| *name);
        let all: Vec<&str> =
            ["ingest", "--no-models", "--resume"].into_iter().chain(names).collect();
        let mut command = command(place, &all);
        command.stdin(Stdio::null());
        command
    }

    /// Checks what a store promises whenever its writer dies; gives how many records of each file it holds, and
    /// whether all are there. `before` is what it held, and `told` what the dead writer said.
    fn check(
        &self,
        place: &Path,
        before: &BTreeMap<String, u64>,
        told: &str,
        at: &str,
    ) -> (BTreeMap<String, u64>, bool) {
        let store = Store::open(&place.join("store")).unwrap_or_else(|e| panic!("{at}: {e}"));
        let batches = store.batches().unwrap();
        let now: BTreeMap<String, u64> =
            batches.iter().map(|one| (one.header.name.clone(), one.counts.read)).collect();
        for (name, records) in before {
            assert!(now.get(name) >= Some(records), "{at}: records of {name} are lost");
        }
        let whole = |name: &str| {
            batches.iter().any(|one| one.header.name == name && one.state != BatchState::Open)
        };
        let (index, _) = open_index(&store, &Silent).unwrap_or_else(|e| panic!("{at}: {e}"));
        let mut rows = 0;
        for (name, count) in self.files {
            if told.contains(&format!("{name}: csv")) {
                assert!(whole(name), "{at}: {name} was acknowledged");
            }
            rows += if whole(name) { *count } else { 0 };
        }
        let seen = contents(&store);
        let shown: Vec<&String> = self
            .expected
            .iter()
            .filter(|row| self.files.iter().any(|(name, _)| row.starts_with(name) && whole(name)))
            .collect();
        assert!(seen.iter().eq(shown), "{at}: {} rows seen of {rows}", seen.len());
        assert_eq!(index.len(), rows as u64, "{at}: in the index");
        (now, rows == self.expected.len())
    }

    fn check_finished(&self, place: &Path, at: &str) {
        let found = verify(&place.join("store"), Sample::All).unwrap();
        assert!(found.holds(), "{at}: {:?}", found.invariants);
        assert_eq!(contents(&Store::open(&place.join("store")).unwrap()), self.expected, "{at}");
    }
}

/// Every visible row: identifier, words, answers.
fn contents(store: &Store) -> Vec<String> {
    let row = |row: Result<vigie::store::StoredFeedback, _>| {
        let row = row.unwrap();
        let answers: Value = serde_json::to_value(&row.annotation).unwrap();
        format!("{} {} {answers}", row.feedback.id, row.feedback.text)
    };
    store.rows().map(row).collect()
}

/// The attempt at one project that is let finish.
const SPARED: u32 = 12;

/// A sequence of numbers that looks drawn: the same for the same seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Kills the program `kills` times; a project goes on, killed again, until all its files are in.
fn kill(kills: u32, seed: u64) {
    let trial = Trial::prepare(&FILES);
    let longest = u64::try_from(trial.duration.as_micros()).unwrap() * 11 / 10;
    let mut draw = Draw(seed);
    let (mut done, mut finished, mut ended) = (0, 0, 0);
    while done < kills {
        let place = trial.fresh("run");
        let mut held = BTreeMap::new();
        for attempt in 1.. {
            let mut child = trial.ingest(&place).spawn().unwrap();
            // A machine that has become slow would never let it finish.
            if attempt < SPARED {
                std::thread::sleep(Duration::from_micros(draw.below(longest)));
                // A child that has ended by itself cannot be killed: that is no failure.
                let _ = child.kill();
            }
            let output = child.wait_with_output().unwrap();
            ended += u32::from(output.status.code().is_some());
            done += u32::from(output.status.code().is_none());
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!([None, Some(0)].contains(&output.status.code()), "seed {seed}: {told}");
            let at = format!("seed {seed}, kill {done}");
            let (now, all) = trial.check(&place, &held, &told, &at);
            held = now;
            if all {
                trial.check_finished(&place, &at);
                finished += 1;
                break;
            }
        }
    }
    println!(
        "{done} kills, {ended} runs that ended first, {finished} projects finished: 0 lost, 0 duplicate, 0 partial"
    );
}

#[test]
fn a_few_kills_lose_nothing() {
    kill(8, 20_261_122);
}

/// What CI runs: `cargo test --test it -- --ignored --nocapture three_hundred_kills`
#[test]
#[ignore = "minutes"]
fn three_hundred_kills_lose_nothing() {
    kill(300, 1);
}

/// `cargo test --test it -- --ignored --nocapture three_thousand_kills`
#[test]
#[ignore = "half an hour"]
fn three_thousand_kills_lose_nothing() {
    kill(3000, 2);
}

/// Kills the program just before each request to the disk, or in the middle of each write; one in `stride`.
fn kill_at_every_request(mode: &str, stride: usize) {
    let Some(shim) = Shim::compile() else { return };
    let trial = Trial::prepare(&SMALL);
    let (mut n, mut runs) = (0, 0);
    loop {
        let place = trial.fresh("run");
        let mut ingest = trial.ingest(&place);
        ingest.env("VIGIE_FAULT_PLAN", format!("{n}:{mode}"));
        let output = shim.before(&mut ingest, &place).output().unwrap();
        let at = format!("{mode} at request {n}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        trial.check(&place, &BTreeMap::new(), &told, &at);
        if output.status.code().is_some() {
            assert_eq!(output.status.code(), Some(0), "{at}: {told}");
            break;
        }
        assert!(trial.ingest(&place).status().unwrap().success(), "{at}: cannot go on");
        trial.check_finished(&place, &at);
        runs += 1;
        n += stride;
    }
    println!("{mode}: {runs} runs killed, in turn, among {n} requests");
}

#[test]
fn kills_at_requests_to_the_disk_lose_nothing() {
    kill_at_every_request("kill", 61);
    kill_at_every_request("torn", 29);
}

/// `cargo test --test it -- --ignored --nocapture kills_at_every_request`
#[test]
#[ignore = "minutes: the program is killed at each of its requests"]
fn kills_at_every_request_to_the_disk_lose_nothing() {
    std::thread::scope(|scope| {
        scope.spawn(|| kill_at_every_request("kill", 1));
        scope.spawn(|| kill_at_every_request("torn", 1));
    });
}

/// The moments of the protocol, each by the request that ends it: the name of the request, and of the file.
const MOMENTS: &[(&str, &str, &str)] = &[
    ("lock.acquired", "truncate", "/LOCK"),
    ("chunk.tx.begin", "write", "/ledger.db-wal"),
    ("chunk.tx.before_commit", "sync", "/ledger.db-wal"),
    ("idx.open", "read", "/meta.json"),
    ("idx.add.mid", "write", ".term"),
    ("idx.prepare", "sync", ".store"),
    ("idx.commit.before", "rename", "/meta.json"),
    ("idx.dirsync", "sync", "/gen-000001"),
    ("ledger.done", "sync", "/ledger.db-wal"),
];

/// The sweeps above stop at every request, so at every moment between two of them: no fail point is needed in the
/// program. This holds that the moments that matter are among them.
#[test]
fn the_moments_of_the_protocol_are_requests_to_the_disk() {
    let Some(shim) = Shim::compile() else { return };
    let trial = Trial::prepare(&SMALL);
    let place = trial.fresh("run");
    let list = trial.folder.path().join("requests");
    let mut ingest = trial.ingest(&place);
    ingest.env("VIGIE_FAULT_PLAN", "0:count").env("VIGIE_FAULT_TRACE", &list);
    assert!(shim.before(&mut ingest, &place).status().unwrap().success());
    let requests = fs::read_to_string(&list).unwrap();
    for (moment, call, file) in MOMENTS {
        let is = |line: &&str| line.contains(&format!(" {call} ")) && line.ends_with(file);
        assert!(requests.lines().any(|line| is(&line)), "{moment}: no {call} of {file}");
    }
}

/// Stops the program as the system or the user does: it ends its chunk, says so, and goes on later.
#[cfg(unix)]
#[test]
fn a_signal_ends_the_chunk_and_leaves_a_batch_to_resume() {
    const LONG: [(&str, usize); 1] = [("long.csv", 30_000)];
    for signal in ["INT", "TERM"] {
        let folder = swift_folder();
        let place = folder.path();
        let rows: String =
            (1..=LONG[0].1).map(|row| format!("{row};colis {row} jamais reçu\n")).collect();
        fs::write(place.join("long.csv"), format!("id;avis\n{rows}")).unwrap();
        assert!(command(place, &["init"]).status().unwrap().success());
        let add = ["ingest", "--no-models", "long.csv"];
        let child = command(place, &add).spawn().unwrap();
        let store = loop {
            std::thread::sleep(Duration::from_millis(5));
            let store = Store::open(&place.join("store")).unwrap();
            if store.batches().unwrap().first().is_some_and(|batch| batch.counts.read > 0) {
                break store;
            }
        };
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(130), "{told}");
        assert!(told.contains("records of `long.csv` are stored, the rest is to come"), "{told}");
        assert!(told.ends_with("hint: `vigie ingest --resume` goes on\n"), "{told}");
        let left = store.batches().unwrap().remove(0);
        assert_eq!((left.state, left.counts.read % 1000), (BatchState::Open, 0));
        let resumed = command(place, &["ingest", "--no-models", "--resume"]).output().unwrap();
        assert_eq!(resumed.status.code(), Some(0));
        assert_eq!(store.rows().count(), LONG[0].1);
    }
}
