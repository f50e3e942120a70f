//! The folder of a store: private, marked, and written by one process at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StoreError;

/// The format of the folder and of the ledger that this version writes and reads.
pub(super) const FORMAT: u32 = 2;

/// What `STORE` says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marker {
    /// The format, [`FORMAT`].
    pub(super) format: u32,
    /// What tells this store from every other: 32 hexadecimal digits, also kept in the ledger.
    pub(super) id: String,
}

pub(super) fn ledger_path(dir: &Path) -> PathBuf {
    dir.join("ledger.db")
}

pub(super) fn index_path(dir: &Path) -> PathBuf {
    dir.join("index")
}

/// The folder in which a store is made before it takes its name: an interrupted creation leaves no half store.
pub(super) fn draft_path(dir: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(dir.file_name().unwrap_or_default());
    name.push(".draft");
    dir.with_file_name(name)
}

/// Whether a store may be made at `dir`: nothing is there, or an empty folder.
pub(super) fn check_free(dir: &Path) -> Result<(), StoreError> {
    match fs::read_dir(dir).map(Iterator::count) {
        Ok(0) => Ok(()),
        Ok(_) => Err(StoreError::Exists { path: dir.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io(dir)(error)),
    }
}

/// Makes the empty, private draft folder; what an interrupted creation left is thrown away.
pub(super) fn make_draft(dir: &Path) -> Result<PathBuf, StoreError> {
    let draft = draft_path(dir);
    if draft.exists() {
        fs::remove_dir_all(&draft).map_err(StoreError::io(&draft))?;
    }
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent).map_err(StoreError::io(parent))?;
    }
    private_builder().create(&draft).map_err(StoreError::io(&draft))?;
    Ok(draft)
}

/// Gives the finished draft its name.
pub(super) fn publish(draft: &Path, dir: &Path) -> Result<(), StoreError> {
    sync_folder(draft)?;
    // A rename replaces an empty folder on some systems only.
    if dir.exists() {
        fs::remove_dir(dir).map_err(StoreError::io(dir))?;
    }
    fs::rename(draft, dir).map_err(StoreError::io(dir))?;
    match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
        _ => Ok(()),
    }
}

/// Writes the marker, in the place of the one that may be there.
pub(super) fn write_marker(dir: &Path, marker: &Marker) -> Result<(), StoreError> {
    let (path, draft) = (dir.join("STORE"), dir.join("STORE.draft"));
    let mut file = private_file(&draft)?;
    let mut text = serde_json::to_string(marker)?;
    text.push('\n');
    let written = file.set_len(0).and_then(|()| file.write_all(text.as_bytes()));
    written.and_then(|()| file.sync_all()).map_err(StoreError::io(&draft))?;
    fs::rename(&draft, &path).map_err(StoreError::io(&path))?;
    sync_folder(dir)
}

/// Reads the marker of `dir` and checks that this version may use the store, at once or after a migration.
pub(super) fn read_marker(dir: &Path) -> Result<Marker, StoreError> {
    let path = dir.join("STORE");
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            StoreError::NotAStore { path: dir.to_owned() }
        }
        _ => StoreError::io(&path)(error),
    })?;
    check_private(dir)?;
    let marker: Marker = serde_json::from_str(&text)
        .map_err(|_| StoreError::corrupt("the `STORE` file cannot be read"))?;
    if (1..=FORMAT).contains(&marker.format) {
        Ok(marker)
    } else {
        let found = marker.format;
        Err(StoreError::Version { path: dir.to_owned(), found, expected: FORMAT })
    }
}

/// Takes the lock of the writer: held as long as the file is open, freed by the system if the process dies.
pub(super) fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join("LOCK");
    let mut file = private_file(&path)?;
    match file.try_lock() {
        Ok(()) => {
            // The number is for the message of whoever comes second: the lock does not rest on it.
            let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
            written.map_err(StoreError::io(&path))?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let pid = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            Err(StoreError::Held { path: dir.to_owned(), pid })
        }
        Err(TryLockError::Error(error)) => Err(StoreError::io(&path)(error)),
    }
}

/// Opens a file that only its owner may read, made if it is not there.
pub(super) fn private_file(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(StoreError::io(path))
}

fn private_builder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn check_private(dir: &Path) -> Result<(), StoreError> {
    let mode = mode(dir)?;
    let others = mode & 0o077;
    if others == 0 { Ok(()) } else { Err(StoreError::Exposed { path: dir.to_owned(), mode }) }
}

/// Calls `take` with every path of a folder, itself included, and its permissions.
pub(super) fn each_path(path: &Path, take: &mut dyn FnMut(&Path, u32)) -> Result<(), StoreError> {
    take(path, mode(path)?);
    if path.is_dir() {
        for entry in fs::read_dir(path).map_err(StoreError::io(path))? {
            each_path(&entry.map_err(StoreError::io(path))?.path(), take)?;
        }
    }
    Ok(())
}

/// The permissions of a file; those of its owner alone where the system has no such thing.
fn mode(path: &Path) -> Result<u32, StoreError> {
    let metadata = fs::symlink_metadata(path).map_err(StoreError::io(path))?;
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
    #[cfg(not(unix))]
    let mode = if metadata.is_dir() { 0o700 } else { 0o600 };
    Ok(mode)
}

/// Makes the names in a folder durable; a no-op where folders cannot be synced.
fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(dir).and_then(|folder| folder.sync_all()).map_err(StoreError::io(dir))?;
    }
    Ok(())
}
