//! The program, run as a person or a script runs it, in a folder of its own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The clock of every run: after all dates of the data.
pub(crate) const NOW: &str = "2026-12-31T00:00:00Z";

/// What a run did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The same run, which must have ended with `code`, and never by a panic.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Standard output, which must be one JSON document and nothing else.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect(&self.stdout)
    }

    /// Standard output, which must be JSON Lines and nothing else.
    #[track_caller]
    pub(crate) fn jsonl(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A folder that goes away with the test, in which the program runs.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file of the folder.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// A folder with the files of another, a store among them, which only its owner may read.
    pub(crate) fn with(files: &[(PathBuf, Vec<u8>)]) -> Self {
        let place = Self::new();
        for (name, bytes) in files {
            place.write(name.to_str().unwrap(), bytes);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::Permissions::from_mode(0o700);
            fs::set_permissions(place.path().join("store"), mode).unwrap();
        }
        place
    }

    /// The text of a file of the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs the program in the folder with nothing on its standard input.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.feed(arguments, "")
    }

    /// Runs the program in the folder with `input` on its standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut child = command(self.path(), arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_owned();
        // From another thread: a program that answers before it has read all would wait for its reader.
        let feeder = std::thread::spawn(move || {
            // A program that ends early closes its input: that is its right.
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Ran {
            code: output.status.code().expect("the program ended by itself"),
            stdout: String::from_utf8(output.stdout).expect("the answer is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("the messages are UTF-8"),
        }
    }
}

/// The program, cut off from the environment and from the clock.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("VIGIE_") || ["ORT_DYLIB_PATH", "RAYON_NUM_THREADS"].contains(&&*name) {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).args(arguments).args(["--now", NOW]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A path of the repository, as an argument.
pub(crate) fn repository(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_str().unwrap().to_owned()
}

/// The files under a folder with their bytes, by their path in it.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Where `found` is not what `expected` says: objects by the keys that are expected, lists element by element.
pub(crate) fn subset(expected: &Value, found: &Value) -> Vec<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let unlike = |(key, expected): (&String, &Value)| match found.get(key) {
                Some(found) => subset(expected, found)
                    .into_iter()
                    .map(|what| format!(".{key}{what}"))
                    .collect(),
                None if expected.is_null() => Vec::new(),
                None => vec![format!(".{key} is missing")],
            };
            expected.iter().flat_map(unlike).collect()
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let pairs = expected.iter().zip(found).enumerate();
            let unlike = |(at, (expected, found)): (usize, (&Value, &Value))| -> Vec<String> {
                subset(expected, found).into_iter().map(|what| format!("[{at}]{what}")).collect()
            };
            pairs.flat_map(unlike).collect()
        }
        (Value::Number(expected), Value::Number(found)) if expected.as_f64() == found.as_f64() => {
            Vec::new()
        }
        _ if expected == found => Vec::new(),
        _ => vec![format!(" is {found} instead of {expected}")],
    }
}

/// The words that a span `[start, end]` of a JSON document quotes; none where it does not fit the text.
pub(crate) fn quoted<'a>(span: &Value, text: &'a str) -> Option<&'a str> {
    let at = |end: usize| usize::try_from(span.get(end)?.as_u64()?).ok();
    text.get(at(0)?..at(1)?).filter(|words| !words.is_empty())
}
