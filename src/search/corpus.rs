//! All feedback of the index at once, from its columns.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::{Date, date};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, TantivyError};

use super::{Index, SearchError};
use crate::evidence::Gravity;
use crate::text::{Spoken, SpokenBuilder};
use crate::types::{Lists, Numbering, Scale};

/// What the index knows of a feedback beside its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its number in the store.
    pub row: u64,
    /// When it was given.
    pub day: Option<Date>,
    /// Its scores, in the order of [`Scale::ALL`].
    pub scores: [Option<f64>; Scale::ALL.len()],
    /// The place of its score on its scale, 0 worst to 1 best.
    pub place: Option<f64>,
    /// Its channel, as a place in [`Corpus::channels`]; the first one is none.
    pub channel: u32,
    /// Who gave it, as a number of the corpus.
    pub customer: Option<u32>,
    /// Whether it complains.
    pub unhappy: bool,
    /// What makes it grave.
    pub gravity: Option<Gravity>,
    /// How dissatisfied it is, 0 to 1.
    pub severity: f64,
}

/// All feedback of an index, in the order of their rows.
pub struct Corpus {
    /// What is known of each.
    pub cards: Vec<Card>,
    /// The names of the channels; the first one is that of none, empty.
    pub channels: Vec<String>,
    /// The content words of each.
    pub spoken: Spoken,
    /// Touchpoints, as `delivery`, `delivery:-` and `delivery:+`, with the places of the feedback that speak of them,
    /// sorted.
    pub touchpoints: BTreeMap<String, Vec<u32>>,
    /// Kinds of signals, with the places of the feedback that bear them, sorted.
    pub signals: BTreeMap<String, Vec<u32>>,
}

impl Index {
    /// Reads the columns of all feedback.
    ///
    /// # Errors
    /// Fails where the index cannot be read.
    pub fn corpus(&self) -> Result<Corpus, SearchError> {
        let searcher = self.searcher();
        let mut names = Names::default();
        names.channels.number("");
        let (mut segments, mut rows) = (Vec::new(), Vec::new());
        for (at, reader) in searcher.segment_readers().iter().enumerate() {
            let columns = Columns::open(reader, &mut names)?;
            rows.extend(reader.doc_ids_alive().map(|doc| (columns.row(doc), at, doc)));
            segments.push(columns);
        }
        rows.sort_unstable();
        let mut cards = Vec::with_capacity(rows.len());
        let (mut touchpoints, mut signals) = (Lists::default(), Lists::default());
        for (_, segment, doc) in rows {
            let columns = &segments[segment];
            cards.push(columns.card(doc));
            names.spoken.text(columns.said.of(doc));
            touchpoints.push(columns.touchpoint.of(doc));
            signals.push(columns.signal.of(doc));
        }
        Ok(Corpus {
            cards,
            channels: names.channels.into_names(),
            spoken: names.spoken.finish(),
            touchpoints: borne(names.touchpoints, &touchpoints),
            signals: borne(names.signals, &signals),
        })
    }
}

/// For each label the feedback that bear it, from the labels of each feedback.
fn borne(numbering: Numbering, labels: &Lists) -> BTreeMap<String, Vec<u32>> {
    let names = numbering.into_names();
    let by_label = labels.transposed(names.len());
    names.into_iter().zip(by_label.iter()).map(|(name, by)| (name, by.to_vec())).collect()
}

/// The numbers of what the columns of all segments say in words.
#[derive(Default)]
struct Names {
    channels: Numbering,
    customers: Numbering,
    touchpoints: Numbering,
    signals: Numbering,
    spoken: SpokenBuilder,
}

/// The columns of a segment.
struct Columns {
    row: Column<u64>,
    day: Column<i64>,
    scores: Vec<Column<f64>>,
    place: Column<f64>,
    severity: Column<f64>,
    gravity: Column<u64>,
    unhappy: Column<bool>,
    channel: Words,
    customer: Words,
    touchpoint: Words,
    signal: Words,
    said: Words,
}

impl Columns {
    fn open(reader: &SegmentReader, names: &mut Names) -> Result<Self, SearchError> {
        let fast = reader.fast_fields();
        let scores = Scale::ALL.iter().map(|scale| fast.f64(scale.id()));
        let Names { channels, customers, touchpoints, signals, spoken } = names;
        Ok(Self {
            row: fast.u64("row")?,
            day: fast.i64("day")?,
            scores: scores.collect::<Result<_, _>>()?,
            place: fast.f64("place")?,
            severity: fast.f64("severity")?,
            gravity: fast.u64("gravity")?,
            unhappy: fast.bool("unhappy")?,
            channel: Words::open(fast.str("attribute_value")?, |term| {
                term.strip_prefix("channel=").map(|channel| channels.number(channel))
            })?,
            customer: Words::open(fast.str("customer")?, |term| Some(customers.number(term)))?,
            touchpoint: Words::open(fast.str("touchpoint")?, |t| Some(touchpoints.number(t)))?,
            signal: Words::open(fast.str("signal")?, |term| Some(signals.number(term)))?,
            said: Words::open(fast.str("said")?, |term| Some(spoken.number(term)))?,
        })
    }

    fn row(&self, doc: DocId) -> u64 {
        self.row.first(doc).unwrap_or(u64::MAX)
    }

    fn card(&self, doc: DocId) -> Card {
        let mut scores = [None; Scale::ALL.len()];
        for (score, column) in scores.iter_mut().zip(&self.scores) {
            *score = column.first(doc);
        }
        let gravity = self.gravity.first(doc).and_then(|number| usize::try_from(number).ok());
        Card {
            row: self.row(doc),
            day: self.day.first(doc).map(day_of),
            scores,
            place: self.place.first(doc),
            channel: self.channel.of(doc).next().unwrap_or(0),
            customer: self.customer.of(doc).next(),
            unhappy: self.unhappy.first(doc).unwrap_or(false),
            gravity: gravity.and_then(|number| Gravity::ALL.get(number).copied()),
            severity: self.severity.first(doc).unwrap_or(0.0),
        }
    }
}

/// A column of words, as numbers that are the same in all segments.
struct Words {
    column: Option<StrColumn>,
    /// For each word of the segment its number; none where it is of no interest.
    numbers: Vec<Option<u32>>,
}

impl Words {
    fn open(
        column: Option<StrColumn>,
        mut number: impl FnMut(&str) -> Option<u32>,
    ) -> Result<Self, SearchError> {
        let mut numbers = Vec::new();
        if let Some(column) = &column {
            let mut terms = column.dictionary().stream().map_err(TantivyError::from)?;
            while terms.advance() {
                numbers.push(number(&String::from_utf8_lossy(terms.key())));
            }
        }
        Ok(Self { column, numbers })
    }

    /// The numbers of the words of a document, in order.
    fn of(&self, doc: DocId) -> impl Iterator<Item = u32> {
        let ords = self.column.iter().flat_map(move |column| column.term_ords(doc));
        ords.filter_map(|ord| *self.numbers.get(usize::try_from(ord).ok()?)?)
    }
}

/// The day of a number of days since 1 January 1970.
fn day_of(days: i64) -> Date {
    date(1970, 1, 1).saturating_add(Span::new().days(days.clamp(-4_000_000, 2_900_000)))
}
