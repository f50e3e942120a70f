//! What can be wrong with settings.

use std::path::PathBuf;

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A settings file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A settings file is not TOML.
    #[error("`{}` is not TOML", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A setting that does not exist.
    #[error("{source_name} has an unknown setting `{key}`")]
    UnknownKey {
        /// Where it stands.
        source_name: String,
        /// The setting.
        key: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
    /// The themes that were found before cannot be gone on with.
    #[error("the themes of `{}` cannot be used: {reason}", path.display())]
    Book {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A value that a setting cannot have.
    #[error("a setting cannot be used: {reason}")]
    Value {
        /// Which, and why.
        reason: String,
    },
    /// There is no project here.
    #[error("no `vigie.toml` in `{}` or above", from.display())]
    NoProject {
        /// Where the search began.
        from: PathBuf,
    },
    /// A project is already here.
    #[error("`{}` already exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The project cannot be written.
    #[error("cannot write `{}`", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}
