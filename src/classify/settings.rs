//! Which model answers, and what runs it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::assets::{DEFAULT_MODEL, ModelReading};

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ModelSettings {
    /// A model that the program carries, or the folder of one.
    pub name: String,
    /// What runs it.
    pub runtime: RuntimeSetting,
    /// The least probability of a label where several may hold, 0 to 1, for a model without a card.
    #[serde(deserialize_with = "share")]
    pub threshold: f64,
    /// What labels of a model without a card stand for, where their names do not tell: `LABEL_0` → `neg`.
    pub labels: BTreeMap<String, String>,
}

impl ModelSettings {
    /// How a model without a card is read.
    #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
    pub fn reading(&self) -> ModelReading {
        ModelReading { labels: self.labels.clone(), threshold: self.threshold as f32 }
    }
}

/// A number from 0 to 1.
fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let share = f64::deserialize(deserializer)?;
    if (0.0..=1.0).contains(&share) {
        return Ok(share);
    }
    Err(serde::de::Error::custom(format!("`{share}` is not between 0 and 1")))
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self {
            name: DEFAULT_MODEL.to_owned(),
            runtime: RuntimeSetting::default(),
            threshold: f64::from(ModelReading::default().threshold),
            labels: BTreeMap::new(),
        }
    }
}
