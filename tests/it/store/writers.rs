//! Processes that write at the same time: one wins, the others are told at once by whom they were beaten.

use std::io::Write as _;
use std::process::Child;
use std::time::{Duration, Instant};

use vigie::store::Store;

use super::workload::swift_folder;
use crate::program::command;

/// How many processes come at once.
const WRITERS: usize = 8;

/// Lets `WRITERS` processes add their standard input, `rounds` times: whoever holds the store waits for it until all
/// the others were turned away.
#[expect(clippy::disallowed_methods, reason = "the time to be turned away is bounded")]
fn contend(rounds: usize) {
    let folder = swift_folder();
    let place = folder.path();
    assert!(command(place, &["init"]).status().unwrap().success());
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let start = Instant::now();
        let spawn = || command(place, &["ingest", "--no-models", "-"]).spawn().unwrap();
        let mut running: Vec<Child> = (0..WRITERS).map(|_| spawn()).collect();
        while running.len() > 1 {
            std::thread::sleep(Duration::from_millis(2));
            running.retain_mut(|child| {
                let Some(status) = child.try_wait().unwrap() else { return true };
                let mut told = String::new();
                std::io::Read::read_to_string(child.stderr.as_mut().unwrap(), &mut told).unwrap();
                assert_eq!(status.code(), Some(10), "round {round}: {told}");
                assert!(told.contains("is held by another process"), "round {round}: {told}");
                slowest = slowest.max(start.elapsed());
                false
            });
            assert!(start.elapsed() < Duration::from_mins(1), "round {round}: nobody gives up");
        }
        let content = format!("id;avis\nR{round};colis perdu\n");
        let mut winner = running.remove(0);
        // Closed once written: the input ends.
        winner.stdin.take().unwrap().write_all(content.as_bytes()).unwrap();
        let winner = winner.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&winner.stderr);
        assert_eq!(winner.status.code(), Some(0), "round {round}: {told}");
        let stored = Store::open(&place.join("store")).unwrap().rows().count();
        assert_eq!(stored, round + 1, "one writer, once");
    }
    println!(
        "{rounds} rounds of {WRITERS} writers: one won each time, the last of the others was told within {slowest:?}"
    );
}

#[test]
fn one_writer_wins() {
    contend(3);
}

/// `cargo test --test it -- --ignored --nocapture one_writer_wins_each`
#[test]
#[ignore = "a minute"]
fn one_writer_wins_each_of_a_hundred_rounds() {
    contend(100);
}
