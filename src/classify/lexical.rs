//! Answers from the lexicons alone: what `--no-models` gives, and what a model is compared with by eye.

use std::str::FromStr;

use super::answers::polarity;
use super::cues::{CueReader, FoundCue};
use super::evidence::{self, TouchpointCues};
use crate::text::Word;
use crate::types::{
    Annotation, ByteSpan, EmotionAnswer, Language, Polarity, SCHEMA_VERSION, Sentiment,
    SentimentAnswer, SignalAnswer, SingleAnswer, Touchpoint, TouchpointAnswer,
};

/// A cue counts from this weight on.
const SURE_ENOUGH: f32 = 0.5;

/// Praise and complaint each of at least this share of the stronger one make a mixed feedback.
const MIXED: f32 = 0.5;

/// The annotation of a text by cues only.
pub(super) fn annotate(
    reader: CueReader<'_>,
    lang: Language,
    text: &str,
    words: &[Word],
    segments: &[ByteSpan],
) -> Annotation {
    let opinions = reader.all("opinions", words);
    Annotation {
        schema_version: SCHEMA_VERSION,
        lang,
        sentiment: Some(sentiment(&opinions)),
        touchpoints: touchpoints(reader, text, words, segments, &opinions),
        signals: signals(reader, text, words, segments),
        emotions: labelled(&reader.affirmed("emotions", words))
            .map(|(id, p)| EmotionAnswer { id, p })
            .collect(),
        expectation: labelled(&reader.affirmed("expectation", words)).next().map(single),
        effort: labelled(&reader.affirmed("effort", words)).next().map(single),
        need: None,
        flags: Vec::new(),
    }
}

fn single<Label>((label, p): (Label, f32)) -> SingleAnswer<Label> {
    SingleAnswer { label, p }
}

/// The labels of the cues with the best weight of each, in the order of the labelling guide.
fn labelled<Label: FromStr + Ord + Copy>(
    cues: &[FoundCue],
) -> impl Iterator<Item = (Label, f32)> + use<Label> {
    let mut best = std::collections::BTreeMap::new();
    for cue in cues.iter().filter(|cue| cue.weight >= SURE_ENOUGH) {
        if let Ok(label) = cue.label.parse::<Label>() {
            let p: &mut f32 = best.entry(label).or_insert(0.0);
            *p = p.max(cue.weight);
        }
    }
    best.into_iter()
}

/// How much praise and how much complaint the opinion words hold.
fn praise_and_complaint<'a>(opinions: impl Iterator<Item = &'a FoundCue>) -> (f32, f32) {
    opinions.fold((0.0, 0.0), |(praise, complaint), cue| {
        // «Pas mal» is less than «bien», «pas bon» is a complaint.
        match (cue.label == "+", cue.negated) {
            (true, false) => (praise + cue.weight, complaint),
            (false, true) => (praise + cue.weight / 2.0, complaint),
            (true, true) | (false, false) => (praise, complaint + cue.weight),
        }
    })
}

fn sentiment(opinions: &[FoundCue]) -> SentimentAnswer {
    let (praise, complaint) = praise_and_complaint(opinions.iter());
    let (weaker, stronger) = (praise.min(complaint), praise.max(complaint));
    let label = if stronger <= 0.0 {
        Sentiment::Neutral
    } else if weaker >= MIXED * stronger {
        Sentiment::Mixed
    } else if praise > complaint {
        Sentiment::Positive
    } else {
        Sentiment::Negative
    };
    // Lexicons give no probabilities: the shares of praise and complaint, with room for doubt.
    let total = praise + complaint + 1.0;
    let both = 2.0 * weaker / total;
    let mut p = [(complaint - weaker) / total, both, 1.0 / total, (praise - weaker) / total];
    let highest = p.iter().copied().fold(0.0, f32::max);
    p[label.index()] = highest;
    let sum: f32 = p.iter().sum();
    SentimentAnswer { label, p: p.map(|p| p / sum) }
}

fn touchpoints(
    reader: CueReader<'_>,
    text: &str,
    words: &[Word],
    segments: &[ByteSpan],
    opinions: &[FoundCue],
) -> Vec<TouchpointAnswer> {
    let cues = reader.all("touchpoints", words);
    labelled::<Touchpoint>(&cues)
        .map(|(id, p)| {
            let own: Vec<FoundCue> =
                cues.iter().filter(|cue| cue.label == id.id()).cloned().collect();
            let cues = TouchpointCues { own: &own, judging: &[] };
            let evidence = evidence::of_touchpoint(text, segments, None, &cues);
            TouchpointAnswer { id, polarity: polarity_near(opinions, &evidence), p, evidence }
        })
        .collect()
}

/// How a touchpoint is spoken of where it is: by the opinion words of the passages.
pub(super) fn polarity_near<'a>(
    opinions: impl IntoIterator<Item = &'a FoundCue>,
    passages: &[ByteSpan],
) -> Polarity {
    let near = |cue: &&FoundCue| passages.iter().any(|span| span.overlaps(cue.span));
    let (praise, complaint) = praise_and_complaint(opinions.into_iter().filter(near));
    polarity(complaint > 0.0, praise > 0.0)
}

fn signals(
    reader: CueReader<'_>,
    text: &str,
    words: &[Word],
    segments: &[ByteSpan],
) -> Vec<SignalAnswer> {
    let cues = reader.affirmed("signals", words);
    labelled::<crate::types::SignalKind>(&cues)
        .map(|(kind, p)| {
            let own: Vec<FoundCue> =
                cues.iter().filter(|cue| cue.label == kind.id()).cloned().collect();
            SignalAnswer { kind, p, evidence: evidence::of_signal(text, segments, None, &own) }
        })
        .collect()
}
