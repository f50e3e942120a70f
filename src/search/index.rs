//! The index opened for asking.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::schema::Value;
use tantivy::{IndexReader, ReloadPolicy, Searcher, TantivyDocument, TantivyError};

use super::document::Fields;
use super::plan::Planner;
use super::rank::{Everything, rank};
use super::{Query, QueryError, SearchError, analyser};

/// The version of the fields of the index.
const FORMAT: u32 = 1;

/// The index, as it was when it was opened or last reloaded.
pub struct Index {
    reader: IndexReader,
    fields: Fields,
}

/// A feedback found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its identifier.
    pub id: String,
    /// Its number in the store.
    pub row: u64,
    /// How well it answers, 0 or more, with four decimals: 0 where the query only filters.
    pub score: f64,
}

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// How many feedback answer the query.
    pub total: u64,
    /// The best of them, best first; of two with the same score, the first stored comes first.
    pub hits: Vec<Hit>,
}

impl Index {
    /// Makes an empty index in `dir`, which must be absent or empty.
    ///
    /// # Errors
    /// Fails where the folder holds anything, or cannot be written.
    pub fn create(dir: &Path) -> Result<(), SearchError> {
        make_private(dir)?;
        if fs::read_dir(dir).map_err(SearchError::io(dir))?.next().is_some() {
            let taken = io::Error::from(io::ErrorKind::DirectoryNotEmpty);
            return Err(SearchError::io(dir)(taken));
        }
        drop(tantivy::Index::create_in_dir(dir, Fields::declare().0)?);
        // Written last: a folder without it is no index.
        let path = version_path(dir);
        fs::write(&path, version()).map_err(SearchError::io(&path))?;
        File::open(&path).and_then(|file| file.sync_all()).map_err(SearchError::io(&path))?;
        sync_folder(dir)
    }

    /// Opens the index in `dir`.
    ///
    /// # Errors
    /// Fails where there is no index, where another version made it, or where it is damaged.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let index = open_engine(dir)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, fields: Fields::declare().1 })
    }

    /// How many feedback are indexed.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many feedback of a batch are indexed.
    ///
    /// # Errors
    /// Fails where the index cannot be read.
    pub fn batch_len(&self, batch: &str) -> Result<u64, SearchError> {
        Ok(Planner::new(self.fields).count_batch(&self.reader.searcher(), batch)?)
    }

    /// The columns of the sources that can be filtered on, folded, in order.
    ///
    /// # Errors
    /// Fails where the index cannot be read.
    pub fn attributes(&self) -> Result<Vec<String>, SearchError> {
        attributes(&self.reader.searcher(), self.fields)
    }

    /// The best `limit` answers to a query, and how many there are.
    ///
    /// # Errors
    /// Fails where the query filters on a column that no feedback has, or where the index cannot be read.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Hits, SearchError> {
        let searcher = self.reader.searcher();
        self.check_attributes(query, &searcher)?;
        let plan = Planner::new(self.fields).plan(query);
        let found = searcher.search(&*plan, &Everything)?;
        let total = found.len() as u64;
        let hit = |found: super::rank::Found| {
            let document: TantivyDocument = searcher.doc(found.address)?;
            let id =
                document.get_first(self.fields.id).and_then(|id| id.as_str().map(str::to_owned));
            #[expect(clippy::cast_precision_loss, reason = "scores are small")]
            let score = found.score as f64 / 1e4;
            Ok(Hit { id: id.unwrap_or_default(), row: found.row, score })
        };
        let hits = rank(found, limit).into_iter().map(hit).collect::<Result<_, SearchError>>()?;
        Ok(Hits { total, hits })
    }

    fn check_attributes(&self, query: &Query, searcher: &Searcher) -> Result<(), SearchError> {
        let asked = query.attributes();
        if asked.is_empty() {
            return Ok(());
        }
        let known = attributes(searcher, self.fields)?;
        match asked.into_iter().find(|(name, _)| !known.contains(name)) {
            Some((name, at)) => Err(QueryError::unknown_field(&name, at, &known).into()),
            None => Ok(()),
        }
    }
}

/// Opens the files of the index, having checked that this version cuts words as they were cut.
pub(super) fn open_engine(dir: &Path) -> Result<tantivy::Index, SearchError> {
    let path = version_path(dir);
    let found = fs::read_to_string(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SearchError::Missing { path: dir.to_owned() },
        _ => SearchError::io(&path)(error),
    })?;
    if found != version() {
        return Err(SearchError::Version { path: dir.to_owned() });
    }
    Ok(tantivy::Index::open_in_dir(dir)?)
}

/// Makes the names in a folder durable: the engine does so before it renames its list of segments, never after.
pub(super) fn sync_folder(dir: &Path) -> Result<(), SearchError> {
    if cfg!(unix) {
        File::open(dir).and_then(|folder| folder.sync_all()).map_err(SearchError::io(dir))?;
    }
    Ok(())
}

/// The terms of the names of columns.
fn attributes(searcher: &Searcher, fields: Fields) -> Result<Vec<String>, SearchError> {
    let mut names = std::collections::BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.attribute_name)?;
        let mut terms = index.terms().stream().map_err(TantivyError::from)?;
        while terms.advance() {
            names.insert(String::from_utf8_lossy(terms.key()).into_owned());
        }
    }
    Ok(names.into_iter().collect())
}

fn version() -> String {
    format!("vigie index {FORMAT}, analyser {}\n", analyser::VERSION)
}

fn version_path(dir: &Path) -> PathBuf {
    dir.join("VERSION")
}

/// Makes a folder that only its owner may read: the files that the engine makes in it are readable by all.
fn make_private(dir: &Path) -> Result<(), SearchError> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir).map_err(SearchError::io(dir))
}
