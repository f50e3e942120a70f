//! The disk that fails on demand: a small library put in front of the system's (`faults.c`), so that the program
//! itself carries nothing for it and whatever it calls is covered.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The library, compiled; none where there is no compiler or no such loader.
pub(super) struct Shim {
    folder: TempDir,
}

impl Shim {
    pub(super) fn compile() -> Option<Self> {
        if !cfg!(target_os = "linux") {
            println!("no loader that takes a library in front here: not tried");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/store/faults.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(folder.path().join("faults.so"));
        match compiler.arg(source).status() {
            Ok(status) if status.success() => Some(Self { folder }),
            _ => {
                println!("no C compiler here: not tried");
                None
            }
        }
    }

    /// Puts the library in front of a command, for the files under `root`.
    pub(super) fn before<'a>(&self, command: &'a mut Command, root: &Path) -> &'a mut Command {
        command.env("LD_PRELOAD", self.library()).env("VIGIE_FAULT_ROOT", root)
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("faults.so")
    }
}

/// From inside a process that runs behind the library: begins to fail as `plan` says.
pub(super) fn begin(plan: &str) {
    std::fs::File::open(format!("/vigie-fault/{plan}")).expect_err("the library is in front");
}

/// Ends the failures, and gives how many requests were counted and how many failed.
pub(super) fn end() -> (u64, u64) {
    let told = std::fs::read_to_string("/vigie-fault/end").expect("the library is in front");
    let (counted, failed) = told.split_once(' ').unwrap();
    (counted.parse().unwrap(), failed.parse().unwrap())
}
