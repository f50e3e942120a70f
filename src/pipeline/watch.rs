//! The corpus of a store, watched through its index: no text is read but those that are quoted.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

use crate::error::Error;
use crate::search::{Card, Corpus, Index, Query, SearchError};
use crate::signals::{
    AlertRule, Band, Fact, Facts, Feature, Said, Side, SignalSettings, Texts, Watch,
};
use crate::store::{Store, StoredFeedback};
use crate::types::{Dataset, Scale, SignalKind, Touchpoint};

/// The texts of a store, by the place of each feedback in its index.
pub struct StoredTexts<'s> {
    store: &'s Store,
    rows: Vec<u64>,
}

impl<'s> StoredTexts<'s> {
    /// The texts of the rows of a store, in the order of [`watch_index`].
    pub fn new(store: &'s Store, rows: Vec<u64>) -> Self {
        Self { store, rows }
    }
}

/// Makes the corpus of an index ready to be watched, and gives the row of the store of each feedback. Words and
/// severity are those that the index was made with.
///
/// # Errors
///
/// When the index cannot be read.
pub fn watch_index<'w>(
    index: &Index,
    settings: &'w SignalSettings,
) -> Result<(Watch<'w>, Vec<u64>), Error> {
    let corpus = index.corpus()?;
    let rows = corpus.cards.iter().map(|card| card.row).collect();
    let said = Said::build(&corpus.spoken, labels(&corpus), &settings.mood_words);
    Ok((Watch::of(said, facts(corpus), settings), rows))
}

impl Texts for StoredTexts<'_> {
    type Error = Error;

    fn fetch(&self, places: &[u32]) -> Result<Dataset, Error> {
        let mut dataset = Dataset::new();
        for &place in places {
            let row = self.rows[place as usize];
            let found = self.store.row(row)?;
            let StoredFeedback { feedback, annotation, .. } =
                found.ok_or_else(|| Error::LostFeedback { id: format!("row {row}") })?;
            dataset.push(feedback, annotation);
        }
        Ok(dataset)
    }
}

/// The labels of a corpus as features, with the feedback that bear them.
fn labels(corpus: &Corpus) -> BTreeMap<Feature, Vec<u32>> {
    let sides = corpus.touchpoints.iter().filter_map(|(term, by)| {
        let (id, side) = term.split_once(':')?;
        let side = if side == "-" { Side::Complaint } else { Side::Praise };
        let touchpoint = Touchpoint::ALL.iter().find(|touchpoint| touchpoint.id() == id)?;
        Some((Feature::Touchpoint(*touchpoint, side), by.clone()))
    });
    let kinds = corpus.signals.iter().filter_map(|(term, by)| {
        let kind = SignalKind::ALL.iter().find(|kind| kind.id() == term)?;
        Some((Feature::Kind(*kind), by.clone()))
    });
    sides.chain(kinds).collect()
}

fn facts(corpus: Corpus) -> Facts {
    let scale = main_scale(&corpus.cards);
    let fact = |card: &Card| Fact {
        day: card.day,
        channel: card.channel,
        band: Band::of(scale.and_then(|(at, scale)| Some((scale, card.scores[at]?)))),
        customer: card.customer,
        unhappy: card.unhappy,
        gravity: card.gravity,
        severity: card.severity,
        place: card.place,
    };
    Facts { all: corpus.cards.iter().map(fact).collect(), channels: corpus.channels }
}

/// The scale on which most feedback are scored, the first on a tie, with its place in [`Scale::ALL`].
fn main_scale(cards: &[Card]) -> Option<(usize, Scale)> {
    let scored = |at: usize| cards.iter().filter(|card| card.scores[at].is_some()).count();
    let best = (0..Scale::ALL.len()).rev().max_by_key(|&at| scored(at))?;
    (scored(best) > 0).then_some((best, Scale::ALL[best]))
}

/// What became of a threshold of the user's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlertCheck {
    /// The threshold.
    #[serde(flatten)]
    pub rule: AlertRule,
    /// How many feedback its query finds in its weeks.
    pub observed: u64,
    /// Whether that is enough.
    pub tripped: bool,
}

/// Counts what each threshold counts, in the weeks that end on a day.
///
/// # Errors
///
/// When a query cannot be understood, or the index cannot be read.
pub fn check_alerts(
    index: &Index,
    rules: &[AlertRule],
    last: Date,
) -> Result<Vec<AlertCheck>, Error> {
    let check = |rule: &AlertRule| {
        let days = i64::from(rule.weeks.max(1)) * 7 - 1;
        let first = last.saturating_sub(Span::new().days(days.min(100_000)));
        let query = format!("({}) date:{first}..{last}", rule.query);
        let query = Query::parse(&query).map_err(SearchError::from)?;
        let observed = index.search(&query, 1)?.total;
        Ok(AlertCheck { tripped: observed >= rule.at_least.max(1), observed, rule: rule.clone() })
    };
    rules.iter().map(check).collect()
}
