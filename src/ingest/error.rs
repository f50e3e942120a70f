//! Why a file cannot be used at all.

use thiserror::Error;

use super::Role;
use super::values::looks_like_value;

/// Why a file, or a setting, cannot be used.
///
/// A bad record is not an error: it is a [`Reject`](super::Reject).
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum IngestError {
    /// There is nothing in the file.
    #[error("`{file}` is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// The bytes of the file cannot be read, or unpacked.
    #[error("`{file}` cannot be read: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// The kind of failure.
        kind: std::io::ErrorKind,
        /// What failed.
        reason: String,
    },
    /// A spreadsheet, a Parquet or an Arrow file that cannot be read.
    #[error("`{file}` cannot be read as {form}: {reason}")]
    BadForm {
        /// The file.
        file: String,
        /// What it is taken for.
        form: &'static str,
        /// Why it cannot be read.
        reason: String,
    },
    /// A sheet that the spreadsheet has not.
    #[error("`{file}` has no sheet `{sheet}`, among {}", listed(.sheets))]
    UnknownSheet {
        /// The file.
        file: String,
        /// The sheet asked for.
        sheet: String,
        /// Those that it has.
        sheets: Vec<String>,
    },
    /// An export that holds no words of customers.
    #[error("`{file}` is {title}, which has no text to read: {reason}")]
    NoWords {
        /// The file.
        file: String,
        /// The export that it is.
        title: String,
        /// Why, and what to export instead.
        reason: String,
    },
    /// A time zone that does not exist.
    #[error("unknown time zone `{name}`")]
    UnknownZone {
        /// What was given.
        name: String,
    },
    /// The bytes are not those of a text.
    #[error("`{file}` does not look like text: it looks like {what}")]
    NotText {
        /// The file.
        file: String,
        /// What it looks like.
        what: &'static str,
    },
    /// The encoding asked for is not known.
    #[error("unknown encoding `{label}`")]
    UnknownEncoding {
        /// The encoding, as asked for.
        label: String,
    },
    /// The first record, which names the columns, cannot be read.
    #[error("`{file}`: the header cannot be read: {reason}")]
    BadHeader {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// A JSON file in which no list of objects is found.
    #[error("`{file}` is JSON, and no list of objects is found in it")]
    NoObjects {
        /// The file.
        file: String,
    },
    /// More columns than any export has.
    #[error("`{file}` has {found} columns, more than {most}")]
    TooManyColumns {
        /// The file.
        file: String,
        /// How many columns its first line has.
        found: usize,
        /// The most that are read.
        most: usize,
    },
    /// Two columns bear the same name.
    #[error("`{file}`, line {line}: columns {first} and {second} are both named `{header}`")]
    DuplicateHeader {
        /// The file.
        file: String,
        /// The name.
        header: String,
        /// The line of the header, from 1.
        line: u64,
        /// The number of the first, from 1.
        first: usize,
        /// The number of the second, from 1.
        second: usize,
    },
    /// No column holds the words of customers, as far as their names tell.
    #[error("`{file}`: no column holds the text, among {}", listed(.columns))]
    NoTextColumn {
        /// The file.
        file: String,
        /// The columns found.
        columns: Vec<String>,
        /// The column that looks the most like one of text.
        closest: Option<String>,
    },
    /// A mapped column is not in the file.
    #[error("`{file}`: no column `{column}` for the role `{role}`, among {}", listed(.columns))]
    UnknownColumn {
        /// The file.
        file: String,
        /// The role.
        role: Role,
        /// The column asked for.
        column: String,
        /// The columns found.
        columns: Vec<String>,
        /// The column whose name is the nearest.
        closest: Option<String>,
    },
    /// Two columns are mapped to a role that holds one.
    #[error("columns `{first}` and `{second}` are both mapped to the role `{role}`")]
    RoleTwice {
        /// The role.
        role: Role,
        /// The first column.
        first: String,
        /// The second column.
        second: String,
    },
    /// A column is mapped to a score without a scale.
    #[error("the scale of the score `{column}` is not said")]
    NoScale {
        /// The column.
        column: String,
    },
    /// Nothing tells the day from the month.
    #[error("`{file}`: in column `{column}` nothing tells the day from the month (`{example}`)")]
    AmbiguousDates {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// One of its dates.
        example: String,
    },
    /// A mapping that is not `ROLE=COLUMN`.
    #[error("`{value}` is not of the form ROLE=COLUMN")]
    BadAssignment {
        /// What was given.
        value: String,
    },
    /// A role that does not exist.
    #[error("unknown role `{role}`")]
    UnknownRole {
        /// What was given.
        role: String,
    },
    /// A delimiter that cannot be one.
    #[error("`{value}` cannot be a delimiter")]
    BadDelimiter {
        /// What was given.
        value: String,
    },
    /// A date format that is not known.
    #[error("unknown date format `{value}`")]
    BadDateFormat {
        /// What was given.
        value: String,
    },
    /// The reading was told to stop.
    #[error("the reading of `{file}` was stopped")]
    Stopped {
        /// The file.
        file: String,
    },
}

impl IngestError {
    /// What to do next, where something can be done.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotText { .. } => "export it as CSV (UTF-8), or say --encoding".to_owned(),
            Self::UnknownEncoding { .. } => {
                "known ones: utf-8, windows-1252, iso-8859-15, macintosh, utf-16le, mixed"
                    .to_owned()
            }
            Self::NoObjects { .. } => "write one object a line, or a list of them".to_owned(),
            Self::BadForm { .. } => "open it, and export it again or as CSV (UTF-8)".to_owned(),
            Self::UnknownZone { .. } => "for example --zone Europe/Paris".to_owned(),
            Self::DuplicateHeader { .. } => "rename one of the two in the file".to_owned(),
            Self::NoTextColumn { columns, .. } if columns.len() == 1 => {
                "one column only was found: say what separates them, --delimiter ';'".to_owned()
            }
            Self::NoTextColumn { columns, .. }
                if columns.iter().any(|name| looks_like_value(name)) =>
            {
                "if the first row is no header: --no-header --map text=\"column 3\"".to_owned()
            }
            Self::NoTextColumn { closest, columns, .. } => {
                let column = closest.as_ref().or(columns.first())?;
                format!("say which one: --map text={}", quoted(column))
            }
            Self::Unreadable { kind: std::io::ErrorKind::InvalidData, .. } => {
                "unpack it yourself, or export it again".to_owned()
            }
            Self::UnknownColumn { role, closest, .. } => {
                format!("the nearest name: --map {role}={}", quoted(closest.as_ref()?))
            }
            Self::RoleTwice { role, .. } => format!("map one column only to `{role}`"),
            Self::NoScale { column } => {
                format!("say it: --map score={}", quoted(&format!("{column}:nps")))
                    + " (nps, stars, csat or ces)"
            }
            Self::AmbiguousDates { .. } => {
                "say --date-format dmy (day first) or --date-format mdy (month first)".to_owned()
            }
            Self::BadAssignment { .. } => "for example --map text=Avis".to_owned(),
            Self::UnknownRole { .. } => {
                let roles: Vec<&str> = Role::ALL.iter().map(|role| role.id()).collect();
                format!("roles: {}", roles.join(", "))
            }
            Self::BadDelimiter { .. } => "for example , ; | or tab".to_owned(),
            Self::BadDateFormat { .. } => "one of dmy, mdy, ymd, unix, unix-ms".to_owned(),
            Self::BadHeader { .. } => "the first line must name the columns".to_owned(),
            Self::Empty { .. }
            | Self::Unreadable { .. }
            | Self::NoWords { .. }
            | Self::UnknownSheet { .. }
            | Self::TooManyColumns { .. }
            | Self::Stopped { .. } => return None,
        })
    }
}

/// An argument as a shell needs it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
    if argument.chars().all(plain) { argument.to_owned() } else { format!("\"{argument}\"") }
}

/// The first names of a list, for a message.
fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut names: Vec<String> =
        columns.iter().take(SHOWN).map(|column| format!("`{column}`")).collect();
    if columns.len() > SHOWN {
        names.push(format!("{} others", columns.len() - SHOWN));
    }
    names.join(", ")
}
