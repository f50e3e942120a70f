//! The themes of a store: those that queries follow, then those that are found in the rest.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::with_lexicons;
use crate::assets::{Lexicons, WordVectors};
use crate::config::Settings;
use crate::error::Error;
use crate::evidence::passage;
use crate::observe::{Observer, Stage};
use crate::search::{Index, Query, SearchError};
use crate::stats::wilson;
use crate::store::Store;
use crate::themes::{Book, Event, Found, Said, find};
use crate::types::{ByteSpan, Measure};

/// What the feedback of a store speak of.
#[derive(Clone, Debug, Serialize)]
pub struct Discovered {
    /// The form of this answer.
    pub schema_version: u32,
    /// The share of feedback that say anything of which a query or a theme tells, 0 to 1.
    pub coverage: Measure,
    /// How many feedback are found by the queries that the project follows.
    pub followed: u64,
    /// The themes found in the others, the most told first.
    pub themes: Vec<DiscoveredTheme>,
    /// What became of the themes since the last time.
    pub events: Vec<Event>,
    /// What is to be kept for the next time.
    #[serde(skip)]
    pub book: Book,
}

/// A theme with the feedback that tell it.
#[derive(Clone, Debug, Serialize)]
pub struct DiscoveredTheme {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its most telling words.
    pub words: Vec<String>,
    /// The day of the feedback that made them enough; none where too few are dated.
    pub born: Option<Date>,
    /// How many feedback tell it, as a share of those that say anything.
    pub share: Measure,
    /// The number of feedback that tell it.
    pub feedback: u64,
    /// The sentences at its heart.
    pub quotes: Vec<Quoted>,
}

/// A sentence of a feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quoted {
    /// The feedback.
    pub id: String,
    /// The sentence.
    pub text: String,
}

/// Finds the themes of a store with those that are known. What a query finds is of the theme that it follows, and is not
/// looked into.
///
/// # Errors
///
/// When a query cannot be asked, or the store cannot be read.
pub fn discover(
    (store, index): (&Store, &Index),
    queries: &BTreeMap<String, String>,
    known: Book,
    vectors: &WordVectors,
    settings: &Settings,
    observer: &dyn Observer,
) -> Result<Discovered, Error> {
    let settings = with_lexicons(settings, &Lexicons::embedded()?).themes;
    let followed = followed(index, queries)?;
    observer.stage(Stage::Analyse, None);
    let mut read: Vec<(String, String, Option<Date>, bool)> = Vec::new();
    for row in store.rows() {
        let row = row?;
        let on = row.feedback.received.map(DateTime::date);
        read.push((row.feedback.id, row.feedback.text, on, followed.contains(&row.row)));
    }
    let said: Vec<Said<'_>> = read
        .iter()
        .map(|(_, text, on, claimed)| Said { text, on: *on, claimed: *claimed })
        .collect();
    let found = find(&said, known, vectors, &settings);
    let quoted = |&(at, span): &(u32, ByteSpan)| {
        let (id, text, ..) = &read[at as usize];
        Quoted { id: id.clone(), text: passage(text, span).of(text).to_owned() }
    };
    Ok(told(found, followed.len() as u64, quoted))
}

/// The rows that any of the queries finds.
fn followed(index: &Index, queries: &BTreeMap<String, String>) -> Result<BTreeSet<u64>, Error> {
    let mut rows = BTreeSet::new();
    for query in queries.values() {
        let asked = |error| match error {
            SearchError::Query(source) => {
                Error::Query { query: query.clone(), source: Box::new(source) }
            }
            error => Error::from(error),
        };
        let parsed = Query::parse(query).map_err(SearchError::from).map_err(asked)?;
        let hits = index.search(&parsed, usize::MAX).map_err(asked)?.hits;
        rows.extend(hits.into_iter().map(|hit| hit.row));
    }
    Ok(rows)
}

fn told(found: Found, followed: u64, quoted: impl Fn(&(u32, ByteSpan)) -> Quoted) -> Discovered {
    let Found { themes, covered, telling, book, events } = found;
    let theme = |found: &crate::themes::FoundTheme| {
        let theme = book.theme(found.id)?;
        let feedback = found.members.len() as u64;
        Some(DiscoveredTheme {
            id: theme.id,
            name: theme.name.clone(),
            words: theme.words.clone(),
            born: theme.born,
            share: wilson(feedback, telling),
            feedback,
            quotes: found.quotes.iter().map(&quoted).collect(),
        })
    };
    Discovered {
        schema_version: 1,
        coverage: wilson(covered, telling),
        followed,
        themes: themes.iter().filter_map(theme).collect(),
        events: book.events[book.events.len() - events..].to_vec(),
        book,
    }
}
