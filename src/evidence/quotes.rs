//! Which feedback to quote, and which of their words.

use std::collections::BTreeSet;

use super::passage::{MIN_PASSAGE, passage};
use super::severity::is_dissatisfied;
use crate::types::{Annotated, ByteSpan, Dataset, Evidence};

/// A passage that may be quoted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The position of the feedback in the dataset.
    pub index: usize,
    /// The words that prove the claim.
    pub span: ByteSpan,
    /// How telling it is: any scale, the highest is quoted first.
    pub telling: f64,
}

/// Beyond this length a feedback takes long to read around its quote, in bytes.
const LONG_TEXT: usize = 1_200;

/// How telling a passage is: how sure the model is (0 to 1) and how severe the feedback is (0 to 1),
/// less a half where the passage is too short to be understood, and a quarter where the text is long. What a
/// customer who gives a good score seems to complain of is less telling: the severity counts for a quarter.
pub fn telling(annotated: Annotated<'_>, span: ByteSpan, p: f32, severity: f64) -> f64 {
    let short = if span.len() < MIN_PASSAGE { 0.5 } else { 0.0 };
    let long = if annotated.feedback.text.len() > LONG_TEXT { 0.25 } else { 0.0 };
    let weight = if is_dissatisfied(annotated) { 1.0 } else { 0.25 };
    f64::from(p) + weight * severity - short - long
}

/// Where a feedback complains: the surest evidence of its signals and of the touchpoints it complains
/// of, with its probability; the beginning of the text where nothing was pointed at.
pub fn complaint_span(annotated: Annotated<'_>) -> (ByteSpan, f32) {
    let annotation = annotated.annotation;
    let signals = annotation.signals.iter().map(|signal| (&signal.evidence, signal.p));
    let complaints = annotation
        .touchpoints
        .iter()
        .filter(|answer| answer.polarity.complains())
        .map(|answer| (&answer.evidence, answer.p));
    let mut best: Option<(ByteSpan, f32)> = None;
    for (spans, p) in complaints.chain(signals) {
        if let Some(&span) = spans.first()
            && best.is_none_or(|(_, before)| p > before)
        {
            best = Some((span, p));
        }
    }
    let (span, p) = best.unwrap_or((ByteSpan::new(0, 0), 0.0));
    (passage(&annotated.feedback.text, span), p)
}

/// At most `most` quotes, the most telling first: one a customer, no text twice, ties by input order.
pub fn pick(dataset: &Dataset, mut candidates: Vec<Candidate>, most: usize) -> Vec<Evidence> {
    candidates.sort_by(|a, b| b.telling.total_cmp(&a.telling).then(a.index.cmp(&b.index)));
    let mut customers = BTreeSet::new();
    let mut texts = BTreeSet::new();
    let mut quotes = Vec::new();
    for candidate in candidates {
        let feedback = dataset.get(candidate.index).feedback;
        let span = passage(&feedback.text, candidate.span);
        let known =
            feedback.customer.as_deref().is_some_and(|customer| customers.contains(customer));
        if span.is_empty() || known || !texts.insert(feedback.text.as_str()) {
            continue;
        }
        customers.extend(feedback.customer.as_deref());
        quotes.push(Evidence { id: feedback.id.clone(), span });
        if quotes.len() == most {
            break;
        }
    }
    quotes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{complaint, feedback};
    use crate::types::Touchpoint;

    #[test]
    fn a_customer_and_a_text_are_quoted_once() {
        let mut dataset = Dataset::new();
        for (index, (customer, text)) in [
            ("c1", "La livraison a pris trois semaines."),
            ("c1", "Toujours pas de colis après trois semaines."),
            ("c2", "La livraison a pris trois semaines."),
            ("c3", "Le livreur a jeté le paquet par-dessus la haie."),
        ]
        .into_iter()
        .enumerate()
        {
            let mut one = feedback(index, text);
            one.customer = Some(customer.to_owned());
            dataset.push(one, complaint(Touchpoint::Delivery));
        }
        let candidate = |index| Candidate { index, span: ByteSpan::new(0, 30), telling: 1.0 };
        let quotes = pick(&dataset, (0..4).map(candidate).collect(), 5);
        let ids: Vec<&str> = quotes.iter().map(|quote| quote.id.as_str()).collect();
        assert_eq!(ids, ["f0", "f3"]);
    }

    #[test]
    fn the_most_telling_comes_first() {
        let mut dataset = Dataset::new();
        for index in 0..3 {
            let text = format!("Avis numéro {index}, assez long pour être lu.");
            dataset.push(feedback(index, &text), complaint(Touchpoint::Delivery));
        }
        let telling = [0.2, 0.9, 0.5];
        let candidates = telling.iter().enumerate().map(|(index, &telling)| Candidate {
            index,
            span: ByteSpan::new(0, 20),
            telling,
        });
        let quotes = pick(&dataset, candidates.collect(), 2);
        assert_eq!(quotes.iter().map(|quote| quote.id.as_str()).collect::<Vec<_>>(), ["f1", "f2"]);
    }
}
