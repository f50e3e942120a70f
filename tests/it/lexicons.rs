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
        "first_names",
        "function_words",
        "generic_words",
        "harm",
        "intensifiers",
        "needs",
        "negations",
        "opinions",
        "signals",
        "solicited",
        "touchpoints",
    ];
    assert_eq!(names.keys().copied().collect::<Vec<_>>(), needed);
    assert!(names.values().all(|&languages| languages == 2), "{names:?}");
}

#[test]
fn rows_are_sorted_and_unique() {
    for file in files() {
        let keys: Vec<(&str, &str)> =
            file.rows.iter().map(|row| (row[1].as_str(), row[0].as_str())).collect();
        for pair in keys.windows(2) {
            let place = file.path.display();
            assert!(pair[0] < pair[1], "{place}: {:?} before {:?}", pair[0], pair[1]);
        }
    }
}

#[test]
fn cues_that_fold_to_one_form_are_written_once() {
    for (lexicon, rows) in lexicons() {
        let mut seen = BTreeMap::new();
        for row in &rows {
            let key = (folded(&row[0]), row[1].clone());
            if let Some(other) = seen.insert(key, row[0].clone()) {
                panic!("{lexicon:?}: `{}` and `{other}` are one cue", row[0]);
            }
        }
    }
}

#[test]
fn no_cue_says_one_thing_and_its_contrary() {
    for (lexicon, rows) in lexicons() {
        let exclusive =
            ["opinions", "effort", "negations", "intensifiers", "expectation", "content_free"];
        if !exclusive.contains(&lexicon.1.as_str()) {
            continue;
        }
        let mut labels: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for row in &rows {
            labels.entry(folded(&row[0])).or_default().insert(&row[1]);
        }
        let torn: Vec<_> = labels.iter().filter(|(_, labels)| labels.len() > 1).collect();
        assert!(torn.is_empty(), "{lexicon:?}: {torn:?}");
    }
}

#[test]
fn labels_are_those_of_the_labelling_guide() {
    for file in files() {
        let known: fn(&str) -> bool = match file.lexicon.as_str() {
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
            "needs" => |label| label == "need",
            "solicited" => |label| label == "solicited",
            "calendar" => |label| label == "calendar",
            "first_names" => |label| ["first_name", "ambiguous"].contains(&label),
            other => panic!("what are the labels of `{other}`?"),
        };
        for row in &file.rows {
            assert!(known(&row[1]), "{}: `{}`", file.path.display(), row[1]);
        }
    }
}

#[test]
fn every_kind_and_touchpoint_has_cues_in_both_languages() {
    for (lexicon, rows) in lexicons() {
        let labels: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str()).collect();
        let expected = match lexicon.1.as_str() {
            "signals" => SignalKind::ALL.iter().map(|label| label.id()).collect(),
            "touchpoints" => Touchpoint::ALL.iter().map(|label| label.id()).collect(),
            _ => continue,
        };
        assert_eq!(labels, expected, "{lexicon:?}");
    }
}

/// A file of a lexicon: a lexicon is one file, or one and its parts in a folder of its name.
struct LexiconFile {
    language: &'static str,
    lexicon: String,
    path: PathBuf,
    rows: Vec<Vec<String>>,
}

fn files() -> Vec<LexiconFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
    let mut files = Vec::new();
    for language in ["en", "fr"] {
        for path in entries(&root.join(language)) {
            let lexicon = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let parts = if path.is_dir() { entries(&path) } else { vec![path] };
            files.extend(parts.into_iter().map(|path| LexiconFile {
                language,
                lexicon: lexicon.clone(),
                rows: rows(&path),
                path,
            }));
        }
    }
    files
}

/// The rows of each whole lexicon, by language and name.
fn lexicons() -> BTreeMap<(&'static str, String), Vec<Vec<String>>> {
    let mut whole: BTreeMap<_, Vec<Vec<String>>> = BTreeMap::new();
    for file in files() {
        whole.entry((file.language, file.lexicon)).or_default().extend(file.rows);
    }
    whole
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter(|line| line.contains('\t') && *line != "cue\tlabel\tweight")
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    assert!(!rows.is_empty(), "{} holds nothing", path.display());
    rows
}
