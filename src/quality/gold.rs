//! Labelled files: one feedback a line with what a careful reader answered.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::types::{Effort, Emotion, Expectation, Polarity, Sentiment, SignalKind, Touchpoint};

/// A feedback with the answers of its annotator.
#[derive(Clone, Debug, Deserialize)]
pub struct Gold {
    /// Its identifier.
    pub id: String,
    /// Its language, as a two-letter code; told from the text where absent.
    #[serde(default)]
    pub lang: Option<String>,
    /// Its words.
    pub text: String,
    /// The overall sentiment.
    #[serde(rename = "s")]
    pub sentiment: Sentiment,
    /// The touchpoints spoken about, with their polarity.
    #[serde(rename = "t", default)]
    pub touchpoints: BTreeMap<Touchpoint, Polarity>,
    /// The signals, with the quote that proves each.
    #[serde(rename = "w", default)]
    pub signals: BTreeMap<SignalKind, String>,
    /// The emotions expressed.
    #[serde(rename = "e", default)]
    pub emotions: Vec<Emotion>,
    /// The expectation level, none where there is no judgement.
    #[serde(rename = "x", default)]
    pub expectation: Option<Expectation>,
    /// The effort told, none where none is.
    #[serde(rename = "f", default)]
    pub effort: Option<Effort>,
}

/// A line of a labelled file that cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the labelled file cannot be understood")]
pub struct GoldError {
    /// The line, from 1.
    pub line: usize,
    /// Why.
    pub source: serde_json::Error,
}

/// Reads a labelled file: JSON Lines in the form of the labelling guide. Empty lines are passed over.
///
/// # Errors
///
/// At the first line that cannot be understood: a figure over half a file would mislead.
pub fn read_gold(text: &str) -> Result<Vec<Gold>, GoldError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|source| GoldError { line: at + 1, source })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_labelled_line_is_read() {
        let line = r#"{"id":"x1","lang":"fr","text":"Conseil parfait, livraison en retard","s":"mix",
            "t":{"staff":"+","delivery":"-"},"w":{"pending":"retard"},"e":["frustration"],"x":"below","f":null}"#;
        let gold = read_gold(&line.replace('\n', "")).unwrap();
        assert_eq!(gold[0].touchpoints[&Touchpoint::Delivery], Polarity::Negative);
        assert_eq!(gold[0].effort, None);
    }

    #[test]
    fn a_wrong_label_names_its_line() {
        let error = read_gold("\n{\"id\":\"a\",\"text\":\"b\",\"s\":\"bad\"}\n").unwrap_err();
        assert_eq!(error.line, 2);
    }
}
