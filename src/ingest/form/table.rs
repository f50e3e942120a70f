//! What every form of file is brought to: rows of text cells.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::Delimiter;
use crate::ingest::{Fault, IngestError, Remark};

/// A row as read.
pub(in crate::ingest) struct Row<'t> {
    /// Its number among the rows of the table, from 1, those of the header included.
    pub record: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The byte of the decoded text at which it begins, from 0.
    pub byte: u64,
    /// One cell a column, or why there are none.
    pub cells: Result<Vec<Cow<'t, str>>, Refusal>,
    /// The row as it stands in the file, where its cells cannot be told.
    pub raw: Option<Cow<'t, str>>,
}

/// Why a row is not kept, and in which column where the fault lies in one.
pub(in crate::ingest) type Refusal = (Fault, Option<usize>);

/// What is done with each row: to break is to read no further.
pub(in crate::ingest) type Take<'f> = &'f mut dyn FnMut(Row<'_>) -> ControlFlow<()>;

/// A file opened as a table.
///
/// Rows are given to a function rather than by an iterator: most forms read them into a buffer that the next row
/// takes over.
pub(in crate::ingest) trait Table {
    /// The names of the columns, where the form has them apart from its rows.
    fn names(&self) -> Option<&[String]> {
        None
    }

    /// The file that the rows come from and its SHA-256, where it is another than the one that was opened.
    fn origin(&self) -> Option<(&str, &str)> {
        None
    }

    /// Asks for columns that only their path tells, `contacts[].id`, beside those that the table gives by itself;
    /// gives the names that it took.
    fn ask_for(&mut self, _paths: &[String]) -> Vec<String> {
        Vec::new()
    }

    /// Gives each row to `take`, from the first, until it breaks.
    fn each(&self, take: Take<'_>) -> Result<(), IngestError>;

    /// How the file was opened.
    fn opening(&self) -> &Opening;
}

/// How a file was opened.
#[derive(Clone, Debug)]
pub(in crate::ingest) struct Opening {
    /// The character encoding.
    pub encoding: &'static str,
    /// The delimiter, for delimited files of more than one column.
    pub delimiter: Option<Delimiter>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
}
