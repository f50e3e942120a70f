//! A model ready to score texts: tokens in, calibrated probabilities out.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::runtime::{LoadedModel, Runtime, RuntimeSession, TokenBatch, TokenScores};
use super::tokenizer::{Token, Tokenizer};
use crate::assets::{HeadKind, ModelConfig, ModelFiles};
use crate::classify::ClassifyError;

/// Texts are filled up to a multiple of this many tokens, and only texts of one filled length share a
/// batch: what stands beside a text never changes its shape.
const LENGTH_STEP: usize = 8;

/// The most texts of a batch: bigger ones are slower, they leave the processor's cache.
const BATCH: usize = 16;

/// A text as tokens.
#[derive(Clone, Debug, Default)]
pub struct Encoded {
    /// Its tokens, with their places in the text.
    pub tokens: Vec<Token>,
    /// Whether the text was longer than the model reads.
    pub truncated: bool,
}

/// What a model answers about one text.
#[derive(Clone, Debug)]
pub struct Scores {
    /// The probability of every label of every head, in the order of the configuration.
    pub probabilities: Vec<f32>,
    /// The logits of the token heads, `tokens × token labels`.
    pub token_logits: Vec<f32>,
}

/// A loaded model with its tokenizer.
pub struct Encoder {
    config: ModelConfig,
    tokenizer: Tokenizer,
    model: Box<dyn LoadedModel>,
    /// Sessions not in use. A thread takes one, works without any lock, and gives it back.
    idle: Mutex<Vec<Box<dyn RuntimeSession>>>,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Encoder").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Encoder {
    /// Loads a model on a runtime.
    ///
    /// # Errors
    ///
    /// When the runtime or the tokenizer refuses it, or it does not answer in the form that its
    /// configuration states.
    pub fn load(files: &ModelFiles, runtime: &dyn Runtime) -> Result<Self, ClassifyError> {
        let encoder = Self {
            config: files.config.clone(),
            tokenizer: Tokenizer::from_json(&files.tokenizer)?,
            model: runtime.load(&files.onnx)?,
            idle: Mutex::new(Vec::new()),
        };
        // One text now rather than an error after the reading of a whole file.
        encoder.score(&[encoder.encode("ok")?])?;
        Ok(encoder)
    }

    /// The configuration of the model.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The labels of a head, as positions among the probabilities; none where the model lacks the head.
    pub fn labels_of(&self, head: &str) -> Option<Range<usize>> {
        let mut start = 0;
        for known in &self.config.heads {
            let range = start..start + known.labels.len();
            if known.name == head {
                return Some(range);
            }
            start = range.end;
        }
        None
    }

    /// The labels of a token head, as positions among the token labels.
    pub fn token_labels_of(&self, head: &str) -> Option<Range<usize>> {
        let mut start = 0;
        for name in &self.config.token_heads {
            let range = start..start + self.labels_of(name)?.len();
            if name == head {
                return Some(range);
            }
            start = range.end;
        }
        None
    }

    /// How many scores each token has.
    pub fn token_labels(&self) -> usize {
        self.config
            .token_heads
            .iter()
            .filter_map(|head| self.labels_of(head))
            .map(|range| range.len())
            .sum()
    }

    /// The tokens of a text.
    ///
    /// # Errors
    ///
    /// When the tokenizer fails.
    pub fn encode(&self, text: &str) -> Result<Encoded, ClassifyError> {
        let (tokens, truncated) = self.tokenizer.tokens(text, self.config.max_tokens)?;
        Ok(Encoded { tokens, truncated })
    }

    /// The scores of each text, in the order given, computed on all threads of the current rayon pool.
    ///
    /// # Errors
    ///
    /// When the runtime fails.
    pub fn score(&self, texts: &[Encoded]) -> Result<Vec<Scores>, ClassifyError> {
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&at| (filled_length(&texts[at]), at));
        let batches: Vec<&[usize]> = order
            .chunk_by(|&a, &b| filled_length(&texts[a]) == filled_length(&texts[b]))
            .flat_map(|bucket| bucket.chunks(BATCH))
            .collect();
        let scored: Vec<Vec<Scores>> = batches
            .par_iter()
            .map(|batch| self.score_batch(batch, texts))
            .collect::<Result<_, _>>()?;
        let mut scores: Vec<Option<Scores>> = vec![None; texts.len()];
        for (at, score) in batches.into_iter().flatten().zip(scored.into_iter().flatten()) {
            scores[*at] = Some(score);
        }
        Ok(scores.into_iter().flatten().collect())
    }

    fn score_batch(
        &self,
        batch: &[usize],
        texts: &[Encoded],
    ) -> Result<Vec<Scores>, ClassifyError> {
        let tokens = self.fill(batch, texts);
        let mut session = self.take_session()?;
        let answer = session.run(&tokens)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        self.split(&tokens, &answer, batch.iter().map(|&at| texts[at].tokens.len()))
    }

    fn take_session(&self) -> Result<Box<dyn RuntimeSession>, ClassifyError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.model.session(), Ok)
    }

    #[expect(clippy::cast_possible_wrap, reason = "vocabularies are far below 2^31")]
    fn fill(&self, batch: &[usize], texts: &[Encoded]) -> TokenBatch {
        let length = batch.first().map_or(0, |&at| filled_length(&texts[at]));
        let mut filled = TokenBatch { rows: batch.len(), length, ..TokenBatch::default() };
        for &at in batch {
            let tokens = &texts[at].tokens;
            filled.ids.extend(tokens.iter().map(|token| token.id as i32));
            filled.mask.extend(std::iter::repeat_n(1, tokens.len()));
            filled
                .ids
                .extend(std::iter::repeat_n(self.config.pad_id as i32, length - tokens.len()));
            filled.mask.extend(std::iter::repeat_n(0, length - tokens.len()));
        }
        filled
    }

    fn split(
        &self,
        batch: &TokenBatch,
        answer: &TokenScores,
        lengths: impl Iterator<Item = usize>,
    ) -> Result<Vec<Scores>, ClassifyError> {
        let labels: usize = self.config.heads.iter().map(|head| head.labels.len()).sum();
        let token_labels = self.token_labels();
        let row = batch.length * token_labels;
        if answer.logits.len() != batch.rows * labels
            || answer.token_logits.len() != batch.rows * row
        {
            let fault = format!(
                "answers {} and {} values for {} texts instead of {} and {}",
                answer.logits.len(),
                answer.token_logits.len(),
                batch.rows,
                batch.rows * labels,
                batch.rows * row,
            );
            return Err(ClassifyError::Form { fault });
        }
        let split = lengths.enumerate().map(|(at, tokens)| Scores {
            probabilities: self.probabilities(&answer.logits[at * labels..(at + 1) * labels]),
            token_logits: answer.token_logits[at * row..at * row + tokens * token_labels].to_vec(),
        });
        Ok(split.collect())
    }

    /// Softmax or sigmoid, head by head.
    fn probabilities(&self, logits: &[f32]) -> Vec<f32> {
        let mut probabilities = Vec::with_capacity(logits.len());
        let mut rest = logits;
        for head in &self.config.heads {
            let (own, others) = rest.split_at(head.labels.len());
            rest = others;
            match head.kind {
                HeadKind::Multi => probabilities.extend(own.iter().map(|&logit| sigmoid(logit))),
                HeadKind::Single => probabilities.extend(softmax(own)),
            }
        }
        probabilities
    }
}

fn filled_length(text: &Encoded) -> usize {
    text.tokens.len().max(1).next_multiple_of(LENGTH_STEP)
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - highest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
