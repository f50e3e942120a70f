//! From probabilities to answers: which labels hold, by the thresholds of the model.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use super::ClassifyError;
use super::answered::Answered;
use super::onnx::Encoder;
use crate::assets::ModelFiles;
use crate::types::{
    Effort, Emotion, EmotionAnswer, Expectation, Label, Polarity, Sentiment, SentimentAnswer,
    SignalKind, SingleAnswer, Touchpoint, UnknownLabel,
};

/// Where the grammar affirms a label, the model only has to think it possible; where it denies it, to think it
/// clearly more probable than not. Both were chosen on held-out feedback: a rare kind has too few examples for
/// a model, and «DGCCRF» means what it means.
const NOT_EXCLUDED: f32 = 0.1;
const PROBABLE: f32 = 0.8;

/// What the cues of a label in a text say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    /// There are none that count.
    Silent,
    /// One says that it holds.
    Affirms,
    /// There are only negated ones and guards.
    Denies,
}

/// A head with several answers: its labels, where their probabilities stand, and their thresholds.
/// `None` is a label that stands for no answer.
#[derive(Debug)]
struct MultiHead<Label> {
    labels: Vec<Option<Label>>,
    range: Range<usize>,
    thresholds: Vec<f32>,
}

impl<Label: Copy + PartialEq> MultiHead<Label> {
    /// Each label that holds, with its position and probability, by its threshold and by what the grammar
    /// says of it.
    fn held<'a>(
        &'a self,
        probabilities: &'a [f32],
        grammar: impl Fn(Label) -> Grammar + 'a,
    ) -> impl Iterator<Item = (usize, Label, f32)> + 'a {
        let own = &probabilities[self.range.clone()];
        (0..self.labels.len()).filter_map(move |at| {
            let label = self.labels[at]?;
            let needed = match grammar(label) {
                Grammar::Silent => self.thresholds[at],
                Grammar::Affirms => self.thresholds[at].min(NOT_EXCLUDED),
                Grammar::Denies => self.thresholds[at].max(PROBABLE),
            };
            (own[at] >= needed).then(|| (at, label, own[at]))
        })
    }

    fn knows(&self, label: Label) -> bool {
        self.labels.contains(&Some(label))
    }

    fn holds(&self, label: Label, probabilities: &[f32]) -> bool {
        let at = self.labels.iter().position(|own| *own == Some(label));
        at.is_some_and(|at| probabilities[self.range.start + at] >= self.thresholds[at])
    }
}

/// A head with one answer; `None` is the label that stands for no answer.
#[derive(Debug)]
struct SingleHead<Label> {
    labels: Vec<Option<Label>>,
    range: Range<usize>,
}

impl<Label: Copy> SingleHead<Label> {
    fn answer(&self, probabilities: &[f32]) -> Option<SingleAnswer<Label>> {
        let own = &probabilities[self.range.clone()];
        let best = first_best(own);
        Some(SingleAnswer { label: self.labels[best]?, p: own[best] })
    }
}

/// The position of the highest value; the first of equals wins, where `max_by` would keep the last.
fn first_best(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}

/// The heads that speak of touchpoints.
#[derive(Debug)]
struct TouchpointHeads {
    spoken_of: MultiHead<Touchpoint>,
    /// Of which something negative is said, and something positive; none where the model does not say.
    polarity: Option<[MultiHead<Touchpoint>; 2]>,
}

/// A touchpoint that a model sees in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeenTouchpoint {
    /// Its position among the labels of the head.
    pub(super) at: usize,
    pub(super) id: Touchpoint,
    /// How it is spoken of; none where the model does not say.
    pub(super) polarity: Option<Polarity>,
    pub(super) p: f32,
}

/// Reads the probabilities of a model. A question that the model does not answer has no head.
#[derive(Debug)]
pub(super) struct AnswerReader {
    sentiment: Option<SingleHead<Sentiment>>,
    touchpoints: Option<TouchpointHeads>,
    signals: Option<MultiHead<SignalKind>>,
    emotions: Option<MultiHead<Emotion>>,
    expectation: Option<SingleHead<Expectation>>,
    effort: Option<SingleHead<Effort>>,
}

impl AnswerReader {
    /// A reader for a model.
    ///
    /// # Errors
    ///
    /// When the model answers no question, lacks a threshold, or names a label that labels.md does not.
    pub(super) fn new(encoder: &Encoder, files: &ModelFiles) -> Result<Self, ClassifyError> {
        let heads = Heads { encoder, thresholds: &files.thresholds };
        let reader = Self {
            touchpoints: heads.touchpoints()?,
            sentiment: heads.single("sentiment")?,
            signals: heads.multi("signal")?,
            emotions: heads.multi("emotion")?,
            expectation: heads.single("expectation")?,
            effort: heads.single("effort")?,
        };
        if reader.answered().iter().all(|question| question.by_model.is_empty()) {
            return Err(fault("has no head that answers one of our questions".to_owned()));
        }
        Ok(reader)
    }

    /// Each question with the labels that the model knows.
    pub(super) fn answered(&self) -> Vec<Answered> {
        let touchpoints = self.touchpoints.as_ref().map(|heads| &heads.spoken_of.labels);
        vec![
            Answered::of("sentiment", self.sentiment.as_ref().map(|head| &head.labels), true),
            Answered::of("touchpoints", touchpoints, false),
            Answered::of("signals", self.signals.as_ref().map(|head| &head.labels), false),
            Answered::of("emotions", self.emotions.as_ref().map(|head| &head.labels), false),
            Answered::of("expectation", self.expectation.as_ref().map(|head| &head.labels), true),
            Answered::of("effort", self.effort.as_ref().map(|head| &head.labels), true),
        ]
    }

    /// Whether the model answers the sentiment.
    pub(super) fn answers_sentiment(&self) -> bool {
        self.sentiment.is_some()
    }

    /// Whether the model answers the expectation level.
    pub(super) fn answers_expectation(&self) -> bool {
        self.expectation.is_some()
    }

    /// Whether the model answers the effort.
    pub(super) fn answers_effort(&self) -> bool {
        self.effort.is_some()
    }

    /// Whether the model can see this touchpoint.
    pub(super) fn knows_touchpoint(&self, id: Touchpoint) -> bool {
        self.touchpoints.as_ref().is_some_and(|heads| heads.spoken_of.knows(id))
    }

    /// Whether the model can see this kind of signal.
    pub(super) fn knows_signal(&self, kind: SignalKind) -> bool {
        self.signals.as_ref().is_some_and(|head| head.knows(kind))
    }

    /// Whether the model can see this emotion.
    pub(super) fn knows_emotion(&self, id: Emotion) -> bool {
        self.emotions.as_ref().is_some_and(|head| head.knows(id))
    }

    /// The sentiment. Labels of an export that stand for one sentiment («1 star», «2 stars») add up.
    pub(super) fn sentiment(&self, probabilities: &[f32]) -> Option<SentimentAnswer> {
        let head = self.sentiment.as_ref()?;
        let mut p = [0.0; 4];
        for (label, probability) in head.labels.iter().zip(&probabilities[head.range.clone()]) {
            if let Some(label) = label {
                p[label.index()] += *probability;
            }
        }
        Some(SentimentAnswer { label: Sentiment::ALL[first_best(&p)], p })
    }

    /// The touchpoints spoken about.
    pub(super) fn touchpoints(&self, probabilities: &[f32]) -> Vec<SeenTouchpoint> {
        let Some(heads) = &self.touchpoints else { return Vec::new() };
        heads
            .spoken_of
            .held(probabilities, |_| Grammar::Silent)
            .map(|(at, id, p)| {
                let polarity = heads.polarity.as_ref().map(|[negative, positive]| {
                    polarity(negative.holds(id, probabilities), positive.holds(id, probabilities))
                });
                SeenTouchpoint { at, id, polarity, p }
            })
            .collect()
    }

    /// The signals: position among the head's labels, kind, probability; `grammar` says what the cues of a
    /// kind say of it.
    pub(super) fn signals(
        &self,
        probabilities: &[f32],
        grammar: impl Fn(SignalKind) -> Grammar,
    ) -> Vec<(usize, SignalKind, f32)> {
        self.signals.iter().flat_map(|head| head.held(probabilities, &grammar)).collect()
    }

    pub(super) fn emotions(&self, probabilities: &[f32]) -> Vec<EmotionAnswer> {
        let held =
            self.emotions.iter().flat_map(|head| head.held(probabilities, |_| Grammar::Silent));
        held.map(|(_, id, p)| EmotionAnswer { id, p }).collect()
    }

    pub(super) fn expectation(&self, probabilities: &[f32]) -> Option<SingleAnswer<Expectation>> {
        self.expectation.as_ref()?.answer(probabilities)
    }

    pub(super) fn effort(&self, probabilities: &[f32]) -> Option<SingleAnswer<Effort>> {
        self.effort.as_ref()?.answer(probabilities)
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

/// The labels of a head, with where their probabilities stand.
type HeadLabels<Label> = (Vec<Option<Label>>, Range<usize>);

struct Heads<'a> {
    encoder: &'a Encoder,
    thresholds: &'a BTreeMap<String, BTreeMap<String, f32>>,
}

/// The label that stands for no answer.
const NO_ANSWER: &str = "none";

impl Heads<'_> {
    /// The labels of a head, with where their probabilities stand; none where the model lacks it.
    fn labels<Label: FromStr<Err = UnknownLabel>>(
        &self,
        name: &str,
    ) -> Result<Option<HeadLabels<Label>>, ClassifyError> {
        let head = self.encoder.config().heads.iter().find(|head| head.name == name);
        let Some((head, range)) = head.zip(self.encoder.labels_of(name)) else { return Ok(None) };
        let label = |text: &String| match text.as_str() {
            NO_ANSWER => Ok(None),
            text => text.parse().map(Some).map_err(|error: UnknownLabel| fault(error.to_string())),
        };
        Ok(Some((head.labels.iter().map(label).collect::<Result<_, _>>()?, range)))
    }

    fn multi<L: Label + FromStr<Err = UnknownLabel>>(
        &self,
        name: &str,
    ) -> Result<Option<MultiHead<L>>, ClassifyError> {
        let Some((labels, range)) = self.labels::<L>(name)? else { return Ok(None) };
        let of_head = self.thresholds.get(name);
        let threshold = |label: &Option<L>| {
            let label = label.map_or(NO_ANSWER, Label::id);
            let missing = || fault(format!("has no threshold for `{label}` of `{name}`"));
            of_head.and_then(|head| head.get(label)).copied().ok_or_else(missing)
        };
        let thresholds = labels.iter().map(threshold).collect::<Result<_, _>>()?;
        Ok(Some(MultiHead { labels, range, thresholds }))
    }

    fn single<L: FromStr<Err = UnknownLabel>>(
        &self,
        name: &str,
    ) -> Result<Option<SingleHead<L>>, ClassifyError> {
        Ok(self.labels(name)?.map(|(labels, range)| SingleHead { labels, range }))
    }

    fn touchpoints(&self) -> Result<Option<TouchpointHeads>, ClassifyError> {
        let polarity = [self.multi("touchpoint_negative")?, self.multi("touchpoint_positive")?];
        let spoken_of = self.multi("touchpoint")?;
        let polarity = match polarity {
            [Some(negative), Some(positive)] => Some([negative, positive]),
            [None, None] => None,
            _ => return Err(fault("says one polarity of touchpoints, not the other".to_owned())),
        };
        if polarity.is_some() && spoken_of.is_none() {
            return Err(fault("says how touchpoints are spoken of, not which".to_owned()));
        }
        Ok(spoken_of.map(|spoken_of| TouchpointHeads { spoken_of, polarity }))
    }
}
