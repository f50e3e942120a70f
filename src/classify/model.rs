//! What a model answers about a text, with the words that prove it.

use std::collections::BTreeMap;

use super::answered::Answered;
use super::answers::{AnswerReader, Grammar, SeenTouchpoint};
use super::channels::CueChannels;
use super::cues::{CueOfLexicon, FoundCue};
use super::evidence::{self, TokenLogits, TouchpointCues};
use super::grams::Grams;
use super::onnx::{Encoded, Encoder, Runtime, Scores};
use super::prepared::Prepared;
use super::{ClassifyError, lexical};
use crate::assets::ModelFiles;
use crate::types::{Annotation, ByteSpan, Polarity, SignalAnswer, SignalKind, TouchpointAnswer};

/// A cue of at least this weight counts.
const TRUSTED: f32 = 0.5;

/// A model with what reads its answers.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) encoder: Encoder,
    channels: CueChannels,
    pub(super) answers: AnswerReader,
    /// What n-grams add to its logits; none where it comes without them.
    grams: Option<Grams>,
    /// Where the scores of tokens begin for touchpoints and for signals; none where the model gives none.
    touchpoint_tokens: Option<usize>,
    signal_tokens: Option<usize>,
    /// Whether the grammar counts beside it. The thresholds of a card were found with it; what the model
    /// of a user answers is what it says.
    heeds_cues: bool,
    /// Whether nothing is left for the lexicons to answer.
    pub(super) answers_everything: bool,
}

impl Model {
    /// A model on a runtime.
    ///
    /// # Errors
    ///
    /// When it cannot be loaded, or answers no question of the labelling guide.
    pub(super) fn load(files: &ModelFiles, runtime: &dyn Runtime) -> Result<Self, ClassifyError> {
        let encoder = Encoder::load(files, runtime)?;
        let answers = AnswerReader::new(&encoder, files)?;
        let grams = files
            .grams
            .as_deref()
            .map(|bytes| Grams::parse(bytes, encoder.labels(), encoder.config().cues.len()));
        let token_head = |name: &str| encoder.token_labels_of(name).map(|range| range.start);
        Ok(Self {
            grams: grams.transpose()?,
            channels: CueChannels::new(&encoder.config().cues),
            touchpoint_tokens: token_head("touchpoint"),
            signal_tokens: token_head("signal"),
            heeds_cues: files.card.is_some(),
            answers_everything: answers.answered().iter().all(Answered::is_by_model_alone),
            answers,
            encoder,
        })
    }

    /// A text as what the model reads: its tokens, the cues that lie on them, and what n-grams say.
    ///
    /// # Errors
    ///
    /// When the tokenizer fails.
    pub(super) fn encode(
        &self,
        text: &str,
        cues: &[CueOfLexicon],
    ) -> Result<Encoded, ClassifyError> {
        let mut encoded = self.encoder.encode(text)?;
        encoded.cues = self.channels.on_tokens(cues, &encoded.tokens);
        if let Some(grams) = &self.grams {
            encoded.beside = grams.logits(text, &self.channels.of_text(cues));
        }
        Ok(encoded)
    }

    /// The answers of the model over those of the lexicons, question by question, label by label.
    pub(super) fn annotate(
        &self,
        mut annotation: Annotation,
        prepared: &Prepared<'_>,
        scores: &Scores,
    ) -> Annotation {
        let (answers, p) = (&self.answers, &scores.probabilities);
        if answers.answers_sentiment() {
            annotation.sentiment = answers.sentiment(p);
        }
        if answers.answers_expectation() {
            annotation.expectation = answers.expectation(p);
        }
        if answers.answers_effort() {
            annotation.effort = answers.effort(p);
        }
        annotation.touchpoints.retain(|answer| !answers.knows_touchpoint(answer.id));
        annotation.touchpoints.extend(self.touchpoints(prepared, scores));
        annotation.touchpoints.sort_by_key(|answer| answer.id);
        annotation.signals.retain(|answer| !answers.knows_signal(answer.kind));
        annotation.signals.extend(self.signals(prepared, scores));
        annotation.signals.sort_by_key(|answer| answer.kind);
        annotation.emotions.retain(|answer| !answers.knows_emotion(answer.id));
        annotation.emotions.extend(answers.emotions(p));
        annotation.emotions.sort_by_key(|answer| answer.id);
        annotation
    }

    /// What the cues of a signal say of it, where this model heeds them.
    fn grammar(&self, prepared: &Prepared<'_>, kind: SignalKind) -> Grammar {
        let cues: Vec<&FoundCue> = prepared
            .cues_of("signals")
            .filter(|cue| cue.label == kind.id() && (cue.negated || cue.weight >= TRUSTED))
            .collect();
        if cues.is_empty() || !self.heeds_cues {
            Grammar::Silent
        } else if cues.iter().all(|cue| cue.negated) {
            Grammar::Denies
        } else {
            Grammar::Affirms
        }
    }

    fn touchpoints(&self, prepared: &Prepared<'_>, scores: &Scores) -> Vec<TouchpointAnswer> {
        let cues = by_label(prepared.cues_of("touchpoints"));
        let seen = self.answers.touchpoints(&scores.probabilities);
        if seen.is_empty() {
            return Vec::new();
        }
        let (praise, complaint) = judging(prepared);
        seen.into_iter()
            .map(|SeenTouchpoint { at, id, polarity, p }| {
                let own = cues.get(id.id()).map_or(&[][..], Vec::as_slice);
                let judging = match polarity {
                    Some(Polarity::Negative) => complaint.as_slice(),
                    Some(Polarity::Positive) => praise.as_slice(),
                    Some(Polarity::Neutral | Polarity::Both) | None => &[],
                };
                let cues = TouchpointCues { own, judging };
                let evidence = self.touchpoint_evidence(prepared, scores, at, &cues);
                let opinions = || prepared.cues_of("opinions");
                let polarity =
                    polarity.unwrap_or_else(|| lexical::polarity_near(opinions(), &evidence));
                TouchpointAnswer { id, polarity, p, evidence }
            })
            .collect()
    }

    /// The passages that speak most of a touchpoint: by the scores of tokens and the cues; the whole text
    /// where there are neither.
    fn touchpoint_evidence(
        &self,
        prepared: &Prepared<'_>,
        scores: &Scores,
        label: usize,
        cues: &TouchpointCues<'_>,
    ) -> Vec<ByteSpan> {
        let tokens =
            self.touchpoint_tokens.map(|first| self.tokens(prepared, scores, first + label));
        if tokens.is_none() && cues.own.is_empty() && cues.judging.is_empty() {
            return or_whole(Vec::new(), prepared.text);
        }
        let (text, segments) = (prepared.text, &prepared.segments);
        or_whole(evidence::of_touchpoint(text, segments, tokens.as_ref(), cues), text)
    }

    fn signals(&self, prepared: &Prepared<'_>, scores: &Scores) -> Vec<SignalAnswer> {
        let cues = by_label(prepared.affirmed_signals());
        let grammar = |kind| self.grammar(prepared, kind);
        let held = self.answers.signals(&scores.probabilities, grammar);
        held.into_iter()
            .map(|(at, kind, p)| {
                let tokens =
                    self.signal_tokens.map(|first| self.tokens(prepared, scores, first + at));
                let own = cues.get(kind.id()).map_or(&[][..], Vec::as_slice);
                let evidence =
                    evidence::of_signal(prepared.text, &prepared.segments, tokens.as_ref(), own);
                SignalAnswer { kind, p, evidence: or_whole(evidence, prepared.text) }
            })
            .collect()
    }

    fn tokens<'a>(
        &self,
        prepared: &'a Prepared<'_>,
        scores: &'a Scores,
        label: usize,
    ) -> TokenLogits<'a> {
        TokenLogits {
            encoded: &prepared.encoded,
            logits: &scores.token_logits,
            labels: self.encoder.token_labels(),
            label,
        }
    }
}

fn by_label<'a>(cues: impl Iterator<Item = &'a FoundCue>) -> BTreeMap<String, Vec<FoundCue>> {
    let mut by_label: BTreeMap<String, Vec<FoundCue>> = BTreeMap::new();
    for cue in cues {
        by_label.entry(cue.label.clone()).or_default().push(cue.clone());
    }
    by_label
}

/// The words that praise, and those that complain: opinions, turned round where they are negated, and the
/// cues of signals.
fn judging(prepared: &Prepared<'_>) -> (Vec<FoundCue>, Vec<FoundCue>) {
    let opinions = prepared.cues_of("opinions").cloned();
    let (praise, mut complaint): (Vec<FoundCue>, Vec<FoundCue>) =
        opinions.partition(|cue| (cue.label == "+") != cue.negated);
    complaint.extend(prepared.affirmed_signals().cloned());
    (praise, complaint)
}

/// A claim always has evidence: a text without words, such as a pictogram, is quoted whole.
fn or_whole(evidence: Vec<ByteSpan>, text: &str) -> Vec<ByteSpan> {
    if evidence.is_empty() { vec![ByteSpan::new(0, text.len())] } else { evidence }
}
