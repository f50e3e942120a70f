//! A run whose time and memory are watched.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::program::command;

/// How often the run is looked at.
const LOOK: Duration = Duration::from_millis(4);

/// A run that hangs is ended after so many times the time that it may be busy: the machine may be busy elsewhere.
const PATIENCE: u64 = 12;

/// What was seen of a run.
pub(super) struct Seen {
    /// How it ended; none where it did not.
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// How long it kept a processor busy.
    pub(super) busy_ms: u64,
    /// The most memory that it had at once.
    pub(super) peak_kib: u64,
}

/// Runs the program, and ends it where it goes on for ever.
#[expect(clippy::disallowed_methods, reason = "a run that hangs is ended")]
pub(super) fn watched(
    folder: &Path,
    arguments: &[&str],
    stdin: Option<&Path>,
    max_ms: u64,
) -> Seen {
    let told = tempfile::tempdir().unwrap();
    let [out, err] = ["out", "err"].map(|name| told.path().join(name));
    let stdin = stdin.map_or_else(Stdio::null, |path| File::open(path).unwrap().into());
    let mut child = command(folder, arguments)
        .stdin(stdin)
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let (mut busy_ms, mut peak_kib) = (0, 0);
    let code = loop {
        let usage = usage(child.id());
        (busy_ms, peak_kib) = (busy_ms.max(usage.0), peak_kib.max(usage.1));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if begun.elapsed() > Duration::from_millis(max_ms * PATIENCE) {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        thread::sleep(LOOK);
    };
    let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    Seen { code, stdout: text(&out), stderr: text(&err), busy_ms, peak_kib }
}

/// Milliseconds of processor and peak of memory of a process, where the system tells.
fn usage(process: u32) -> (u64, u64) {
    let read =
        |name: &str| fs::read_to_string(format!("/proc/{process}/{name}")).unwrap_or_default();
    let stat = read("stat");
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    let status = read("status");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    (ticks * 10, peak)
}
