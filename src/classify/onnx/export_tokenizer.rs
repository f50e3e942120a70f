//! The tokenizer of an export: word pieces, byte-level BPE or unigrams, with its own normalisation and its
//! special tokens.

use ::tokenizers::pipeline::{EncodeOptions, Override, PipelineToken, PipelineTokenizer};
use ::tokenizers::{canonicalize_value, from_json};
use serde_json::Value;

use super::tokenizer::Token;
use crate::classify::ClassifyError;
use crate::types::ByteSpan;

/// The models of tokenizers that are read.
const MODELS: [&str; 3] = ["BPE", "Unigram", "WordPiece"];

/// The tokenizer of an export, on texts as they are given.
pub struct ExportTokenizer {
    pipeline: PipelineTokenizer,
    /// Whether a space goes before the text, so that its first word is like any other.
    prefix_space: bool,
    /// The special tokens before the tokens of a text.
    before: Vec<u32>,
    /// The special tokens after them.
    after: Vec<u32>,
}

impl std::fmt::Debug for ExportTokenizer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ExportTokenizer")
            .field("before", &self.before)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

fn fault(fault: String) -> ClassifyError {
    ClassifyError::Tokenizer { fault }
}

impl ExportTokenizer {
    /// Reads a `tokenizer.json`, of this year or of older ones.
    ///
    /// # Errors
    ///
    /// When it cannot be understood, or is of a kind that is not read.
    pub fn from_json(json: &str) -> Result<Self, ClassifyError> {
        let mut file: Value = serde_json::from_str(json)
            .map_err(|error| fault(format!("cannot be understood: {error}")))?;
        let kind = file["model"]["type"].as_str();
        if let Some(kind) = kind.filter(|kind| !MODELS.contains(kind)) {
            return Err(fault(format!("is of the kind `{kind}`; {} are read", MODELS.join(", "))));
        }
        let prefix_space = file.get_mut("pre_tokenizer").is_some_and(take_prefix_space);
        canonicalize_value(&mut file)
            .map_err(|error| fault(format!("cannot be understood: {error}")))?;
        let pipeline = from_json(&file.to_string())
            .map_err(|error| fault(format!("cannot be used: {error}")))?;
        let template = &pipeline.get_post_processor().single;
        let ids = |run: &[(PipelineToken, u8)]| run.iter().map(|(token, _)| token.id()).collect();
        let (before, after) = (ids(&template.prefix), ids(&template.suffix));
        Ok(Self { pipeline, prefix_space, before, after })
    }

    /// The tokens of a text between its special tokens, `most` at most in all; whether some were left out.
    ///
    /// Each token has the place of its word; a special token, which stands for no word, an empty place.
    ///
    /// # Errors
    ///
    /// When the tokenizer fails.
    pub fn tokens(&self, text: &str, most: usize) -> Result<(Vec<Token>, bool), ClassifyError> {
        let mut words = self.words(text)?;
        let room = most.saturating_sub(self.before.len() + self.after.len());
        let cut = words.len() > room;
        words.truncate(room);
        let special = |at: usize| move |&id: &u32| Token { id, span: ByteSpan::new(at, at) };
        let end = words.last().map_or(0, |token| token.span.range().end);
        let mut tokens = Vec::with_capacity(most.min(words.len() + 2));
        tokens.extend(self.before.iter().map(special(0)));
        tokens.append(&mut words);
        tokens.extend(self.after.iter().map(special(end)));
        Ok((tokens, cut))
    }

    /// The tokens of the words. Tokenizers of this sort work word by word, so that each can be placed; where
    /// one does not, the text as a whole has the last word, and its tokens are those of all of it.
    fn words(&self, text: &str) -> Result<Vec<Token>, ClassifyError> {
        let mut whole = Vec::new();
        self.encode(text, self.prefix_space && !text.starts_with(' '), &mut whole)?;
        let mut placed = Vec::with_capacity(whole.len());
        let mut ids = Vec::new();
        for (at, word) in spaced_words(text) {
            let before = ids.len();
            self.encode(word, self.prefix_space && at == 0 && !word.starts_with(' '), &mut ids)?;
            let start = at + (word.len() - word.trim_start().len());
            let span = ByteSpan::new(start, start + word.trim().len());
            placed.extend(ids[before..].iter().map(|&id| Token { id, span }));
        }
        if ids == whole {
            return Ok(placed);
        }
        let span = ByteSpan::new(0, text.len());
        Ok(whole.into_iter().map(|id| Token { id, span }).collect())
    }

    /// Appends the tokens of a piece of text. What looks like a special token in it is words: a customer
    /// who writes «[SEP]» means these five signs.
    fn encode(&self, text: &str, spaced: bool, ids: &mut Vec<u32>) -> Result<(), ClassifyError> {
        let options = EncodeOptions {
            add_special_tokens: false,
            encode_special_tokens: true,
            padding: Override::Off,
            truncation: Override::Off,
        };
        let with_space = if spaced { Some(format!(" {text}")) } else { None };
        let mut tokens = Vec::new();
        self.pipeline
            .encode_into(with_space.as_deref().unwrap_or(text), &options, &mut tokens)
            .map_err(|error| fault(format!("failed: {error}")))?;
        ids.extend(PipelineToken::cast_slice(&tokens));
        Ok(())
    }
}

/// Takes the wish for a space before the text out of the byte-level step, which the crate does not grant.
fn take_prefix_space(step: &mut Value) -> bool {
    if let Some(steps) = step.get_mut("pretokenizers").and_then(Value::as_array_mut) {
        // Of several byte-level steps none would be granted: the tokenizer is refused.
        return steps.iter_mut().any(take_prefix_space);
    }
    let byte_level = step["type"] == "ByteLevel";
    match step.get_mut("add_prefix_space") {
        Some(wished) if byte_level && *wished == true => {
            *wished = Value::Bool(false);
            true
        }
        _ => false,
    }
}

/// The words of a text, each with the white space before it, and where that begins. White space at the end
/// belongs to the last word.
fn spaced_words(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut in_word = false;
    let mut space = 0;
    for (at, character) in text.char_indices() {
        if character.is_whitespace() {
            if in_word {
                space = at;
            }
            in_word = false;
        } else if !in_word {
            starts.push(space);
            in_word = true;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]).collect::<Vec<_>>();
    starts.into_iter().zip(ends).map(|(start, end)| (start, &text[start..end])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_carry_the_white_space_before_them_and_cover_the_text() {
        let text = " Très  bien,\nmerci 👍 ";
        let words = spaced_words(text);
        let parts: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
        assert_eq!(parts, [" Très", "  bien,", "\nmerci", " 👍 "]);
        assert!(words.iter().all(|(at, word)| text[*at..].starts_with(word)));
        assert!(spaced_words(" \n").is_empty());
    }

    #[test]
    fn the_wish_for_a_space_is_taken_out_wherever_it_stands() {
        let mut step = serde_json::json!({"type": "Sequence", "pretokenizers": [
            {"type": "Digits"}, {"type": "ByteLevel", "add_prefix_space": true}]});
        assert!(take_prefix_space(&mut step));
        assert!(!take_prefix_space(&mut step));
        assert!(!take_prefix_space(&mut Value::Null));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (json, told) in [
            ("{", "cannot be understood"),
            ("[]", "cannot be understood"),
            (r#"{"model": {"type": "WordLevel", "vocab": {}}}"#, "kind `WordLevel`; BPE"),
            (r#"{"model": {"type": "BPE"}}"#, "cannot be used"),
        ] {
            let error = ExportTokenizer::from_json(json).unwrap_err().to_string();
            assert!(
                error.starts_with("the tokenizer of the model ") && error.contains(told),
                "{error}"
            );
        }
    }
}
