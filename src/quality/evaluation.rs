//! Annotations compared with what a careful reader answered.

use std::collections::BTreeMap;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::gold::Gold;
use super::tally::{Confusion, macro_f1, micro_f1, ratio};
use crate::types::{Annotation, Emotion, Label, Measure, Sentiment, SignalKind, Touchpoint};

/// The quality of one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelQuality {
    /// Share of its answers that are right.
    pub precision: Measure,
    /// Share of its cases that are found.
    pub recall: Measure,
    /// Harmonic mean of the two.
    pub f1: Measure,
    /// How many cases the labelled file has.
    pub cases: u64,
}

/// The quality of the answers to one question. Serialised as one object: the pooled figures, then `per_label`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    /// Its pooled figures: `accuracy`, `macro_f1`, `micro_f1` …
    pub figures: BTreeMap<&'static str, Measure>,
    /// Each label.
    pub per_label: BTreeMap<&'static str, LabelQuality>,
}

impl Serialize for Quality {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.figures.len() + 1))?;
        for (name, figure) in &self.figures {
            map.serialize_entry(name, figure)?;
        }
        map.serialize_entry("per_label", &self.per_label)?;
        map.end()
    }
}

/// The quality of all answers, by question.
///
/// - `sentiment`: `accuracy`, `macro_f1`. A text that was not judged counts as a wrong answer.
/// - `touchpoints`: `micro_f1`, `macro_f1` (present or not), `polarity_accuracy` over the touchpoints that
///   both the reader and vigie see.
/// - `signals`: `micro_f1`, `macro_f1`, `evidence_overlap`: share of the signals found rightly whose
///   evidence shares a character with the reader's quote.
/// - `emotions`: `micro_f1`, `macro_f1`; `expectation` and `effort`: `accuracy`, "none" being an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evaluation {
    /// Each question.
    pub questions: BTreeMap<&'static str, Quality>,
}

/// Compares annotations with the labelled feedback that they are about, pair by pair.
///
/// Intervals are 95 %, over feedback.
pub fn evaluate(pairs: &[(&Gold, &Annotation)]) -> Evaluation {
    let questions = BTreeMap::from([
        ("sentiment", sentiment(pairs)),
        ("touchpoints", touchpoints(pairs)),
        ("signals", signals(pairs)),
        ("emotions", emotions(pairs)),
        (
            "expectation",
            single(pairs, |gold| gold.expectation, |found| found.expectation.map(|a| a.label)),
        ),
        ("effort", single(pairs, |gold| gold.effort, |found| found.effort.map(|a| a.label))),
    ]);
    Evaluation { questions }
}

type Pairs<'a> = [(&'a Gold, &'a Annotation)];

/// The figures of a question about which each feedback either carries a label or does not.
fn labelled<L: Label>(
    pairs: &Pairs<'_>,
    in_gold: impl Fn(&Gold, L) -> bool,
    in_found: impl Fn(&Annotation, L) -> bool,
) -> Quality {
    let rows_of = |label: L| -> Vec<Confusion> {
        let of = |(gold, found): &(&Gold, &Annotation)| {
            Confusion::of(in_gold(gold, label), in_found(found, label))
        };
        pairs.iter().map(of).collect()
    };
    let rows: Vec<Vec<Confusion>> = L::ALL.iter().map(|&label| rows_of(label)).collect();
    let mut pooled = vec![Confusion::default(); pairs.len()];
    for label in &rows {
        pooled.iter_mut().zip(label).for_each(|(sum, row)| sum.add(*row));
    }
    let with_cases: Vec<Vec<Confusion>> = rows
        .iter()
        .filter(|rows| rows.iter().any(|row| row.right + row.missed > 0))
        .cloned()
        .collect();
    Quality {
        figures: BTreeMap::from([
            ("micro_f1", micro_f1(&pooled)),
            ("macro_f1", macro_f1(&with_cases)),
        ]),
        per_label: L::ALL
            .iter()
            .zip(&rows)
            .map(|(label, rows)| (label.id(), label_quality(rows)))
            .collect(),
    }
}

fn label_quality(rows: &[Confusion]) -> LabelQuality {
    let share = |of: fn(&Confusion) -> u32| {
        let parts = |row: &Confusion| (f64::from(row.right), f64::from(row.right + of(row)));
        ratio(&rows.iter().map(parts).collect::<Vec<_>>())
    };
    LabelQuality {
        precision: share(|row| row.extra),
        recall: share(|row| row.missed),
        f1: micro_f1(rows),
        cases: rows.iter().map(|row| u64::from(row.right + row.missed)).sum(),
    }
}

fn sentiment(pairs: &Pairs<'_>) -> Quality {
    let mut quality = labelled(
        pairs,
        |gold, label: Sentiment| gold.sentiment == label,
        |found, label| found.sentiment() == Some(label),
    );
    quality.figures.remove("micro_f1");
    let accuracy = share(pairs, |gold, found| found.sentiment() == Some(gold.sentiment));
    quality.figures.insert("accuracy", accuracy);
    quality
}

fn touchpoints(pairs: &Pairs<'_>) -> Quality {
    let mut quality = labelled(
        pairs,
        |gold, label: Touchpoint| gold.touchpoints.contains_key(&label),
        |found, label| found.touchpoint(label).is_some(),
    );
    let polarity = |(gold, found): &(&Gold, &Annotation)| {
        let both = gold.touchpoints.iter().filter_map(|(&id, &said)| {
            found.touchpoint(id).map(|answer| f64::from(u8::from(answer.polarity == said)))
        });
        both.fold((0.0, 0.0), |sum, right| (sum.0 + right, sum.1 + 1.0))
    };
    let polarity = ratio(&pairs.iter().map(polarity).collect::<Vec<_>>());
    quality.figures.insert("polarity_accuracy", polarity);
    quality
}

fn signals(pairs: &Pairs<'_>) -> Quality {
    let mut quality = labelled(
        pairs,
        |gold, label: SignalKind| gold.signals.contains_key(&label),
        |found, label| found.signal(label).is_some(),
    );
    let overlap = |(gold, found): &(&Gold, &Annotation)| {
        let both = gold.signals.iter().filter_map(|(&kind, quote)| {
            let answer = found.signal(kind)?;
            let start = gold.text.find(quote.as_str())?;
            let quoted = crate::types::ByteSpan::new(start, start + quote.len());
            let shared = answer.evidence.iter().any(|span| span.overlaps(quoted));
            Some(f64::from(u8::from(shared)))
        });
        both.fold((0.0, 0.0), |sum, shared| (sum.0 + shared, sum.1 + 1.0))
    };
    let overlap = ratio(&pairs.iter().map(overlap).collect::<Vec<_>>());
    quality.figures.insert("evidence_overlap", overlap);
    quality
}

fn emotions(pairs: &Pairs<'_>) -> Quality {
    labelled(
        pairs,
        |gold, label: Emotion| gold.emotions.contains(&label),
        |found, label| found.emotions.iter().any(|answer| answer.id == label),
    )
}

/// A question with one answer or none.
fn single<L: Label>(
    pairs: &Pairs<'_>,
    in_gold: impl Fn(&Gold) -> Option<L> + Copy,
    in_found: impl Fn(&Annotation) -> Option<L> + Copy,
) -> Quality {
    let mut quality = labelled(
        pairs,
        |gold, label| in_gold(gold) == Some(label),
        |found, label| in_found(found) == Some(label),
    );
    quality.figures.remove("micro_f1");
    let accuracy = share(pairs, |gold, found| in_gold(gold) == in_found(found));
    quality.figures.insert("accuracy", accuracy);
    quality
}

fn share(pairs: &Pairs<'_>, right: impl Fn(&Gold, &Annotation) -> bool) -> Measure {
    let part =
        |(gold, found): &(&Gold, &Annotation)| (f64::from(u8::from(right(gold, found))), 1.0);
    ratio(&pairs.iter().map(part).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::read_gold;
    use crate::types::{
        ByteSpan, Language, Polarity, SCHEMA_VERSION, SentimentAnswer, SignalAnswer,
        TouchpointAnswer,
    };

    fn annotation(sentiment: Sentiment, polarity: Polarity, evidence: ByteSpan) -> Annotation {
        Annotation {
            schema_version: SCHEMA_VERSION,
            lang: Language::Fr,
            sentiment: Some(SentimentAnswer { label: sentiment, p: [0.25; 4] }),
            touchpoints: vec![TouchpointAnswer {
                id: Touchpoint::Delivery,
                polarity,
                p: 0.9,
                evidence: vec![evidence],
            }],
            signals: vec![SignalAnswer {
                kind: SignalKind::Pending,
                p: 0.9,
                evidence: vec![evidence],
            }],
            emotions: Vec::new(),
            expectation: None,
            effort: None,
            need: None,
            flags: Vec::new(),
        }
    }

    fn value(evaluation: &Evaluation, question: &str, figure: &str) -> f64 {
        evaluation.questions[question].figures[figure].known().unwrap().value
    }

    #[test]
    fn figures_are_those_of_a_count_by_hand() {
        let gold = read_gold(concat!(
            r#"{"id":"1","text":"colis jamais reçu","s":"neg","t":{"delivery":"-"},"w":{"pending":"jamais reçu"},"x":"below"}"#,
            "\n",
            r#"{"id":"2","text":"merci, très bien","s":"pos","t":{"staff":"+"},"w":{}}"#,
        ))
        .unwrap();
        let found = [
            annotation(Sentiment::Negative, Polarity::Negative, ByteSpan::new(6, 18)),
            annotation(Sentiment::Negative, Polarity::Negative, ByteSpan::new(0, 5)),
        ];
        let pairs: Vec<_> = gold.iter().zip(&found).collect();
        let evaluation = evaluate(&pairs);
        assert!((value(&evaluation, "sentiment", "accuracy") - 0.5).abs() < 1e-12);
        // Delivery found twice, right once; staff missed: 2·1 / (2·1 + 1 + 1).
        assert!((value(&evaluation, "touchpoints", "micro_f1") - 0.5).abs() < 1e-12);
        assert!((value(&evaluation, "touchpoints", "polarity_accuracy") - 1.0).abs() < 1e-12);
        assert!((value(&evaluation, "signals", "evidence_overlap") - 1.0).abs() < 1e-12);
        assert!((value(&evaluation, "expectation", "accuracy") - 0.5).abs() < 1e-12);
        assert!((value(&evaluation, "effort", "accuracy") - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_text_left_unjudged_is_a_wrong_answer() {
        let gold = read_gold("{\"id\":\"1\",\"text\":\"nul\",\"s\":\"neg\"}\n{\"id\":\"2\",\"text\":\"b\",\"s\":\"neg\"}").unwrap();
        let none = Annotation::unjudged(Language::Fr, crate::types::Flag::NoContent);
        let evaluation = evaluate(&gold.iter().map(|gold| (gold, &none)).collect::<Vec<_>>());
        assert!(value(&evaluation, "sentiment", "accuracy").abs() < 1e-12);
    }
}
