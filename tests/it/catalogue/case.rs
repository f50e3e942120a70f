//! A case of the catalogue: its inputs, its runs, what each must show.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::made::Input;
use super::watched::{Seen, watched};
use crate::program::{Place, repository, subset};

/// A case of the catalogue.
pub(super) struct Case {
    pub(super) id: String,
    folder: PathBuf,
    content: Content,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    #[expect(dead_code, reason = "said for the reader")]
    about: String,
    #[serde(default)]
    input: Vec<Input>,
    run: Vec<Run>,
}

/// A run of the program, and what must be seen; what is absent is not looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Run {
    args: Vec<String>,
    stdin: Option<String>,
    exit: i32,
    json: Option<toml::Value>,
    #[serde(default)]
    remarks: Vec<String>,
    #[serde(default)]
    no_remarks: Vec<String>,
    rejects: Option<Vec<toml::Value>>,
    rejects_at_least: Option<usize>,
    #[serde(default)]
    stderr: Vec<String>,
    #[serde(default)]
    stdout: Vec<String>,
    #[serde(default)]
    not_stdout: Vec<String>,
    #[serde(default = "ten_seconds")]
    max_ms: u64,
    #[serde(default = "half_a_gibibyte")]
    max_mib: u64,
}

const fn ten_seconds() -> u64 {
    10_000
}

const fn half_a_gibibyte() -> u64 {
    512
}

impl Case {
    /// Every case, by number.
    pub(super) fn all() -> Vec<Self> {
        let mut cases: Vec<Self> = fs::read_dir(repository("tests/bad"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .map(|folder| {
                let id = folder.file_name().unwrap().to_str().unwrap().to_owned();
                let text = fs::read_to_string(folder.join("expect.toml")).unwrap();
                let content =
                    toml::from_str(&text).map_err(|error| format!("{id}: {error}")).unwrap();
                Self { id, folder, content }
            })
            .collect();
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        cases
    }

    /// What was not as it must be.
    pub(super) fn failures(&self) -> Vec<String> {
        let place = Place::new();
        for file in fs::read_dir(&self.folder).unwrap() {
            let file = file.unwrap();
            if file.file_name() != "expect.toml" {
                fs::copy(file.path(), place.path().join(file.file_name())).unwrap();
            }
        }
        for input in &self.content.input {
            input.make(place.path());
        }
        let mut wrong = Vec::new();
        for (at, run) in self.content.run.iter().enumerate() {
            let told = run.failures(place.path());
            wrong.extend(
                told.into_iter().map(|what| format!("{}, run {}: {what}", self.id, at + 1)),
            );
        }
        wrong
    }
}

impl Run {
    fn failures(&self, folder: &Path) -> Vec<String> {
        let arguments: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let stdin = self.stdin.as_ref().map(|name| folder.join(name));
        let seen = watched(folder, &arguments, stdin.as_deref(), self.max_ms);
        let mut wrong = self.limits(&seen);
        let holds = |said: &str, words: &[String], whole: bool| -> Vec<String> {
            words.iter().filter(|word| said.contains(*word) != whole).cloned().collect()
        };
        wrong.extend(
            holds(&seen.stderr, &self.stderr, true)
                .iter()
                .map(|word| format!("no `{word}` in: {}", seen.stderr)),
        );
        wrong.extend(
            holds(&seen.stdout, &self.stdout, true)
                .iter()
                .map(|word| format!("no `{word}` in: {}", seen.stdout)),
        );
        wrong.extend(
            holds(&seen.stdout, &self.not_stdout, false)
                .iter()
                .map(|word| format!("`{word}` in: {}", seen.stdout)),
        );
        let reads =
            self.json.is_some() || self.rejects.is_some() || self.rejects_at_least.is_some();
        if reads || !self.remarks.is_empty() || !self.no_remarks.is_empty() {
            match serde_json::from_str(&seen.stdout) {
                Ok(found) => wrong.extend(self.unlike(&found)),
                Err(_) => wrong.push(format!("no JSON: {} {}", seen.stdout, seen.stderr)),
            }
        }
        wrong
    }

    fn limits(&self, seen: &Seen) -> Vec<String> {
        let mut wrong = Vec::new();
        if seen.stderr.contains("panicked") {
            wrong.push(format!("panic: {}", seen.stderr));
        }
        if seen.code != Some(self.exit) {
            wrong.push(format!(
                "ended with {:?} instead of {}: {}{}",
                seen.code, self.exit, seen.stdout, seen.stderr
            ));
        }
        if seen.busy_ms > self.max_ms {
            wrong.push(format!("busy for {} ms, more than {}", seen.busy_ms, self.max_ms));
        }
        if seen.peak_kib / 1024 > self.max_mib {
            wrong.push(format!("took {} MiB, more than {}", seen.peak_kib / 1024, self.max_mib));
        }
        wrong
    }

    fn unlike(&self, found: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        if let Some(expected) = &self.json {
            wrong.extend(subset(&serde_json::to_value(expected).unwrap(), found));
        }
        let codes: Vec<&str> = found["remarks"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|remark| remark["code"].as_str())
            .collect();
        let missing = self.remarks.iter().filter(|code| !codes.contains(&code.as_str()));
        wrong.extend(missing.map(|code| format!("no remark {code} among {codes:?}")));
        let unwanted = self.no_remarks.iter().filter(|code| codes.contains(&code.as_str()));
        wrong.extend(unwanted.map(|code| format!("a remark {code}")));
        let none = Vec::new();
        let rejects = found["rejects"].as_array().unwrap_or(&none);
        if let Some(expected) = &self.rejects {
            let expected = serde_json::to_value(expected).unwrap();
            wrong.extend(
                subset(&expected, &Value::Array(rejects.clone()))
                    .into_iter()
                    .map(|what| format!("rejects {what}")),
            );
        }
        if self.rejects_at_least.is_some_and(|least| rejects.len() < least) {
            wrong.push(format!("{} rejects", rejects.len()));
        }
        wrong
    }
}
