//! Files packed by gzip or zstd, unpacked as they are read, bombs refused.

use std::io::{self, BufReader, Read};

/// How many of the first bytes tell how a file is packed.
pub(super) const TELLING: u64 = 4;

/// So many bytes may come out whatever went in.
const FREE: u64 = 10 << 20;

/// Beyond [`FREE`], so many times what went in may come out.
const RATIO: u64 = 200;

/// The largest window of zstd that is accepted, as a power of two: 128 MiB.
const WINDOW: u32 = 27;

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
}

/// How a file with these first bytes is packed.
pub(super) fn of(first: &[u8]) -> Packing {
    match first {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
        _ => Packing::None,
    }
}

impl Packing {
    pub(super) const fn id(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// The bytes that `packed` holds.
    pub(super) fn unpacked<'s>(self, packed: impl Read + 's) -> io::Result<Box<dyn Read + 's>> {
        let counted = Counted { inner: packed, read: 0 };
        Ok(match self {
            Self::None => Box::new(counted.inner),
            Self::Gzip => {
                Guard::boxed(flate2::read::MultiGzDecoder::new(counted), |gzip| gzip.get_ref().read)
            }
            Self::Zstd => {
                let mut zstd = zstd::Decoder::with_buffer(BufReader::new(counted))?;
                zstd.window_log_max(WINDOW)?;
                Guard::boxed(zstd, |zstd| zstd.get_ref().get_ref().read)
            }
        })
    }
}

/// A reader that knows how many bytes it gave.
struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        Ok(read)
    }
}

/// A reader of unpacked bytes that stops where too many come out of too few, and says where an archive breaks.
struct Guard<D> {
    unpacking: D,
    went_in: fn(&D) -> u64,
    came_out: u64,
}

impl<D: Read> Guard<D> {
    fn boxed<'s>(unpacking: D, went_in: fn(&D) -> u64) -> Box<dyn Read + 's>
    where
        D: 's,
    {
        Box::new(Self { unpacking, went_in, came_out: 0 })
    }
}

impl<D: Read> Read for Guard<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.unpacking.read(buffer).map_err(|error| {
            let at = (self.went_in)(&self.unpacking);
            let reason = format!("the archive is broken or cut, about byte {at}: {error}");
            io::Error::new(io::ErrorKind::InvalidData, reason)
        })?;
        self.came_out += read as u64;
        if self.came_out > FREE && self.came_out / RATIO > (self.went_in)(&self.unpacking) {
            let reason = format!(
                "more than {RATIO} bytes come out of each byte of the archive: it is no export"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    fn unpacked(packed: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let read = of(packed).unpacked(packed).and_then(|mut reader| reader.read_to_end(&mut out));
        read.map(|_| out).map_err(|error| error.to_string())
    }

    #[test]
    fn archives_give_what_was_put_in() {
        let text = "id;avis\n1;déçue\n".repeat(100).into_bytes();
        assert_eq!(unpacked(&gzip(&text)).unwrap(), text);
        assert_eq!(
            unpacked(&[gzip(&text), gzip(&text)].concat()).unwrap(),
            [&text[..], &text].concat()
        );
        assert_eq!(unpacked(&zstd::encode_all(&text[..], 3).unwrap()).unwrap(), text);
        assert_eq!(unpacked(&text).unwrap(), text);
    }

    #[test]
    fn a_cut_archive_says_where() {
        let packed = gzip(&(0..100_000_u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
        let error = unpacked(&packed[..packed.len() / 2]).unwrap_err();
        assert!(error.contains(&format!("byte {}", packed.len() / 2)), "{error}");
        assert!(unpacked(&[&packed[..], b"rest"].concat()).is_err());
    }

    #[test]
    fn bombs_are_refused() {
        let zeros = vec![0; 64 << 20];
        assert!(unpacked(&gzip(&zeros)).unwrap_err().contains("no export"));
        assert!(
            unpacked(&zstd::encode_all(&zeros[..], 3).unwrap()).unwrap_err().contains("no export")
        );
    }
}
