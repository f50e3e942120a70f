//! Texts as the tokens that a model was trained on, each with its place.

use ::tokenizers::pipeline::{EncodeOptions, PipelineTokenizer};
use ::tokenizers::{canonicalize_str, from_json};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::classify::ClassifyError;
use crate::text::fold;
use crate::types::ByteSpan;

/// A token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its identifier in the vocabulary.
    pub id: u32,
    /// The bytes of the text, as given, that it comes from.
    pub span: ByteSpan,
}

/// A byte-level tokenizer read from a `tokenizer.json`, on folded text.
pub struct Tokenizer {
    pipeline: PipelineTokenizer,
    /// The number of bytes of each token: a byte-level token is the bytes it stands for.
    lengths: Vec<u8>,
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Tokenizer")
            .field("vocabulary", &self.lengths.len())
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct TokenizerFile {
    model: TokenizerModel,
}

#[derive(Deserialize)]
struct TokenizerModel {
    vocab: BTreeMap<String, u32>,
}

impl Tokenizer {
    /// Reads a `tokenizer.json` of a byte-level model.
    ///
    /// # Errors
    ///
    /// When it cannot be understood, or is not byte-level.
    pub fn from_json(json: &str) -> Result<Self, ClassifyError> {
        let fault = |reason: String| ClassifyError::Tokenizer { fault: reason };
        let file: TokenizerFile = serde_json::from_str(json)
            .map_err(|error| fault(format!("cannot be understood: {error}")))?;
        let canonical = canonicalize_str(json)
            .map_err(|error| fault(format!("cannot be understood: {error}")))?;
        let pipeline =
            from_json(&canonical).map_err(|error| fault(format!("cannot be used: {error}")))?;
        let size = file.model.vocab.values().max().map_or(0, |&last| last as usize + 1);
        let mut lengths = vec![0; size];
        for (token, id) in &file.model.vocab {
            // In a byte-level vocabulary each character stands for one byte.
            lengths[*id as usize] = u8::try_from(token.chars().count())
                .map_err(|_| fault("has a token of more than 255 bytes".to_owned()))?;
        }
        Ok(Self { pipeline, lengths })
    }

    /// The tokens of a text with their places, `most` at most; whether some were left out.
    ///
    /// # Errors
    ///
    /// When the tokens do not cover the text: the tokenizer is not byte-level.
    pub fn tokens(&self, text: &str, most: usize) -> Result<(Vec<Token>, bool), ClassifyError> {
        let folded = fold(text);
        let fault = |reason: String| ClassifyError::Tokenizer { fault: reason };
        let mut ids = Vec::with_capacity(folded.text().len() / 3);
        self.pipeline
            .encode_into(folded.text(), &EncodeOptions::no_specials(), &mut ids)
            .map_err(|error| fault(format!("failed: {error}")))?;
        let mut tokens = Vec::with_capacity(ids.len());
        let mut at = 0;
        for token in ids {
            let length = self.lengths.get(token.id() as usize).copied().unwrap_or(0);
            let end = at + usize::from(length);
            let covered = char_floor(folded.text(), at)..char_ceil(folded.text(), end);
            tokens.push(Token { id: token.id(), span: folded.source(covered.start, covered.end) });
            at = end;
        }
        if at != folded.text().len() {
            return Err(fault("does not cover the text byte by byte".to_owned()));
        }
        let cut = tokens.len() > most;
        tokens.truncate(most);
        Ok((tokens, cut))
    }
}

/// The last character boundary at or before `at`.
fn char_floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The first character boundary at or after `at`.
fn char_ceil(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}
