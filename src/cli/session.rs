//! What every command works with: settings, clock, threads, progress.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use toml::{Table, Value};
use vigie::config::{Layers, Project, Settings, Source as Origin};
use vigie::error::Error;
use vigie::ingest::{Assignment, Delimiter, Source};
use vigie::pipeline::{Engine, open};
use vigie::report::Lang;
use vigie::store::Store;
use vigie::types::{Dataset, Language};

use super::args::{self, Common, Reading, RuntimeChoice};
use super::progress::{Progress, Verbosity};

/// What every command works with.
pub(crate) struct Session {
    project: Option<PathBuf>,
    layers: Layers,
    now: Timestamp,
    progress: Progress,
    libraries: Vec<PathBuf>,
}

impl Session {
    /// Resolves what the user typed, the environment and the project.
    pub(crate) fn open(common: &Common) -> anyhow::Result<Self> {
        if let Some(threads) = common.threads {
            rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
        }
        let project = match &common.project {
            Some(folder) => Some(Project::above(folder).map_err(Error::from)?),
            None => Project::above(&std::env::current_dir()?).ok(),
        };
        let mut layers = match &project {
            Some(project) => project.layers().map_err(Error::from)?,
            None => Layers::default(),
        };
        layers.lay(Origin::CommandLine, flags(common)).map_err(Error::from)?;
        let now = match &common.now {
            Some(given) => given.parse().map_err(|_| Error::Argument {
                value: given.clone(),
                what: "an instant as 2026-11-22T08:00:00Z",
            })?,
            None => Timestamp::now(),
        };
        let verbosity = match (common.quiet, common.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Usual,
        };
        Ok(Self {
            project: project.map(|project| project.folder().to_owned()),
            layers,
            now,
            progress: Progress::new(
                verbosity,
                environment("VIGIE_NO_PROGRESS").is_none_or(|value| value.is_empty()),
            ),
            libraries: libraries(),
        })
    }

    /// The settings in force.
    pub(crate) fn settings(&self) -> anyhow::Result<Settings> {
        Ok(self.layers.settings().map_err(Error::from)?)
    }

    /// The settings in force, with what the user said of how files are read.
    pub(crate) fn settings_with(&self, reading: &Reading) -> anyhow::Result<Settings> {
        let mut settings = self.settings()?;
        let ingest = &mut settings.ingest;
        for map in &reading.map {
            let assignment: Assignment = map.parse().map_err(Error::from)?;
            ingest.map.retain(|other| other.column != assignment.column);
            ingest.map.push(assignment);
        }
        let mark = |value: &Option<String>| -> anyhow::Result<Option<Delimiter>> {
            Ok(value.as_deref().map(str::parse).transpose().map_err(Error::from)?)
        };
        ingest.delimiter = mark(&reading.delimiter)?.or(ingest.delimiter);
        ingest.comment = mark(&reading.comment)?.or(ingest.comment);
        ingest.escape = mark(&reading.escape)?.or(ingest.escape);
        if let Some(order) = &reading.date_format {
            ingest.date_format = Some(order.parse().map_err(Error::from)?);
        }
        for (said, setting) in [
            (&reading.encoding, &mut ingest.encoding),
            (&reading.zone, &mut ingest.zone),
            (&reading.sheet, &mut ingest.sheet),
        ] {
            if said.is_some() {
                setting.clone_from(said);
            }
        }
        for (said, setting) in [
            (reading.no_header, &mut ingest.no_header),
            (reading.tail_join, &mut ingest.tail_join),
            (reading.lossy, &mut ingest.lossy),
            (reading.fix_mojibake, &mut ingest.fix_mojibake),
            (reading.keep_tests, &mut ingest.keep_tests),
        ] {
            *setting |= said;
        }
        ingest.missing.extend(reading.missing.iter().cloned());
        ingest.latest = Some(self.latest());
        Ok(settings)
    }

    /// The last day that a feedback may bear: the day of the run, and one for the zones.
    pub(crate) fn latest(&self) -> Date {
        self.now.to_zoned(TimeZone::UTC).date().saturating_add(1.day())
    }

    /// The settings by name, each with where it comes from.
    pub(crate) fn layers(&self) -> &Layers {
        &self.layers
    }

    /// The project; an error where there is none.
    pub(crate) fn project(&self) -> anyhow::Result<Project> {
        let folder = match &self.project {
            Some(folder) => folder.clone(),
            None => std::env::current_dir()?,
        };
        Ok(Project::above(&folder).map_err(Error::from)?)
    }

    /// The store of the project, for reading.
    pub(crate) fn store(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.project()?.store()).map_err(Error::from)?)
    }

    /// The store of the project, for writing: at once an error where another process holds it.
    pub(crate) fn store_to_write(&self) -> anyhow::Result<Store> {
        Ok(Store::open_for_writing(&self.project()?.store()).map_err(Error::from)?)
    }

    /// What is said to the user, in the language asked for.
    pub(crate) fn says<'a>(&self, fr: &'a str, en: &'a str) -> &'a str {
        if self.speaks_french() { fr } else { en }
    }

    /// The language in which the user is spoken to.
    pub(crate) fn language(&self) -> Language {
        if self.speaks_french() { Language::Fr } else { Language::En }
    }

    /// The project, where there is one.
    pub(crate) fn project_folder(&self) -> Option<&Path> {
        self.project.as_deref()
    }

    /// The clock of the run.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Where long work tells where it stands.
    pub(crate) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether people are spoken to in French: where they asked for it.
    pub(crate) fn speaks_french(&self) -> bool {
        self.layers.settings().is_ok_and(|settings| settings.report.lang == Some(Language::Fr))
    }

    /// The language of what is written for people about a dataset: the one asked for, else that of most of it.
    pub(crate) fn lang_of(&self, dataset: &Dataset) -> Lang {
        let asked = self.layers.settings().ok().and_then(|settings| settings.report.lang);
        match asked.unwrap_or_else(|| dataset.main_language()) {
            Language::En => Lang::En,
            Language::Fr | Language::Other => Lang::Fr,
        }
    }

    /// Where ONNX Runtime may lie.
    pub(crate) fn libraries(&self) -> &[PathBuf] {
        &self.libraries
    }

    /// The annotator of the run.
    pub(crate) fn engine(&self) -> anyhow::Result<Engine> {
        Ok(Engine::load(&self.settings()?.model, &self.libraries)?)
    }
}

/// What the command line says, as a table of settings.
fn flags(common: &Common) -> Table {
    let mut model = Table::new();
    if let Some(name) = &common.model {
        model.insert("name".to_owned(), Value::String(name.clone()));
    }
    let runtime = match (common.no_models, common.runtime) {
        (true, _) => Some("none"),
        (_, Some(RuntimeChoice::Rten)) => Some("rten"),
        (_, Some(RuntimeChoice::Ort)) => Some("ort"),
        (_, Some(RuntimeChoice::Auto)) => Some("auto"),
        (_, None) => None,
    };
    if let Some(runtime) = runtime {
        model.insert("runtime".to_owned(), Value::String(runtime.to_owned()));
    }
    let mut report = Table::new();
    if let Some(lang) = common.lang {
        let lang = match lang {
            args::Lang::Fr => Language::Fr,
            args::Lang::En => Language::En,
        };
        report.insert("lang".to_owned(), Value::String(lang.id().to_owned()));
    }
    let sections = [("model", model), ("report", report)];
    sections
        .into_iter()
        .filter(|(_, section)| !section.is_empty())
        .map(|(name, section)| (name.to_owned(), Value::Table(section)))
        .collect()
}

/// The file that the user named: `-` is standard input.
pub(crate) fn source(path: &Path) -> Result<Source, Error> {
    if path != Path::new("-") {
        if lies_in_store(path) {
            let reason = "belongs to the store: it is no export";
            return Err(Error::Forbidden { path: path.to_owned(), reason });
        }
        return open(path);
    }
    Source::of_reader("stdin", &mut std::io::stdin().lock()).map_err(Error::Read)
}

/// Whether a file is one of those of a store.
fn lies_in_store(path: &Path) -> bool {
    let path = path.canonicalize().unwrap_or_default();
    path.ancestors()
        .skip(1)
        .any(|folder| folder.join("STORE").is_file() && folder.join("ledger.db").is_file())
}

#[expect(clippy::disallowed_methods, reason = "here is where the environment is read, once")]
fn environment(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

/// Named by the user, beside the program, then where the system keeps its libraries.
fn libraries() -> Vec<PathBuf> {
    let named = ["VIGIE_ORT_DYLIB", "ORT_DYLIB_PATH"]
        .into_iter()
        .filter_map(environment)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from);
    let file = if cfg!(windows) {
        "onnxruntime.dll"
    } else if cfg!(target_os = "macos") {
        "libonnxruntime.dylib"
    } else {
        "libonnxruntime.so"
    };
    let beside =
        std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(file)));
    named.chain(beside.filter(|path| path.is_file())).chain([PathBuf::from(file)]).collect()
}
