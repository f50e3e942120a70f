//! The index opened for asking.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory as _, META_LOCK};
use tantivy::schema::Value;
use tantivy::{
    DocAddress, IndexReader, IndexSettings, ReloadPolicy, Searcher, TantivyDocument, TantivyError,
};

use super::document::Fields;
use super::matching::{Matching, SegmentMatches};
use super::plan::Planner;
use super::rank::{Best, Order};
use super::shelf::{Shelf, write_whole};
use super::slots::tokenizers;
use super::{Query, QueryError, Rebuild, SearchError, analyser, generation};

/// The version of the fields of the index, and of its folder.
const FORMAT: u32 = 5;

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
    /// Makes an empty index in `dir`, in the place of the one that may be there.
    ///
    /// # Errors
    /// Fails where the folder cannot be written.
    pub fn create(dir: &Path) -> Result<(), SearchError> {
        Rebuild::begin(dir)?.finish().map(|_| ())
    }

    /// Opens the index in `dir`, once its files were found to be what was written.
    ///
    /// # Errors
    /// Fails where there is no index, where another version made it, or where it is damaged.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        loop {
            let generation = generation::live(dir)?;
            match check_files(&generation).and_then(|()| Self::read(&generation)) {
                // Another one was put in use while this one was being opened.
                Err(_) if generation::live(dir)? != generation => {}
                opened => return opened,
            }
        }
    }

    /// What lies in the folder of the index and serves nobody: what interrupted work left, or another program put
    /// there. It may hold words of customers that no erasure would find.
    ///
    /// # Errors
    /// Fails where there is no index, or where it cannot be read.
    pub fn strays(dir: &Path) -> Result<Vec<PathBuf>, SearchError> {
        generation::strays(dir)
    }

    /// Deletes what [`Self::strays`] finds, and says how much. For the one process that writes to the store.
    ///
    /// # Errors
    /// As [`Self::strays`], and where a file cannot be deleted.
    pub fn sweep(dir: &Path) -> Result<usize, SearchError> {
        generation::sweep(dir)
    }

    /// Opens a generation whose files are taken at their word.
    pub(super) fn read(generation: &Path) -> Result<Self, SearchError> {
        let index = open_engine(generation)?;
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
        self.search_by(query, limit, Order::Relevance)
    }

    /// The first `limit` answers to a query in an order, and how many there are.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn search_by(
        &self,
        query: &Query,
        limit: usize,
        order: Order,
    ) -> Result<Hits, SearchError> {
        let searcher = self.searcher();
        self.check_attributes(query, &searcher)?;
        let plan = Planner::new(self.fields).plan(query);
        let ranked = searcher.search(&*plan, &Best { limit, order })?;
        #[expect(clippy::cast_precision_loss, reason = "scores are small")]
        let best =
            ranked.best.iter().map(|found| (found.address, found.row, found.score as f64 / 1e4));
        self.hits(&searcher, ranked.total, best)
    }

    /// The field of the words as they are.
    pub(super) fn words_field(&self) -> tantivy::schema::Field {
        self.fields.words
    }

    /// The index as it is now.
    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// All documents that answer a query.
    pub(super) fn matching(&self, query: &Query) -> Result<Vec<SegmentMatches>, SearchError> {
        let searcher = self.searcher();
        self.check_attributes(query, &searcher)?;
        let plan = Planner::new(self.fields).plan(query);
        Ok(searcher.search(&*plan, &Matching)?)
    }

    /// Documents, their rows and scores, as hits.
    pub(super) fn hits(
        &self,
        searcher: &Searcher,
        total: u64,
        found: impl Iterator<Item = (DocAddress, u64, f64)>,
    ) -> Result<Hits, SearchError> {
        let hit = |(address, row, score): (DocAddress, u64, f64)| {
            let document: TantivyDocument = searcher.doc(address)?;
            let id = document.get_first(self.fields.id);
            let id = id.and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
            Ok(Hit { id, row, score: (score * 1e4).round() / 1e4 })
        };
        Ok(Hits { total, hits: found.map(hit).collect::<Result<_, SearchError>>()? })
    }

    /// The feedback of rows, with their scores, as hits.
    pub(super) fn hits_of_rows(
        &self,
        searcher: &Searcher,
        total: u64,
        rows: impl Iterator<Item = (u64, f64)>,
    ) -> Result<Hits, SearchError> {
        let rows: Vec<(u64, f64)> = rows.collect();
        let wanted: std::collections::HashSet<u64> = rows.iter().map(|(row, _)| *row).collect();
        let mut addresses = std::collections::HashMap::with_capacity(rows.len());
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let column = reader.fast_fields().u64("row")?;
            for doc in reader.doc_ids_alive() {
                if let Some(row) = column.first(doc).filter(|row| wanted.contains(row)) {
                    addresses.insert(row, DocAddress::new(segment, doc));
                }
            }
        }
        let found = rows
            .into_iter()
            .filter_map(|(row, score)| addresses.get(&row).map(|&address| (address, row, score)));
        self.hits(searcher, total, found)
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

/// Makes an empty, private generation.
pub(super) fn create_engine(generation: &Path) -> Result<(), SearchError> {
    make_private(generation)?;
    let shelf = Shelf::open(generation).map_err(TantivyError::from)?;
    drop(tantivy::Index::create(shelf, Fields::declare().0, IndexSettings::default())?);
    let path = version_path(generation);
    write_whole(&path, version().as_bytes()).map_err(SearchError::io(&path))
}

/// Opens the files of a generation, having checked that this version cuts words as they were cut.
pub(super) fn open_engine(generation: &Path) -> Result<tantivy::Index, SearchError> {
    let path = version_path(generation);
    let found = fs::read(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SearchError::Missing { path: generation.to_owned() },
        _ => SearchError::io(&path)(error),
    })?;
    if found != version().as_bytes() {
        return Err(SearchError::Version { path: generation.to_owned() });
    }
    let shelf = Shelf::open(generation).map_err(TantivyError::from)?;
    let mut engine = tantivy::Index::open(shelf)?;
    engine.set_tokenizers(tokenizers());
    Ok(engine)
}

/// Checks that the files of a generation are what was written: the engine would answer from whatever they hold.
fn check_files(generation: &Path) -> Result<(), SearchError> {
    let engine = open_engine(generation)?;
    // Nothing is deleted under who reads.
    let lock = engine.directory().acquire_lock(&META_LOCK);
    let _lock = lock.map_err(|error| TantivyError::LockFailure(error, None))?;
    match engine.validate_checksum()?.iter().min() {
        None => Ok(()),
        Some(file) => Err(SearchError::Damaged { path: generation.join(file) }),
    }
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

/// Makes a folder that only its owner may read.
pub(super) fn make_private(dir: &Path) -> Result<(), SearchError> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir).map_err(SearchError::io(dir))
}
