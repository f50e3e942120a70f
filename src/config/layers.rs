//! Settings laid over each other, each value with where it comes from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::{Table, Value};

use super::{ConfigError, Settings};

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// A settings file.
    File(PathBuf),
    /// The command line.
    CommandLine,
}

impl std::fmt::Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::CommandLine => formatter.write_str("command line"),
        }
    }
}

/// A setting in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// Its value, none where it has no default and nobody said it.
    pub value: Option<Value>,
    /// Where it comes from.
    pub source: Source,
}

/// Settings laid over each other.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    layers: Vec<(Source, Table)>,
}

impl Layers {
    /// Lays a table of settings over those before.
    ///
    /// # Errors
    ///
    /// When the table has a setting that does not exist.
    pub fn lay(&mut self, source: Source, table: Table) -> Result<(), ConfigError> {
        let known = known();
        for key in flatten(&table).into_keys() {
            if !known.contains_key(&key) && !is_free(&key) {
                let nearest = known
                    .keys()
                    .map(|candidate| (strsim::jaro_winkler(candidate, &key), candidate))
                    .max_by(|a, b| a.0.total_cmp(&b.0))
                    .map(|(_, candidate)| candidate.clone());
                return Err(ConfigError::UnknownKey {
                    source_name: format!("{source}"),
                    key,
                    nearest,
                });
            }
        }
        self.layers.push((source, table));
        Ok(())
    }

    /// Every setting with its value and where it comes from, by name.
    pub fn effective(&self) -> BTreeMap<String, Effective> {
        let mut effective: BTreeMap<String, Effective> = known()
            .into_iter()
            .map(|(key, value)| (key, Effective { value, source: Source::Default }))
            .collect();
        for (source, table) in &self.layers {
            for (key, value) in flatten(table) {
                effective.insert(key, Effective { value: Some(value), source: source.clone() });
            }
        }
        effective
    }

    /// The settings in force.
    ///
    /// # Errors
    ///
    /// When a setting has a value that it cannot have.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let mut merged = Table::new();
        for (_, table) in &self.layers {
            merge(&mut merged, table);
        }
        merged
            .try_into()
            .map_err(|error| ConfigError::Value { reason: error.to_string().trim().to_owned() })
    }
}

/// Settings without a default, which a table of defaults does not show.
const OPTIONAL: &[&str] = &[
    "drivers.mix",
    "ingest.encoding",
    "ingest.delimiter",
    "ingest.date-format",
    "priority.preset",
    "report.lang",
];

/// Tables whose keys are the user's own.
const FREE: &[&str] = &["model.labels."];

fn is_free(key: &str) -> bool {
    FREE.iter().any(|table| key.starts_with(table))
}

/// Every setting by name, with its default.
fn known() -> BTreeMap<String, Option<Value>> {
    let defaults = Table::try_from(Settings::default()).unwrap_or_default();
    let mut known: BTreeMap<String, Option<Value>> =
        flatten(&defaults).into_iter().map(|(key, value)| (key, Some(value))).collect();
    known.extend(OPTIONAL.iter().map(|key| ((*key).to_owned(), None)));
    known
}

/// The values of a table by their dotted names.
fn flatten(table: &Table) -> BTreeMap<String, Value> {
    let mut flat = BTreeMap::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) => {
                flat.extend(
                    flatten(inner)
                        .into_iter()
                        .map(|(rest, value)| (format!("{key}.{rest}"), value)),
                );
            }
            value => {
                flat.insert(key.clone(), value.clone());
            }
        }
    }
    flat
}

fn merge(into: &mut Table, over: &Table) {
    for (key, value) in over {
        match (into.get_mut(key), value) {
            (Some(Value::Table(inner)), Value::Table(over)) => merge(inner, over),
            _ => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        text.parse().unwrap()
    }

    #[test]
    fn the_later_layer_wins_and_is_named() {
        let mut layers = Layers::default();
        layers.lay(Source::File("vigie.toml".into()), table("[report]\nlang = \"fr\"")).unwrap();
        layers.lay(Source::CommandLine, table("[report]\nlang = \"en\"")).unwrap();
        assert_eq!(layers.settings().unwrap().report.lang, Some(crate::types::Language::En));
        assert_eq!(layers.effective()["report.lang"].source, Source::CommandLine);
        assert_eq!(layers.effective()["model.name"].source, Source::Default);
    }

    #[test]
    fn an_unknown_setting_is_told_with_the_nearest() {
        let error = Layers::default()
            .lay(Source::CommandLine, table("[model]\nnames = \"x\""))
            .unwrap_err();
        assert!(
            matches!(error, ConfigError::UnknownKey { nearest: Some(near), .. } if near == "model.name")
        );
    }

    #[test]
    fn labels_of_a_model_are_named_by_the_user() {
        let mut layers = Layers::default();
        let said = table("[model]\nthreshold = 0.35\n[model.labels]\n\"1 étoile\" = \"neg\"");
        layers.lay(Source::CommandLine, said).unwrap();
        let model = layers.settings().unwrap().model;
        assert_eq!((model.labels["1 étoile"].as_str(), model.threshold), ("neg", 0.35));
        assert_eq!(layers.effective()["model.labels.1 étoile"].source, Source::CommandLine);
    }

    #[test]
    fn a_threshold_is_a_share() {
        let mut layers = Layers::default();
        layers.lay(Source::CommandLine, table("[model]\nthreshold = 50")).unwrap();
        let error = layers.settings().unwrap_err().to_string();
        assert!(error.contains("`50` is not between 0 and 1"), "{error}");
    }

    #[test]
    fn optional_settings_are_those_without_a_default() {
        for key in OPTIONAL {
            let (section, name) = key.split_once('.').unwrap();
            let value = match *key {
                "report.lang" => "fr",
                "priority.preset" => "severity",
                "ingest.date-format" => "dmy",
                "ingest.delimiter" => ";",
                _ => "utf-8",
            };
            let mut layers = Layers::default();
            layers
                .lay(Source::CommandLine, table(&format!("[{section}]\n{name} = \"{value}\"")))
                .unwrap();
            layers.settings().unwrap();
        }
    }
}
