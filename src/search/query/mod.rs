//! What is asked, in the words of whoever asks.
//!
//! ```text
//! livraison retard              both words, in any form of theirs; exact forms first
//! "service client"              these words, in this order
//! remboursement OR avoir        either
//! livraison -colis              the first without the second; also `NOT colis`
//! (colis OR paquet) abîmé       grouping
//! rembours*                     any word that begins so (2 letters at least)
//! touchpoint:delivery-          spoken of badly; `+` well; nothing: at all
//! sentiment:neg signal:churn_intent lang:fr customer:C-17 id:42
//! date:2026-01..2026-03         whole months, or years, or days; `date>=2026-01-05`
//! score<=6 nps>=9               a score on any scale, or on one of nps, stars, csat, ces
//! channel:"site web"            any column of the source; `magasin:ly*`, `magasin:*`
//! *                             everything
//! ```
//!
//! A query is at most 1 KiB long, 20 parentheses deep, 128 clauses wide: whoever asks cannot exhaust the machine.

mod error;
mod explain;
mod filter;
mod lexer;
mod parser;

pub use error::QueryError;
pub use parser::Query;

pub(super) use filter::{Filter, Match};
pub(super) use parser::Node;
