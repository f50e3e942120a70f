//! Exports as tools write them, read without any flag into the expected feedback.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::program::{Place, repository, subset};

/// The samples of every export: the file and what is expected of it.
fn samples() -> Vec<(PathBuf, PathBuf)> {
    let mut samples = Vec::new();
    for folder in fs::read_dir(repository("tests/data/presets")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let input = file.unwrap().path();
            let stem = input.file_stem().unwrap().to_str().unwrap();
            if let Some(number) = stem.strip_prefix("input") {
                samples.push((input.clone(), input.with_file_name(format!("expect{number}.json"))));
            }
        }
    }
    samples.sort();
    samples
}

#[test]
fn every_export_is_read_as_it_is() {
    let samples = samples();
    assert!(samples.len() >= 26, "{samples:?}");
    let mut wrong = Vec::new();
    for (input, expected) in samples {
        let expected: Value = serde_json::from_str(&fs::read_to_string(expected).unwrap()).unwrap();
        let arguments =
            ["ingest", "--dry-run", "--format", "json", "--no-models", input.to_str().unwrap()];
        let ran = Place::new().run(&arguments);
        let name =
            input.strip_prefix(repository("tests/data/presets")).unwrap().display().to_string();
        if let Some(reasons) = expected.get("cannot") {
            let told = ran.code == 2 && ran.stderr.contains(reasons["en"].as_str().unwrap());
            wrong.extend((!told).then(|| format!("{name}: {} {}", ran.code, ran.stderr)));
            continue;
        }
        if ran.code != 0 {
            wrong.push(format!("{name}: ended with {}: {}{}", ran.code, ran.stdout, ran.stderr));
            continue;
        }
        wrong
            .extend(subset(&expected, &ran.json()).into_iter().map(|what| format!("{name}{what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_preset_has_a_sample() {
    for preset in fs::read_dir(repository("lexicons/presets")).unwrap() {
        let preset = preset.unwrap().path();
        let folder =
            PathBuf::from(repository("tests/data/presets")).join(preset.file_stem().unwrap());
        assert!(folder.is_dir(), "no sample for {}", preset.display());
    }
}
