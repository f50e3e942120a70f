//! A disk that is full: the message is clear, the store opens, the run resumes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vigie::store::{BatchState, Store};

use crate::program::{Place, Ran};

/// A small disk in memory, mounted for as long as this lives.
struct SmallDisk {
    place: PathBuf,
}

impl SmallDisk {
    /// None where this user may not mount.
    fn mount(place: &Path, kilobytes: u32) -> Option<Self> {
        fs::create_dir_all(place).unwrap();
        let mounted =
            Self::call(&["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "vigie-test"], place);
        mounted.then(|| Self { place: place.to_owned() })
    }

    /// Makes room.
    fn grow(&self) {
        assert!(Self::call(&["-o", "remount,size=64m"], &self.place));
    }

    fn call(options: &[&str], place: &Path) -> bool {
        let mut mount = Command::new("mount");
        mount.args(options).arg(place).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.place).status();
    }
}

/// The program ended, well or for want of space, and said so.
#[track_caller]
fn ended_or_full(ran: &Ran, at: &str) -> bool {
    assert!([0, 12].contains(&ran.code), "{at}: {} {}", ran.code, ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{at}: {}", ran.stderr);
    if ran.code == 12 {
        let told = ran.stderr.to_lowercase();
        assert!(told.contains("space"), "{at}: {}", ran.stderr);
        assert!(told.contains("hint: "), "{at}: {}", ran.stderr);
    }
    ran.code == 12
}

/// Fills disks of growing sizes; gives how many were tried and how many were too small at some point.
fn fill(sizes: impl Iterator<Item = u32>) {
    let place = Place::new();
    for (name, count) in [("un.csv", 1500), ("deux.csv", 700)] {
        let rows: String = (1..=count)
            .map(|n| format!("{name}-{n};colis {n} perdu, personne ne répond\n"))
            .collect();
        place.write(name, format!("id;avis\n{rows}"));
    }
    let (mut tried, mut full) = (0, [0, 0]);
    for size in sizes {
        let at = format!("{size} KiB");
        let Some(disk) = SmallDisk::mount(&place.path().join("disk"), size) else {
            println!("this user may not mount a small disk: not tried");
            return;
        };
        tried += 1;
        let in_project = |arguments: &[&str]| {
            let all: Vec<&str> = arguments.iter().chain(&["--project", "disk"]).copied().collect();
            place.run(&all)
        };
        if ended_or_full(&place.run(&["init", "disk"]), &at) {
            full[0] += 1;
            disk.grow();
            place.run(&["init", "disk"]).ended(0);
        }
        let add = ["ingest", "--no-models", "un.csv", "deux.csv"];
        if ended_or_full(&in_project(&add), &at) {
            full[1] += 1;
            // While it is full: the store opens, what shows is whole, what is stored is read.
            let whole = {
                let store = Store::open(&place.path().join("disk/store")).unwrap();
                let whole = store.batches().unwrap();
                let whole = whole.into_iter().filter(|batch| batch.state != BatchState::Open);
                let whole: u64 = whole.map(|batch| batch.counts.accepted).sum();
                assert_eq!(store.rows().map(Result::unwrap).count() as u64, whole, "{at}");
                whole
            };
            assert!([0, 1500, 2200].contains(&whole), "{at}: {whole}");
            in_project(&["sources"]).ended(0);
            ended_or_full(&in_project(&["search", "colis"]), &at);
        }
        disk.grow();
        in_project(&["ingest", "--no-models", "--resume"]).ended(0);
        in_project(&add).ended(0);
        let found = in_project(&["verify", "--full", "--format", "json"]).ended(0).json();
        assert_eq!(found["read"], 2200, "{at}");
    }
    let [init, ingest] = full;
    println!(
        "{tried} disks: {init} too small for a project, {ingest} filled while a file was added"
    );
}

#[test]
fn a_full_disk_is_told_and_the_work_resumes() {
    fill([256, 1024, 2048].into_iter());
}

/// `cargo test --test it -- --ignored --nocapture forty_full_disks`
#[test]
#[ignore = "minutes"]
fn forty_full_disks_are_told_and_the_work_resumes() {
    fill((0..40).map(|step| 64 + 128 * step));
}
