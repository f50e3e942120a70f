//! Which model answers, and what runs it.

use serde::{Deserialize, Serialize};

use crate::assets::DEFAULT_MODEL;

/// What runs the model. Never chosen by what the machine happens to hold, unless asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuntimeSetting {
    /// The embedded runtime.
    #[default]
    Rten,
    /// ONNX Runtime: an error where no library is found.
    Ort,
    /// ONNX Runtime where a library is found, else the embedded runtime.
    Auto,
    /// No model: lexicons alone.
    None,
}

/// Which model answers, and what runs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ModelSettings {
    /// A model that the program carries, or the folder of one.
    pub name: String,
    /// What runs it.
    pub runtime: RuntimeSetting,
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self { name: DEFAULT_MODEL.to_owned(), runtime: RuntimeSetting::default() }
    }
}
