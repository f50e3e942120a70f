//! Pairs of feedback that share their words: one holds a signal, the other does not.
//!
//! `not_yet.txt` lists the sides that the program still gets wrong. The list may only shrink: a side that goes
//! wrong anew fails the test, and so does one that is right and still listed.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use vigie::classify::{ModelSettings, TextToAnnotate};
use vigie::observe::Silent;
use vigie::pipeline::Engine;
use vigie::types::{Annotation, SignalKind};

use super::program::repository;

struct Pair {
    kind: SignalKind,
    holds: String,
    holds_not: String,
}

#[test]
fn signals_are_told_from_their_look_alikes() {
    let engine = Engine::load(&ModelSettings::default(), &[]).unwrap();
    let mut wrong = BTreeSet::new();
    for language in ["fr", "en"] {
        let pairs = pairs(language);
        for kind in SignalKind::ALL {
            let count = pairs.iter().filter(|pair| pair.kind == *kind).count();
            assert!(count >= 10, "{count} pairs of {kind} in {language}");
        }
        wrong.extend(pairs.iter().flat_map(|pair| wrong_sides(&engine, language, pair)));
    }
    let listed: BTreeSet<String> = fs::read_to_string(folder().join("not_yet.txt"))
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let (new, mended): (Vec<_>, Vec<_>) =
        (wrong.difference(&listed).collect(), listed.difference(&wrong).collect());
    assert!(new.is_empty(), "wrong now: {new:#?}");
    assert!(mended.is_empty(), "right now, to be taken off the list: {mended:#?}");
}

/// The sides of a pair that are answered wrongly, as lines of `not_yet.txt`.
fn wrong_sides(engine: &Engine, language: &str, pair: &Pair) -> Vec<String> {
    let texts = [&pair.holds, &pair.holds_not].map(|text| TextToAnnotate { text, language: None });
    let annotations = engine.annotate(&texts, &Silent).unwrap();
    let says = |annotation: &Annotation| annotation.signal(pair.kind).is_some();
    let mut wrong = Vec::new();
    if !says(&annotations[0]) {
        wrong.push(format!("{language}\t{}\tholds\t{}", pair.kind, pair.holds));
    }
    if says(&annotations[1]) {
        wrong.push(format!("{language}\t{}\tholds not\t{}", pair.kind, pair.holds_not));
    }
    wrong
}

fn pairs(language: &str) -> Vec<Pair> {
    let text = fs::read_to_string(folder().join(format!("{language}.tsv"))).unwrap();
    let pair = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 4, "{language}: `{line}`");
        let [holds, holds_not] = [fields[1], fields[2]].map(str::to_owned);
        Pair { kind: fields[0].parse().unwrap(), holds, holds_not }
    };
    text.lines().skip(1).map(pair).collect()
}

fn folder() -> PathBuf {
    repository("tests/data/minimal_pairs").into()
}
