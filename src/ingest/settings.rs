//! How files are read, where the user wants a say.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Assignment, DateOrder, Delimiter, FeedbackType};

/// How files are read. Everything has a default: what is not said is recognised, and told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct IngestSettings {
    /// The roles of columns, over what their names say.
    pub map: Vec<Assignment>,
    /// The character encoding, by its usual label; `mixed` for files whose lines differ.
    pub encoding: Option<String>,
    /// The delimiter of delimited files.
    pub delimiter: Option<Delimiter>,
    /// The order of day, month and year in dates written with figures, or the count that they are.
    pub date_format: Option<DateOrder>,
    /// The time zone of the dates, `Europe/Paris`: those with an offset are brought to it, those that do not exist in it
    /// are rejected. Without it dates are the local time of their source.
    pub zone: Option<String>,
    /// The sheet of a spreadsheet; the first one that is shown otherwise.
    pub sheet: Option<String>,
    /// Whether the first row is a record: columns are then named `column 1`, `column 2` …
    pub no_header: bool,
    /// What begins the lines of a delimited file that are comments.
    pub comment: Option<Delimiter>,
    /// What stands before a quote that is a word of the customer, beside the quote itself.
    pub escape: Option<Delimiter>,
    /// Whether the fields beyond the last column of a delimited file belong to it.
    pub tail_join: bool,
    /// Whether bytes that cannot be read are kept as U+FFFD rather than rejected with their record.
    pub lossy: bool,
    /// Whether text that was encoded twice is mended.
    pub fix_mojibake: bool,
    /// Values of scores that are no answer, `99` or `NSP`.
    pub missing: Vec<String>,
    /// How the words were got, where the export does not say it.
    pub feedback_type: Option<FeedbackType>,
    /// An answer is given hot up to so many days after the event that it is about.
    pub hot_days: u32,
    /// It is given warm up to so many days after it, and cold beyond.
    pub warm_days: u32,
    /// The last day that a feedback may bear: the day of the run, and one for the zones.
    #[serde(skip)]
    pub latest: Option<Date>,
    /// Whether rows that the export knows for tests and previews are read as others.
    pub keep_tests: bool,
    /// The largest share of rejected records, 0 to 1, that a batch may have once `rejects_after` were read.
    pub max_reject_share: f64,
    /// How many records are read before the share of rejects counts; a hundred rejected in a row from the first
    /// are too many in any case.
    pub rejects_after: u64,
}

impl Default for IngestSettings {
    fn default() -> Self {
        Self {
            map: Vec::new(),
            encoding: None,
            delimiter: None,
            date_format: None,
            zone: None,
            sheet: None,
            no_header: false,
            comment: None,
            escape: None,
            tail_join: false,
            lossy: false,
            fix_mojibake: false,
            missing: Vec::new(),
            feedback_type: None,
            hot_days: 2,
            warm_days: 30,
            latest: None,
            keep_tests: false,
            max_reject_share: 0.05,
            rejects_after: 1_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_from_toml() {
        let written = concat!(
            "map = [\"text=Avis\", \"score=Note:nps\"]\nencoding = \"windows-1252\"\n",
            "delimiter = \"tab\"\ndate-format = \"dmy\"\nmax-reject-share = 0.1\n"
        );
        let settings: IngestSettings = toml::from_str(written).unwrap();
        assert_eq!(settings.map.len(), 2);
        assert_eq!(settings.delimiter, Some(Delimiter::TAB));
        assert_eq!(settings.date_format, Some(DateOrder::Dmy));
        assert_eq!(settings.rejects_after, 1_000);
    }

    #[test]
    fn unknown_settings_are_refused() {
        assert!(toml::from_str::<IngestSettings>("dateformat = \"dmy\"").is_err());
        assert!(toml::from_str::<IngestSettings>("date-format = \"us\"").is_err());
    }
}
