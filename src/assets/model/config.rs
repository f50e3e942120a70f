//! What a model answers, in which order, and how it reads a text.

use serde::Deserialize;

/// The heads of a model.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelConfig {
    /// The most tokens that it reads, special ones included; a longer text is cut.
    pub max_tokens: usize,
    /// The token that fills short texts up.
    pub pad_id: u32,
    /// The heads, in the order of the `logits` output unless `outputs` says another.
    pub heads: Vec<Head>,
    /// The heads that also score each token, in the order of the `token_logits` output.
    #[serde(default)]
    pub token_heads: Vec<String>,
    /// The channels of the `cues` input, in its order, as `touchpoints:delivery`; none where the graph
    /// reads the words alone.
    #[serde(default)]
    pub cues: Vec<String>,
    /// For each label of each head, its place in the `logits` output; empty where they are in order.
    #[serde(skip)]
    pub outputs: Vec<usize>,
    /// How many values the `logits` output has beyond those labels, which answer nothing.
    #[serde(skip)]
    pub unused_outputs: usize,
    /// The form in which it reads texts.
    #[serde(skip)]
    pub text: TextForm,
}

/// The form in which a model reads texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextForm {
    /// Folded, as byte-level tokens, without special tokens: our own models.
    #[default]
    Folded,
    /// As given, through its own tokenizer with its special tokens: exports of others.
    AsGiven,
}

/// A question that a model answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
