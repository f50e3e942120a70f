//! `vigie doctor`: what works on this machine, and what does not.

use serde::Serialize;
use vigie::assets::{Lexicons, ModelFiles};
use vigie::classify::answered_in_words;
use vigie::classify::onnx::{OrtRuntime, Runtime as _};
use vigie::config::Project;
use vigie::error::Error;
use vigie::pipeline::Engine;
use vigie::search::{Index, SearchError};
use vigie::store::{BatchState, Store};

use crate::cli::args::{Doctor, HumanOrJson};
use crate::cli::session::Session;
use crate::cli::{exit, output};

#[derive(Serialize)]
struct Check {
    what: String,
    /// `ok`, `absent` (and not needed) or `fault`.
    state: &'static str,
    detail: String,
}

pub(crate) fn run(args: &Doctor, session: &Session) -> anyhow::Result<u8> {
    let mut checks = vec![ok("vigie", format!("version {}", env!("CARGO_PKG_VERSION")))];
    checks.extend(settings(session));
    checks.extend(models(session));
    checks.push(lexicons());
    checks.extend(runtimes(session));
    checks.extend(store(session));
    match args.format {
        HumanOrJson::Human => output::answer(&human(&checks))?,
        HumanOrJson::Json => output::json(&serde_json::json!({ "checks": checks }))?,
    }
    Ok(code(&checks))
}

/// A fault of what the program needs comes before one of the store.
fn code(checks: &[Check]) -> u8 {
    let fault = checks.iter().find(|check| check.state == "fault");
    match fault.map(|check| check.what.as_str()) {
        None => exit::DONE,
        Some("settings") => exit::USAGE,
        Some("store" | "search index") => exit::STORE_CORRUPT,
        Some(_) => exit::ASSET,
    }
}

fn ok(what: &str, detail: String) -> Check {
    Check { what: what.to_owned(), state: "ok", detail }
}

fn fault(what: &str, detail: impl std::fmt::Display) -> Check {
    Check { what: what.to_owned(), state: "fault", detail: detail.to_string() }
}

fn absent(what: &str, detail: impl std::fmt::Display) -> Check {
    Check { what: what.to_owned(), state: "absent", detail: detail.to_string() }
}

fn human(checks: &[Check]) -> String {
    let width = checks.iter().map(|check| check.what.chars().count()).max().unwrap_or(0);
    let line = |check: &Check| {
        let pad = width - check.what.chars().count();
        format!("{:6} {}{} {}\n", check.state, check.what, " ".repeat(pad), check.detail)
    };
    checks.iter().map(line).collect()
}

fn settings(session: &Session) -> Option<Check> {
    let folder = session.project_folder()?;
    Some(match session.settings() {
        Ok(_) => ok("settings", folder.join(vigie::config::PROJECT_FILE).display().to_string()),
        Err(error) => fault("settings", error),
    })
}

fn models(session: &Session) -> Vec<Check> {
    let mut names = ModelFiles::carried();
    let settings = session.settings().map(|settings| settings.model).unwrap_or_default();
    if !names.contains(&settings.name) {
        names.push(settings.name.clone());
    }
    let reading = settings.reading();
    let check = |name: &String| match ModelFiles::find_as(name, &reading) {
        Ok(files) => ok(&format!("model {}", files.name), described(&files)),
        Err(error) => fault(&format!("model {name}"), told(error)),
    };
    names.iter().map(check).collect()
}

fn described(files: &ModelFiles) -> String {
    let size = files.onnx.len() / 1000;
    let Some(card) = &files.card else {
        let heads = files.config.heads.iter();
        let heads = heads.map(|head| format!("{} ({})", head.name, head.labels.join(" ")));
        let heads: Vec<String> = heads.collect();
        return format!(
            "no card, {size} kB, reads {} tokens, answers {}",
            files.config.max_tokens,
            heads.join(", ")
        );
    };
    let languages = card.languages.join(" ");
    let sets = card.training.len();
    format!(
        "version {}, {languages}, {size} kB, learnt from {sets} sets, files as its card says",
        card.version
    )
}

/// A fault with what to do about it.
fn told(error: impl Into<Error>) -> String {
    let error: Error = error.into();
    let hint =
        error.hint().map(|hint| format!("; {}", hint.replace('\n', " "))).unwrap_or_default();
    format!("{error}{hint}")
}

fn lexicons() -> Check {
    match Lexicons::embedded() {
        Ok(lexicons) => {
            let cues: usize = lexicons.iter().map(|(_, _, lexicon)| lexicon.len()).sum();
            ok("lexicons", format!("{} files, {cues} cues", lexicons.hashes().len()))
        }
        Err(error) => fault("lexicons", error),
    }
}

fn in_use(engine: &Engine) -> String {
    let answers = answered_in_words(&engine.annotator().answered());
    match engine.model_title() {
        Some(model) => format!("{}: loads {model}; {answers}", engine.runtime()),
        None => answers,
    }
}

fn runtimes(session: &Session) -> Vec<Check> {
    let embedded = match session.engine() {
        Ok(engine) => ok("runtime in use", in_use(&engine)),
        Err(error) => match error.downcast::<Error>() {
            Ok(error) => fault("runtime in use", told(error)),
            Err(error) => fault("runtime in use", error),
        },
    };
    let library = match OrtRuntime::find(session.libraries()) {
        Ok(ort) => ok("ONNX Runtime", format!("{} in {}", ort.version(), ort.library().display())),
        Err(error) => absent(
            "ONNX Runtime",
            format!(
                "{error}; not needed. To use it: name the libonnxruntime of the wheel `onnxruntime` \
                 in VIGIE_ORT_DYLIB, then --runtime ort"
            ),
        ),
    };
    vec![embedded, library]
}

fn store(session: &Session) -> Vec<Check> {
    let Some(folder) = session.project_folder() else {
        return vec![absent("project", "no vigie.toml here or above; `vigie init` makes one")];
    };
    let store = Project::above(folder).map(|project| project.store());
    let Ok(path) = store else { return Vec::new() };
    let store = match Store::open(&path) {
        Ok(store) => store,
        Err(error) => return vec![fault("store", error)],
    };
    let batches = match store.batches() {
        Ok(batches) => batches,
        Err(error) => return vec![fault("store", error)],
    };
    let (open, whole): (Vec<_>, Vec<_>) =
        batches.iter().partition(|batch| batch.state == BatchState::Open);
    let feedback: u64 = whole.iter().map(|batch| batch.counts.accepted).sum();
    let mut checks = vec![ok("store", format!("{} batches, {feedback} feedback", whole.len()))];
    for batch in open {
        let left = format!("{} left half way; `vigie ingest --resume` goes on", batch.header.name);
        checks.push(absent("batch", left));
    }
    let pending = whole.iter().filter(|batch| batch.state == BatchState::Stored).count();
    checks.push(index(&store, feedback, pending));
    checks.extend(left_over(&store));
    checks
}

fn index(store: &Store, feedback: u64, pending: usize) -> Check {
    match Index::open(&store.index_dir()) {
        Ok(index) if index.len() == feedback => ok("search index", format!("{feedback} feedback")),
        Ok(index) if pending > 0 => absent(
            "search index",
            format!("{} of {feedback} feedback; the next command completes it", index.len()),
        ),
        Ok(index) => {
            fault("search index", format!("{} feedback instead of {feedback}", index.len()))
        }
        Err(SearchError::Missing { .. }) if feedback == 0 => absent("search index", "none yet"),
        Err(error) => fault("search index", error),
    }
}

/// What interrupted work left on the disk.
fn left_over(store: &Store) -> Option<Check> {
    let mut strays = store.strays().ok()?.len();
    strays += Index::strays(&store.index_dir()).map_or(0, |strays| strays.len());
    let files = output::count("file", strays as u64);
    let detail = format!("{files} that interrupted work left; `vigie verify` lists them");
    (strays > 0).then(|| absent("left over", detail))
}
