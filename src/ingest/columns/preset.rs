//! The exports that are recognised by the names of their columns: one TOML file each, under `lexicons/presets`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::assets::embedded_presets;
use crate::ingest::{DateOrder, Role};
use crate::types::Scale;

use super::header::folded;

/// What is known of an export.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::ingest) struct Preset {
    /// The name of its file.
    #[serde(skip)]
    pub id: String,
    /// Its name for people.
    pub title: String,
    when: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default = "one_row")]
    header_rows: u64,
    /// How the words were got: `explicit`, `public` or `behaviour`.
    pub feedback_type: Option<FeedbackType>,
    /// The order of dates in figures, where the export fixes it.
    pub date_format: Option<DateOrder>,
    /// Cells that say nothing.
    #[serde(default)]
    pub null: Vec<String>,
    /// Whether texts are HTML.
    #[serde(default)]
    pub html: bool,
    /// Whether columns of sentences that nothing names are open questions.
    #[serde(default)]
    pub open_questions: bool,
    #[serde(default, rename = "column")]
    columns: Vec<Column>,
    /// The rows that are no customer's word.
    #[serde(default)]
    pub refuse: Vec<Refusal>,
    /// Why the export cannot serve, in French.
    pub cannot_fr: Option<String>,
    /// Why the export cannot serve, in English.
    pub cannot_en: Option<String>,
}

const fn one_row() -> u64 {
    1
}

/// How the words of a customer were got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedbackType {
    /// A survey: they were asked for.
    Explicit,
    /// A public review or a forum.
    Public,
    /// What was done rather than said.
    Behaviour,
}

impl FeedbackType {
    /// The value of the attribute `feedback_type`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Public => "public",
            Self::Behaviour => "behaviour",
        }
    }
}

/// A column of an export.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::ingest) struct Column {
    names: Vec<String>,
    /// What it is read as.
    pub role: Role,
    /// The scale of a score.
    pub scale: Option<Scale>,
    /// The name that an attribute takes.
    #[serde(rename = "as")]
    pub renamed: Option<String>,
}

/// Rows that are refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest) struct Refusal {
    /// The column.
    pub column: String,
    /// The values that refuse a row.
    pub values: Vec<String>,
}

static PRESETS: LazyLock<BTreeMap<String, Result<Preset, String>>> = LazyLock::new(|| {
    let read = |id: &str, text: &str| {
        let mut preset: Preset = toml::from_str(text).map_err(|error| error.to_string())?;
        id.clone_into(&mut preset.id);
        Ok(preset)
    };
    embedded_presets().map(|(id, text)| (id.clone(), read(&id, &text))).collect()
});

/// The export whose columns these are, if any is known: where several fit, the one that asks for most.
pub(in crate::ingest) fn recognised(names: &[String], rows: u64) -> Option<&'static Preset> {
    let has = |wanted: &String| names.iter().any(|name| same(name, wanted));
    PRESETS
        .values()
        .filter_map(|preset| preset.as_ref().ok())
        .filter(|preset| rows == 0 || preset.header_rows == rows)
        .filter(|preset| preset.when.iter().all(has) && !preset.unless.iter().any(has))
        .max_by_key(|preset| preset.when.len())
}

/// Whether two names are one but for accents, case and punctuation: `#` is nothing but punctuation.
fn same(one: &str, other: &str) -> bool {
    let folded = folded(one);
    if folded.is_empty() {
        one.trim() == other.trim()
    } else {
        folded == super::header::folded(other)
    }
}

impl Preset {
    /// What is known of a column.
    pub(in crate::ingest) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.names.iter().any(|known| same(known, name)))
    }

    /// The columns that only their paths tell.
    pub(in crate::ingest) fn paths(&self) -> Vec<String> {
        let names = self.columns.iter().flat_map(|column| &column.names);
        names.filter(|name| name.contains('[')).cloned().collect()
    }

    /// Whether a row is refused, from the cells of a column.
    pub(in crate::ingest) fn refuses(&self, column: &str, cell: &str) -> bool {
        self.refuse.iter().filter(|refusal| same(&refusal.column, column)).any(|refusal| {
            refusal.values.iter().any(|value| value.eq_ignore_ascii_case(cell.trim()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_well_formed() {
        assert!(PRESETS.len() >= 10, "{:?}", PRESETS.keys());
        for (id, preset) in PRESETS.iter() {
            let preset = preset.as_ref().unwrap_or_else(|error| panic!("{id}: {error}"));
            assert!(!preset.when.is_empty() && !preset.title.is_empty(), "{id}");
            assert!((1..=3).contains(&preset.header_rows), "{id}");
            assert_eq!(preset.cannot_fr.is_some(), preset.cannot_en.is_some(), "{id}");
            let words = |column: &Column| matches!(column.role, Role::Text | Role::Answer);
            let told = preset.columns.iter().any(words) || preset.open_questions;
            assert!(told || preset.cannot_fr.is_some(), "{id} has no text");
            for column in &preset.columns {
                assert_eq!(
                    column.scale.is_some(),
                    column.role == Role::Score,
                    "{id}: {:?}",
                    column.names
                );
            }
        }
    }

    #[test]
    fn no_two_presets_fit_one_header() {
        for preset in PRESETS.values().filter_map(|preset| preset.as_ref().ok()) {
            let found = recognised(&preset.when, preset.header_rows).map(|found| found.id.as_str());
            assert_eq!(found, Some(preset.id.as_str()));
        }
    }
}
