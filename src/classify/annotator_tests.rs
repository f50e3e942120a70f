//! The annotator on the model and lexicons that the program carries.

use super::*;
use crate::assets::DEFAULT_MODEL;
use crate::classify::onnx::RtenRuntime;
use crate::types::{Polarity, SignalKind, Touchpoint};

fn annotator() -> Annotator {
    let files = ModelFiles::find(DEFAULT_MODEL).unwrap();
    Annotator::with_model(Lexicons::embedded().unwrap(), &files, &RtenRuntime).unwrap()
}

fn annotate(annotator: &Annotator, texts: &[&str]) -> Vec<Annotation> {
    let texts: Vec<TextToAnnotate<'_>> =
        texts.iter().map(|text| TextToAnnotate { text, language: None }).collect();
    annotator.annotate(&texts).unwrap()
}

/// Texts of many lengths, some alike.
fn texts() -> Vec<String> {
    let pieces = [
        "Livraison en retard, personne ne répond au téléphone.",
        "Great service, will come back!",
        "RAS",
        "Le vendeur était adorable mais la caisse interminable",
        "Je ne comprends pas cette facture",
        "J'attends toujours mon remboursement depuis trois semaines, 4e relance.",
        "👍",
        "The app crashes every time I open it, please fix it",
    ];
    (0..60)
        .map(|at| {
            (0..=at % 5)
                .map(|part| pieces[(at * 3 + part) % pieces.len()])
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[test]
fn a_text_has_one_annotation_alone_and_in_company() {
    let annotator = annotator();
    let texts = texts();
    let together = annotate(&annotator, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    for (text, in_company) in texts.iter().zip(&together) {
        // Bit for bit: probabilities are compared as floats, not as they are printed.
        assert_eq!(&annotate(&annotator, &[text])[0], in_company, "{text}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let annotator = annotator();
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| annotate(&annotator, &texts))
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn an_annotation_read_back_is_the_same() {
    let texts = texts();
    for annotation in annotate(&annotator(), &texts.iter().map(String::as_str).collect::<Vec<_>>())
    {
        let written = serde_json::to_string(&annotation).unwrap();
        assert_eq!(serde_json::from_str::<Annotation>(&written).unwrap(), annotation);
    }
}

#[test]
fn contrast_is_heard_and_evidence_quotes_the_words() {
    let text = "Conseil parfait mais livraison en retard de 9 jours, 3e appel sans réponse.";
    let annotation = &annotate(&annotator(), &[text])[0];
    let delivery = annotation.touchpoint(Touchpoint::Delivery).unwrap();
    assert_eq!(delivery.polarity, Polarity::Negative);
    assert_eq!(delivery.evidence[0].of(text), "livraison en retard de 9 jours");
    let effort = annotation.signal(SignalKind::RepeatEffort).unwrap();
    assert!(effort.evidence[0].of(text).contains("3e appel"), "{effort:?}");
}

#[test]
fn what_cannot_be_judged_has_no_label() {
    let annotator = annotator();
    for (text, flag) in [
        ("", Flag::NoContent),
        ("...", Flag::NoContent),
        ("azerty", Flag::NoContent),
        ("Sehr schlechter Kundendienst, niemals wieder bestellen", Flag::OtherLanguage),
    ] {
        let annotation = &annotate(&annotator, &[text])[0];
        assert_eq!(
            (annotation.sentiment, annotation.flags.as_slice()),
            (None, &[flag][..]),
            "{text}"
        );
    }
}

#[test]
fn known_short_answers_are_judged_by_the_lexicon() {
    let annotator = annotator();
    for (text, sentiment) in [
        ("RAS", Sentiment::Neutral),
        ("Parfait", Sentiment::Positive),
        ("Nul !", Sentiment::Negative),
    ] {
        let annotation = &annotate(&annotator, &[text])[0];
        assert_eq!(annotation.sentiment(), Some(sentiment), "{text}");
        assert!(annotation.touchpoints.is_empty() && annotation.signals.is_empty());
    }
}

#[test]
fn every_answer_has_evidence_inside_the_text() {
    let annotator = annotator();
    let texts = texts();
    let annotations = annotate(&annotator, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    for (text, annotation) in texts.iter().zip(annotations) {
        let touchpoints = annotation.touchpoints.iter().map(|answer| &answer.evidence);
        for evidence in touchpoints.chain(annotation.signals.iter().map(|answer| &answer.evidence))
        {
            assert!(!evidence.is_empty());
            assert!(evidence.iter().all(|span| !span.of(text).is_empty()), "{text} {evidence:?}");
        }
    }
}

#[test]
fn a_very_long_text_is_judged_by_its_beginning_and_says_so() {
    let long = "Livraison en retard. ".repeat(2_000);
    let annotation = &annotate(&annotator(), &[&long])[0];
    assert!(annotation.sentiment.is_some());
    assert_eq!(annotation.flags, [Flag::Truncated]);
}
