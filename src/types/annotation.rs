//! What the models and lexicons answer about one text.

use serde::{Deserialize, Serialize, Serializer};

use super::{ByteSpan, Effort, Emotion, Expectation, Polarity, Sentiment, SignalKind, Touchpoint};

/// The version of the annotated record.
pub const SCHEMA_VERSION: u32 = 1;

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French.
    Fr,
    /// English.
    En,
    /// Another language, or none that can be told.
    Other,
}

impl Language {
    /// The two-letter code, `other` where the text is in neither language.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::Other => "other",
        }
    }
}

/// Why a text was not judged, not judged whole, or not judged surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Empty, punctuation, keyboard noise.
    NoContent,
    /// Neither French nor English.
    OtherLanguage,
    /// Longer than what is analysed: the labels are those of its beginning.
    Truncated,
    /// No sentiment is more probable than all others together: the label is a guess.
    Unsure,
}

impl Flag {
    /// The stable identifier used in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoContent => "no_content",
            Self::OtherLanguage => "other_language",
            Self::Truncated => "truncated",
            Self::Unsure => "unsure",
        }
    }
}

/// An answer of a question that has one answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SingleAnswer<Label> {
    /// The answer.
    pub label: Label,
    /// Its probability, 0 to 1.
    #[serde(serialize_with = "probability")]
    pub p: f32,
}

/// The overall sentiment with the probability of each label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SentimentAnswer {
    /// The most probable label.
    pub label: Sentiment,
    /// The probabilities, in the order of [`Sentiment::ALL`].
    pub p: [f32; 4],
}

/// A touchpoint spoken about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TouchpointAnswer {
    /// The touchpoint.
    pub id: Touchpoint,
    /// How it is spoken of.
    pub polarity: Polarity,
    /// The probability that it is spoken about, 0 to 1.
    #[serde(serialize_with = "probability")]
    pub p: f32,
    /// Where, in the text.
    pub evidence: Vec<ByteSpan>,
}

/// A signal of dissatisfaction or of an action to take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalAnswer {
    /// Its kind.
    pub kind: SignalKind,
    /// Its probability, 0 to 1.
    #[serde(serialize_with = "probability")]
    pub p: f32,
    /// Where, in the text.
    pub evidence: Vec<ByteSpan>,
}

/// An emotion expressed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmotionAnswer {
    /// The emotion.
    pub id: Emotion,
    /// Its probability, 0 to 1.
    #[serde(serialize_with = "probability")]
    pub p: f32,
}

/// Everything answered about one text: only labels above their thresholds are listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// The version of this form, [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The language of the text.
    pub lang: Language,
    /// The overall sentiment; none where the text cannot be judged.
    pub sentiment: Option<SentimentAnswer>,
    /// Touchpoints, in the order of the labelling guide.
    pub touchpoints: Vec<TouchpointAnswer>,
    /// Signals, in the order of the labelling guide.
    pub signals: Vec<SignalAnswer>,
    /// Emotions, in the order of the labelling guide.
    pub emotions: Vec<EmotionAnswer>,
    /// The expectation level; none where there is no judgement.
    pub expectation: Option<SingleAnswer<Expectation>>,
    /// The effort told; none where none is.
    pub effort: Option<SingleAnswer<Effort>>,
    /// The clause that states what the customer wanted in the first place, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<ByteSpan>,
    /// Why the text was not judged, not whole, or not surely.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
}

impl Annotation {
    /// The same with its probabilities as they are written, so that an annotation read back is the same.
    #[must_use]
    pub fn as_written(mut self) -> Self {
        if let Some(answer) = &mut self.sentiment {
            answer.p = answer.p.map(written);
        }
        self.touchpoints.iter_mut().for_each(|answer| answer.p = written(answer.p));
        self.signals.iter_mut().for_each(|answer| answer.p = written(answer.p));
        self.emotions.iter_mut().for_each(|answer| answer.p = written(answer.p));
        self.expectation.iter_mut().for_each(|answer| answer.p = written(answer.p));
        self.effort.iter_mut().for_each(|answer| answer.p = written(answer.p));
        self
    }

    /// The annotation of a text that cannot be judged.
    pub fn unjudged(lang: Language, flag: Flag) -> Self {
        Self { flags: vec![flag], ..Self::silent(lang) }
    }

    /// An annotation without any answer yet.
    pub fn silent(lang: Language) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            lang,
            sentiment: None,
            touchpoints: Vec::new(),
            signals: Vec::new(),
            emotions: Vec::new(),
            expectation: None,
            effort: None,
            need: None,
            flags: Vec::new(),
        }
    }

    /// The overall sentiment, where the text was judged.
    pub fn sentiment(&self) -> Option<Sentiment> {
        self.sentiment.map(|answer| answer.label)
    }

    /// Whether something negative is said: overall, of a touchpoint, or by a signal other than a suggestion.
    pub fn complains(&self) -> bool {
        matches!(self.sentiment(), Some(Sentiment::Negative | Sentiment::Mixed))
            || self.touchpoints.iter().any(|touchpoint| touchpoint.polarity.complains())
    }

    /// What is said of a touchpoint, if anything.
    pub fn touchpoint(&self, id: Touchpoint) -> Option<&TouchpointAnswer> {
        self.touchpoints.iter().find(|answer| answer.id == id)
    }

    /// The signal of a kind, if it is there.
    pub fn signal(&self, kind: SignalKind) -> Option<&SignalAnswer> {
        self.signals.iter().find(|answer| answer.kind == kind)
    }
}

/// Probabilities are written with four decimals: more would claim a precision that no model has.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn probability<S: Serializer>(p: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(four_decimals(*p))
}

#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
fn written(p: f32) -> f32 {
    four_decimals(p) as f32
}

fn four_decimals(p: f32) -> f64 {
    (f64::from(p) * 10_000.0).round() / 10_000.0
}

#[derive(Serialize, Deserialize)]
struct SentimentForm {
    label: Sentiment,
    p: SentimentProbabilities,
}

#[derive(Serialize, Deserialize)]
struct SentimentProbabilities {
    neg: f64,
    mix: f64,
    neu: f64,
    pos: f64,
}

impl Serialize for SentimentAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [neg, mix, neu, pos] = self.p.map(four_decimals);
        SentimentForm { label: self.label, p: SentimentProbabilities { neg, mix, neu, pos } }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SentimentAnswer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let SentimentForm { label, p } = SentimentForm::deserialize(deserializer)?;
        #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept as f32")]
        let p = [p.neg, p.mix, p.neu, p.pos].map(|p| p as f32);
        Ok(Self { label, p })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_has_the_documented_form() {
        let mut annotation = Annotation::unjudged(Language::Fr, Flag::NoContent);
        annotation.flags.clear();
        annotation.sentiment =
            Some(SentimentAnswer { label: Sentiment::Mixed, p: [0.31, 0.55, 0.02, 0.12] });
        annotation.touchpoints.push(TouchpointAnswer {
            id: Touchpoint::Delivery,
            polarity: Polarity::Negative,
            p: 0.97,
            evidence: vec![ByteSpan::new(21, 51)],
        });
        let written = serde_json::to_string(&annotation).unwrap();
        assert_eq!(
            written,
            concat!(
                r#"{"schema_version":1,"lang":"fr","sentiment":{"label":"mix","p":{"neg":0.31,"mix":0.55,"#,
                r#""neu":0.02,"pos":0.12}},"touchpoints":[{"id":"delivery","polarity":"-","p":0.97,"#,
                r#""evidence":[[21,51]]}],"signals":[],"emotions":[],"expectation":null,"effort":null}"#
            )
        );
        assert_eq!(serde_json::from_str::<Annotation>(&written).unwrap(), annotation);
    }
}
