//! The folder of the index: one generation that is read, named by `CURRENT`, and perhaps a next one being made.
//!
//! ```text
//! index/CURRENT       the name of the generation in use, replaced as a whole
//! index/gen-000042/   the files of the engine, and `VERSION`
//! ```
//!
//! A rebuild fills the next generation beside the one in use: readers find the old one, then the new one, never none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::index::SegmentMeta;

use super::SearchError;
use super::index::open_engine;
use super::shelf::write_whole;

/// The files of a generation that are of no segment.
const KEPT: &[&str] =
    &["VERSION", "meta.json", ".managed.json", ".tantivy-writer.lock", ".tantivy-meta.lock"];

/// The generation in use.
pub(super) fn live(dir: &Path) -> Result<PathBuf, SearchError> {
    let path = dir.join("CURRENT");
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            SearchError::Missing { path: dir.to_owned() }
        }
        _ => SearchError::io(&path)(error),
    })?;
    let name = text.strip_suffix('\n').filter(|name| number(name).is_some());
    let name = name.ok_or_else(|| SearchError::Missing { path: dir.to_owned() })?;
    Ok(dir.join(name))
}

/// The folder that the next generation takes.
pub(super) fn next(dir: &Path) -> Result<PathBuf, SearchError> {
    let last = names(dir)?.iter().filter_map(|name| number(name)).max().unwrap_or(0);
    Ok(dir.join(format!("gen-{:06}", last + 1)))
}

/// Puts a generation in use.
pub(super) fn publish(dir: &Path, generation: &Path) -> Result<(), SearchError> {
    let name = generation.file_name().unwrap_or_default().to_string_lossy();
    let path = dir.join("CURRENT");
    write_whole(&path, format!("{name}\n").as_bytes()).map_err(SearchError::io(&path))
}

/// What lies in the folder of the index and serves nobody: what interrupted work left, or another program put there.
/// It may hold words of customers that no erasure would find.
///
/// # Errors
/// Fails where the index cannot be read.
pub(super) fn strays(dir: &Path) -> Result<Vec<PathBuf>, SearchError> {
    let live = live(dir)?;
    let in_use = live.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut strays: Vec<PathBuf> = names(dir)?
        .into_iter()
        .filter(|name| *name != "CURRENT" && *name != in_use)
        .map(|name| dir.join(name))
        .collect();
    let segments = open_engine(&live)?.searchable_segment_metas()?;
    let serves =
        |name: &str| KEPT.contains(&name) || segments.iter().any(|segment| belongs(name, segment));
    let unused = names(&live)?.into_iter().filter(|name| !serves(name));
    strays.extend(unused.map(|name| live.join(name)));
    Ok(strays)
}

/// Deletes what serves nobody, and says how much. To be called by the one who writes to the store.
pub(super) fn sweep(dir: &Path) -> Result<usize, SearchError> {
    let strays = strays(dir)?;
    for path in &strays {
        remove(path)?;
    }
    Ok(strays.len())
}

pub(super) fn remove(path: &Path) -> Result<(), SearchError> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SearchError::io(path)(error)),
        _ => Ok(()),
    }
}

/// Whether a file is one of a segment, as it is now: lists of deleted documents follow each other.
fn belongs(name: &str, segment: &SegmentMeta) -> bool {
    let Some(rest) = name.strip_prefix(&segment.id().uuid_string()) else { return false };
    let deleted = segment.delete_opstamp().map(|at| format!(".{at}.del"));
    Path::new(name).extension().is_none_or(|kind| kind != "del") || Some(rest) == deleted.as_deref()
}

/// The names in a folder, in order; none where it is missing.
fn names(dir: &Path) -> Result<Vec<String>, SearchError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(SearchError::io(dir))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(SearchError::io(dir))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn number(name: &str) -> Option<u64> {
    let figures = name.strip_prefix("gen-")?;
    (figures.len() == 6).then(|| figures.parse().ok()).flatten()
}
