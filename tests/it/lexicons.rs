//! The lexicons are sorted, free of duplicates, of contradictions, and of entries that can match nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use vigie::assets::Lexicons;
use vigie::text::folded;
use vigie::types::{Effort, Emotion, Expectation, SignalKind, Touchpoint};

#[test]
fn the_lexicons_are_those_of_both_languages_and_can_be_read() {
    let lexicons = Lexicons::embedded().unwrap();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, name, lexicon) in lexicons.iter() {
        assert!(!lexicon.is_empty(), "`{name}` is empty");
        *names.entry(name).or_default() += 1;
    }
    let needed = [
        "calendar",
        "content_free",
        "contrasts",
        "effort",
        "emotions",
        "expectation",
        "function_words",
        "generic_words",
        "harm",
        "intensifiers",
        "negations",
        "opinions",
        "signals",
        "touchpoints",
    ];
    assert_eq!(names.keys().copied().collect::<Vec<_>>(), needed);
    assert!(names.values().all(|&languages| languages == 2), "{names:?}");
}

#[test]
fn rows_are_sorted_and_unique() {
    for (path, rows) in files() {
        let keys: Vec<(&str, &str)> =
            rows.iter().map(|row| (row[1].as_str(), row[0].as_str())).collect();
        for pair in keys.windows(2) {
            assert!(pair[0] < pair[1], "{}: {:?} before {:?}", path.display(), pair[0], pair[1]);
        }
    }
}

#[test]
fn cues_that_fold_to_one_form_are_written_once() {
    for (path, rows) in files() {
        let mut seen = BTreeMap::new();
        for row in &rows {
            let key = (folded(&row[0]), row[1].clone());
            if let Some(other) = seen.insert(key, row[0].clone()) {
                panic!("{}: `{}` and `{other}` are one cue", path.display(), row[0]);
            }
        }
    }
}

#[test]
fn no_cue_says_one_thing_and_its_contrary() {
    for (path, rows) in files() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let exclusive =
            ["opinions", "effort", "negations", "intensifiers", "expectation", "content_free"];
        if !exclusive.contains(&name.as_str()) {
            continue;
        }
        let mut labels: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for row in &rows {
            labels.entry(folded(&row[0])).or_default().insert(&row[1]);
        }
        let torn: Vec<_> = labels.iter().filter(|(_, labels)| labels.len() > 1).collect();
        assert!(torn.is_empty(), "{}: {torn:?}", path.display());
    }
}

#[test]
fn labels_are_those_of_the_labelling_guide() {
    for (path, rows) in files() {
        let known: fn(&str) -> bool = match path.file_stem().unwrap().to_str().unwrap() {
            "signals" => |label| SignalKind::from_str(label).is_ok(),
            "touchpoints" => |label| Touchpoint::from_str(label).is_ok(),
            "emotions" => |label| Emotion::from_str(label).is_ok(),
            "expectation" => |label| Expectation::from_str(label).is_ok(),
            "effort" => |label| Effort::from_str(label).is_ok(),
            "opinions" => |label| ["+", "-"].contains(&label),
            "negations" => |label| ["before", "after", "not"].contains(&label),
            "intensifiers" => |label| ["up", "down"].contains(&label),
            "contrasts" => |label| ["contrast", "concession", "sequence"].contains(&label),
            "content_free" => |label| ["none", "positive", "negative", "neutral"].contains(&label),
            "function_words" => |label| label == "function",
            "generic_words" => |label| label == "generic",
            "harm" => |label| label == "harm",
            "calendar" => |label| label == "calendar",
            other => panic!("what are the labels of `{other}`?"),
        };
        for row in &rows {
            assert!(known(&row[1]), "{}: `{}`", path.display(), row[1]);
        }
    }
}

#[test]
fn every_kind_and_touchpoint_has_cues_in_both_languages() {
    for (path, rows) in files() {
        let labels: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str()).collect();
        let expected = match path.file_stem().unwrap().to_str().unwrap() {
            "signals" => SignalKind::ALL.iter().map(|label| label.id()).collect(),
            "touchpoints" => Touchpoint::ALL.iter().map(|label| label.id()).collect(),
            _ => continue,
        };
        assert_eq!(labels, expected, "{}", path.display());
    }
}

/// Each lexicon file with its rows of three fields.
fn files() -> Vec<(PathBuf, Vec<Vec<String>>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
    let mut files = Vec::new();
    for language in ["en", "fr"] {
        for entry in fs::read_dir(root.join(language)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let rows: Vec<Vec<String>> = text
                .lines()
                .filter(|line| line.contains('\t') && *line != "cue\tlabel\tweight")
                .map(|line| line.split('\t').map(str::to_owned).collect())
                .collect();
            assert!(!rows.is_empty(), "{} holds nothing", path.display());
            files.push((path, rows));
        }
    }
    files.sort();
    files
}
