//! How files are read, where the user wants a say.

use serde::{Deserialize, Serialize};

use super::{Assignment, DateOrder, Delimiter};

/// How files are read. Everything has a default: what is not said is recognised, and told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct IngestSettings {
    /// The roles of columns, over what their names say.
    pub map: Vec<Assignment>,
    /// The character encoding, by its usual label; `mixed` for files whose lines differ.
    pub encoding: Option<String>,
    /// The delimiter of delimited files.
    pub delimiter: Option<Delimiter>,
    /// The order of day, month and year in dates written with figures.
    pub date_format: Option<DateOrder>,
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
