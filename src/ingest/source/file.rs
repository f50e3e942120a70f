//! A file given by the user, read from its beginning as often as is needed.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::assets::sha256_hex_of;
use crate::ingest::IngestError;

use super::packing::{self, Packing};

/// Standard input is kept in memory up to this many bytes, and beyond it in a file that no folder lists.
const IN_MEMORY: usize = 16 << 20;

/// Bytes that can be read again.
trait Bytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> Bytes for T {}

/// Bytes that several readers read in turn.
type Shared = Arc<Mutex<Box<dyn Bytes>>>;

/// A file given by the user, opened once and read from its beginning as often as is needed.
///
/// Its size is that of the moment at which it was opened: what is written to it afterwards is not read.
pub struct Source {
    name: String,
    path: Option<PathBuf>,
    bytes: Shared,
    size: u64,
    packing: Packing,
}

impl Source {
    /// A file of the disk, under the name that reports will give it.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or is no regular file: a pipe can be read once only.
    pub fn open(path: &Path, name: &str) -> io::Result<Self> {
        let kind = path.metadata()?.file_type();
        if kind.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !kind.is_file() {
            let reason = "it is no regular file; what a pipe gives is read as `-`, standard input";
            return Err(io::Error::new(io::ErrorKind::Unsupported, reason));
        }
        // What the system makes up as it is read says no size, and is no export.
        let size = path.metadata()?.len();
        Ok(Self { path: Some(path.to_owned()), ..Self::of(name, File::open(path)?, size)? })
    }

    /// What a reader gives until its end: standard input.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or kept.
    pub fn of_reader(name: &str, reader: &mut dyn Read) -> io::Result<Self> {
        let mut kept = tempfile::spooled_tempfile(IN_MEMORY);
        let size = io::copy(reader, &mut kept)?;
        Self::of(name, kept, size)
    }

    /// Bytes in memory.
    pub fn of_bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let (size, packing) = (bytes.len() as u64, packing::of(&bytes));
        Self {
            name: name.to_owned(),
            path: None,
            bytes: shared(io::Cursor::new(bytes)),
            size,
            packing,
        }
    }

    fn of(name: &str, mut bytes: impl Bytes + 'static, size: u64) -> io::Result<Self> {
        bytes.rewind()?;
        let mut first = Vec::new();
        (&mut bytes).take(packing::TELLING.min(size)).read_to_end(&mut first)?;
        let packing = packing::of(&first);
        Ok(Self { name: name.to_owned(), path: None, bytes: shared(bytes), size, packing })
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the file lies, where it is one of the disk.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The SHA-256 of the file as it is, in hexadecimal.
    ///
    /// # Errors
    ///
    /// When the file cannot be read on.
    pub fn sha256(&self) -> Result<String, IngestError> {
        sha256_hex_of(&mut self.raw()).map_err(|error| self.unreadable(&error))
    }

    /// How the file is packed: `gzip`, `zstd`, or not.
    pub(in crate::ingest) fn packing(&self) -> Option<&'static str> {
        self.packing.id()
    }

    /// The bytes of the file as it is, from the first.
    pub(in crate::ingest) fn raw(&self) -> Raw {
        Raw { bytes: Arc::clone(&self.bytes), size: self.size, at: 0 }
    }

    /// The bytes of the file, unpacked, from the first.
    pub(in crate::ingest) fn reader(&self) -> Result<Box<dyn Read + '_>, IngestError> {
        self.packing.unpacked(self.raw()).map_err(|error| self.unreadable(&error))
    }

    /// The first bytes of the file, unpacked: `most` of them, or all that there are.
    pub(in crate::ingest) fn head(&self, most: usize) -> Result<Vec<u8>, IngestError> {
        let mut head = Vec::new();
        let reader = self.reader()?;
        match reader.take(most as u64).read_to_end(&mut head) {
            Err(error) if head.is_empty() => Err(self.unreadable(&error)),
            _ => Ok(head),
        }
    }

    /// A failure to read the file.
    pub(in crate::ingest) fn unreadable(&self, error: &io::Error) -> IngestError {
        IngestError::Unreadable {
            file: self.name.clone(),
            kind: error.kind(),
            reason: error.to_string(),
        }
    }
}

fn shared(bytes: impl Bytes + 'static) -> Shared {
    Arc::new(Mutex::new(Box::new(bytes)))
}

/// The bytes of a source as they are. Each reader has its own place: several may read in turn.
#[derive(Clone)]
pub(in crate::ingest) struct Raw {
    bytes: Shared,
    size: u64,
    at: u64,
}

impl Raw {
    /// How many bytes there are.
    pub(in crate::ingest) fn size(&self) -> u64 {
        self.size
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.size.saturating_sub(self.at);
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.seek(SeekFrom::Start(self.at))?;
        let read = bytes.read(&mut buffer[..most])?;
        if read == 0 && most > 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "it became shorter while it was read",
            ));
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Raw {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let beyond = || io::Error::new(io::ErrorKind::InvalidInput, "a place before the file");
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
        };
        self.at = at.ok_or_else(beyond)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_of_one_source_do_not_disturb_each_other() {
        let source = Source::of_bytes("a", *b"abcdef");
        let (mut one, mut other) = (source.raw(), source.raw());
        let mut two = [0; 2];
        one.read_exact(&mut two).unwrap();
        other.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"ab");
        one.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"cd");
        one.seek(SeekFrom::End(-1)).unwrap();
        assert_eq!(one.read(&mut two).unwrap(), 1);
        assert_eq!(one.read(&mut two).unwrap(), 0);
    }

    #[test]
    fn standard_input_is_read_as_often_as_a_file() {
        let bytes = vec![b'a'; IN_MEMORY + 10];
        let source = Source::of_reader("-", &mut bytes.as_slice()).unwrap();
        for _ in 0..2 {
            let mut read = Vec::new();
            source.reader().unwrap().read_to_end(&mut read).unwrap();
            assert!(read == bytes);
        }
    }

    #[test]
    fn what_is_written_after_the_opening_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("avis.csv");
        std::fs::write(&path, "id;avis\n").unwrap();
        let source = Source::open(&path, "avis.csv").unwrap();
        std::fs::write(&path, "id;avis\n1;bien\n").unwrap();
        assert_eq!(source.head(100).unwrap(), b"id;avis\n");
        std::fs::write(&path, "id").unwrap();
        assert!(source.sha256().is_err());
    }
}
