//! All feedback of the index at once, as columns, and the feedback that say each thing.

use std::collections::HashMap;

use jiff::Span;
use jiff::civil::{Date, date};
use tantivy::columnar::StrColumn;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermMerger;
use tantivy::{DocId, Searcher, SegmentReader, TERMINATED, TantivyError};

use super::{Index, SearchError};
use crate::evidence::Gravity;
use crate::types::{Numbering, Scale};

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

/// What is said, and is counted by week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// Content words, by their stem.
    Stem,
    /// Expressions of two content words: their stems with a space between.
    Pair,
    /// Touchpoints, as `delivery`, `delivery:-` and `delivery:+`.
    Touchpoint,
    /// Kinds of signals.
    Signal,
}

/// All feedback of an index, in the order of their rows.
pub struct Corpus {
    /// What is known of each.
    pub cards: Vec<Card>,
    /// The names of the channels; the first one is that of none, empty.
    pub channels: Vec<String>,
    searcher: Searcher,
    fields: [Field; 4],
    /// By segment and document, the place of the feedback.
    places: Vec<Vec<u32>>,
}

impl Index {
    /// Reads the columns of all feedback.
    ///
    /// # Errors
    /// Fails where the index cannot be read.
    pub fn corpus(&self) -> Result<Corpus, SearchError> {
        let searcher = self.searcher();
        let mut channels = Numbering::default();
        channels.number("");
        let mut customers = Numbering::default();
        let mut found: Vec<(Card, usize, DocId)> = Vec::new();
        for (at, reader) in searcher.segment_readers().iter().enumerate() {
            let columns = Columns::open(reader, &mut channels, &mut customers)?;
            found.extend(reader.doc_ids_alive().map(|doc| (columns.card(doc), at, doc)));
        }
        found.sort_by_key(|(card, ..)| card.row);
        let sizes = searcher.segment_readers().iter().map(|reader| reader.max_doc() as usize);
        let mut places: Vec<Vec<u32>> = sizes.map(|size| vec![u32::MAX; size]).collect();
        for (place, (_, segment, doc)) in (0..).zip(&found) {
            places[*segment][*doc as usize] = place;
        }
        let fields = self.fields();
        Ok(Corpus {
            cards: found.into_iter().map(|(card, ..)| card).collect(),
            channels: channels.into_names(),
            fields: [fields.stem, fields.pair, fields.touchpoint, fields.signal],
            searcher,
            places,
        })
    }
}

impl Corpus {
    /// Gives everything of a sort that at least so many feedback say, by letter, with the places of those that do,
    /// sorted.
    ///
    /// # Errors
    /// Fails where the index cannot be read.
    pub fn each_said(
        &self,
        saying: Saying,
        least: usize,
        mut give: impl FnMut(&str, &[u32]),
    ) -> Result<(), SearchError> {
        let field = self.fields[saying as usize];
        let readers = self.searcher.segment_readers().iter();
        let indexes: Vec<_> =
            readers.map(|reader| reader.inverted_index(field)).collect::<Result<_, _>>()?;
        let streams = indexes.iter().map(|index| index.terms().stream());
        let streams = streams.collect::<Result<Vec<_>, _>>().map_err(TantivyError::from)?;
        let mut merger = TermMerger::new(streams);
        let mut said: Vec<u32> = Vec::new();
        while merger.advance() {
            let terms: Vec<_> = merger.current_segment_ords_and_term_infos().collect();
            if terms.iter().map(|(_, term)| term.doc_freq as usize).sum::<usize>() < least {
                continue;
            }
            said.clear();
            for (segment, term) in terms {
                let option = IndexRecordOption::Basic;
                let postings = indexes[segment].read_postings_from_terminfo(&term, option);
                self.add(segment, postings.map_err(TantivyError::from)?, &mut said);
            }
            if said.len() >= least.max(1) {
                said.sort_unstable();
                give(&String::from_utf8_lossy(merger.key()), &said);
            }
        }
        Ok(())
    }

    /// The places of the documents of some postings.
    fn add(&self, segment: usize, mut postings: impl Postings, said: &mut Vec<u32>) {
        let places = &self.places[segment];
        let mut doc = postings.doc();
        while doc != TERMINATED {
            // Deleted documents have no place.
            said.extend(places.get(doc as usize).copied().filter(|&place| place != u32::MAX));
            doc = postings.advance();
        }
    }
}

/// The columns of a segment.
struct Columns {
    row: tantivy::columnar::Column<u64>,
    day: tantivy::columnar::Column<i64>,
    scores: Vec<tantivy::columnar::Column<f64>>,
    place: tantivy::columnar::Column<f64>,
    severity: tantivy::columnar::Column<f64>,
    gravity: tantivy::columnar::Column<u64>,
    unhappy: tantivy::columnar::Column<bool>,
    attribute: Option<StrColumn>,
    customer: Option<StrColumn>,
    /// For each term of `attribute` the channel that it is.
    channels: HashMap<u64, u32>,
    /// For each term of `customer` the number of the customer.
    customers: Vec<u32>,
}

impl Columns {
    fn open(
        reader: &SegmentReader,
        channels: &mut Numbering,
        customers: &mut Numbering,
    ) -> Result<Self, SearchError> {
        let fast = reader.fast_fields();
        let scores = Scale::ALL.iter().map(|scale| fast.f64(scale.id()));
        let attribute = fast.str("attribute_value")?;
        let customer = fast.str("customer")?;
        let mut own_channels = HashMap::new();
        each_term(attribute.as_ref(), |ord, term| {
            if let Some(channel) = term.strip_prefix("channel=") {
                own_channels.insert(ord, channels.number(channel));
            }
        })?;
        let mut own_customers = Vec::new();
        each_term(customer.as_ref(), |_, term| own_customers.push(customers.number(term)))?;
        Ok(Self {
            row: fast.u64("row")?,
            day: fast.i64("day")?,
            scores: scores.collect::<Result<_, _>>()?,
            place: fast.f64("place")?,
            severity: fast.f64("severity")?,
            gravity: fast.u64("gravity")?,
            unhappy: fast.bool("unhappy")?,
            attribute,
            customer,
            channels: own_channels,
            customers: own_customers,
        })
    }

    fn card(&self, doc: DocId) -> Card {
        let mut scores = [None; Scale::ALL.len()];
        for (score, column) in scores.iter_mut().zip(&self.scores) {
            *score = column.first(doc);
        }
        let of = |column: &Option<StrColumn>, find: &dyn Fn(u64) -> Option<u32>| {
            column.as_ref().and_then(|column| column.term_ords(doc).find_map(find))
        };
        let channel = of(&self.attribute, &|ord| self.channels.get(&ord).copied());
        let customer =
            of(&self.customer, &|ord| self.customers.get(usize::try_from(ord).ok()?).copied());
        let gravity = self.gravity.first(doc).and_then(|number| usize::try_from(number).ok());
        Card {
            row: self.row.first(doc).unwrap_or(u64::MAX),
            day: self.day.first(doc).map(day_of),
            scores,
            place: self.place.first(doc),
            channel: channel.unwrap_or(0),
            customer,
            unhappy: self.unhappy.first(doc).unwrap_or(false),
            gravity: gravity.and_then(|number| Gravity::ALL.get(number).copied()),
            severity: self.severity.first(doc).unwrap_or(0.0),
        }
    }
}

fn each_term(
    column: Option<&StrColumn>,
    mut give: impl FnMut(u64, &str),
) -> Result<(), SearchError> {
    let Some(column) = column else { return Ok(()) };
    let mut terms = column.dictionary().stream().map_err(TantivyError::from)?;
    let mut ord = 0;
    while terms.advance() {
        give(ord, &String::from_utf8_lossy(terms.key()));
        ord += 1;
    }
    Ok(())
}

/// The day of a number of days since 1 January 1970.
fn day_of(days: i64) -> Date {
    date(1970, 1, 1).saturating_add(Span::new().days(days.clamp(-4_000_000, 2_900_000)))
}
