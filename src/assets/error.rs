//! What can be wrong with an asset.

use std::path::PathBuf;

use crate::text::LexiconError;

/// A model or a lexicon that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    /// No model of this name is carried, and no folder has this path.
    #[error("there is no model `{name}`")]
    UnknownModel {
        /// The name or path asked for.
        name: String,
        /// The models that are carried.
        known: Vec<String>,
    },
    /// No journey of this name is carried, and no file has this path.
    #[error("there is no journey `{name}`")]
    UnknownJourney {
        /// The name or path asked for.
        name: String,
        /// The journeys that are carried.
        known: Vec<String>,
    },
    /// A journey cannot be understood.
    #[error("cannot understand the journey `{name}`: {reason}")]
    Journey {
        /// Its name or path.
        name: String,
        /// Why.
        reason: String,
    },
    /// A file of a model is missing.
    #[error("the model `{model}` has no `{file}`")]
    MissingFile {
        /// The model.
        model: String,
        /// The file.
        file: String,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file does not have the hash that its card states.
    #[error("`{file}` of the model `{model}` is not the file that its card describes")]
    Hash {
        /// The model.
        model: String,
        /// The file.
        file: String,
    },
    /// The card of a model cannot be understood.
    #[error("cannot understand `card.toml` of the model `{model}`")]
    Card {
        /// The model.
        model: String,
        /// Why.
        source: Box<toml::de::Error>,
    },
    /// The configuration of a model cannot be understood.
    #[error("cannot understand `config.json` of the model `{model}`")]
    Config {
        /// The model.
        model: String,
        /// Why.
        source: serde_json::Error,
    },
    /// Labels of a model answer none of our questions.
    #[error("the model `{model}` has labels that answer none of our questions: {}", list(labels))]
    UnknownLabels {
        /// The model.
        model: String,
        /// The labels.
        labels: Vec<String>,
        /// Those that are known, by question.
        known: String,
    },
    /// A model that is whole and understood cannot be used.
    #[error("the model `{model}` {fault}")]
    Unusable {
        /// The model.
        model: String,
        /// What is wrong with it.
        fault: String,
        /// What to do.
        hint: &'static str,
    },
    /// The vectors of words are not what they should be.
    #[error("cannot understand the vectors of words `{path}`")]
    Vectors {
        /// The file.
        path: String,
    },
    /// A lexicon cannot be understood.
    #[error("cannot understand the lexicon `{path}`")]
    Lexicon {
        /// Its path under `lexicons`.
        path: String,
        /// Why.
        source: LexiconError,
    },
    /// A lexicon is not UTF-8.
    #[error("the lexicon `{path}` is not UTF-8")]
    NotUtf8 {
        /// Its path under `lexicons`.
        path: String,
    },
}

/// The most labels named in a message.
const TOLD: usize = 12;

fn list(labels: &[String]) -> String {
    let told: Vec<String> = labels.iter().take(TOLD).map(|label| format!("`{label}`")).collect();
    let rest = labels.len() - told.len();
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    told.join(", ") + &more
}
