//! Small feedback for the tests of the analyses.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::types::{
    Annotation, ByteSpan, Feedback, Language, Origin, Polarity, SCHEMA_VERSION, Sentiment,
    SentimentAnswer, SignalAnswer, SignalKind, Touchpoint, TouchpointAnswer,
};

/// A feedback called `f<index>`, without date, score or customer.
pub(crate) fn feedback(index: usize, text: &str) -> Feedback {
    let record = index as u64 + 1;
    Feedback {
        id: format!("f{index}"),
        origin: Origin { file: "avis.csv".to_owned(), record, line: record + 1, byte: 0 },
        received: None,
        ratings: BTreeMap::new(),
        text: text.to_owned(),
        language: None,
        customer: None,
        attributes: BTreeMap::new(),
    }
}

/// The Monday of a week, counted from the first of January 2024, which is one.
pub(crate) fn monday(week: i64) -> Date {
    date(2024, 1, 1).saturating_add(jiff::Span::new().weeks(week))
}

/// An annotation with a sentiment and nothing else.
pub(crate) fn judged(sentiment: Sentiment) -> Annotation {
    let mut p = [0.05; 4];
    p[sentiment.index()] = 0.85;
    Annotation {
        schema_version: SCHEMA_VERSION,
        lang: Language::Fr,
        sentiment: Some(SentimentAnswer { label: sentiment, p }),
        touchpoints: Vec::new(),
        signals: Vec::new(),
        emotions: Vec::new(),
        expectation: None,
        effort: None,
        need: None,
        flags: Vec::new(),
    }
}

/// A touchpoint spoken of in the first thirty bytes.
pub(crate) fn about(id: Touchpoint, polarity: Polarity) -> TouchpointAnswer {
    TouchpointAnswer { id, polarity, p: 0.9, evidence: vec![ByteSpan::new(0, 30)] }
}

/// A complaint about a touchpoint.
pub(crate) fn complaint(id: Touchpoint) -> Annotation {
    let mut annotation = judged(Sentiment::Negative);
    annotation.touchpoints.push(about(id, Polarity::Negative));
    annotation
}

/// Praise of a touchpoint.
pub(crate) fn praise(id: Touchpoint) -> Annotation {
    let mut annotation = judged(Sentiment::Positive);
    annotation.touchpoints.push(about(id, Polarity::Positive));
    annotation
}

/// A signal of a kind, without a place.
pub(crate) fn signal(kind: SignalKind) -> SignalAnswer {
    SignalAnswer { kind, p: 0.9, evidence: Vec::new() }
}

/// The severity of cues, with those of bodily harm that the program carries.
pub(crate) fn with_harm() -> crate::evidence::SeveritySettings {
    let lexicons = crate::assets::Lexicons::embedded().unwrap();
    let harm = [Language::Fr, Language::En].map(|lang| (lang, lexicons.get(lang, "harm").clone()));
    crate::evidence::SeveritySettings { harm: harm.into(), ..Default::default() }
}
