//! What cells mean: dates, scores, words.

mod clean;
mod date;
mod date_order;
mod markup;
mod mojibake;
mod score;
mod zone;

pub use date_order::DateOrder;

pub(in crate::ingest) use clean::clean;
pub(in crate::ingest) use date::{DateFault, read as read_date};
pub(in crate::ingest) use date_order::{Evidence, Verdict};
pub(in crate::ingest) use markup::without_markup;
pub(in crate::ingest) use mojibake::{looks_encoded_twice, mended};
pub(in crate::ingest) use score::read as read_score;
pub(in crate::ingest) use zone::Zone;

/// Whether a cell is a number or a date: what no column is called.
pub(in crate::ingest) fn looks_like_value(cell: &str) -> bool {
    let cell = cell.trim();
    cell.replace(',', ".").parse::<f64>().is_ok() || date::split(cell).is_some()
}
