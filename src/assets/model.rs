//! A model on disk: the layout of Hugging Face exports, plus a card.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::embedded::Models;
use super::{AssetError, sha256_hex};

/// The model used unless another is asked for.
pub const DEFAULT_MODEL: &str = "vigie-base";

/// The files of a model, read and checked against its card.
#[derive(Debug)]
pub struct ModelFiles {
    /// What it is and how good it is.
    pub card: Card,
    /// Its heads.
    pub config: ModelConfig,
    /// The ONNX graph.
    pub onnx: Cow<'static, [u8]>,
    /// The `tokenizer.json`.
    pub tokenizer: String,
}

/// What a model is, where it comes from, and how good it was measured to be.
#[derive(Clone, Debug, Deserialize)]
pub struct Card {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence.
    pub licence: String,
    /// The languages it reads, as two-letter codes.
    pub languages: Vec<String>,
    /// The SHA-256 of each file.
    pub files: BTreeMap<String, String>,
    /// The sets it learnt from.
    #[serde(default)]
    pub training: Vec<TrainingSet>,
    /// For each head with several answers, the least probability of each label.
    pub thresholds: BTreeMap<String, BTreeMap<String, f32>>,
    /// Its figures on labelled feedback that it did not learn from, as `sentiment.accuracy` …
    #[serde(default)]
    pub quality_metrics: BTreeMap<String, f64>,
    /// The baseline trained on the same labels.
    #[serde(default)]
    pub baseline: Option<Baseline>,
}

/// A set that a model learnt from.
#[derive(Clone, Debug, Deserialize)]
pub struct TrainingSet {
    /// Its name.
    pub name: String,
    /// How free it is: `A` permissive to `D` without licence.
    pub licence_grade: String,
    /// How many of its rows were used.
    pub rows: u64,
}

/// A simpler model trained on the same labels, to compare with.
#[derive(Clone, Debug, Deserialize)]
pub struct Baseline {
    /// What it is.
    pub description: String,
    /// The SHA-256 of the labelled file that it was measured on.
    pub gold_sha256: String,
    /// Its figures, as `sentiment.accuracy`, `signals.micro_f1` …
    pub metrics: BTreeMap<String, f64>,
}

/// The heads of a model.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelConfig {
    /// The most tokens that it reads; a longer text is cut.
    pub max_tokens: usize,
    /// The token that fills short texts up.
    pub pad_id: u32,
    /// The heads, in the order of the `logits` output.
    pub heads: Vec<Head>,
    /// The heads that also score each token, in the order of the `token_logits` output.
    #[serde(default)]
    pub token_heads: Vec<String>,
    /// The channels of the `cues` input, in its order, as `touchpoints:delivery`; none where the graph
    /// reads the words alone.
    #[serde(default)]
    pub cues: Vec<String>,
}

/// A question that a model answers.
#[derive(Clone, Debug, Deserialize)]
pub struct Head {
    /// Its name: `sentiment`, `touchpoint` …
    pub name: String,
    /// Whether it has one answer or several.
    pub kind: HeadKind,
    /// Its labels, in the order of the output.
    pub labels: Vec<String>,
}

/// Whether a head has one answer or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeadKind {
    /// Exactly one label holds: softmax.
    Single,
    /// Any number of labels hold: sigmoid.
    Multi,
}

impl ModelFiles {
    /// The model of this name that the program carries, or the one in the folder of this path.
    ///
    /// # Errors
    ///
    /// When there is none, a file is missing or unreadable, or differs from what the card states.
    pub fn find(name_or_folder: &str) -> Result<Self, AssetError> {
        let folder = Path::new(name_or_folder);
        let carried = Models::get(&format!("{name_or_folder}/card.toml")).is_some();
        if carried {
            let name = name_or_folder.to_owned();
            Self::load(name_or_folder, |file| {
                Ok(Models::get(&format!("{name}/{file}")).map(|found| found.data))
            })
        } else if folder.is_dir() {
            Self::load(name_or_folder, |file| read_if_there(&folder.join(file)))
        } else {
            let name = name_or_folder.to_owned();
            Err(AssetError::UnknownModel { name, known: Self::carried() })
        }
    }

    /// The names of the models that the program carries.
    pub fn carried() -> Vec<String> {
        let cards =
            Models::iter().filter_map(|path| path.strip_suffix("/card.toml").map(str::to_owned));
        let mut names: Vec<String> = cards.collect();
        names.sort();
        names
    }

    fn load(
        model: &str,
        read: impl Fn(&str) -> Result<Option<Cow<'static, [u8]>>, AssetError>,
    ) -> Result<Self, AssetError> {
        let file = |file: &str| {
            let missing =
                || AssetError::MissingFile { model: model.to_owned(), file: file.to_owned() };
            read(file)?.ok_or_else(missing)
        };
        let card: Card =
            toml::from_str(&String::from_utf8_lossy(&file("card.toml")?)).map_err(|source| {
                AssetError::Card { model: model.to_owned(), source: Box::new(source) }
            })?;
        let checked = |name: &str| {
            let bytes = file(name)?;
            let differs = || AssetError::Hash { model: model.to_owned(), file: name.to_owned() };
            let stated = card.files.get(name).ok_or_else(differs)?;
            if *stated == sha256_hex(&bytes) { Ok(bytes) } else { Err(differs()) }
        };
        let onnx = checked("model.onnx")?;
        let tokenizer = String::from_utf8_lossy(&checked("tokenizer.json")?).into_owned();
        let config = serde_json::from_slice(&checked("config.json")?)
            .map_err(|source| AssetError::Config { model: model.to_owned(), source })?;
        Ok(Self { card, config, onnx, tokenizer })
    }
}

fn read_if_there(path: &Path) -> Result<Option<Cow<'static, [u8]>>, AssetError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(AssetError::Unreadable { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_model_is_carried_and_is_what_its_card_says() {
        let model = ModelFiles::find(DEFAULT_MODEL).unwrap();
        assert_eq!(model.card.name, DEFAULT_MODEL);
        assert!(model.config.heads.iter().any(|head| head.name == "sentiment"));
    }

    #[test]
    fn an_unknown_model_is_told_with_the_known_ones() {
        let error = ModelFiles::find("no-such-model").unwrap_err();
        assert_eq!(error.to_string(), "there is no model `no-such-model`");
        assert!(
            matches!(error, AssetError::UnknownModel { known, .. } if known == [DEFAULT_MODEL])
        );
    }

    #[test]
    fn a_changed_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["card.toml", "model.onnx", "tokenizer.json", "config.json"] {
            let bytes = Models::get(&format!("{DEFAULT_MODEL}/{file}")).unwrap().data;
            std::fs::write(folder.path().join(file), bytes).unwrap();
        }
        let path = folder.path().to_str().unwrap().to_owned();
        assert!(ModelFiles::find(&path).is_ok());
        std::fs::write(folder.path().join("config.json"), "{}").unwrap();
        let error = ModelFiles::find(&path).unwrap_err();
        assert!(matches!(error, AssetError::Hash { file, .. } if file == "config.json"));
    }
}
