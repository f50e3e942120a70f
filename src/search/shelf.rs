//! Where the engine keeps its files: readable by their owner alone, durable once written, and checked when read.
//!
//! The engine's own folder lets others read its files, renames its list of segments without making the new name
//! durable, takes that list at its word, and cannot be opened for reading where nothing can be written.

use std::fs::{self, File, OpenOptions};
use std::hash::Hasher as _;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use siphasher::sip::SipHasher24;
use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

#[cfg(test)]
use super::tests::faults::trip;

/// Marks the last line of a file that is written whole, before the sixteen figures of its check.
const MARK: &[u8] = b"#check ";

/// The folder of one index.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    root: PathBuf,
    files: MmapDirectory,
}

impl Shelf {
    pub(super) fn open(root: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { root: root.to_owned(), files: MmapDirectory::open(root)? })
    }
}

/// Operations do not fail of themselves: tests make them.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "its twin of the tests fails")]
fn trip(_operation: &str, _path: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file that its owner alone may read.
pub(super) fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

/// Writes a file whole, in the place of the one that may be there: after a failure that one is still there, and once
/// this returns the new one outlives a loss of power.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".draft");
    let draft = path.with_file_name(name);
    trip("create", &draft)?;
    let mut file = private(OpenOptions::new().write(true).create(true).truncate(true), &draft)?;
    trip("write", &draft)?;
    file.write_all(content)?;
    trip("sync", &draft)?;
    file.sync_all()?;
    trip("rename", path)?;
    fs::rename(&draft, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable; a no-op where folders cannot be synced.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    trip("sync folder", folder)?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn check(content: &[u8]) -> String {
    let mut hash = SipHasher24::new();
    hash.write(content);
    format!("{:016x}\n", hash.finish())
}

/// A file being written, which is on the disk once it is terminated.
struct Durable {
    path: PathBuf,
    file: File,
}

impl Write for Durable {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        trip("write", &self.path)?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for Durable {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        trip("sync", &self.path)?;
        self.file.sync_all()
    }
}

impl Directory for Shelf {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        trip("read", &self.root.join(path))
            .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?;
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        trip("delete", &self.root.join(path)).map_err(|error| DeleteError::IoError {
            io_error: Arc::new(error),
            filepath: path.to_owned(),
        })?;
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full = self.root.join(path);
        let made = trip("create", &full)
            .and_then(|()| private(OpenOptions::new().write(true).create_new(true), &full));
        let file = made.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(Durable { path: full, file })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut bytes = self.files.atomic_read(path)?;
        let end = bytes.len().saturating_sub(MARK.len() + 17);
        let whole = bytes[end..]
            .strip_prefix(MARK)
            .is_some_and(|written| written == check(&bytes[..end]).as_bytes());
        if !whole {
            let damaged = io::Error::new(io::ErrorKind::InvalidData, "it is not what was written");
            return Err(OpenReadError::wrap_io_error(damaged, path.to_owned()));
        }
        bytes.truncate(end);
        Ok(bytes)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let sealed = [data, MARK, check(data).as_bytes()].concat();
        write_whole(&self.root.join(path), &sealed)
    }

    fn sync_directory(&self) -> io::Result<()> {
        sync_folder(&self.root)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let path = self.root.join(&lock.filepath);
        let mut options = OpenOptions::new();
        match private(options.write(true).create(true).truncate(false), &path) {
            Ok(_) => self.files.acquire_lock(lock),
            // Readers lock to keep a writer from deleting what they open. Where nothing can be written nobody deletes.
            Err(error) if lock.filepath == META_LOCK.filepath && is_read_only(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            Err(error) => Err(LockError::wrap_io_error(error)),
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
