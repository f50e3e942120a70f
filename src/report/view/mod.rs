//! The report in words: what every human-readable format shows, figures written out in one language.
//!
//! Nothing is laid out here; renderers lay out and compute nothing.

mod customers;
mod diffusion;
mod figure;
mod indicator;
mod method;
mod priority;
mod quote;
mod reading;
mod signal;
mod touchpoint;

pub(super) use customers::{PromotersView, TrajectoryView, promoters, trajectories};
pub(super) use diffusion::{MapView, PlaceView, signals_map};
pub(super) use figure::{Figure, figure};
pub(super) use indicator::{IndicatorTable, Row, indicator_tables, main_indicator, months};
pub(super) use method::{MethodView, Term, glossary, method, notes};
pub(super) use priority::{PriorityView, priorities, subject_name, weak_signal_of};
pub(super) use quote::{QuoteView, quotes_of};
pub(super) use reading::{ReadingView, period_read, reading};
pub(super) use signal::{
    SignalView, SignalsView, brief_counts, counts, odds, opened, signals, terms,
};
pub(super) use touchpoint::{TouchpointView, touchpoints};
