//! The modules of `src` depend on each other one way only, and heavy crates come in by one door each.

use std::fs;
use std::path::{Path, PathBuf};

/// From the lowest to the highest. A module may use those of the layers before its own only.
const LAYERS: &[&[&str]] = &[
    &["types"],
    &["observe", "text", "privacy", "stats"],
    &["assets"],
    &["evidence", "themes"],
    &["ingest", "classify", "store", "search"],
    &["metrics", "signals", "quality"],
    &["drivers", "hygiene", "journey"],
    &["priority"],
    &["report"],
    &["config"],
    &["error"],
    &["pipeline"],
    &["lib"],
    &["cli", "main"],
];

/// Foreign crates that one path of `src` alone may name, so that each can be replaced.
const DOORS: &[(&str, &str)] = &[
    ("tantivy", "search"),
    ("rusqlite", "store"),
    ("ort", "classify/onnx"),
    ("rten", "classify/onnx"),
    ("rten_tensor", "classify/onnx"),
    ("tokenizers", "classify/onnx"),
    ("libloading", "classify/onnx"),
    ("rust_stemmers", "text"),
    ("lingua", "text"),
    ("minijinja", "report/html"),
    ("statrs", "stats"),
    ("encoding_rs", "ingest"),
    ("oem_cp", "ingest/source"),
    ("flate2", "ingest/source"),
    ("zstd", "ingest/source"),
    ("calamine", "ingest/form"),
    ("zip", "ingest/form"),
    ("parquet", "ingest/form/columnar"),
    ("arrow_array", "ingest/form/columnar"),
    ("arrow_cast", "ingest/form/columnar"),
    ("arrow_ipc", "ingest/form/columnar"),
    ("chardetng", "ingest"),
    ("rust_embed", "assets"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("anyhow", "cli"),
    ("ctrlc", "cli"),
];

/// The longest file that can be read in one sitting, its unit tests aside.
const MOST_LINES: usize = 600;

#[test]
fn modules_depend_one_way() {
    let mut wrong = Vec::new();
    for file in rust_files(&source()) {
        let own = module_of(&file);
        let own_layer = layer(&own).unwrap_or_else(|| panic!("give `{own}` a place in LAYERS"));
        for used in used_modules(&code(&file)) {
            if used != own && layer(&used).is_some_and(|used| used >= own_layer) {
                wrong.push(format!("{} uses `crate::{used}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "modules used against the order:\n{}", wrong.join("\n"));
}

#[test]
fn foreign_crates_come_in_by_one_door() {
    let mut wrong = Vec::new();
    for file in rust_files(&source()) {
        let path = file.strip_prefix(source()).unwrap().to_owned();
        let code = code(&file);
        for (foreign, door) in DOORS {
            let inside = path.starts_with(door) || path == Path::new(&format!("{door}.rs"));
            if !inside && names(&code, foreign) {
                wrong.push(format!("{} names `{foreign}`, kept for `{door}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "foreign crates used outside their door:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let root = fs::read_to_string(source().join("lib.rs")).unwrap();
    let declared =
        root.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once("mod "));
    let lost: Vec<&str> =
        declared.map(|(_, name)| name).filter(|name| layer(name).is_none()).collect();
    assert!(lost.is_empty(), "give these modules a place in LAYERS: {lost:?}");
}

#[test]
fn files_stay_readable() {
    let mut long = Vec::new();
    for file in rust_files(&source()) {
        let lines = code(&file).lines().count();
        if lines > MOST_LINES {
            long.push(format!("{}: {lines} lines", file.display()));
        }
    }
    assert!(long.is_empty(), "split these files:\n{}", long.join("\n"));
}

#[test]
fn breaches_are_seen() {
    assert_eq!(
        used_modules("use crate::{text::fold, types::{ByteSpan, Feedback}};"),
        ["text", "types"]
    );
    assert!(names("use tantivy::Index;", "tantivy"));
    assert!(!names("let report::Report = x", "ort"));
}

/// Whether `code` names the crate as a whole word: `ort::`, not `report::` nor `super::ort::`.
fn names(code: &str, foreign: &str) -> bool {
    let whole = |at: usize| {
        let before = &code[..at];
        let root = before.strip_suffix("::").unwrap_or(before);
        let is_root_path = before.ends_with("::") && !root.ends_with(|c: char| c.is_alphanumeric());
        is_root_path || !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
    };
    code.match_indices(&format!("{foreign}::")).any(|(at, _)| whole(at))
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The text of a file without its comments and unit tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let above_tests = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let lines = above_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The first part of a file's path under `src`, without its extension.
fn module_of(file: &Path) -> String {
    let relative = file.strip_prefix(source()).unwrap();
    let first = relative.components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The top modules named after `crate::`, alone or in a group.
fn used_modules(code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        match rest.strip_prefix('{') {
            Some(group) => used.extend(group_heads(group)),
            None => used.push(first_word(rest)),
        }
    }
    used
}

/// The first word of each member of a `{…}` group, given the text after its opening brace.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = vec![first_word(group)];
    let mut depth = 1;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => heads.push(first_word(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
