//! Feedback like another, and feedback that mean what is asked in other words.
//!
//! Two texts are alike by their *spelling* (the pieces of their words, so that « synchronisation », « synchro » and
//! "synchronised" meet, and mistakes do not part them) and by their *meaning* (vectors of words, which are near for
//! words of like meaning in French and English). Nothing is stored for it: the index keeps the words of each feedback
//! in their order, and both likenesses of a text are sums over its words.

mod common;
mod fuse;
mod like;
mod scan;
mod spelling;
mod vocabulary;

pub use scan::Comparison;

#[cfg(test)]
mod tests;
