//! The archives that spreadsheets are, looked at before anything of them is believed.

use std::io::{self, Read};

use zip::ZipArchive;

use crate::ingest::source::Raw;

/// The largest archive, packed.
const PACKED: u64 = 100 << 20;

/// The most that all its entries may hold.
const UNPACKED: u64 = 512 << 20;

/// The most that the list of texts, which is kept in memory, may hold.
const TEXTS: u64 = 128 << 20;

/// The most entries.
const ENTRIES: usize = 4_096;

/// An entry may hold this much whatever it takes, and beyond it [`RATIO`] times what it takes.
const FREE: u64 = 1 << 20;

/// How many times what it takes an entry may hold.
const RATIO: u64 = 100;

/// How much of the beginning of an entry may hold a declaration of entities.
const PROLOGUE: usize = 1 << 16;

/// Whether an archive has an entry of this name; false where it is no archive.
pub(super) fn has_entry(raw: Raw, name: &str) -> bool {
    ZipArchive::new(raw).is_ok_and(|archive| archive.index_for_name(name).is_some())
}

/// Checks that an archive holds what it says, no more than a spreadsheet does, and nothing that unfolds as it is read.
///
/// # Errors
///
/// With what is wrong, in words for the user.
pub(super) fn check(raw: Raw) -> Result<(), String> {
    if raw.size() > PACKED {
        return Err(format!("it is larger than {} MiB", PACKED >> 20));
    }
    let mut archive = ZipArchive::new(raw).map_err(|error| error.to_string())?;
    if archive.len() > ENTRIES {
        return Err(format!("the archive has {} entries", archive.len()));
    }
    let mut unpacked = 0;
    for at in 0..archive.len() {
        unpacked += declared_size(&mut archive, at)?;
        if unpacked > UNPACKED {
            return Err(format!("it would unpack to more than {} MiB", UNPACKED >> 20));
        }
    }
    (0..archive.len()).try_for_each(|at| is_as_declared(&mut archive, at))
}

/// The size that an entry says it has, once it is believable.
fn declared_size(archive: &mut ZipArchive<Raw>, at: usize) -> Result<u64, String> {
    let entry = archive.by_index_raw(at).map_err(|error| error.to_string())?;
    let (size, packed) = (entry.size(), entry.compressed_size());
    if entry.encrypted() {
        return Err("it is protected by a password".to_owned());
    }
    if entry.is_symlink() || entry.enclosed_name().is_none() {
        return Err("an entry of the archive leads out of it".to_owned());
    }
    if size > FREE && size / RATIO > packed {
        return Err(format!("an entry would unpack to {RATIO} times its size"));
    }
    let name = entry.name().map_err(|error| error.to_string())?;
    if name.ends_with("sharedStrings.xml") && size > TEXTS {
        return Err(format!("its texts take more than {} MiB: export it as CSV", TEXTS >> 20));
    }
    Ok(size)
}

/// Unpacks an entry into nothing.
fn is_as_declared(archive: &mut ZipArchive<Raw>, at: usize) -> Result<(), String> {
    let mut entry = archive.by_index(at).map_err(|error| error.to_string())?;
    let size = entry.size();
    let mut prologue = Vec::new();
    let read = (&mut entry).take(PROLOGUE as u64).read_to_end(&mut prologue);
    let broken = |_| "the archive is broken or cut".to_owned();
    let first = read.map_err(broken)? as u64;
    if [&b"<!DOCTYPE"[..], b"<!ENTITY"].iter().any(|mark| contains(&prologue, mark)) {
        return Err("it declares entities, which no spreadsheet does".to_owned());
    }
    let rest =
        io::copy(&mut entry.take(size.saturating_add(1)), &mut io::sink()).map_err(broken)?;
    if first + rest == size {
        Ok(())
    } else {
        Err("an entry does not have the size that it says".to_owned())
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
