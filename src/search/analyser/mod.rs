//! Text to terms: the same at writing and at asking.
//!
//! A text is cut into words without accents, case and elided articles ([`terms`]); each word then has one or more
//! *stems* ([`Stems`]), under which its forms meet: that of the family it belongs to (« tjrs », "toujours"; "bought",
//! "buy"), or that of its folded form, and that of the compound it begins.

mod families;
mod numbers;
mod stems;
mod stops;
mod terms;

pub(super) use stems::{STEMMED, Stems};
pub(super) use stops::{is_negation, is_stop_word};
pub(super) use terms::{Term, fold_value, terms, terms_of};

/// The version of what this folder and the layers below make of a text. Any change of the terms is a new version, and
/// an index of another version is rebuilt.
pub(super) const VERSION: &str = "2 (rust-stemmers 1.2)";

#[cfg(test)]
mod tests;
