//! The `config.json` of a model: ours, which states heads, or that of an export, which states labels.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::labels::{self, Choice, LabelFault};
use super::{ModelConfig, ModelReading, TextForm};
use crate::assets::AssetError;

/// The most tokens where nothing is stated: what encoders of this sort read.
const USUAL_TOKENS: usize = 512;

/// Families that count their positions from the padding token on: the first ones stand for no token.
const POSITIONS_AFTER_PADDING: [&str; 8] = [
    "roberta",
    "camembert",
    "xlm-roberta",
    "xlm-roberta-xl",
    "longformer",
    "mpnet",
    "ibert",
    "data2vec-text",
];

/// What is used of the `config.json` of an export.
#[derive(Deserialize)]
struct Export {
    id2label: Option<BTreeMap<String, String>>,
    max_position_embeddings: Option<usize>,
    model_type: Option<String>,
    problem_type: Option<String>,
    pad_token_id: Option<u32>,
    #[serde(default)]
    token_heads: Vec<String>,
}

/// What is used here of a `tokenizer.json`.
#[derive(Deserialize)]
struct Cut {
    truncation: Option<Truncation>,
}

#[derive(Deserialize)]
struct Truncation {
    max_length: usize,
}

/// Reads a `config.json` of either form.
///
/// # Errors
///
/// When it is neither, or its labels answer none of our questions.
pub(super) fn config(
    model: &str,
    config: &[u8],
    tokenizer: &str,
    reading: &ModelReading,
) -> Result<ModelConfig, AssetError> {
    let misread = |source| AssetError::Config { model: model.to_owned(), source };
    let value: Value = serde_json::from_slice(config).map_err(misread)?;
    if value.get("heads").is_some() {
        return serde_json::from_value(value).map_err(misread);
    }
    let export: Export = serde_json::from_value(value).map_err(misread)?;
    let unusable = |fault: &str, hint| AssetError::Unusable {
        model: model.to_owned(),
        fault: fault.to_owned(),
        hint,
    };
    let Some(labels) = &export.id2label else {
        let hint = "an export for sequence classification names its labels in `id2label`";
        return Err(unusable("has no `id2label` in its `config.json`", hint));
    };
    let Some(labels) = in_order(labels) else {
        let hint = "its keys are the places of the labels in the output: \"0\", \"1\", \"2\" …";
        return Err(unusable("has an `id2label` that is no list from 0 on", hint));
    };
    let choice = match export.problem_type.as_deref() {
        Some("multi_label_classification") => Choice::Several,
        Some("single_label_classification") => Choice::One,
        None if labels.len() > 1 => Choice::Unsaid,
        _ => {
            let hint = "only classification is read: a label, or several, for each text \
                        (`problem_type` in `config.json`)";
            return Err(unusable("answers with a number (regression)", hint));
        }
    };
    let read = labels::heads(&labels, choice, &reading.labels).map_err(|fault| match fault {
        LabelFault::Unknown { labels } => {
            AssetError::UnknownLabels { model: model.to_owned(), labels, known: labels::known() }
        }
        LabelFault::Unusable { fault, hint } => unusable(&fault, hint),
    })?;
    Ok(ModelConfig {
        max_tokens: most_tokens(&export, tokenizer),
        pad_id: export.pad_token_id.unwrap_or(0),
        unused_outputs: labels.len() - read.outputs.len(),
        heads: read.heads,
        outputs: read.outputs,
        token_heads: export.token_heads,
        cues: Vec::new(),
        text: TextForm::AsGiven,
    })
}

/// The labels by their number; none where a number is missing.
fn in_order(labels: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let label = |at: usize| labels.get(&at.to_string()).cloned();
    (0..labels.len()).map(label).collect::<Option<Vec<String>>>().filter(|all| !all.is_empty())
}

/// The least of what the positions of the graph and the truncation of the tokenizer allow.
fn most_tokens(export: &Export, tokenizer: &str) -> usize {
    let kind = export.model_type.as_deref().unwrap_or("");
    let before = match export.pad_token_id {
        Some(padding) if POSITIONS_AFTER_PADDING.contains(&kind) => padding as usize + 1,
        _ => 0,
    };
    let positions = export.max_position_embeddings.map(|most| most.saturating_sub(before));
    // A tokenizer that cannot be read is told as such when it is loaded.
    let cut = serde_json::from_str::<Cut>(tokenizer).ok().and_then(|cut| cut.truncation);
    let stated = [positions, cut.map(|cut| cut.max_length)];
    stated.into_iter().flatten().filter(|&most| most > 0).min().unwrap_or(USUAL_TOKENS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<ModelConfig, AssetError> {
        config("m", json.as_bytes(), "{}", &ModelReading::default())
    }

    const SENTIMENT: &str = r#""id2label": {"0": "NEGATIVE", "1": "POSITIVE"}"#;

    #[test]
    fn positions_of_roberta_begin_after_its_padding() {
        let of = |kind: &str, padding: u32| {
            read(&format!(
                r#"{{{SENTIMENT}, "model_type": "{kind}", "max_position_embeddings": 514, "pad_token_id": {padding}}}"#
            ))
            .unwrap()
        };
        assert_eq!(of("camembert", 1).max_tokens, 512);
        assert_eq!((of("bert", 0).max_tokens, of("bert", 0).pad_id), (514, 0));
        assert_eq!(read(&format!("{{{SENTIMENT}}}")).unwrap().max_tokens, USUAL_TOKENS);
    }

    #[test]
    fn the_truncation_of_the_tokenizer_counts_where_it_is_shorter() {
        let json = format!(r#"{{{SENTIMENT}, "max_position_embeddings": 512}}"#);
        let cut = r#"{"truncation": {"max_length": 128, "stride": 0}, "padding": null}"#;
        let config = config("m", json.as_bytes(), cut, &ModelReading::default()).unwrap();
        assert_eq!(config.max_tokens, 128);
    }

    #[test]
    fn labels_must_be_stated_from_nought_on_and_answer_with_a_label() {
        for (json, fault) in [
            ("{}", "no `id2label`"),
            (r#"{"id2label": {}}"#, "no list from 0 on"),
            (r#"{"id2label": {"0": "neg", "2": "pos"}}"#, "no list from 0 on"),
            (r#"{"id2label": {"0": "score"}}"#, "regression"),
            (r#"{"id2label": {"0": "a", "1": "b"}, "problem_type": "regression"}"#, "regression"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.starts_with("the model `m` ") && error.contains(fault), "{error}");
        }
    }

    #[test]
    fn what_is_no_configuration_is_told() {
        assert!(matches!(read("[").unwrap_err(), AssetError::Config { .. }));
        assert!(matches!(read(r#"{"id2label": 3}"#).unwrap_err(), AssetError::Config { .. }));
    }
}
