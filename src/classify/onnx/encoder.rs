//! A model ready to score texts: tokens in, calibrated probabilities out.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::export_tokenizer::ExportTokenizer;
use super::graph::GraphUse;
use super::runtime::{LoadedModel, Runtime, RuntimeSession, TokenBatch};
use super::tokenizer::{Token, Tokenizer};
use crate::assets::{HeadKind, ModelConfig, ModelFiles, TextForm};
use crate::classify::ClassifyError;

/// A text as tokens.
#[derive(Clone, Debug, Default)]
pub struct Encoded {
    /// Its tokens, with their places in the text.
    pub tokens: Vec<Token>,
    /// Whether the text was longer than the model reads.
    pub truncated: bool,
    /// The values of the cue channels of the model, `tokens × channels`; empty where it reads no cues.
    pub cues: Vec<f32>,
    /// What is added to the logits, in the order of the configuration; empty where nothing is.
    pub beside: Vec<f32>,
}

/// What a model answers about one text.
#[derive(Clone, Debug)]
pub struct Scores {
    /// The probability of every label of every head, in the order of the configuration.
    pub probabilities: Vec<f32>,
    /// The logits of the token heads, `tokens × token labels`; of special tokens, which stand for no words,
    /// below all others.
    pub token_logits: Vec<f32>,
}

/// A loaded model with its tokenizer.
pub struct Encoder {
    config: ModelConfig,
    tokenizer: TextTokenizer,
    model: Box<dyn LoadedModel>,
    /// Sessions not in use. A thread takes one, works without any lock, and gives it back.
    idle: Mutex<Vec<Box<dyn RuntimeSession>>>,
}

/// The tokenizer of a model, by the form in which it reads texts.
enum TextTokenizer {
    Folded(Tokenizer),
    AsGiven(ExportTokenizer),
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
        let config = files.config.clone();
        let asked = GraphUse {
            cues: !config.cues.is_empty(),
            token_scores: !config.token_heads.is_empty(),
        };
        let tokenizer = match config.text {
            TextForm::Folded => TextTokenizer::Folded(Tokenizer::from_json(&files.tokenizer)?),
            TextForm::AsGiven => {
                TextTokenizer::AsGiven(ExportTokenizer::from_json(&files.tokenizer)?)
            }
        };
        let encoder = Self {
            config,
            tokenizer,
            model: runtime.load(&files.onnx, asked)?,
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
        let most = self.config.max_tokens;
        let (tokens, truncated) = match &self.tokenizer {
            TextTokenizer::Folded(tokenizer) => tokenizer.tokens(text, most)?,
            TextTokenizer::AsGiven(tokenizer) => tokenizer.tokens(text, most)?,
        };
        let cues = vec![0.0; tokens.len() * self.config.cues.len()];
        Ok(Encoded { tokens, truncated, cues, beside: Vec::new() })
    }

    /// The scores of each text, in the order given, computed on all threads of the current rayon pool.
    ///
    /// A text goes through the graph alone. In company a runtime multiplies matrices of other shapes and adds
    /// in another order, so that the last bits of a probability, and now and then a label, would depend on
    /// the neighbours; and on these models batches of 16 texts of one length were measured to be no faster.
    ///
    /// # Errors
    ///
    /// When the runtime fails.
    pub fn score(&self, texts: &[Encoded]) -> Result<Vec<Scores>, ClassifyError> {
        let next = AtomicUsize::new(0);
        // Each thread takes the next text when it is done with one. Texts are not rayon tasks: a runtime may
        // wait for a pool of its own, and a rayon thread that waits steals another task, here another text,
        // one on top of the other until the stack is full.
        let parts = rayon::broadcast(|_| self.score_in_turn(texts, &next));
        let mut scores: Vec<Option<Scores>> = vec![None; texts.len()];
        for part in parts {
            for (at, score) in part? {
                scores[at] = Some(score);
            }
        }
        Ok(scores.into_iter().flatten().collect())
    }

    /// What one thread does: the next text that nobody has taken, until there is none.
    fn score_in_turn(
        &self,
        texts: &[Encoded],
        next: &AtomicUsize,
    ) -> Result<Vec<(usize, Scores)>, ClassifyError> {
        let mut scored = Vec::new();
        let mut session = None;
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(at) else { break };
            let session = match &mut session {
                Some(session) => session,
                none => none.insert(self.take_session()?),
            };
            scored.push((at, self.score_one(session.as_mut(), text)?));
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(session);
        Ok(scored)
    }

    fn take_session(&self) -> Result<Box<dyn RuntimeSession>, ClassifyError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.model.session(), Ok)
    }

    #[expect(clippy::cast_possible_wrap, reason = "vocabularies are far below 2^31")]
    fn score_one(
        &self,
        session: &mut dyn RuntimeSession,
        text: &Encoded,
    ) -> Result<Scores, ClassifyError> {
        let mut ids: Vec<i32> = text.tokens.iter().map(|token| token.id as i32).collect();
        let mut mask = vec![1; ids.len()];
        let mut cues = text.cues.clone();
        if ids.is_empty() {
            // A graph has no answer about nothing; about filling, it has that of a text without words. The
            // exports of others may divide by the number of tokens that are not hidden.
            ids.push(self.config.pad_id as i32);
            mask.push(i32::from(self.config.text == TextForm::AsGiven));
            cues.resize(self.config.cues.len(), 0.0);
        }
        let length = ids.len();
        let answer = session.run(TokenBatch { ids, mask, cues, rows: 1, length })?;
        let labels = self.labels() + self.config.unused_outputs;
        let token_scores = length * self.token_labels();
        if answer.logits.len() != labels || answer.token_logits.len() != token_scores {
            let fault = format!(
                "answers {} and {} values for {length} tokens instead of the {labels} and {token_scores} \
                 that `config.json` names",
                answer.logits.len(),
                answer.token_logits.len(),
            );
            return Err(ClassifyError::Form { fault });
        }
        let mut logits = self.in_order(answer.logits);
        logits.iter_mut().zip(&text.beside).for_each(|(logit, beside)| *logit += beside);
        let probabilities = self.probabilities(&logits);
        if probabilities.iter().any(|p| !p.is_finite()) {
            return Err(ClassifyError::Form { fault: "answers what is not a number".to_owned() });
        }
        let mut token_logits = answer.token_logits;
        let special = |token: &Token| token.span.is_empty();
        for (at, _) in text.tokens.iter().enumerate().filter(|(_, token)| special(token)) {
            let own = at * self.token_labels()..(at + 1) * self.token_labels();
            token_logits[own].fill(f32::MIN);
        }
        Ok(Scores { probabilities, token_logits })
    }

    /// How many labels all heads have together.
    pub fn labels(&self) -> usize {
        self.config.heads.iter().map(|head| head.labels.len()).sum()
    }

    /// The values of the output in the order of the heads and of their labels.
    fn in_order(&self, logits: Vec<f32>) -> Vec<f32> {
        if self.config.outputs.is_empty() {
            return logits;
        }
        self.config.outputs.iter().map(|&at| logits[at]).collect()
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

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - highest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
