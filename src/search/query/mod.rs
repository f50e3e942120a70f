//! What is asked, in the words of whoever asks: cut, read into a tree, checked.

mod error;
mod explain;
mod filter;
mod lexer;
mod parser;

pub use error::QueryError;
pub use parser::Query;

pub(super) use filter::{Filter, Match};
pub(super) use parser::{Form, Node};

#[cfg(test)]
pub(super) mod hostile;
#[cfg(test)]
mod tests;
