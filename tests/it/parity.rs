//! The two runtimes give the same answers.

use std::collections::BTreeSet;
use std::path::PathBuf;

use vigie::assets::{DEFAULT_MODEL, Lexicons, ModelFiles};
use vigie::classify::onnx::{Encoded, Encoder, OrtRuntime, RtenRuntime, Runtime};
use vigie::classify::{Annotator, TextToAnnotate};
use vigie::ingest::{IngestSettings, Seen, Source, plan};
use vigie::observe::Silent;
use vigie::types::Annotation;

use super::exports::every_sort;
use super::program::{Place, repository};

/// The largest difference between two probabilities.
const FURTHEST: f32 = 1e-3;

/// The least share of labels that both runtimes give.
const AGREEING: f64 = 0.999;

#[test]
#[ignore = "needs an ONNX Runtime library, named in VIGIE_ORT_DYLIB"]
fn parity_of_the_runtimes() {
    let (rten, ort) = (RtenRuntime, ort());
    let texts = texts();
    assert!(texts.len() > 2000, "{} texts", texts.len());
    let furthest = furthest(&probabilities(&texts, &rten), &probabilities(&texts, &ort));
    assert!(furthest <= FURTHEST, "probabilities differ by {furthest}");

    let (one, other) = (annotations(&texts, &rten), annotations(&texts, &ort));
    let (mut given, mut agreed) = (0, 0);
    for (one, other) in one.iter().zip(&other) {
        let (one, other) = (labels(one), labels(other));
        given += one.union(&other).count();
        agreed += one.intersection(&other).count();
    }
    #[expect(clippy::cast_precision_loss, reason = "some thousands of labels")]
    let share = agreed as f64 / given as f64;
    println!(
        "{given} labels, {share:.5} of them agree; probabilities differ by {furthest:e} at most"
    );
    assert!(given > texts.len() && share >= AGREEING, "{share} of {given} labels agree");
}

#[test]
#[ignore = "needs an ONNX Runtime library, named in VIGIE_ORT_DYLIB"]
fn parity_of_the_runtimes_on_exports() {
    let place = Place::new();
    let texts: Vec<String> = texts()
        .into_iter()
        .step_by(40)
        .chain(["nul nul".to_owned(), "parfait".to_owned()])
        .collect();
    for (at, export) in every_sort().iter().enumerate() {
        let name = format!("export-{at}");
        export.write(&place, &name);
        let files = ModelFiles::find(place.path().join(&name).to_str().unwrap()).unwrap();
        let of = |runtime: &dyn Runtime| {
            let encoder = Encoder::load(&files, runtime).unwrap();
            let encoded = texts.iter().map(|text| encoder.encode(text).unwrap());
            let scores = encoder.score(&encoded.collect::<Vec<_>>()).unwrap();
            scores.into_iter().map(|scores| scores.probabilities).collect::<Vec<_>>()
        };
        let furthest = furthest(&of(&RtenRuntime), &of(&ort()));
        assert!(furthest <= FURTHEST, "{name}: probabilities differ by {furthest}");
    }
}

/// ONNX Runtime, from the library that the person who runs the test names.
#[expect(clippy::disallowed_methods, reason = "nothing else can name a library to a test")]
fn ort() -> OrtRuntime {
    let library = std::env::var_os("VIGIE_ORT_DYLIB").expect("VIGIE_ORT_DYLIB names a library");
    OrtRuntime::find(&[PathBuf::from(library)]).unwrap()
}

/// The words of both demonstration corpora, as they are read.
fn texts() -> Vec<String> {
    let mut texts = Vec::new();
    for corpus in ["corpora/demo-fr/feedback.csv", "corpora/demo-en/feedback.csv"] {
        let source = Source::open(repository(corpus).as_ref(), corpus).unwrap();
        let settings = IngestSettings::default();
        let plan = plan(&source, &settings).map_err(|error| error.to_string()).unwrap();
        let batch = plan.read(&mut Seen::new(), &Silent).unwrap();
        texts.extend(batch.feedback.into_iter().map(|feedback| feedback.text));
    }
    texts
}

fn probabilities(texts: &[String], runtime: &dyn Runtime) -> Vec<Vec<f32>> {
    let encoder = Encoder::load(&ModelFiles::find(DEFAULT_MODEL).unwrap(), runtime).unwrap();
    let encoded: Vec<Encoded> = texts.iter().map(|text| encoder.encode(text).unwrap()).collect();
    encoder.score(&encoded).unwrap().into_iter().map(|scores| scores.probabilities).collect()
}

fn furthest(one: &[Vec<f32>], other: &[Vec<f32>]) -> f32 {
    assert_eq!(one.len(), other.len());
    assert!(one.iter().chain(other).flatten().all(|p| (0.0..=1.0).contains(p)));
    let pairs = one.iter().flatten().zip(other.iter().flatten());
    pairs.map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
}

fn annotations(texts: &[String], runtime: &dyn Runtime) -> Vec<Annotation> {
    let files = ModelFiles::find(DEFAULT_MODEL).unwrap();
    let annotator = Annotator::with_model(Lexicons::embedded().unwrap(), &files, runtime).unwrap();
    let texts: Vec<TextToAnnotate<'_>> =
        texts.iter().map(|text| TextToAnnotate { text, language: None }).collect();
    annotator.annotate(&texts).unwrap()
}

/// Everything that is stated of a text, each label with its question.
fn labels(annotation: &Annotation) -> BTreeSet<String> {
    let mut labels: BTreeSet<String> = annotation
        .touchpoints
        .iter()
        .map(|answer| format!("touchpoint {} {}", answer.id, answer.polarity))
        .collect();
    labels.extend(annotation.signals.iter().map(|answer| format!("signal {}", answer.kind)));
    labels.extend(annotation.emotions.iter().map(|answer| format!("emotion {}", answer.id)));
    labels.extend(annotation.sentiment.map(|answer| format!("sentiment {}", answer.label)));
    labels.extend(annotation.expectation.map(|answer| format!("expectation {}", answer.label)));
    labels.extend(annotation.effort.map(|answer| format!("effort {}", answer.label)));
    labels
}
