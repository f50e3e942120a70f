//! The hits of a search, with their texts.

use serde::Serialize;
use vigie::assets::WordVectors;
use vigie::error::Error;
use vigie::search::{Alike, Comparison, Hit, Hits, Query};
use vigie::store::Store;
use vigie::types::{Annotation, ByteSpan};

use crate::cli::args::HitFormat;

use super::run::{View, understood};

/// How many hits are shown where nobody says how many.
const USUAL: usize = 20;

/// How many times more hits are read to find those that repeat none.
const DEPTH: usize = 5;

/// A feedback found.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) id: String,
    pub(super) score: f64,
    pub(super) text: String,
    pub(super) date: Option<jiff::civil::DateTime>,
    pub(super) highlights: Vec<ByteSpan>,
    pub(super) vigie: Annotation,
    /// The feedback found after it that nearly repeat it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) copies: Vec<String>,
    #[serde(skip)]
    pub(super) attributes: std::collections::BTreeMap<String, String>,
    #[serde(skip)]
    pub(super) ratings: vigie::types::Ratings,
}

/// What a search finds.
pub(super) struct Found {
    pub(super) total: u64,
    pub(super) answers: Vec<Answer>,
}

pub(super) fn find(view: &View<'_>, store: &Store, asked: &str) -> anyhow::Result<Found> {
    let args = view.args;
    let export = matches!(args.format, HitFormat::Iramuteq | HitFormat::Txm);
    let limit = args.limit.unwrap_or(if export { usize::MAX } else { USUAL });
    let folds =
        args.fold || (args.format == HitFormat::Human && !args.no_fold && args.kwic.is_none());
    let wanted = if folds { limit.saturating_mul(DEPTH) } else { limit };
    let (hits, passages) = rank(view, store, asked, wanted)?;
    let mut answers: Vec<Answer> = Vec::new();
    let mut alike = Alike::default();
    for hit in hits.hits {
        let answer = answer(store, hit, &passages)?;
        match folds.then(|| alike.repeats(&answer.text)).flatten() {
            Some(first) if first < answers.len() => answers[first].copies.push(answer.id),
            Some(_) => {}
            None if answers.len() < limit => answers.push(answer),
            None => {}
        }
    }
    Ok(Found { total: hits.total, answers })
}

/// Gives the passages of a text that answer.
type Passages<'a> = Box<dyn Fn(&str, &Annotation) -> Vec<ByteSpan> + 'a>;

fn rank<'a>(
    view: &View<'a>,
    store: &Store,
    asked: &str,
    limit: usize,
) -> anyhow::Result<(Hits, Passages<'a>)> {
    let query: &'a Query = view.query;
    let said = |text: &str, annotation: &Annotation| query.highlights(text, annotation.lang);
    if view.args.like.is_none() && !view.args.semantic {
        let order = view.args.sort.into();
        let hits = understood(asked, view.index.search_by(query, limit, order))?;
        return Ok((hits, Box::new(said)));
    }
    let vectors = WordVectors::embedded().map_err(Error::from)?;
    let comparison = Comparison::new(view.index, &vectors).map_err(Error::from)?;
    let Some(id) = &view.args.like else {
        let hits = understood(asked, comparison.meaning_of(query, limit))?;
        let texts = hits.hits.iter().map(|hit| text_of(store, hit));
        let texts = texts.collect::<Result<Vec<_>, Error>>()?;
        let passages = texts.into_iter().map(|text| (comparison.passage(query, &text), text));
        let passages: std::collections::HashMap<String, Option<ByteSpan>> =
            passages.map(|(passage, text)| (text, passage)).collect();
        // Where no word of the query is said, the passage that means it is shown.
        let shown = move |text: &str, annotation: &Annotation| {
            let said = said(text, annotation);
            let meant = || passages.get(text).copied().flatten().into_iter().collect();
            if said.is_empty() { meant() } else { said }
        };
        return Ok((hits, Box::new(shown)));
    };
    let model = store.feedback(id).map_err(Error::from)?;
    let model = model.ok_or_else(|| Error::UnknownFeedback { id: id.clone() })?;
    let hits = comparison.like(&model.feedback.text, query, Some(model.row), limit);
    let hits = understood(asked, hits)?;
    Ok((hits, Box::new(said)))
}

fn text_of(store: &Store, hit: &Hit) -> Result<String, Error> {
    let found = store.row(hit.row)?;
    found.map(|found| found.feedback.text).ok_or_else(|| Error::LostFeedback { id: hit.id.clone() })
}

fn answer(store: &Store, hit: Hit, passages: &Passages<'_>) -> anyhow::Result<Answer> {
    let found = store.row(hit.row).map_err(Error::from)?;
    let found = found.ok_or_else(|| Error::LostFeedback { id: hit.id.clone() })?;
    let highlights = passages(&found.feedback.text, &found.annotation);
    Ok(Answer {
        id: hit.id,
        score: hit.score,
        date: found.feedback.received,
        text: found.feedback.text,
        highlights,
        vigie: found.annotation,
        copies: Vec::new(),
        attributes: found.feedback.attributes,
        ratings: found.feedback.ratings,
    })
}

impl From<crate::cli::args::HitOrder> for vigie::search::Order {
    fn from(order: crate::cli::args::HitOrder) -> Self {
        use crate::cli::args::HitOrder;
        match order {
            HitOrder::Relevance => Self::Relevance,
            HitOrder::Date => Self::Date,
            HitOrder::Score => Self::Score,
            HitOrder::Severity => Self::Severity,
        }
    }
}
