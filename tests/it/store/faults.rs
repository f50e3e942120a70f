//! Every request to the disk made to fail, one after the other, once and for ever.

use std::path::Path;
use std::process::Command;

use super::shim::{Shim, begin, end};
use super::workload::{Acknowledged, check, copy, empty_store, finish, swift_folder, work};

/// How requests fail.
const MODES: [&str; 6] =
    ["eio", "eio-forever", "nospace", "nospace-forever", "short", "short-forever"];

/// Runs a test of this file behind the failing disk, on the files under `root`.
fn behind(shim: &Shim, test: &str, root: &Path, plan: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env("VIGIE_FAULT_SWEEP", plan);
    let output = shim.before(&mut command, root).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{plan}: {told}{}", String::from_utf8_lossy(&output.stderr));
    for line in told.lines().filter(|line| line.contains("requests")) {
        println!("{line}");
    }
}

#[test]
fn requests_to_the_disk_that_fail_lose_nothing() {
    sweep_all(11);
}

/// `cargo test --test it -- --ignored --nocapture every_request_to_the_disk`
#[test]
#[ignore = "minutes: every request of the workload, in six ways"]
fn every_request_to_the_disk_that_fails_loses_nothing() {
    sweep_all(1);
}

/// Sweeps all modes, two at a time; only one request in `stride` fails in turn.
fn sweep_all(stride: usize) {
    let Some(shim) = Shim::compile() else { return };
    std::thread::scope(|scope| {
        for half in MODES.chunks(3) {
            let shim = &shim;
            scope.spawn(move || {
                for mode in half {
                    let folder = swift_folder();
                    let plan = format!("{stride}:{mode}");
                    behind(shim, "store::faults::sweep_behind_the_shim", folder.path(), &plan);
                }
            });
        }
    });
}

/// Not a test of its own: what [`sweep_all`] runs behind the failing disk.
#[test]
#[ignore = "run by the sweeps"]
#[expect(clippy::disallowed_methods, reason = "the sweep says in the environment what is to fail")]
fn sweep_behind_the_shim() {
    let Ok(plan) = std::env::var("VIGIE_FAULT_SWEEP") else { return };
    let root = std::env::var("VIGIE_FAULT_ROOT").unwrap();
    let (stride, mode) = plan.split_once(':').unwrap();
    let stride: u64 = stride.parse().unwrap();
    let template = empty_store(Path::new(&root));
    let (mut n, mut runs, mut stopped) = (0, 0, 0);
    loop {
        let at = format!("{mode} at request {n}");
        let dir = Path::new(&root).join("run");
        copy(&template, &dir);
        let mut done = Acknowledged::default();
        begin(&format!("{n}:{mode}"));
        let worked = work(&dir, &mut done);
        let (counted, failed) = end();
        if failed == 0 {
            worked.unwrap_or_else(|error| panic!("{at}: nothing failed, yet {error}"));
            println!("{mode}: {counted} requests, {runs} made to fail in turn, {stopped} told");
            break;
        }
        stopped += u32::from(worked.is_err());
        check(&dir, &done, &at);
        finish(&dir, &at);
        std::fs::remove_dir_all(&dir).unwrap();
        runs += 1;
        n += stride;
    }
}
