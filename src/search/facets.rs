//! What a query finds, counted by touchpoint, signal, week, score or any column of the sources.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};
use serde::Serialize;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use crate::stats::specificity;
use crate::types::Scale;

use super::analyser::fold_value;
use super::document::{attribute_term, day_number};
use super::{Index, Query, QueryError, SearchError};

/// What hits can be counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The overall sentiment.
    Sentiment,
    /// The touchpoints spoken of: at all, or on one side, `-` or `+`.
    Touchpoint(Option<char>),
    /// The signals.
    Signal,
    /// The language.
    Lang,
    /// The week, named by its Monday.
    Week,
    /// The month.
    Month,
    /// The score, on one scale.
    Score(Scale),
    /// A column of the sources, by its folded name.
    Attribute(String),
}

/// A value of a facet, and how many feedback have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FacetValue {
    /// The value: an identifier, a day as `2026-01-05`, a month as `2026-01`, a number, or as the source writes it.
    pub value: String,
    /// How many of the feedback found have it.
    pub count: u64,
    /// How many of all feedback have it.
    pub of: u64,
    /// Lafon's specificity: 3 or more, the value is over-represented among what is found; −3 or less, under-represented.
    pub specificity: f64,
}

/// What is found, counted by one facet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FacetCounts {
    /// The facet, as it is asked for.
    pub facet: String,
    /// How many feedback are found.
    pub hits: u64,
    /// How many of them have no value.
    pub without: u64,
    /// The values, the most frequent first; weeks, months and scores in their order.
    pub values: Vec<FacetValue>,
}

impl Facet {
    /// The facet of this name. One that is no facet is taken for a column, which is checked when it is counted.
    pub fn named(name: &str) -> Self {
        match name {
            "sentiment" => Self::Sentiment,
            "touchpoint" => Self::Touchpoint(None),
            "touchpoint-" => Self::Touchpoint(Some('-')),
            "touchpoint+" => Self::Touchpoint(Some('+')),
            "signal" => Self::Signal,
            "lang" => Self::Lang,
            "week" => Self::Week,
            "month" => Self::Month,
            other => Scale::ALL
                .iter()
                .find(|scale| scale.id() == other)
                .map_or_else(|| Self::Attribute(fold_value(other)), |&scale| Self::Score(scale)),
        }
    }

    /// The name under which it is asked for.
    pub fn name(&self) -> String {
        match self {
            Self::Sentiment => "sentiment".to_owned(),
            Self::Touchpoint(None) => "touchpoint".to_owned(),
            Self::Touchpoint(Some(side)) => format!("touchpoint{side}"),
            Self::Signal => "signal".to_owned(),
            Self::Lang => "lang".to_owned(),
            Self::Week => "week".to_owned(),
            Self::Month => "month".to_owned(),
            Self::Score(scale) => scale.id().to_owned(),
            Self::Attribute(name) => name.clone(),
        }
    }

    /// Whether the values come in their own order.
    fn is_ordered(&self) -> bool {
        matches!(self, Self::Week | Self::Month | Self::Score(_))
    }
}

/// The facets that every index has.
const FACETS: [&str; 8] =
    ["sentiment", "touchpoint", "touchpoint-", "touchpoint+", "signal", "lang", "week", "month"];

impl Index {
    /// Counts what a query finds by a facet, beside all feedback.
    ///
    /// # Errors
    /// Fails where the query or the facet is of a column that no feedback has, or where the index cannot be read.
    pub fn facet(&self, query: &Query, facet: &Facet) -> Result<FacetCounts, SearchError> {
        self.check_facet(facet)?;
        let found = self.matching(query)?;
        let searcher = self.searcher();
        let mut tally = Tally::default();
        for matches in &found {
            let reader = searcher.segment_reader(matches.segment);
            tally.add(reader, facet, &matches.docs)?;
        }
        Ok(tally.counts(facet, searcher.num_docs()))
    }

    fn check_facet(&self, facet: &Facet) -> Result<(), SearchError> {
        let Facet::Attribute(name) = facet else { return Ok(()) };
        let mut known = self.attributes()?;
        if known.contains(name) {
            return Ok(());
        }
        known.extend(Scale::ALL.iter().map(|scale| scale.id().to_owned()));
        known.extend(FACETS.map(str::to_owned));
        Err(QueryError::unknown_facet(name, known).into())
    }
}

/// Counts by value.
#[derive(Default)]
struct Tally {
    /// By the value as it is compared: how many are found, how many there are, and the forms in which it is written.
    values: BTreeMap<String, (u64, u64, BTreeMap<String, u64>)>,
    hits: u64,
    with: u64,
}

impl Tally {
    fn add(
        &mut self,
        reader: &SegmentReader,
        facet: &Facet,
        found: &[DocId],
    ) -> Result<(), SearchError> {
        self.hits += found.len() as u64;
        match facet {
            Facet::Week | Facet::Month => {
                let days = reader.fast_fields().i64("day")?;
                let monthly = *facet == Facet::Month;
                self.numbers(reader, found, |doc| {
                    days.first(doc).map(|day| if monthly { month_of(day) } else { week_of(day) })
                });
            }
            Facet::Score(scale) => {
                let scores = reader.fast_fields().f64(scale.id())?;
                // Sorted as texts: a scale has two digits at most.
                self.numbers(reader, found, |doc| {
                    scores.first(doc).map(|score| format!("{score:>5}"))
                });
            }
            facet => self.strings(reader, facet, found)?,
        }
        Ok(())
    }

    fn numbers(
        &mut self,
        reader: &SegmentReader,
        found: &[DocId],
        value: impl Fn(DocId) -> Option<String>,
    ) {
        for doc in reader.doc_ids_alive() {
            if let Some(value) = value(doc) {
                self.values.entry(value).or_default().1 += 1;
            }
        }
        for &doc in found {
            if let Some(value) = value(doc) {
                self.values.entry(value).or_default().0 += 1;
                self.with += 1;
            }
        }
    }

    fn strings(
        &mut self,
        reader: &SegmentReader,
        facet: &Facet,
        found: &[DocId],
    ) -> Result<(), SearchError> {
        let name = match facet {
            Facet::Attribute(_) => "attribute_value".to_owned(),
            Facet::Touchpoint(_) => "touchpoint".to_owned(),
            facet => facet.name(),
        };
        let Some(column) = reader.fast_fields().str(&name)? else { return Ok(()) };
        let wanted = wanted_ords(&column, facet)?;
        let mut counts = vec![(0_u64, 0_u64); wanted.len()];
        for doc in reader.doc_ids_alive() {
            for ord in ords(&column, doc) {
                counts[ord].1 += 1;
            }
        }
        for &doc in found {
            let mut has = false;
            for ord in ords(&column, doc).filter(|&ord| wanted[ord].is_some()) {
                counts[ord].0 += 1;
                has = true;
            }
            self.with += u64::from(has);
        }
        for (value, (inside, all)) in wanted.into_iter().zip(counts) {
            let Some(value) = value else { continue };
            let key = if matches!(facet, Facet::Attribute(_)) {
                fold_value(&value)
            } else {
                value.clone()
            };
            let entry = self.values.entry(key).or_default();
            entry.0 += inside;
            entry.1 += all;
            *entry.2.entry(value).or_default() += all;
        }
        Ok(())
    }

    fn counts(self, facet: &Facet, all: u64) -> FacetCounts {
        let hits = self.hits;
        let mut values: Vec<FacetValue> = self
            .values
            .into_iter()
            .filter(|(_, (count, ..))| *count > 0)
            .map(|(key, (count, of, forms))| FacetValue {
                // The form that most feedback have; of two, the first in order.
                value: forms
                    .into_iter()
                    .rev()
                    .max_by_key(|(_, count)| *count)
                    .map_or_else(|| key.trim().to_owned(), |(form, _)| form),
                count,
                of,
                specificity: two_decimals(specificity(all, hits, of, count)),
            })
            .collect();
        if !facet.is_ordered() {
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        }
        FacetCounts { facet: facet.name(), hits, without: hits - self.with, values }
    }
}

/// The value of each term of a column, none where the facet does not look at it.
fn wanted_ords(column: &StrColumn, facet: &Facet) -> Result<Vec<Option<String>>, SearchError> {
    let prefix = match facet {
        Facet::Attribute(name) => attribute_term(name, ""),
        _ => String::new(),
    };
    let mut wanted = Vec::with_capacity(column.num_terms());
    let mut terms = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
    while terms.advance() {
        let term = String::from_utf8_lossy(terms.key()).into_owned();
        wanted.push(match facet {
            Facet::Attribute(_) => term.strip_prefix(&prefix).map(str::to_owned),
            Facet::Touchpoint(None) => Some(term).filter(|term| !term.contains(':')),
            Facet::Touchpoint(Some(side)) => {
                term.strip_suffix(*side).and_then(|term| term.strip_suffix(':')).map(str::to_owned)
            }
            _ => Some(term),
        });
    }
    Ok(wanted)
}

#[expect(clippy::cast_possible_truncation, reason = "terms of a segment are counted in memory")]
fn ords(column: &StrColumn, doc: DocId) -> impl Iterator<Item = usize> + '_ {
    column.term_ords(doc).map(|ord| ord as usize)
}

/// The Monday of the week of a day.
fn week_of(day: i64) -> String {
    // 1 January 1970 was a Thursday.
    let monday = (day + 3).div_euclid(7) * 7 - 3;
    day_of(monday).map_or_else(|| day.to_string(), |monday| monday.to_string())
}

fn month_of(day: i64) -> String {
    let month = |day: Date| day.to_string().get(..7).map(str::to_owned);
    day_of(day).and_then(month).unwrap_or_else(|| day.to_string())
}

fn day_of(number: i64) -> Option<Date> {
    let days = Span::new().try_days(number).ok()?;
    date(1970, 1, 1).checked_add(days).ok()
}

/// The Mondays from that of the week of `first` to that of the week of `last`, without a gap.
pub(super) fn weeks(first: Date, last: Date) -> Vec<String> {
    let mut weeks = Vec::new();
    let mut day = first;
    while day <= last || week_of(day_number(day)) == week_of(day_number(last)) {
        weeks.push(week_of(day_number(day)));
        match day.checked_add(7.days()) {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    weeks
}

pub(super) fn two_decimals(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
