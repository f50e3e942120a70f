//! Feedback like another, and feedback that mean what is asked in other words.
//!
//! Two texts are alike by their *spelling* (the pieces of their words, so that « synchronisation », « synchro » and
//! "synchronised" meet, and mistakes do not part them), by their *meaning* (vectors of words, which are near for words of
//! like meaning in French and English), and by their *usage* (words that the texts of the index say together). Nothing is
//! stored for it: the index keeps the words of each feedback in their order, and each likeness of a text is a sum over its
//! words.

mod common;
mod fuse;
mod like;
mod scan;
mod space;
mod spelling;
mod usage;
mod vocabulary;

pub use scan::Comparison;

#[cfg(test)]
mod tests;
