//! What a run depends on: with the same manifest come the same bytes.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Engine;
use crate::assets::sha256_hex;
use crate::config::Settings;

/// The version of the program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The settings that figures depend on, by name. How files are read is told file by file.
pub(super) fn settings(settings: &Settings) -> BTreeMap<String, String> {
    let table = Table::try_from(settings).unwrap_or_default();
    let mut flat = BTreeMap::new();
    for section in ["metrics", "drivers", "hygiene", "journey", "signals", "priority", "severity"] {
        if let Some(Value::Table(section_table)) = table.get(section) {
            flatten(section, section_table, &mut flat);
        }
    }
    flat
}

fn flatten(prefix: &str, table: &Table, flat: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let name = format!("{prefix}.{key}");
        match value {
            Value::Table(inner) => flatten(&name, inner, flat),
            value => {
                flat.insert(name, value.to_string());
            }
        }
    }
}

/// Everything that the annotation of a text depends on.
pub(super) fn annotation(engine: &Engine) -> serde_json::Value {
    serde_json::json!({
        "version": VERSION,
        "runtime": engine.runtime(),
        "model": engine.model_manifest(),
        "lexicons": engine.annotator().lexicons().hashes(),
    })
}

/// The identity of a batch: the bytes of its file and the way they are read.
pub(super) fn batch_id(file_sha256: &str, mapping: &BTreeMap<String, Vec<String>>) -> String {
    sha256_hex(format!("{file_sha256}\n{mapping:?}").as_bytes())
}
