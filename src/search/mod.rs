//! Finding feedback by their words and by what was answered about them.
//!
//! The index is a *projection*: it holds nothing that the store does not, and can be deleted and rebuilt with
//! identical results. It is written a batch at a time by a [`Projection`], which any error consumes, so that no
//! half-failed writer is ever used again; and read through an [`Index`], which gives identifiers and row numbers, best
//! first, and leaves the records to the store.
//!
//! One analyser serves writing and asking: words lose case, accents and elided articles (« L’appli » is `appli`), and
//! are indexed twice, as they are and under the stems of their language. An exact form counts for more than another
//! form of the same stem.

mod alike;
mod analyser;
mod concordance;
mod corpus;
mod document;
mod error;
mod facets;
mod generation;
mod highlight;
mod index;
mod lexis;
mod likeness;
mod matching;
mod plan;
mod projection;
mod query;
mod rank;
mod series;
mod shelf;
mod slots;
mod suggest;

pub use alike::Alike;
pub use concordance::{Line, concordance};
pub use corpus::{Card, Corpus};
pub use document::Document;
pub use error::{SearchError, SearchErrorKind};
pub use facets::{Facet, FacetCounts, FacetValue};
pub use index::{Hit, Hits, Index};
pub use lexis::{Lexis, SpecificWord};
pub use likeness::Comparison;
pub use projection::{Projection, Rebuild};
pub use query::{Query, QueryError};
pub use rank::Order;
pub use series::{Direction, Series, SeriesWeek, Trend};

#[cfg(test)]
mod tests;
