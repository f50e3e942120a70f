//! From probabilities to answers: which labels hold, by the thresholds of the model's card.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use super::ClassifyError;
use super::onnx::Encoder;
use crate::assets::ModelFiles;
use crate::types::{
    Effort, Emotion, EmotionAnswer, Expectation, Polarity, Sentiment, SentimentAnswer, SignalKind,
    SingleAnswer, Touchpoint, UnknownLabel,
};

/// A head with several answers: its labels, where their probabilities stand, and their thresholds.
#[derive(Debug)]
struct MultiHead<Label> {
    labels: Vec<Label>,
    range: Range<usize>,
    thresholds: Vec<f32>,
}

impl<Label: Copy> MultiHead<Label> {
    /// Each label that holds, with its position and probability: those above their threshold, and those
    /// that other evidence is sure of.
    fn held_or<'a>(
        &'a self,
        probabilities: &'a [f32],
        sure: impl Fn(Label) -> Option<f32> + 'a,
    ) -> impl Iterator<Item = (usize, Label, f32)> + 'a {
        let own = &probabilities[self.range.clone()];
        (0..self.labels.len()).filter_map(move |at| {
            let sure = sure(self.labels[at]);
            (own[at] >= self.thresholds[at] || sure.is_some())
                .then(|| (at, self.labels[at], own[at].max(sure.unwrap_or(0.0))))
        })
    }

    fn holds(&self, at: usize, probabilities: &[f32]) -> bool {
        probabilities[self.range.start + at] >= self.thresholds[at]
    }
}

/// A head with one answer; `none` is written for the label that stands for no answer.
#[derive(Debug)]
struct SingleHead<Label> {
    labels: Vec<Option<Label>>,
    range: Range<usize>,
}

impl<Label: Copy> SingleHead<Label> {
    fn answer(&self, probabilities: &[f32]) -> Option<SingleAnswer<Label>> {
        let own = &probabilities[self.range.clone()];
        // The first of equals wins: `max_by` would keep the last.
        let best = (1..own.len()).fold(0, |best, at| if own[at] > own[best] { at } else { best });
        Some(SingleAnswer { label: self.labels[best]?, p: own[best] })
    }
}

/// Reads the probabilities of a model.
#[derive(Debug)]
pub(super) struct AnswerReader {
    sentiment: SingleHead<Sentiment>,
    touchpoints: MultiHead<Touchpoint>,
    touchpoints_negative: MultiHead<Touchpoint>,
    touchpoints_positive: MultiHead<Touchpoint>,
    signals: MultiHead<SignalKind>,
    emotions: MultiHead<Emotion>,
    expectation: SingleHead<Expectation>,
    effort: SingleHead<Effort>,
}

impl AnswerReader {
    /// A reader for a model.
    ///
    /// # Errors
    ///
    /// When the model lacks a head or a threshold, or names a label that labels.md does not.
    pub(super) fn new(encoder: &Encoder, files: &ModelFiles) -> Result<Self, ClassifyError> {
        let heads = Heads { encoder, thresholds: &files.card.thresholds };
        let touchpoints = heads.multi::<Touchpoint>("touchpoint")?;
        let polarity = |name: &str| {
            let head = heads.multi::<Touchpoint>(name)?;
            if head.labels == touchpoints.labels {
                return Ok(head);
            }
            Err(fault(format!("has other labels in `{name}` than in `touchpoint`")))
        };
        Ok(Self {
            touchpoints_negative: polarity("touchpoint_negative")?,
            touchpoints_positive: polarity("touchpoint_positive")?,
            touchpoints,
            sentiment: heads.single("sentiment")?,
            signals: heads.multi("signal")?,
            emotions: heads.multi("emotion")?,
            expectation: heads.single("expectation")?,
            effort: heads.single("effort")?,
        })
    }

    pub(super) fn sentiment(&self, probabilities: &[f32]) -> Option<SentimentAnswer> {
        let label = self.sentiment.answer(probabilities)?.label;
        let own = &probabilities[self.sentiment.range.clone()];
        let mut p = [0.0; 4];
        for (label, probability) in self.sentiment.labels.iter().zip(own) {
            if let Some(label) = label {
                p[label.index()] = *probability;
            }
        }
        Some(SentimentAnswer { label, p })
    }

    /// The touchpoints spoken about: position among the head's labels, touchpoint, polarity, probability.
    ///
    /// A touchpoint of which the text holds a cue as sure as `cue` says is spoken about too.
    pub(super) fn touchpoints(
        &self,
        probabilities: &[f32],
        cue: impl Fn(Touchpoint) -> Option<f32>,
    ) -> Vec<(usize, Touchpoint, Polarity, f32)> {
        self.touchpoints
            .held_or(probabilities, cue)
            .map(|(at, touchpoint, p)| {
                let negative = self.touchpoints_negative.holds(at, probabilities);
                let positive = self.touchpoints_positive.holds(at, probabilities);
                (at, touchpoint, polarity(negative, positive), p)
            })
            .collect()
    }

    /// The signals: position among the head's labels, kind, probability. A kind of which the text holds a
    /// cue as sure as `cue` says holds too, with the probability of the surer of the two.
    pub(super) fn signals(
        &self,
        probabilities: &[f32],
        cue: impl Fn(SignalKind) -> Option<f32>,
    ) -> Vec<(usize, SignalKind, f32)> {
        self.signals.held_or(probabilities, cue).collect()
    }

    pub(super) fn emotions(&self, probabilities: &[f32]) -> Vec<EmotionAnswer> {
        self.emotions
            .held_or(probabilities, |_| None)
            .map(|(_, id, p)| EmotionAnswer { id, p })
            .collect()
    }

    pub(super) fn expectation(&self, probabilities: &[f32]) -> Option<SingleAnswer<Expectation>> {
        self.expectation.answer(probabilities)
    }

    pub(super) fn effort(&self, probabilities: &[f32]) -> Option<SingleAnswer<Effort>> {
        self.effort.answer(probabilities)
    }
}

/// The polarity of a touchpoint of which something negative, something positive, both or neither is said.
pub(super) const fn polarity(negative: bool, positive: bool) -> Polarity {
    match (negative, positive) {
        (true, true) => Polarity::Both,
        (true, false) => Polarity::Negative,
        (false, true) => Polarity::Positive,
        (false, false) => Polarity::Neutral,
    }
}

fn fault(fault: String) -> ClassifyError {
    ClassifyError::Form { fault }
}

struct Heads<'a> {
    encoder: &'a Encoder,
    thresholds: &'a BTreeMap<String, BTreeMap<String, f32>>,
}

impl Heads<'_> {
    fn labels(&self, name: &str) -> Result<(&[String], Range<usize>), ClassifyError> {
        let head = self.encoder.config().heads.iter().find(|head| head.name == name);
        let range = self.encoder.labels_of(name);
        head.zip(range)
            .map(|(head, range)| (head.labels.as_slice(), range))
            .ok_or_else(|| fault(format!("has no head `{name}`")))
    }

    fn multi<Label: FromStr<Err = UnknownLabel>>(
        &self,
        name: &str,
    ) -> Result<MultiHead<Label>, ClassifyError> {
        let (names, range) = self.labels(name)?;
        let mut labels = Vec::with_capacity(names.len());
        let mut thresholds = Vec::with_capacity(names.len());
        for label in names {
            labels.push(label.parse().map_err(|error: UnknownLabel| fault(error.to_string()))?);
            let threshold = self.thresholds.get(name).and_then(|head| head.get(label));
            let missing = || fault(format!("has no threshold for `{label}` of `{name}`"));
            thresholds.push(*threshold.ok_or_else(missing)?);
        }
        Ok(MultiHead { labels, range, thresholds })
    }

    fn single<Label: FromStr<Err = UnknownLabel>>(
        &self,
        name: &str,
    ) -> Result<SingleHead<Label>, ClassifyError> {
        let (names, range) = self.labels(name)?;
        let label = |text: &String| {
            if text == "none" {
                return Ok(None);
            }
            text.parse().map(Some).map_err(|error: UnknownLabel| fault(error.to_string()))
        };
        Ok(SingleHead { labels: names.iter().map(label).collect::<Result<_, _>>()?, range })
    }
}
