//! What every form of file is brought to: named columns, and records of text cells.

use std::borrow::Cow;

use super::{Delimiter, Fault, Remark};

/// A record as read.
pub(super) struct Row<'t> {
    /// Its number among the data records, from 1.
    pub record: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The byte of the decoded text at which it begins, from 0.
    pub byte: u64,
    /// One cell a column, or why there are none.
    pub cells: Result<Vec<Cow<'t, str>>, Refusal>,
}

/// Why a record is not kept, and in which column where the fault lies in one.
pub(super) type Refusal = (Fault, Option<usize>);

/// A file opened as a table.
pub(super) trait Table {
    /// The names of the columns, trimmed, in order.
    fn columns(&self) -> &[String];

    /// The records, from the first; each call begins anew.
    fn rows(&self) -> Box<dyn Iterator<Item = Row<'_>> + '_>;

    /// How the file was opened.
    fn opening(&self) -> &Opening;
}

/// How a file was opened.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    /// The character encoding.
    pub encoding: &'static str,
    /// The delimiter, for delimited files of more than one column.
    pub delimiter: Option<Delimiter>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
}
